package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/** Sums, products, means, extremes, counts over dimensions. Norms and variances are in {@link StatisticsOps}. */
final class ReductionOps {
    private ReductionOps() {}

    private static final Kernel SUM = Kernel.of("sum");
    private static final Kernel NANSUM = Kernel.of("nansum");
    private static final Kernel PROD = Kernel.of("prod");
    private static final Kernel MEAN = Kernel.of("mean");
    private static final Kernel AMAX = Kernel.of("amax");
    private static final Kernel AMIN = Kernel.of("amin");
    private static final Kernel ALL = Kernel.of("all");
    private static final Kernel ANY = Kernel.of("any");
    private static final Kernel COUNT_NONZERO = Kernel.of("count_nonzero");
    private static final Kernel LOGSUMEXP = Kernel.of("logsumexp");
    private static final Kernel MAX_DIM = Kernel.of("max_dim");
    private static final Kernel MIN_DIM = Kernel.of("min_dim");

    /** Integers and bools are summed as int64. */
    static DType sumType(Tensor self, DType dtype) {
        return dtype != null ? dtype : self.dtype().isIntegral(true) ? DType.INT64 : self.dtype();
    }

    /** The dtype that a fold is asked to have: the one that is given, or else that of {@code out}; null where there is neither. */
    static DType wanted(DType dtype, Tensor out) {
        if (dtype != null && out != null && out.dtype() != dtype) {
            throw Checks.error("Expected out tensor to have dtype %s, but got %s instead", dtype, out.dtype());
        }
        return out == null ? dtype : out.dtype();
    }

    /**
     * What is folded into a result of {@code dtype}: its elements as that dtype, so that 0.5 + 0.5 is 0 as int64. Where the result's dtype
     * has all of them, the kernel widens them as it reads.
     */
    static Tensor terms(Tensor self, DType dtype) {
        boolean widens = dtype == null
                || dtype == self.dtype()
                || dtype == DType.INT64 && self.dtype().isIntegral(true)
                || dtype == DType.FLOAT64 && self.dtype().isFloatingPoint()
                || dtype == DType.FLOAT32
                        && self.dtype().isFloatingPoint()
                        && self.dtype().itemSize() <= 4;
        return widens ? self : TensorIterator.cast(self, dtype);
    }

    @Operator(
            "aten::sum.dim_IntList(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor")
    @Operator("aten::sum.IntList_out(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None,"
            + " Tensor(a!) out) ->"
            + " Tensor(a!)")
    static Tensor sum(Tensor self, long[] dim, boolean keepdim, DType dtype, Tensor out) {
        DType wanted = wanted(dtype, out);
        if (sumType(self, wanted).isComplex()) {
            Tensor numbers = TensorIterator.cast(self, sumType(self, wanted));
            if (self.dim() == 0) {
                Checks.distinctDims(dim == null ? new long[0] : dim, 0);
                return Out.into(out, Out.copy(numbers));
            }
            Tensor parts = ComplexOps.viewAsReal(numbers);
            long[] dims = dim == null || dim.length == 0 ? allDims(self) : wrapped(dim, self);
            Tensor sums = Out.contiguous(
                    Reduction.of(SUM, parts, dims).keepdim(keepdim).run(null));
            return Out.into(out, ComplexOps.viewAsComplex(sums));
        }
        return Reduction.of(SUM, terms(self, wanted), dim)
                .keepdim(keepdim)
                .result(sumType(self, wanted))
                .run(out);
    }

    /** A sum inside a graph, where nobody asks for strides: dimensions lie in memory in the order in which self's do. */
    @Operator("sconce::sum(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor")
    static Tensor sumInMemoryOrder(Tensor self, long[] dim, boolean keepdim, DType dtype) {
        return self.dtype().isComplex()
                ? sum(self, dim, keepdim, dtype, null)
                : Reduction.of(SUM, terms(self, dtype), dim)
                        .keepdim(keepdim)
                        .result(sumType(self, dtype))
                        .inMemoryOrder()
                        .run(null);
    }

    private static long[] allDims(Tensor self) {
        long[] dims = new long[self.dim()];
        Arrays.setAll(dims, i -> i);
        return dims;
    }

    private static long[] wrapped(long[] dims, Tensor self) {
        return Arrays.stream(dims).map(self::wrapDim).toArray();
    }

