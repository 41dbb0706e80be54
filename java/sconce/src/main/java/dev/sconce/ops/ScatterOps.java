package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.OperatorException;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/**
 * Reading and writing along one dimension at positions of an index tensor: gather, scatter, index_select, index_add and
 * their kin.
 */
final class ScatterOps {
    private ScatterOps() {}

    private static Tensor copyOr(Tensor self, Tensor out) {
        if (out == null) {
            return Out.contiguousCopy(self);
        }
        return out == self ? self : Out.into(out, self);
    }

    // --- an index for every element

    /** The positions of {@code index}, whose element stands at {@code self}'s coordinate in {@code dim}. */
    private static Indexing along(String operator, Tensor self, long dim, Tensor index, boolean bounded) {
        int d = self.wrapDim(dim);
        if (index.dtype() != DType.INT64 && index.dtype() != DType.INT32) {
            throw Checks.error("%s(): Expected dtype int32/int64 for index, got %s", operator, index.dtype());
        }
        Tensor own = DimensionOps.atLeast1d(self);
        Tensor at = DimensionOps.atLeast1d(index);
        if (own.dim() != at.dim()) {
            throw Checks.error(
                    "Index tensor must have the same number of dimensions as input tensor: %s(): %s and %s",
                    operator, index.sizes(), self.sizes());
        }
        for (int k = 0; k < at.dim() && bounded; k++) {
            if (k != d && at.sizes()[k] > own.sizes()[k]) {
                throw Checks.error(
                        "Size does not match at dimension %s expected index %s to be no larger than self %s apart"
                                + " from dimension"
                                + " %s (%s)",
                        k, index.sizes(), self.sizes(), d, operator);
            }
        }
        long[] strides = own.strides().clone();
        strides[d] = 0;
        return new Indexing(own, at.sizes(), strides, false).with(at, own.sizes()[d], own.strides()[d], at.strides());
    }

    @Operator("aten::gather(Tensor self, int dim, Tensor index, *, bool sparse_grad=False) -> Tensor")
    @Operator("aten::gather.out(Tensor self, int dim, Tensor index, *, bool sparse_grad=False, Tensor(a!) out) ->"
            + " Tensor(a!)")
    static Tensor gather(Tensor self, long dim, Tensor index, boolean sparseGrad, Tensor out) {
        Checks.outDtype("gather", out, self.dtype());
        if (index.numel() == 0) {
            return Out.into(out, Tensor.empty(self.dtype(), index.sizes()));
        }
        Tensor result = along("gather", self, dim, index, true).get();
        return Out.into(out, index.dim() == 0 ? ViewOps.view(result, new long[0]) : result);
    }

    private static Tensor scattered(
            String operator,
            Tensor self,
            long dim,
            Tensor index,
            Tensor source,
            Indexing.Reduce reduce,
            boolean includeSelf,
            Tensor out) {
        Checks.sameDtype(operator, self, source);
        Tensor target = copyOr(self, out);
        if (index.numel() == 0) {
            return target;
        }
        Indexing positions = along(operator, target, dim, index, true);
        Tensor values = DimensionOps.atLeast1d(source);
        if (source.dim() > 0 || source.numel() != 1 || index.dim() == 0) {
            if (values.dim() != positions.shape().length) {
                throw Checks.error(
                        "Index tensor must have the same number of dimensions as src tensor: %s(): %s and %s",
                        operator, index.sizes(), source.sizes());
            }
            for (int k = 0; k < values.dim(); k++) {
                if (values.sizes()[k] < positions.shape()[k]) {
                    throw Checks.error(
                            "Expected index %s to be no larger than src %s in all dimensions (%s)",
                            index.sizes(), source.sizes(), operator);
                }
            }
            values = values.asStrided(positions.shape(), values.strides(), values.storageOffset());
        }
        positions.put(values, reduce, includeSelf);
        return target;
    }

    @Operator("aten::scatter.src(Tensor self, int dim, Tensor index, Tensor src) -> Tensor")
    @Operator("aten::scatter.src_out(Tensor self, int dim, Tensor index, Tensor src, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::scatter_.src(Tensor(a!) self, int dim, Tensor index, Tensor src) -> Tensor(a!)")
    static Tensor scatter(Tensor self, long dim, Tensor index, Tensor src, Tensor out) {
        return scattered("scatter", self, dim, index, src, Indexing.Reduce.ASSIGN, true, out);
    }

