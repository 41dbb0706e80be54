package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.OperatorException;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Advanced indexing: reading and writing at positions that a list of index tensors names, and what masks select. */
final class IndexOps {
    private IndexOps() {}

    private static final Kernel COUNT_NONZERO = Kernel.of("count_nonzero");
    private static final Kernel NONZERO = Kernel.of("nonzero");
    private static final Kernel MASKED_SELECT = Kernel.of("masked_select");
    private static final Kernel MASKED_SCATTER = Kernel.of("masked_scatter");

    // --- by index tensors

    @Operator("aten::index.Tensor(Tensor self, Tensor?[] indices) -> Tensor")
    @Operator("aten::_unsafe_index.Tensor(Tensor self, Tensor?[] indices) -> Tensor")
    @Operator("aten::index.Tensor_hacked_twin(Tensor self, Tensor[] indices) -> Tensor")
    @Operator("aten::_unsafe_index.Tensor_hacked_twin(Tensor self, Tensor[] indices) -> Tensor")
    static Tensor index(Tensor self, Tensor[] indices) {
        return positions(self, indices).get();
    }

    @Operator("aten::index_put(Tensor self, Tensor?[] indices, Tensor values, bool accumulate=False) -> Tensor")
    @Operator("aten::_unsafe_index_put(Tensor self, Tensor?[] indices, Tensor values, bool accumulate=False) -> Tensor")
    @Operator(
            "aten::index_put_(Tensor(a!) self, Tensor?[] indices, Tensor values, bool accumulate=False) -> Tensor(a!)")
    @Operator(
            "aten::index_put.hacked_twin(Tensor self, Tensor[] indices, Tensor values, bool accumulate=False) -> Tensor")
    @Operator(
            "aten::_unsafe_index_put.hacked_twin(Tensor self, Tensor[] indices, Tensor values, bool accumulate=False) -> Tensor")
    @Operator(
            "aten::index_put_.hacked_twin(Tensor(a!) self, Tensor[] indices, Tensor values, bool accumulate=False) -> Tensor(a!)")
    static Tensor indexPut(Tensor self, Tensor[] indices, Tensor values, boolean accumulate, Tensor out) {
        Tensor target = out == null ? Out.copy(self) : out;
        Tensor mask = accumulate || values.numel() != 1 ? null : soleMask(self, indices);
        if (mask != null) {
            // As PyTorch does it: here, and only here, the value may be of another dtype.
            return SelectionOps.maskedFill(target, mask, ViewOps.reshape(values, new long[0]), target);
        }
        if (values.dtype() != self.dtype()) {
            throw Checks.error(
                    "Index put requires the source and destination dtypes match, got %s for the destination and %s"
                            + " for the"
                            + " source.",
                    self.dtype(), values.dtype());
        }
        positions(target, indices).put(values, accumulate ? Indexing.Reduce.SUM : Indexing.Reduce.ASSIGN, true);
        return target;
    }

    @Operator("aten::_index_put_impl_(Tensor(a!) self, Tensor?[] indices, Tensor values, bool accumulate=False, bool"
            + " unsafe=False) ->"
            + " Tensor(a!)")
    @Operator(
            "aten::_index_put_impl_.hacked_twin(Tensor(a!) self, Tensor[] indices, Tensor values, bool accumulate=False, bool"
                    + " unsafe=False) -> Tensor(a!)")
    static Tensor indexPutImpl(Tensor self, Tensor[] indices, Tensor values, boolean accumulate, boolean unsafe) {
        return indexPut(self, indices, values, accumulate, self);
    }

    /**
     * The positions of {@code self[indices]}: index tensors broadcast together; their dimensions stand where the first
     * of them does when they are neighbours, else in front (PyTorch's advanced indexing).
     */
    private static Indexing positions(Tensor self, Tensor[] given) {
        Tensor[] indices = withoutMasks(self, given);
        if (indices.length > self.dim()) {
            throw Checks.error("too many indices for tensor of dimension %s (got %s)", self.dim(), indices.length);
        }
        long[] common = new long[0];
        int first = -1;
        int last = -1;
        int used = 0;
        for (int d = 0; d < indices.length; d++) {
            if (indices[d] != null) {
                try {
                    common = TensorIterator.broadcast(common, indices[d].sizes());
                } catch (OperatorException mismatch) {
                    throw new OperatorException(
                            "shape mismatch: indexing tensors could not be broadcast together: "
                                    + Arrays.toString(common) + ", " + Arrays.toString(indices[d].sizes()),
                            mismatch);
                }
                first = first < 0 ? d : first;
                last = d;
                used++;
            }
        }
        int place = used == last - first + 1 ? Math.max(first, 0) : 0;
        long[] shape = new long[self.dim() - used + common.length];
        long[] strides = new long[shape.length];
        int at = 0;
        for (int d = 0; d <= self.dim(); d++) {
            if (at == place && shape.length >= common.length) {
                System.arraycopy(common, 0, shape, at, common.length);
                at += common.length;
                place = -1;
            }
            if (d < self.dim() && (d >= indices.length || indices[d] == null)) {
                shape[at] = self.sizes()[d];
                strides[at++] = self.strides()[d];
            }
        }
        Indexing indexing = new Indexing(self, shape, strides, true);
        int start = used == last - first + 1 ? Math.max(first, 0) : 0;
        for (int d = 0; d < indices.length; d++) {
            if (indices[d] != null) {
                long[] moved = new long[shape.length];
                System.arraycopy(DimensionOrder.expandedStrides(indices[d], common), 0, moved, start, common.length);
                indexing.with(indices[d], self.sizes()[d], self.strides()[d], moved);
            }
        }
        return indexing;
    }