    @Operator("aten::sum(Tensor self, *, ScalarType? dtype=None) -> Tensor")
    @Operator("aten::sum.out(Tensor self, *, ScalarType? dtype=None, Tensor(a!) out) -> Tensor(a!)")
    static Tensor sum(Tensor self, DType dtype, Tensor out) {
        return sum(self, null, false, sumType(self, dtype), out);
    }

    @Operator("aten::nansum(Tensor self, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor")
    @Operator("aten::nansum.out(Tensor self, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None,"
            + " Tensor(a!) out) ->"
            + " Tensor(a!)")
    static Tensor nansum(Tensor self, long[] dim, boolean keepdim, DType dtype, Tensor out) {
        if (self.dtype().isIntegral(true)) {
            return sum(self, dim, keepdim, dtype, out);
        }
        DType wanted = wanted(dtype, out);
        return Reduction.of(NANSUM, terms(self, wanted), dim)
                .keepdim(keepdim)
                .result(sumType(self, wanted))
                .run(out);
    }

    @Operator("aten::prod.dim_int(Tensor self, int dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor")
    @Operator("aten::prod.int_out(Tensor self, int dim, bool keepdim=False, *, ScalarType? dtype=None, Tensor(a!)"
            + " out) -> Tensor(a!)")
    static Tensor prod(Tensor self, long dim, boolean keepdim, DType dtype, Tensor out) {
        DType wanted = wanted(dtype, out);
        if (sumType(self, wanted).isComplex()) {
            return Out.into(out, complexProduct(self, dim, keepdim, wanted));
        }
        return Reduction.of(PROD, terms(self, wanted), dim)
                .keepdim(keepdim)
                .result(sumType(self, wanted))
                .run(out);
    }

    @Operator("aten::prod(Tensor self, *, ScalarType? dtype=None) -> Tensor")
    @Operator("aten::prod.out(Tensor self, *, ScalarType? dtype=None, Tensor(a!) out) -> Tensor(a!)")
    static Tensor prod(Tensor self, DType dtype, Tensor out) {
        wanted(sumType(self, dtype), out);
        if (sumType(self, dtype).isComplex()) {
            return Out.into(out, complexProduct(ViewOps.reshape(self, new long[] {-1}), 0, false, dtype));
        }
        return Reduction.of(PROD, terms(self, dtype))
                .result(sumType(self, dtype))
                .run(out);
    }

    /** The last of the running products. */
    private static Tensor complexProduct(Tensor self, long dim, boolean keepdim, DType dtype) {
        int d = self.wrapDim(dim);
        long[] shape = self.shape();
        if (self.dim() > 0) {
            shape[d] = 1;
        }
        Tensor product = self.numel() == 0
                ? Elements.fill(Tensor.empty(sumType(self, dtype), shape), Scalar.of(1L))
                : self.dim() == 0
                        ? Out.copy(TensorIterator.cast(self, sumType(self, dtype)))
                        : Out.contiguous(
                                DimensionOps.narrow(ScanOps.cumprod(self, d, dtype, null), d, self.sizes()[d] - 1, 1));
        return keepdim || self.dim() == 0 ? product : DimensionOps.squeeze(product, d);
    }

    @Operator("aten::mean.dim(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor")
    @Operator("aten::mean.out(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None, Tensor(a!)"
            + " out) -> Tensor(a!)")
    static Tensor mean(Tensor self, long[] dim, boolean keepdim, DType dtype, Tensor out) {
        DType result = dtype == null ? self.dtype() : dtype;
        if (result.isIntegral(true)) {
            throw Checks.error(
                    "mean(): could not infer output dtype. Input dtype must be either a floating point or complex"
                            + " dtype. Got:"
                            + " %s",
                    result);
        }
        DType wanted = wanted(dtype, out);
        Out.checkCast(result, sumType(self, wanted));
        if (sumType(self, wanted).isComplex()) {
            Reduction counted = Reduction.of(SUM, self, dim);
            Scalar count = Scalar.of((double) counted.count());
            return ArithmeticOps.div(sum(self, dim, keepdim, wanted, null), count, out);
        }
        Tensor terms = terms(self, wanted == null ? null : HalfPrecision.widened(wanted));
        return Reduction.of(MEAN, terms, dim)
                .keepdim(keepdim)
                .result(sumType(self, wanted))
                .run(out);
    }