    @Operator("aten::scatter.value(Tensor self, int dim, Tensor index, Scalar value) -> Tensor")
    @Operator("aten::scatter.value_out(Tensor self, int dim, Tensor index, Scalar value, *, Tensor(a!) out) ->"
            + " Tensor(a!)")
    @Operator("aten::scatter_.value(Tensor(a!) self, int dim, Tensor index, Scalar value) -> Tensor(a!)")
    static Tensor scatter(Tensor self, long dim, Tensor index, Scalar value, Tensor out) {
        return scattered("scatter", self, dim, index, number(value, self, index), Indexing.Reduce.ASSIGN, true, out);
    }

    /** A number as a source that has any size. */
    private static Tensor number(Scalar value, Tensor self, Tensor index) {
        Scalar held = index.numel() == 0 ? Scalar.of(0L) : value.to(self.dtype());
        return ViewOps.expand(Elements.of(held, self.dtype()), index.sizes(), false);
    }

    @Operator("aten::scatter_add(Tensor self, int dim, Tensor index, Tensor src) -> Tensor")
    @Operator("aten::scatter_add.out(Tensor self, int dim, Tensor index, Tensor src, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::scatter_add_(Tensor(a!) self, int dim, Tensor index, Tensor src) -> Tensor(a!)")
    static Tensor scatterAdd(Tensor self, long dim, Tensor index, Tensor src, Tensor out) {
        return scattered("scatter_add", self, dim, index, src, Indexing.Reduce.SUM, true, out);
    }

    private static Indexing.Reduce oldReduce(String reduce) {
        return switch (reduce) {
            case "add" -> Indexing.Reduce.SUM;
            case "multiply" -> Indexing.Reduce.PROD;
            default -> throw new OperatorException("reduce argument must be either add or multiply, got " + reduce);
        };
    }

    @Operator("aten::scatter.reduce(Tensor self, int dim, Tensor index, Tensor src, *, str reduce) -> Tensor")
    @Operator("aten::scatter.reduce_out(Tensor self, int dim, Tensor index, Tensor src, *, str reduce, Tensor(a!)"
            + " out) -> Tensor(a!)")
    @Operator("aten::scatter_.reduce(Tensor(a!) self, int dim, Tensor index, Tensor src, *, str reduce) -> Tensor(a!)")
    static Tensor scatter(Tensor self, long dim, Tensor index, Tensor src, String reduce, Tensor out) {
        return scattered("scatter", self, dim, index, src, oldReduce(reduce), true, out);
    }

    @Operator("aten::scatter.value_reduce(Tensor self, int dim, Tensor index, Scalar value, *, str reduce) -> Tensor")
    @Operator("aten::scatter.value_reduce_out(Tensor self, int dim, Tensor index, Scalar value, *, str reduce,"
            + " Tensor(a!) out) ->"
            + " Tensor(a!)")
    @Operator("aten::scatter_.value_reduce(Tensor(a!) self, int dim, Tensor index, Scalar value, *, str reduce) ->"
            + " Tensor(a!)")
    static Tensor scatter(Tensor self, long dim, Tensor index, Scalar value, String reduce, Tensor out) {
        return scattered("scatter", self, dim, index, number(value, self, index), oldReduce(reduce), true, out);
    }

    private static Indexing.Reduce reduceOf(String operator, String reduce) {
        return switch (reduce) {
            case "sum", "mean" -> Indexing.Reduce.SUM;
            case "prod" -> Indexing.Reduce.PROD;
            case "amax" -> Indexing.Reduce.AMAX;
            case "amin" -> Indexing.Reduce.AMIN;
            default ->
                throw Checks.error(
                        "%s: reduce argument must be either sum, prod, mean, amax or amin, got %s.", operator, reduce);
        };
    }

    /** Divides the sums of a mean by how many were added; positions that nothing hit stay as they are. */
    private static Tensor averaged(Tensor sums, Tensor counts) {
        Tensor divisors =
                SelectionOps.maskedFill(counts, ComparisonOps.eq(counts, Scalar.of(0L), null), Scalar.of(1L), null);
        String rounding = sums.dtype().isIntegral(true) ? "floor" : null;
        return ArithmeticOps.div(sums, divisors, rounding, sums);
    }

