package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Device;
import dev.sconce.Layout;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;

/** Windows of signal processing. A periodic one is the symmetric window of one more point without its last. */
final class WindowOps {
    private WindowOps() {}

    private static final String OPTIONS =
            "ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None";
    private static final Scalar ONE = Scalar.of(1L);

    /** {@code sum of coefficients[k] * cos(2 pi k n / (length - 1))}. */
    private static Tensor cosines(long length, boolean periodic, DType dtype, double... coefficients) {
        DType result = CreationOps.orDefault(dtype);
        if (!result.isFloatingPoint() || length < 0) {
            throw Checks.error(
                    "a window needs a floating point dtype and a length that is not negative, got %s and %s",
                    result, length);
        }
        if (length <= 1) {
            return Elements.fill(Tensor.empty(result, length), ONE);
        }
        long points = periodic ? length + 1 : length;
        Tensor n = SequenceOps.arange(Scalar.of((double) length), DType.FLOAT64, null, null, null);
        Tensor window = Elements.fill(Tensor.empty(DType.FLOAT64, length), Scalar.of(coefficients[0]));
        for (int k = 1; k < coefficients.length; k++) {
            Tensor wave = UnaryMathOps.cos(ArithmeticOps.mul(n, Scalar.of(2 * Math.PI * k / (points - 1)), null), null);
            ArithmeticOps.add(window, wave, Scalar.of(coefficients[k]), window);
        }
        return result == DType.FLOAT64 ? window : TensorIterator.cast(window, result);
    }

    /** {@code 2 n / (length - 1) - 1}: from -1 at the first point to 1 at the last. */
    private static Tensor ramp(long length, boolean periodic) {
        long points = periodic ? length + 1 : length;
        Tensor n = SequenceOps.arange(Scalar.of((double) length), DType.FLOAT64, null, null, null);
        return ArithmeticOps.sub(ArithmeticOps.mul(n, Scalar.of(2.0 / (points - 1)), null), ONE, ONE, null);
    }

    @Operator("aten::hann_window.periodic(int window_length, bool periodic, *, " + OPTIONS + ") -> Tensor")
    static Tensor hann(
            long windowLength, boolean periodic, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return cosines(windowLength, periodic, dtype, 0.5, -0.5);
    }

    @Operator("aten::hann_window(int window_length, *, " + OPTIONS + ") -> Tensor")
    static Tensor hann(long windowLength, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return hann(windowLength, true, dtype, layout, device, pinMemory);
    }

    @Operator("aten::hamming_window.periodic_alpha_beta(int window_length, bool periodic, float alpha, float beta, *, "
            + OPTIONS + ") -> Tensor")
    static Tensor hamming(
            long windowLength,
            boolean periodic,
            double alpha,
            double beta,
            DType dtype,
            Layout layout,
            Device device,
            Boolean pinMemory) {
        return cosines(windowLength, periodic, dtype, alpha, -beta);
    }

    @Operator("aten::hamming_window.periodic_alpha(int window_length, bool periodic, float alpha, *, " + OPTIONS
            + ") -> Tensor")
    static Tensor hamming(
            long windowLength,
            boolean periodic,
            double alpha,
            DType dtype,
            Layout layout,
            Device device,
            Boolean pinMemory) {
        return cosines(windowLength, periodic, dtype, alpha, -0.46);
    }

    @Operator("aten::hamming_window.periodic(int window_length, bool periodic, *, " + OPTIONS + ") -> Tensor")
    static Tensor hamming(
            long windowLength, boolean periodic, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return cosines(windowLength, periodic, dtype, 0.54, -0.46);
    }

    @Operator("aten::hamming_window(int window_length, *, " + OPTIONS + ") -> Tensor")
    static Tensor hamming(long windowLength, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return cosines(windowLength, true, dtype, 0.54, -0.46);
    }

    @Operator("aten::blackman_window.periodic(int window_length, bool periodic, *, " + OPTIONS + ") -> Tensor")
    static Tensor blackman(
            long windowLength, boolean periodic, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return cosines(windowLength, periodic, dtype, 0.42, -0.5, 0.08);
    }

    @Operator("aten::blackman_window(int window_length, *, " + OPTIONS + ") -> Tensor")
    static Tensor blackman(long windowLength, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return cosines(windowLength, true, dtype, 0.42, -0.5, 0.08);
    }

    @Operator("aten::bartlett_window.periodic(int window_length, bool periodic, *, " + OPTIONS + ") -> Tensor")
    static Tensor bartlett(
            long windowLength, boolean periodic, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        DType result = CreationOps.orDefault(dtype);
        if (windowLength <= 1) {
            return cosines(windowLength, periodic, dtype, 1);
        }
        Tensor ramp = ramp(windowLength, periodic);
        Tensor window = ArithmeticOps.rsub(NumericOps.abs(ramp, null), ONE, ONE, null);
        return result == DType.FLOAT64 ? window : TensorIterator.cast(window, result);
    }

    @Operator("aten::bartlett_window(int window_length, *, " + OPTIONS + ") -> Tensor")
    static Tensor bartlett(long windowLength, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return bartlett(windowLength, true, dtype, layout, device, pinMemory);
    }

    /** {@code i0(beta * sqrt(1 - ramp * ramp)) / i0(beta)}. */
    @Operator("aten::kaiser_window.beta(int window_length, bool periodic, float beta, *, " + OPTIONS + ") -> Tensor")
    static Tensor kaiser(
            long windowLength,
            boolean periodic,
            double beta,
            DType dtype,
            Layout layout,
            Device device,
            Boolean pinMemory) {
        DType result = CreationOps.orDefault(dtype);
        if (windowLength <= 1) {
            return cosines(windowLength, periodic, dtype, 1);
        }
        Tensor squared = NumericOps.square(ramp(windowLength, periodic), null);
        Tensor inside = SelectionOps.clamp(
                ArithmeticOps.rsub(squared, ONE, ONE, null), Scalar.of(0.0), (Scalar) null, (Tensor) null);
        Tensor arguments = ArithmeticOps.mul(UnaryMathOps.sqrt(inside, null), Scalar.of(beta), null);
        Tensor middle = Elements.fill(Tensor.empty(DType.FLOAT64, 1), Scalar.of(beta));
        Tensor window = ArithmeticOps.div(SpecialOps.i0(arguments, null), SpecialOps.i0(middle, null), null);
        return result == DType.FLOAT64 ? window : TensorIterator.cast(window, result);
    }

    @Operator("aten::kaiser_window.periodic(int window_length, bool periodic, *, " + OPTIONS + ") -> Tensor")
    static Tensor kaiser(
            long windowLength, boolean periodic, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return kaiser(windowLength, periodic, 12, dtype, layout, device, pinMemory);
    }

    @Operator("aten::kaiser_window(int window_length, *, " + OPTIONS + ") -> Tensor")
    static Tensor kaiser(long windowLength, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return kaiser(windowLength, true, 12, dtype, layout, device, pinMemory);
    }
}