    @Operator("aten::mean(Tensor self, *, ScalarType? dtype=None) -> Tensor")
    @Operator("aten::mean.dtype_out(Tensor self, *, ScalarType? dtype=None, Tensor(a!) out) -> Tensor(a!)")
    static Tensor mean(Tensor self, DType dtype, Tensor out) {
        return mean(self, null, false, dtype, out);
    }

    @Operator("aten::nanmean(Tensor self, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor")
    @Operator("aten::nanmean.out(Tensor self, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None,"
            + " Tensor(a!) out) ->"
            + " Tensor(a!)")
    static Tensor nanmean(Tensor self, long[] dim, boolean keepdim, DType dtype, Tensor out) {
        Checks.floating("nanmean", self);
        Tensor numbers = sum(ComparisonOps.logicalNot(ComparisonOps.isnan(self, null), null), dim, keepdim, null, null);
        return ArithmeticOps.div(nansum(self, dim, keepdim, wanted(dtype, out), null), numbers, out);
    }

    @Operator("aten::logsumexp(Tensor self, int[1] dim, bool keepdim=False) -> Tensor")
    @Operator("aten::logsumexp.out(Tensor self, int[1] dim, bool keepdim=False, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_logsumexp(Tensor self, int[1] dim, bool keepdim=False) -> Tensor")
    @Operator(
            "aten::special_logsumexp.out(Tensor self, int[1] dim, bool keepdim=False, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor logsumexp(Tensor self, long[] dim, boolean keepdim, Tensor out) {
        DType result = out != null ? out.dtype() : self.dtype().isIntegral(true) ? DType.FLOAT32 : self.dtype();
        if (result.isIntegral(true)) {
            throw Checks.error("logsumexp(): Expected floating point type for result tensor, but got: %s", result);
        }
        if (self.dtype().isComplex()) {
            return complexLogsumexp(self, dim, keepdim, out);
        }
        if (result.isComplex()) {
            return Out.into(out, logsumexp(self, dim, keepdim, null));
        }
        return Reduction.of(LOGSUMEXP, out == null ? self : terms(self, result), dim)
                .keepdim(keepdim)
                .result(result)
                .run(out);
    }

    /** The largest real part is taken out before the exponential, where it is finite. */
    private static Tensor complexLogsumexp(Tensor self, long[] dim, boolean keepdim, Tensor out) {
        Tensor largest = amax(ComplexOps.real(self), dim, true, null);
        Tensor finite = SelectionOps.where(
                ComparisonOps.isinf(largest, null), Elements.of(Scalar.of(0.0), largest.dtype()), largest, null);
        Tensor terms = UnaryMathOps.exp(ArithmeticOps.sub(self, finite, Scalar.of(1L), null), null);
        Tensor sum = UnaryMathOps.log(sum(terms, dim, keepdim, null, null), null);
        return ArithmeticOps.add(sum, keepdim ? finite : ViewOps.view(finite, sum.sizes()), Scalar.of(1L), out);
    }

    // --- counting

    /** Complex numbers as whether they are not 0, which is all that counts and tests of truth ask of them; others as they are. */
    static Tensor truth(Tensor self) {
        return self.dtype().isComplex() ? ComparisonOps.ne(self, Scalar.of(0L), null) : self;
    }

    private static Reduction truth(Kernel kernel, Tensor self, long... dims) {
        return Reduction.of(kernel, truth(self), dims).result(self.dtype() == DType.UINT8 ? DType.UINT8 : DType.BOOL);
    }

    /** Over an empty list of dimensions each element is a result of its own, other than in {@code sum}, where that means all. */
    private static Tensor truthOver(Kernel kernel, Tensor self, long[] dim, boolean keepdim, Tensor out) {
        if (dim == null || dim.length > 0) {
            return truth(kernel, self, dim).keepdim(keepdim).run(out);
        }
        Tensor each = ComparisonOps.ne(self, Scalar.of(0L), null);
        return Out.into(out, self.dtype() == DType.UINT8 ? TensorIterator.cast(each, DType.UINT8) : each);
    }

    @Operator("aten::all(Tensor self) -> Tensor")
    @Operator("aten::all.all_out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor all(Tensor self, Tensor out) {
        return truth(ALL, self).run(out);
    }