    @Operator("aten::scatter_reduce.two(Tensor self, int dim, Tensor index, Tensor src, str reduce, *, bool"
            + " include_self=True) -> Tensor")
    @Operator("aten::scatter_reduce.two_out(Tensor self, int dim, Tensor index, Tensor src, str reduce, *, bool"
            + " include_self=True,"
            + " Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::scatter_reduce_.two(Tensor(a!) self, int dim, Tensor index, Tensor src, str reduce, *, bool"
            + " include_self=True) ->"
            + " Tensor(a!)")
    static Tensor scatterReduce(
            Tensor self, long dim, Tensor index, Tensor src, String reduce, boolean includeSelf, Tensor out) {
        Indexing.Reduce how = reduceOf("scatter_reduce", reduce);
        Tensor result = scattered("scatter_reduce", self, dim, index, src, how, includeSelf, out);
        if (reduce.equals("mean")) {
            Tensor counts = Elements.fill(Tensor.empty(self.dtype(), self.sizes()), Scalar.of(includeSelf ? 1L : 0L));
            scattered(
                    "scatter_reduce",
                    counts,
                    dim,
                    index,
                    number(Scalar.of(1L), self, index),
                    Indexing.Reduce.SUM,
                    true,
                    counts);
            averaged(result, counts);
        }
        return result;
    }

    // --- an index for every slice

    /** The positions of whole slices of {@code self} in {@code dim} that the vector {@code index} names. */
    private static Indexing slices(String operator, Tensor self, int dim, Tensor index, boolean wrap) {
        if (index.dim() > 1) {
            throw Checks.error("%s(): Index is supposed to be a vector, got sizes %s", operator, index.sizes());
        }
        Tensor vector = DimensionOps.atLeast1d(index);
        Tensor own = DimensionOps.atLeast1d(self);
        long[] shape = own.shape();
        shape[dim] = vector.numel();
        long[] strides = own.strides().clone();
        strides[dim] = 0;
        long[] moved = new long[shape.length];
        moved[dim] = vector.strides()[0];
        return new Indexing(own, shape, strides, wrap).with(vector, own.sizes()[dim], own.strides()[dim], moved);
    }

    @Operator("aten::index_select(Tensor self, int dim, Tensor index) -> Tensor")
    @Operator("aten::index_select.out(Tensor self, int dim, Tensor index, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor indexSelect(Tensor self, long dim, Tensor index, Tensor out) {
        Tensor result =
                slices("index_select", self, self.wrapDim(dim), index, false).get();
        return Out.into(out, self.dim() == 0 ? ViewOps.view(result, new long[0]) : result);
    }

    private static Tensor putSlices(
            String operator,
            Tensor self,
            long dim,
            Tensor index,
            Tensor source,
            Indexing.Reduce reduce,
            boolean includeSelf,
            Tensor out) {
        Checks.sameDtype(operator, self, source);
        int d = self.wrapDim(dim);
        Tensor target = copyOr(self, out);
        Indexing positions = slices(operator, target, d, index, operator.equals("index_fill"));
        Tensor values = source;
        if (!operator.equals("index_fill")) {
            if (source.dim() != self.dim() && !operator.equals("index_copy")) {
                throw Checks.error(
                        "%s(): source tensor shape must match self tensor shape, excluding the specified dimension. Got"
                                + " self.shape = %s source.shape = %s",
                        operator, self.sizes(), source.sizes());
            }
            values = DimensionOps.atLeast1d(source);
            if (!Arrays.equals(values.sizes(), positions.shape())) {
                throw Checks.error(
                        "%s(): Number of indices (%s) and sizes of source (%s) do not fit self of sizes %s in"
                                + " dimension %s",
                        operator, index.numel(), source.sizes(), self.sizes(), dim);
            }
        }
        positions.put(values, reduce, includeSelf);
        return target;
    }

