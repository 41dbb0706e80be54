package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/** Numbers rounded to what a quantized tensor could hold, and left as they are: models of quantization-aware training. */
final class FakeQuantizeOps {
    private FakeQuantizeOps() {}

    private static final Scalar ONE = Scalar.of(1L);

    @Operator("aten::fake_quantize_per_tensor_affine(Tensor self, float scale, int zero_point, int quant_min, int"
            + " quant_max) -> Tensor")
    static Tensor perTensor(Tensor self, double scale, long zeroPoint, long quantMin, long quantMax) {
        checkRange(quantMin, quantMax);
        if (zeroPoint < quantMin || zeroPoint > quantMax) {
            throw Checks.error("`zero_point` must be between `quant_min` and `quant_max`.");
        }
        return rounded(self, number(scale), number(zeroPoint), quantMin, quantMax)[0];
    }

    @Operator("aten::fake_quantize_per_tensor_affine.tensor_qparams(Tensor self, Tensor scale, Tensor zero_point, int"
            + " quant_min, int quant_max) -> Tensor")
    static Tensor perTensor(Tensor self, Tensor scale, Tensor zeroPoint, long quantMin, long quantMax) {
        checkRange(quantMin, quantMax);
        return rounded(self, number("scale", scale), number("zero_point", zeroPoint), quantMin, quantMax)[0];
    }

    @Operator("aten::fake_quantize_per_channel_affine(Tensor self, Tensor scale, Tensor zero_point, int axis, int"
            + " quant_min, int quant_max) -> Tensor")
    static Tensor perChannel(Tensor self, Tensor scale, Tensor zeroPoint, long axis, long quantMin, long quantMax) {
        return perChannelMask(self, scale, zeroPoint, axis, quantMin, quantMax)[0];
    }

    @Operator("aten::fake_quantize_per_tensor_affine_cachemask(Tensor self, float scale, int zero_point, int quant_min,"
            + " int quant_max) -> (Tensor output, Tensor mask)")
    static Tensor[] perTensorMask(Tensor self, double scale, long zeroPoint, long quantMin, long quantMax) {
        checkRange(quantMin, quantMax);
        return rounded(self, number(scale), number(zeroPoint), quantMin, quantMax);
    }

    @Operator("aten::fake_quantize_per_channel_affine_cachemask(Tensor self, Tensor scale, Tensor zero_point, int axis,"
            + " int quant_min, int quant_max) -> (Tensor output, Tensor mask)")
    static Tensor[] perChannelMask(
            Tensor self, Tensor scale, Tensor zeroPoint, long axis, long quantMin, long quantMax) {
        checkRange(quantMin, quantMax);
        Checks.rank("fake_quantize_per_channel_affine", "scale", scale, 1);
        Checks.rank("fake_quantize_per_channel_affine", "zero_point", zeroPoint, 1);
        if (axis < 0 || axis >= self.dim()) {
            throw Checks.error("`axis` must be between 0 and number of dimensions of input, got %s", axis);
        }
        long[] shape = new long[self.dim()];
        Arrays.fill(shape, 1);
        shape[(int) axis] = self.sizes()[(int) axis];
        if (scale.numel() != shape[(int) axis] || zeroPoint.numel() != shape[(int) axis]) {
            throw Checks.error("dimensions of scale and zero-point are not consistent with input tensor");
        }
        Tensor scales = ViewOps.reshape(TensorIterator.cast(scale, DType.FLOAT32), shape);
        Tensor points = ViewOps.reshape(TensorIterator.cast(zeroPoint, DType.FLOAT32), shape);
        return rounded(self, scales, points, quantMin, quantMax);
    }

    /** An observer that is on moves the range towards that of the numbers; scale and zero point always follow the range. */
    @Operator("aten::fused_moving_avg_obs_fake_quant(Tensor self, Tensor observer_on, Tensor fake_quant_on, Tensor(a!)"
            + " running_min, Tensor(b!) running_max, Tensor(c!) scale, Tensor(d!) zero_point, float averaging_const, int"
            + " quant_min, int quant_max, int ch_axis, bool per_row_fake_quant=False, bool symmetric_quant=False) ->"
            + " Tensor")
    static Tensor fused(
            Tensor self,
            Tensor observerOn,
            Tensor fakeQuantOn,
            Tensor runningMin,
            Tensor runningMax,
            Tensor scale,
            Tensor zeroPoint,
            double averagingConst,
            long quantMin,
            long quantMax,
            long axis,
            boolean perRow,
            boolean symmetric) {
        if (self.numel() == 0) {
            return Out.copy(self);
        }
        if (perRow && axis != 0) {
            throw Checks.error(
                    "Per-channel FakeQuant in fused_moving_avg_obs_fake_quant is only supported on axis == 0");
        }
        if (Elements.toDouble(observerOn) != 0) {
            Tensor rows = perRow ? ViewOps.reshape(self, new long[] {self.sizes()[0], -1}) : self;
            long[] folded = perRow ? new long[] {1} : null;
            move(runningMin, ReductionOps.amin(rows, folded, false, null), averagingConst);
            move(runningMax, ReductionOps.amax(rows, folded, false, null), averagingConst);
        }
        if (Elements.toDouble(fakeQuantOn) == 0) {
            return Out.copy(self);
        }
        setSteps(runningMin, runningMax, scale, zeroPoint, quantMin, quantMax, symmetric);
        return perRow
                ? perChannel(self, scale, zeroPoint, axis, quantMin, quantMax)
                : perTensor(self, scale, zeroPoint, quantMin, quantMax);
    }