    @Operator("aten::all.dim(Tensor self, int dim, bool keepdim=False) -> Tensor")
    @Operator("aten::all.out(Tensor self, int dim, bool keepdim=False, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor all(Tensor self, long dim, boolean keepdim, Tensor out) {
        return truth(ALL, self, dim).keepdim(keepdim).run(out);
    }

    @Operator("aten::all.dims(Tensor self, int[]? dim=None, bool keepdim=False) -> Tensor")
    @Operator("aten::all.dims_out(Tensor self, int[]? dim=None, bool keepdim=False, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor all(Tensor self, long[] dim, boolean keepdim, Tensor out) {
        return truthOver(ALL, self, dim, keepdim, out);
    }

    @Operator("aten::any(Tensor self) -> Tensor")
    @Operator("aten::any.all_out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor any(Tensor self, Tensor out) {
        return truth(ANY, self).run(out);
    }

    @Operator("aten::any.dim(Tensor self, int dim, bool keepdim=False) -> Tensor")
    @Operator("aten::any.out(Tensor self, int dim, bool keepdim=False, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor any(Tensor self, long dim, boolean keepdim, Tensor out) {
        return truth(ANY, self, dim).keepdim(keepdim).run(out);
    }

    @Operator("aten::any.dims(Tensor self, int[]? dim=None, bool keepdim=False) -> Tensor")
    @Operator("aten::any.dims_out(Tensor self, int[]? dim=None, bool keepdim=False, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor any(Tensor self, long[] dim, boolean keepdim, Tensor out) {
        return truthOver(ANY, self, dim, keepdim, out);
    }

    @Operator("aten::_is_all_true(Tensor self) -> Tensor")
    static Tensor isAllTrue(Tensor self) {
        return all(self, null);
    }

    @Operator("aten::_is_any_true(Tensor self) -> Tensor")
    static Tensor isAnyTrue(Tensor self) {
        return any(self, null);
    }

    @Operator("aten::count_nonzero.dim_IntList(Tensor self, int[] dim) -> Tensor")
    @Operator("aten::count_nonzero.dim_IntList_out(Tensor self, int[] dim, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor countNonzero(Tensor self, long[] dim, Tensor out) {
        return Reduction.of(COUNT_NONZERO, truth(self), dim).result(DType.INT64).run(out);
    }

    @Operator("aten::count_nonzero(Tensor self, int? dim=None) -> Tensor")
    @Operator("aten::count_nonzero.out(Tensor self, int? dim=None, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor countNonzero(Tensor self, Long dim, Tensor out) {
        return countNonzero(self, dim == null ? null : new long[] {dim}, out);
    }

    // --- extremes

    @Operator("aten::amax(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor")
    @Operator("aten::amax.out(Tensor self, int[1] dim=[], bool keepdim=False, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor amax(Tensor self, long[] dim, boolean keepdim, Tensor out) {
        return Reduction.of(AMAX, self, dim).nonEmpty("amax").keepdim(keepdim).run(out);
    }

    @Operator("aten::amin(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor")
    @Operator("aten::amin.out(Tensor self, int[1] dim=[], bool keepdim=False, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor amin(Tensor self, long[] dim, boolean keepdim, Tensor out) {
        return Reduction.of(AMIN, self, dim).nonEmpty("amin").keepdim(keepdim).run(out);
    }

    @Operator("aten::max(Tensor self) -> Tensor")
    @Operator("aten::max.unary_out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor max(Tensor self, Tensor out) {
        return Reduction.of(AMAX, self).nonEmpty("max").run(out);
    }

    @Operator("aten::min(Tensor self) -> Tensor")
    @Operator("aten::min.unary_out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor min(Tensor self, Tensor out) {
        return Reduction.of(AMIN, self).nonEmpty("min").run(out);
    }

    @Operator("aten::aminmax(Tensor self, *, int? dim=None, bool keepdim=False) -> (Tensor min, Tensor max)")
    static Tensor[] aminmax(Tensor self, Long dim, boolean keepdim) {
        long[] dims = dim == null ? null : new long[] {dim};
        return new Tensor[] {
            Reduction.of(AMIN, self, dims).nonEmpty("aminmax").keepdim(keepdim).run(null),
            Reduction.of(AMAX, self, dims).nonEmpty("aminmax").keepdim(keepdim).run(null)
        };
    }

    @Operator("aten::max.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)")
    static Tensor[] max(Tensor self, long dim, boolean keepdim) {
        return Reduction.of(MAX_DIM, self, dim)
                .nonEmpty("max")
                .keepdim(keepdim)
                .ordered()
                .run(DType.INT64, true);
    }

