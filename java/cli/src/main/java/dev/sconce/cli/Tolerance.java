package dev.sconce.cli;

import dev.sconce.DType;

/**
 * How far a number may lie from the expected one: {@code atol + rtol * |expected|}.
 *
 * @param rtol null for the dtype's default
 * @param atol null for the dtype's default
 */
record Tolerance(Double rtol, Double atol) {
    static final Tolerance DEFAULT = new Tolerance(null, null);

    /**
     * Looser than the defaults of {@code torch.testing.assert_close} in float32 only: a whole model adds up in another order than PyTorch
     * did.
     */
    double rtol(DType dtype) {
        if (rtol != null) {
            return rtol;
        }
        return switch (dtype) {
            case FLOAT64, COMPLEX128 -> 1e-7;
            case FLOAT16, COMPLEX32 -> 1e-3;
            case BFLOAT16 -> 1.6e-2;
            default -> 1e-4;
        };
    }

    double atol(DType dtype) {
        if (atol != null) {
            return atol;
        }
        return dtype == DType.FLOAT64 || dtype == DType.COMPLEX128 ? 1e-7 : 1e-5;
    }
}