    /** The one index that is a mask where the others are whole dimensions, broadcast against self's dimensions; else null. */
    private static Tensor soleMask(Tensor self, Tensor[] indices) {
        Tensor mask = null;
        int at = 0;
        for (int d = 0; d < indices.length; d++) {
            if (indices[d] != null) {
                if (mask != null || indices[d].dtype() != DType.BOOL) {
                    return null;
                }
                mask = indices[d];
                at = d;
            }
        }
        if (mask == null) {
            return null;
        }
        checkMask(self, mask, at);
        int after = self.dim() - at - mask.dim();
        long[] shape = Arrays.copyOf(mask.sizes(), mask.dim() + after);
        Arrays.fill(shape, mask.dim(), shape.length, 1);
        return ViewOps.reshape(mask, shape);
    }

    private static void checkMask(Tensor self, Tensor mask, int at) {
        if (at > self.dim()) {
            throw Checks.error("too many indices for tensor of dimension %s", self.dim());
        }
        for (int d = 0; d < mask.dim(); d++) {
            if (at + d >= self.dim() || mask.sizes()[d] != self.sizes()[at + d]) {
                throw Checks.error(
                        "The shape of the mask %s at index %s does not match the shape of the indexed tensor"
                                + " %s at index %s",
                        mask.sizes(), d, self.sizes(), at + d);
            }
        }
    }

    /** Masks become the coordinates of their true elements, one index a dimension. */
    private static Tensor[] withoutMasks(Tensor self, Tensor[] indices) {
        List<Tensor> result = new ArrayList<>();
        for (Tensor index : indices) {
            if (index == null || (index.dtype() != DType.BOOL && index.dtype() != DType.UINT8)) {
                result.add(index);
                continue;
            }
            checkMask(self, index, result.size());
            if (index.dim() == 0) {
                throw new dev.sconce.UnsupportedException("indexing with a 0-d mask is not supported: use where");
            }
            Tensor coordinates = nonzero(index, null);
            for (int d = 0; d < index.dim(); d++) {
                result.add(DimensionOps.select(coordinates, 1, d));
            }
        }
        return result.toArray(new Tensor[0]);
    }

    // --- by masks

    private static long countNonzero(Tensor self) {
        Tensor count = Reduction.of(COUNT_NONZERO, self).result(DType.INT64).run(null);
        return Elements.toLong(count);
    }

    @Operator("aten::nonzero(Tensor self) -> Tensor")
    @Operator("aten::nonzero.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::argwhere(Tensor self) -> Tensor")
    static Tensor nonzero(Tensor given, Tensor out) {
        Tensor self = ReductionOps.truth(given);
        long count = countNonzero(self);
        Tensor result = Tensor.empty(DType.INT64, count, self.dim());
        if (result.numel() > 0) {
            KernelCall call = NONZERO.call()
                    .dtype(self.dtype())
                    .write(result)
                    .read(self)
                    .i64(count)
                    .i64(self.dim());
            putShape(call, self.sizes());
            putStrides(call, self, self.strides());
            call.run();
        }
        return Out.into(out, result);
    }

    @Operator("aten::nonzero_numpy(Tensor self) -> Tensor[]")
    @Operator("aten::where(Tensor condition) -> Tensor[]")
    static Tensor[] nonzeroColumns(Tensor self) {
        return SplitOps.unbind(nonzero(DimensionOps.atLeast1d(self), null), 1);
    }

    private static void putShape(KernelCall call, long[] sizes) {
        for (int d = sizes.length - 1; d >= 0; d--) {
            call.i64(sizes[d]);
        }
    }

    private static void putStrides(KernelCall call, Tensor tensor, long[] strides) {
        for (int d = strides.length - 1; d >= 0; d--) {
            call.i64(strides[d] * tensor.dtype().itemSize());
        }
    }