    @Operator("aten::min.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)")
    static Tensor[] min(Tensor self, long dim, boolean keepdim) {
        return Reduction.of(MIN_DIM, self, dim)
                .nonEmpty("min")
                .keepdim(keepdim)
                .ordered()
                .run(DType.INT64, true);
    }

    @Operator("aten::max.dim_max(Tensor self, int dim, bool keepdim=False, *, Tensor(a!) max, Tensor(b!) max_values)"
            + " -> (Tensor(a!)"
            + " values, Tensor(b!) indices)")
    static Tensor[] max(Tensor self, long dim, boolean keepdim, Tensor values, Tensor indices) {
        return Out.into(new Tensor[] {values, indices}, max(self, dim, keepdim));
    }

    @Operator("aten::min.dim_min(Tensor self, int dim, bool keepdim=False, *, Tensor(a!) min, Tensor(b!)"
            + " min_indices) -> (Tensor(a!)"
            + " values, Tensor(b!) indices)")
    static Tensor[] min(Tensor self, long dim, boolean keepdim, Tensor values, Tensor indices) {
        return Out.into(new Tensor[] {values, indices}, min(self, dim, keepdim));
    }

    private static Tensor position(Kernel kernel, String operator, Tensor self, Long dim, boolean keepdim, Tensor out) {
        long[] dims = dim == null ? null : new long[] {dim};
        Reduction reduction = Reduction.of(kernel, self, dims)
                .nonEmpty(operator)
                .keepdim(keepdim)
                .ordered();
        return Out.into(out, reduction.run(DType.INT64, false)[1]);
    }

    @Operator("aten::argmax(Tensor self, int? dim=None, bool keepdim=False) -> Tensor")
    @Operator("aten::argmax.out(Tensor self, int? dim=None, bool keepdim=False, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor argmax(Tensor self, Long dim, boolean keepdim, Tensor out) {
        Checks.notBool("argmax", self);
        return position(MAX_DIM, "argmax", self, dim, keepdim, out);
    }

    @Operator("aten::argmin(Tensor self, int? dim=None, bool keepdim=False) -> Tensor")
    @Operator("aten::argmin.out(Tensor self, int? dim=None, bool keepdim=False, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor argmin(Tensor self, Long dim, boolean keepdim, Tensor out) {
        Checks.notBool("argmin", self);
        return position(MIN_DIM, "argmin", self, dim, keepdim, out);
    }

    // --- by composition

    @Operator("aten::trace(Tensor self) -> Tensor")
    @Operator("aten::trace.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor trace(Tensor self, Tensor out) {
        Checks.rank("trace", "self", self, 2);
        Checks.notBool("trace", self);
        return sum(DimensionOps.diagonal(self, 0, 0, 1), null, out);
    }

    @Operator("aten::sum_to_size(Tensor self, SymInt[] size) -> Tensor")
    static Tensor sumToSize(Tensor self, long[] size) {
        int leading = self.dim() - size.length;
        long[] dims = new long[self.dim()];
        int count = 0;
        for (int d = 0; d < self.dim(); d++) {
            long wanted = d < leading ? 1 : size[d - leading];
            if (d >= leading && wanted != 1 && wanted != self.sizes()[d]) {
                throw Checks.error("size {%s} is not expandable to size {%s}.", size, self.sizes());
            }
            if (d < leading || (wanted == 1 && self.sizes()[d] != 1)) {
                dims[count++] = d;
            }
        }
        if (leading < 0) {
            throw Checks.error("size {%s} is not expandable to size {%s}.", size, self.sizes());
        }
        if (size.length == 0) {
            return sum(self, null, null);
        }
        Tensor sum = count == 0 ? self : sum(self, Arrays.copyOf(dims, count), true, null, null);
        return leading > 0 ? ViewOps.view(sum, size) : sum;
    }

    @Operator("aten::_aminmax(Tensor self) -> (Tensor, Tensor)")
    static Tensor[] aminmax(Tensor self) {
        return aminmax(self, null, false);
    }

    @Operator("aten::_aminmax.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor, Tensor)")
    static Tensor[] aminmaxAlong(Tensor self, long dim, boolean keepdim) {
        return aminmax(self, Long.valueOf(dim), keepdim);
    }
}