    /** A bound that is still infinite becomes the new one. */
    private static void move(Tensor running, Tensor now, double share) {
        if (running.numel() != now.numel()) {
            Out.resize(running, now.sizes());
            Elements.fill(running, Scalar.of(Double.POSITIVE_INFINITY));
        }
        Tensor bound = ViewOps.reshape(TensorIterator.cast(now, running.dtype()), running.sizes());
        Tensor step = ArithmeticOps.sub(bound, running, ONE, null);
        Tensor moved = ArithmeticOps.add(running, step, Scalar.of(share), null);
        TensorIterator.copy(running, SelectionOps.where(ComparisonOps.isinf(running, null), bound, moved, null));
    }

    /** What steps cover each range: the zero is a whole number of steps, and lies in the middle where {@code symmetric}. */
    private static void setSteps(
            Tensor min, Tensor max, Tensor scale, Tensor zeroPoint, long quantMin, long quantMax, boolean symmetric) {
        double[] low = TensorIterator.cast(Out.contiguous(min), DType.FLOAT64).getDataAsDoubleArray();
        double[] high = TensorIterator.cast(Out.contiguous(max), DType.FLOAT64).getDataAsDoubleArray();
        if (low.length != high.length || low.length == 0) {
            throw Checks.error(
                    "running_min and running_max must be of one size, got %s and %s", min.sizes(), max.sizes());
        }
        double[] scales = new double[low.length];
        long[] points = new long[low.length];
        for (int i = 0; i < low.length; i++) {
            AffineSteps steps = AffineSteps.covering(low[i], high[i], quantMin, quantMax, symmetric);
            scales[i] = steps.scale();
            points[i] = steps.zeroPoint();
        }
        long[] shape = {low.length};
        set(scale, Tensor.fromBlob(scales, shape));
        set(zeroPoint, Elements.of(points));
    }

    private static void set(Tensor target, Tensor values) {
        if (target.numel() != values.numel()) {
            Out.resize(target, values.sizes());
        }
        TensorIterator.copy(target, ViewOps.view(values, target.sizes()));
    }

    private static void checkRange(long quantMin, long quantMax) {
        if (quantMin > quantMax) {
            throw Checks.error(
                    "`quant_min` should be less than or equal to `quant_max`, got %s and %s", quantMin, quantMax);
        }
    }

    private static Tensor number(Object value) {
        return Elements.of(Scalar.of(value), DType.FLOAT32);
    }

    private static Tensor number(String name, Tensor value) {
        if (value.numel() != 1) {
            throw Checks.error(
                    "fake_quantize_per_tensor_affine: expected one number as %s, got %s", name, value.sizes());
        }
        return TensorIterator.cast(ViewOps.reshape(value, new long[0]), DType.FLOAT32);
    }

    /**
     * The numbers, and which of them lay in the range. NaN becomes the lowest. Scales, zero points and results are float32, whatever the
     * numbers are, as PyTorch's.
     */
    private static Tensor[] rounded(Tensor self, Tensor scale, Tensor zeroPoint, long quantMin, long quantMax) {
        Checks.floating("fake_quantize", self);
        DType wide = HalfPrecision.widened(self.dtype());
        Tensor inverse = TensorIterator.cast(UnaryMathOps.reciprocal(scale, null), wide);
        Tensor steps = ArithmeticOps.mul(TensorIterator.cast(self, wide), inverse, null);
        Tensor quantized =
                ArithmeticOps.add(NumericOps.round(steps, null), TensorIterator.cast(zeroPoint, wide), ONE, null);
        Tensor raised = BinaryOps.fmax(quantized, Elements.of(Scalar.of(quantMin), wide), null);
        Tensor held = SelectionOps.clampMax(raised, Scalar.of(quantMax), null);
        Tensor whole = ArithmeticOps.sub(TensorIterator.cast(held, DType.FLOAT32), zeroPoint, ONE, null);
        Tensor result = ArithmeticOps.mul(whole, scale, null);
        return new Tensor[] {TensorIterator.cast(result, self.dtype()), ComparisonOps.eq(held, quantized, null)};
    }
}