    @Operator("aten::masked_select(Tensor self, Tensor mask) -> Tensor")
    @Operator("aten::masked_select.out(Tensor self, Tensor mask, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor maskedSelect(Tensor self, Tensor mask, Tensor out) {
        if (mask.dtype() != DType.BOOL) {
            throw Checks.error("masked_select: expected BoolTensor for mask, got %s", mask.dtype());
        }
        long[] shape = TensorIterator.broadcast(self.sizes(), mask.sizes());
        Tensor where = ViewOps.expand(mask, shape, false);
        Tensor in = ViewOps.expand(self, shape, false);
        long count = countNonzero(where);
        Tensor result = Tensor.empty(self.dtype(), count);
        if (count > 0) {
            maskCall(MASKED_SELECT.call().dtype(self.dtype()).write(result).read(in), in, where, count)
                    .run();
        }
        return Out.into(out, result);
    }

    private static KernelCall maskCall(KernelCall call, Tensor strided, Tensor mask, long count) {
        call.read(mask).i64(count).i64(mask.dim());
        putShape(call, mask.sizes());
        putStrides(call, strided, strided.strides());
        putStrides(call, mask, mask.strides());
        return call;
    }

    @Operator("aten::masked_scatter(Tensor self, Tensor mask, Tensor source) -> Tensor")
    @Operator("aten::masked_scatter_(Tensor(a!) self, Tensor mask, Tensor source) -> Tensor(a!)")
    static Tensor maskedScatter(Tensor self, Tensor mask, Tensor source, Tensor out) {
        Checks.sameDtype("masked_scatter", self, source);
        if (mask.dtype() != DType.BOOL) {
            throw Checks.error("masked_scatter_ only supports boolean masks, but got mask with dtype %s", mask.dtype());
        }
        long[] shape = out == null ? TensorIterator.broadcast(self.sizes(), mask.sizes()) : self.sizes();
        Tensor where = ViewOps.expand(mask, shape, false);
        Tensor target = out == null ? Out.contiguousCopy(ViewOps.expand(self, shape, false)) : out;
        Tensor values = Out.contiguous(source);
        if (target.numel() > 0) {
            maskCall(
                            MASKED_SCATTER
                                    .call()
                                    .dtype(self.dtype())
                                    .write(target)
                                    .read(values),
                            target,
                            where,
                            values.numel())
                    .run();
        }
        return target;
    }

    // --- by number

    @Operator("aten::take(Tensor self, Tensor index) -> Tensor")
    @Operator("aten::take.out(Tensor self, Tensor index, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor take(Tensor self, Tensor index, Tensor out) {
        if (self.numel() == 0 && index.numel() > 0) {
            throw new OperatorException("take(): tried to take from an empty tensor");
        }
        return Out.into(out, flat(Out.contiguous(self), index).get());
    }

    private static Indexing flat(Tensor contiguous, Tensor index) {
        return new Indexing(contiguous, index.sizes(), new long[index.dim()], true)
                .with(index, contiguous.numel(), 1, index.strides());
    }

    @Operator("aten::put(Tensor self, Tensor index, Tensor source, bool accumulate=False) -> Tensor")
    @Operator("aten::put_(Tensor(a!) self, Tensor index, Tensor source, bool accumulate=False) -> Tensor(a!)")
    static Tensor put(Tensor self, Tensor index, Tensor source, boolean accumulate, Tensor out) {
        Checks.sameDtype("put_", self, source);
        if (index.numel() != source.numel()) {
            throw Checks.error(
                    "put_(): Expected source and index to have the same number of elements, but got source.numel()"
                            + " = %s,"
                            + " index.numel() = %s",
                    source.numel(), index.numel());
        }
        Tensor target = out != null && out.isContiguous() ? out : Tensor.empty(self.dtype(), self.sizes());
        if (target != out) {
            TensorIterator.copy(target, self);
        }
        flat(target, index)
                .put(
                        ViewOps.reshape(source, index.sizes()),
                        accumulate ? Indexing.Reduce.SUM : Indexing.Reduce.ASSIGN,
                        true);
        return Out.into(out, target);
    }

