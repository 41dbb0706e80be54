package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;

/** Discrete Fourier transforms along one dimension: runs the kernel {@code fft}. */
final class Fourier {
    private Fourier() {}

    private static final Kernel FFT = Kernel.of("fft");
    private static final int COMPLEX = 0;
    private static final int REAL_TO_HALF = 1;
    private static final int HALF_TO_REAL = 2;

    /** What a transform is multiplied with ({@code norm} of torch.fft): "backward" (also null), "ortho" or "forward". */
    static double scale(String norm, boolean inverse, long n) {
        return switch (norm == null ? "backward" : norm) {
            case "backward" -> inverse ? 1.0 / n : 1;
            case "forward" -> inverse ? 1 : 1.0 / n;
            case "ortho" -> 1 / Math.sqrt(n);
            default -> throw Checks.error("Invalid normalization mode: \"%s\"", norm);
        };
    }

    /** Complex to complex. */
    static Tensor complex(Tensor self, int dim, boolean inverse, double scale) {
        return run(COMPLEX, self, dim, self.sizes()[dim], inverse, scale);
    }

    /** Real to the first n / 2 + 1 complex numbers. */
    static Tensor realToHalf(Tensor self, int dim, double scale) {
        return run(REAL_TO_HALF, self, dim, self.sizes()[dim], false, scale);
    }

    /** Of n / 2 + 1 complex numbers to n real ones. */
    static Tensor halfToReal(Tensor self, int dim, long n, boolean inverse, double scale) {
        return run(HALF_TO_REAL, self, dim, n, inverse, scale);
    }

    private static Tensor run(int kind, Tensor self, int dim, long n, boolean inverse, double scale) {
        if (n < 1) {
            throw Checks.error("Invalid number of data points (%s) specified", n);
        }
        DType real = self.dtype().toReal();
        // The kernel's lines lie side by side.
        Tensor in = Out.contiguous(DimensionOps.movedim(self, dim, -1));
        long[] shape = in.shape();
        shape[shape.length - 1] = kind == REAL_TO_HALF ? n / 2 + 1 : n;
        Tensor out = Tensor.empty(kind == HALF_TO_REAL ? real : real.toComplex(), shape);
        if (out.numel() > 0) {
            FFT.call()
                    .dtype(real)
                    .write(out)
                    .read(in)
                    .i64(out.numel() / out.size(-1))
                    .i64s(n, kind, inverse ? 1 : 0)
                    .f64(scale)
                    .run();
        }
        return DimensionOps.movedim(out, -1, dim);
    }

    /** Self in the dtype of transforms: integers as float32, and complex where asked. */
    static Tensor promoted(String operator, Tensor self, boolean complex) {
        DType dtype = self.dtype().isIntegral(true) ? DType.FLOAT32 : self.dtype();
        if (dtype.toReal() != DType.FLOAT32 && dtype.toReal() != DType.FLOAT64) {
            throw Checks.error("%s: Unsupported dtype %s", operator, dtype);
        }
        return ConversionOps.to(self, complex ? dtype.toComplex() : dtype, false, null);
    }

    /** Cut off, or filled up with zeros, to {@code n} along the dimension. */
    static Tensor resized(Tensor self, int dim, long n) {
        long size = self.sizes()[dim];
        if (n < 1) {
            throw Checks.error("Invalid number of data points (%s) specified", n);
        }
        if (n <= size) {
            return DimensionOps.narrow(self, dim, 0, n);
        }
        long[] pad = new long[2 * (self.dim() - dim)];
        pad[pad.length - 1] = n - size;
        return PaddingOps.constantPad(self, pad, Scalar.of(0L), null);
    }
}
