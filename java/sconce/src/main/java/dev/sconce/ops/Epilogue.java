package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;
import java.util.Locale;

/**
 * What a product or a convolution does to its sums before it stores them, as {@code epilogue_args.h} has it: {@code act(y + bias +
 * residual)}, or {@code act(y + bias) + residual} where the residual comes last.
 *
 * @param residual of the result's sizes and dtype; null for none
 * @param lo of {@code CLAMP} the lower bound, of {@code LEAKY_RELU} the slope
 * @param hi of {@code CLAMP} the upper bound
 * @param keepsSizes whether a residual that would give the result larger sizes is an error, as where it is added in place
 */
record Epilogue(
        Tensor residual, boolean residualLast, Activation activation, double lo, double hi, boolean keepsSizes) {
    /** The functions that kernels can apply, in the order of their numbers there. */
    enum Activation {
        NONE,
        RELU,
        CLAMP,
        GELU,
        GELU_TANH,
        SILU,
        SIGMOID,
        TANH,
        HARDSWISH,
        HARDSIGMOID,
        LEAKY_RELU;

        /** By the name that schemas use, such as {@code gelu_tanh}. */
        static Activation of(String name) {
            for (Activation activation : values()) {
                if (activation.name().toLowerCase(Locale.ROOT).equals(name)) {
                    return activation;
                }
            }
            throw Checks.error("unknown activation '%s'", name);
        }
    }

    static final Epilogue NONE = new Epilogue(null, false, Activation.NONE, 0, 0, false);

    boolean isEmpty() {
        return residual == null && activation == Activation.NONE;
    }

    /** Whether a kernel can add the residual while it stores a result of these sizes. */
    boolean fits(DType dtype, long[] sizes) {
        return residual == null || residual.dtype() == dtype && Arrays.equals(residual.sizes(), sizes);
    }

    /** With the residual in other sizes, of as many elements. */
    Epilogue reshaped(long[] sizes) {
        return residual == null
                ? this
                : new Epilogue(ViewOps.reshape(residual, sizes), residualLast, activation, lo, hi, keepsSizes);
    }

    /** The same by the operators themselves, for what no kernel fuses: half precision, residuals that are broadcast. */
    Tensor apply(Tensor sum) {
        Tensor y = sum;
        if (residual != null && !residualLast) {
            y = add(y);
        }
        y = activate(y);
        return residual != null && residualLast ? add(y) : y;
    }

    private Tensor add(Tensor sum) {
        Tensor result = ArithmeticOps.add(sum, residual, Scalar.of(1L), null);
        if (keepsSizes) {
            TensorIterator.checkSizes(sum.sizes(), result.sizes());
        }
        return result;
    }

    private Tensor activate(Tensor x) {
        return switch (activation) {
            case NONE -> x;
            case RELU -> ActivationOps.relu(x, null);
            case CLAMP -> ActivationOps.hardtanh(x, Scalar.of(lo), Scalar.of(hi), null);
            case GELU -> ActivationOps.gelu(x, "none", null);
            case GELU_TANH -> ActivationOps.gelu(x, "tanh", null);
            case SILU -> ActivationOps.silu(x, null);
            case SIGMOID -> UnaryMathOps.sigmoid(x, null);
            case TANH -> UnaryMathOps.tanh(x, null);
            case HARDSWISH -> ActivationOps.hardswish(x, null);
            case HARDSIGMOID -> ActivationOps.hardsigmoid(x, null);
            case LEAKY_RELU -> ActivationOps.leakyRelu(x, Scalar.of(lo), null);
        };
    }
}