    @Operator("aten::index_copy(Tensor self, int dim, Tensor index, Tensor source) -> Tensor")
    @Operator(
            "aten::index_copy.out(Tensor self, int dim, Tensor index, Tensor source, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::index_copy_(Tensor(a!) self, int dim, Tensor index, Tensor source) -> Tensor(a!)")
    static Tensor indexCopy(Tensor self, long dim, Tensor index, Tensor source, Tensor out) {
        return putSlices("index_copy", self, dim, index, source, Indexing.Reduce.ASSIGN, true, out);
    }

    @Operator("aten::index_add(Tensor self, int dim, Tensor index, Tensor source, *, Scalar alpha=1) -> Tensor")
    @Operator("aten::index_add.out(Tensor self, int dim, Tensor index, Tensor source, *, Scalar alpha=1, Tensor(a!)"
            + " out) -> Tensor(a!)")
    @Operator(
            "aten::index_add_(Tensor(a!) self, int dim, Tensor index, Tensor source, *, Scalar alpha=1) -> Tensor(a!)")
    static Tensor indexAdd(Tensor self, long dim, Tensor index, Tensor source, Scalar alpha, Tensor out) {
        Scalar factor = alpha.to(self.dtype());
        Tensor scaled = factor.toDouble() == 1 ? source : ArithmeticOps.mul(source, factor, null);
        return putSlices("index_add", self, dim, index, scaled, Indexing.Reduce.SUM, true, out);
    }

    @Operator("aten::index_fill.int_Scalar(Tensor self, int dim, Tensor index, Scalar value) -> Tensor")
    @Operator("aten::index_fill_.int_Scalar(Tensor(a!) self, int dim, Tensor index, Scalar value) -> Tensor(a!)")
    static Tensor indexFill(Tensor self, long dim, Tensor index, Scalar value, Tensor out) {
        return indexFill(self, dim, index, Elements.of(value.to(self.dtype()), self.dtype()), out);
    }

    @Operator("aten::index_fill.int_Tensor(Tensor self, int dim, Tensor index, Tensor value) -> Tensor")
    @Operator("aten::index_fill_.int_Tensor(Tensor(a!) self, int dim, Tensor index, Tensor value) -> Tensor(a!)")
    static Tensor indexFill(Tensor self, long dim, Tensor index, Tensor value, Tensor out) {
        if (value.dim() != 0) {
            throw Checks.error(
                    "index_fill_ only supports a 0-dimensional value tensor, but got tensor with %s dimension(s).",
                    value.dim());
        }
        if (!Elements.holds(self.dtype(), value.dtype())) {
            return indexFill(self, dim, index, Elements.scalar(value), out);
        }
        Tensor number = value.dtype() == self.dtype() ? value : TensorIterator.cast(value, self.dtype());
        Tensor target = out == null ? Out.copy(self) : out; // its memory order is kept, other than by its neighbours
        return putSlices("index_fill", target, dim, index, number, Indexing.Reduce.ASSIGN, true, target);
    }

    @Operator("aten::index_reduce(Tensor self, int dim, Tensor index, Tensor source, str reduce, *, bool"
            + " include_self=True) -> Tensor")
    @Operator("aten::index_reduce.out(Tensor self, int dim, Tensor index, Tensor source, str reduce, *, bool"
            + " include_self=True,"
            + " Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::index_reduce_(Tensor(a!) self, int dim, Tensor index, Tensor source, str reduce, *, bool"
            + " include_self=True) ->"
            + " Tensor(a!)")
    static Tensor indexReduce(
            Tensor self, long dim, Tensor index, Tensor source, String reduce, boolean includeSelf, Tensor out) {
        if (reduce.equals("sum")) {
            throw Checks.error("index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got sum.");
        }
        Indexing.Reduce how = reduceOf("index_reduce", reduce);
        Tensor result = putSlices("index_reduce", self, dim, index, source, how, includeSelf, out);
        if (reduce.equals("mean")) {
            Tensor counts = Elements.fill(Tensor.empty(self.dtype(), self.sizes()), Scalar.of(includeSelf ? 1L : 0L));
            Tensor ones = ViewOps.expand(Elements.of(Scalar.of(1L), self.dtype()), source.sizes(), false);
            putSlices("index_reduce", counts, dim, index, ones, Indexing.Reduce.SUM, true, counts);
            averaged(result, counts);
        }
        return result;
    }
}
