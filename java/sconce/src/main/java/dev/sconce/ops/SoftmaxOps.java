package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;

/** Softmax, its logarithm, and masked forms, over one dimension. */
final class SoftmaxOps {
    private SoftmaxOps() {}

    private static final Kernel SOFTMAX = Kernel.of("softmax");
    private static final Kernel LOG_SOFTMAX = Kernel.of("log_softmax");

    @Operator("aten::softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor")
    @Operator("aten::softmax.int_out(Tensor self, int dim, ScalarType? dtype=None, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_softmax(Tensor self, int dim, ScalarType? dtype=None) -> Tensor")
    static Tensor softmax(Tensor self, long dim, DType dtype, Tensor out) {
        return run(SOFTMAX, self, dim, dtype, out);
    }

    @Operator("aten::log_softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor")
    @Operator(
            "aten::log_softmax.int_out(Tensor self, int dim, ScalarType? dtype=None, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_log_softmax(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor")
    static Tensor logSoftmax(Tensor self, long dim, DType dtype, Tensor out) {
        return run(LOG_SOFTMAX, self, dim, dtype, out);
    }

    @Operator("aten::_softmax(Tensor self, int dim, bool half_to_float) -> Tensor")
    @Operator("aten::_softmax.out(Tensor self, int dim, bool half_to_float, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor softmax(Tensor self, long dim, boolean halfToFloat, Tensor out) {
        notToFloat(halfToFloat);
        return run(SOFTMAX, self, dim, null, out);
    }

    @Operator("aten::_log_softmax(Tensor self, int dim, bool half_to_float) -> Tensor")
    @Operator("aten::_log_softmax.out(Tensor self, int dim, bool half_to_float, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor logSoftmax(Tensor self, long dim, boolean halfToFloat, Tensor out) {
        notToFloat(halfToFloat);
        return run(LOG_SOFTMAX, self, dim, null, out);
    }

    private static void notToFloat(boolean halfToFloat) {
        if (halfToFloat) {
            throw Checks.error("softmax with half to float conversion is not supported on CPU");
        }
    }

    /** Half precision is computed as float32 and rounded once. */
    private static Tensor run(Kernel kernel, Tensor self, long dim, DType dtype, Tensor out) {
        int d = self.wrapDim(dim);
        DType result = dtype == null ? self.dtype() : dtype;
        if (!result.isFloatingPoint()) {
            throw Checks.error("\"%s_kernel_impl\" not implemented for '%s'", kernel, result);
        }
        DType compute = HalfPrecision.widened(result);
        Tensor in = Out.contiguous(self.dtype() == compute ? self : TensorIterator.cast(self, compute));
        Tensor computed = Out.target(out, compute, in.sizes());
        long outer = 1;
        long inner = 1;
        for (int i = 0; i < in.dim(); i++) {
            outer *= i < d ? in.sizes()[i] : 1;
            inner *= i > d ? in.sizes()[i] : 1;
        }
        if (in.numel() > 0) {
            kernel.call()
                    .dtype(compute)
                    .write(computed)
                    .read(in)
                    .i64(outer)
                    .i64(in.dim() == 0 ? 1 : in.sizes()[d])
                    .i64(inner)
                    .run();
        }
        return Out.into(out, result == compute ? computed : TensorIterator.cast(computed, result));
    }

    /** As softmax, but a line of -inf alone gives zeros. */
    @Operator("aten::_safe_softmax(Tensor self, int dim, ScalarType? dtype=None) -> Tensor")
    static Tensor safeSoftmax(Tensor self, long dim, DType dtype) {
        Tensor hidden = ComparisonOps.eq(self, Scalar.of(Double.NEGATIVE_INFINITY), null);
        Tensor none = ReductionOps.all(hidden, dim, true, null);
        return SelectionOps.maskedFill(softmax(self, dim, dtype, null), none, Scalar.of(0L), null);
    }

    /** The mask is true where a score does not count; over the last dimension unless {@code dim} says otherwise. */
    @Operator("aten::_masked_softmax(Tensor self, Tensor mask, int? dim=None, int? mask_type=None) -> Tensor")
    @Operator(
            "aten::_masked_softmax.out(Tensor self, Tensor mask, int? dim=None, int? mask_type=None, *, Tensor(a!) out)"
                    + " -> Tensor(a!)")
    static Tensor maskedSoftmax(Tensor self, Tensor mask, Long dim, Long maskType, Tensor out) {
        Tensor broadcast = mask;
        if (maskType != null && maskType == 1 && mask.dim() == 2 && self.dim() == 4) {
            broadcast = ViewOps.view(mask, new long[] {mask.sizes()[0], 1, 1, mask.sizes()[1]});
        }
        Tensor scores = SelectionOps.maskedFill(self, broadcast, Scalar.of(Double.NEGATIVE_INFINITY), null);
        return softmax(scores, dim == null ? self.dim() - 1 : dim, (DType) null, out);
    }
}