    @Operator("aten::take_along_dim(Tensor self, Tensor indices, int? dim=None) -> Tensor")
    @Operator("aten::take_along_dim.out(Tensor self, Tensor indices, int? dim=None, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor takeAlongDim(Tensor self, Tensor indices, Long dim, Tensor out) {
        if (dim == null) {
            return ScatterOps.gather(
                    ViewOps.reshape(self, new long[] {-1}), 0, ViewOps.reshape(indices, new long[] {-1}), false, out);
        }
        int d = self.wrapDim(dim);
        if (self.dim() != indices.dim()) {
            throw Checks.error(
                    "torch.take_along_dim(): input and indices should have the same number of dimensions, but got"
                            + " %s dimensions"
                            + " for input, and %s dimensions for indices",
                    self.dim(), indices.dim());
        }
        long[] own = self.shape();
        long[] wanted = indices.shape();
        own[d] = 1;
        wanted[d] = 1;
        long[] common = TensorIterator.broadcast(own, wanted);
        long[] selfShape = common.clone();
        selfShape[d] = self.sizes()[d];
        long[] indexShape = common.clone();
        indexShape[d] = indices.sizes()[d];
        Tensor negative = ComparisonOps.lt(indices, Scalar.of(0L), null);
        Tensor wrapped = SelectionOps.where(
                negative, ArithmeticOps.add(indices, Scalar.of(self.sizes()[d]), Scalar.of(1L), null), indices, null);
        return ScatterOps.gather(
                ViewOps.expand(self, selfShape, false), d, ViewOps.expand(wrapped, indexShape, false), false, out);
    }

    @Operator("aten::one_hot(Tensor self, int num_classes=-1) -> Tensor")
    static Tensor oneHot(Tensor self, long numClasses) {
        Checks.dtypeIs("one_hot", "self", self, DType.INT64);
        if (self.numel() == 0 && numClasses <= 0) {
            throw new OperatorException("Can not infer total number of classes from empty tensor.");
        }
        if (self.numel() > 0 && Elements.toLong(ReductionOps.min(self, (Tensor) null)) < 0) {
            throw new OperatorException("Class values must be non-negative.");
        }
        long most = self.numel() == 0 ? 0 : Elements.toLong(ReductionOps.max(self, (Tensor) null)) + 1;
        long classes = numClasses == -1 ? most : numClasses;
        if (classes < most || classes < 1) {
            throw new OperatorException("Class values must be smaller than num_classes.");
        }
        long[] shape = Arrays.copyOf(self.sizes(), self.dim() + 1);
        shape[self.dim()] = classes;
        Tensor result = Elements.zero(Tensor.empty(DType.INT64, shape));
        ScatterOps.scatter(result, -1, DimensionOps.unsqueeze(self, -1), Scalar.of(1L), result);
        return result;
    }

    /** The first {@code size} positions; where there are fewer, rows of {@code fillValue} follow. */
    @Operator("aten::nonzero_static(Tensor self, *, SymInt size, int fill_value=-1) -> Tensor")
    @Operator("aten::nonzero_static.out(Tensor self, *, SymInt size, int fill_value=-1, Tensor(a!) out) -> Tensor(a!)")
    static Tensor nonzeroStatic(Tensor self, long size, long fillValue, Tensor out) {
        if (size < 0) {
            throw Checks.error("nonzero_static: 'size' must be an non-negative integer");
        }
        Tensor found = nonzero(self, null);
        Tensor result = Elements.fill(Tensor.empty(DType.INT64, size, self.dim()), Scalar.of(fillValue));
        long count = Math.min(size, found.sizes()[0]);
        TensorIterator.copy(DimensionOps.narrow(result, 0, 0, count), DimensionOps.narrow(found, 0, 0, count));
        return Out.into(out, result);
    }

    /** Where the mask is false, an index may be anything: {@code fill} is the value there. */
    @Operator("aten::_unsafe_masked_index(Tensor self, Tensor mask, Tensor?[] indices, Scalar fill) -> Tensor")
    static Tensor unsafeMaskedIndex(Tensor self, Tensor mask, Tensor[] indices, Scalar fill) {
        Tensor values = index(self, insideOnly(self, indices));
        return SelectionOps.maskedFill(values, ComparisonOps.logicalNot(mask, null), fill, null);
    }

    @Operator(
            "aten::_unsafe_masked_index_put_accumulate(Tensor self, Tensor mask, Tensor?[] indices, Tensor values) -> Tensor")
    static Tensor unsafeMaskedIndexPut(Tensor self, Tensor mask, Tensor[] indices, Tensor values) {
        Tensor kept = SelectionOps.maskedFill(values, ComparisonOps.logicalNot(mask, null), Scalar.of(0L), null);
        return indexPut(self, insideOnly(self, indices), kept, true, null);
    }

    private static Tensor[] insideOnly(Tensor self, Tensor[] indices) {
        if (indices.length > self.dim()) {
            throw Checks.error("too many indices for tensor of dimension %s (got %s)", self.dim(), indices.length);
        }
        Tensor[] inside = indices.clone();
        for (int i = 0; i < inside.length; i++) {
            if (inside[i] != null) {
                long size = self.sizes()[i];
                inside[i] = SelectionOps.clamp(inside[i], Scalar.of(-size), Scalar.of(size - 1), (Tensor) null);
            }
        }
        return inside;
    }
}
