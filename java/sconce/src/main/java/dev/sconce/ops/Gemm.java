package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/**
 * Runs the kernel {@code gemm}: products of matrices [m, k] and [k, n], plain or in one or two batch dimensions. Any
 * strides will do, so that transposed and broadcast operands are read in place. Half precision is computed as float32,
 * complex numbers by their parts.
 */
final class Gemm {
    private Gemm() {}

    private static final Kernel GEMM = Kernel.of("gemm");

    /** Whether the kernel computes in the dtype itself, and so can have an epilogue. */
    static boolean isDirect(DType dtype) {
        return dtype == DType.FLOAT32 || dtype == DType.FLOAT64;
    }

    /** The product as a new contiguous tensor; {@code bias}, one element a column, may be null. */
    static Tensor product(Tensor a, Tensor b, Tensor bias) {
        return product(a, b, bias, Epilogue.NONE);
    }

    /** The same with an epilogue, which needs {@link #isDirect} dtypes. Its residual is of the product's sizes. */
    static Tensor product(Tensor a, Tensor b, Tensor bias, Epilogue epilogue) {
        fit(a, b);
        if (HalfPrecision.is(a.dtype())) {
            Tensor wideBias = bias == null ? null : TensorIterator.cast(bias, DType.FLOAT32);
            Tensor wide =
                    product(TensorIterator.cast(a, DType.FLOAT32), TensorIterator.cast(b, DType.FLOAT32), wideBias);
            return TensorIterator.cast(wide, a.dtype());
        }
        if (a.dtype().isComplex()) {
            Tensor product = complexProduct(a, b);
            return bias == null ? product : ArithmeticOps.add(product, bias, Scalar.of(1L), null);
        }
        long[] shape = a.sizes().clone();
        shape[shape.length - 1] = b.size(-1);
        Tensor out = Tensor.empty(a.dtype(), shape);
        run(out, a, b, bias, 1, 0, epilogue);
        return out;
    }

    /** Whoever calls: the kernel reads as far as these sizes say. */
    private static void fit(Tensor a, Tensor b) {
        if (a.dtype() != b.dtype()) {
            throw Checks.error("expected m1 and m2 to have the same dtype, but got: %s != %s", a.dtype(), b.dtype());
        }
        int rank = a.dim();
        boolean same = rank == b.dim() && rank >= 2 && rank <= 4 && a.size(-1) == b.size(-2);
        for (int d = 0; same && d < rank - 2; d++) {
            same = a.sizes()[d] == b.sizes()[d];
        }
        if (!same) {
            throw Checks.error("matmul: mat1 and mat2 shapes cannot be multiplied (%s and %s)", a.sizes(), b.sizes());
        }
    }

    /** Of the parts, which are read in place: four products of real matrices. */
    private static Tensor complexProduct(Tensor a, Tensor b) {
        Tensor real = product(ComplexOps.real(a), ComplexOps.real(b), null);
        run(real, ComplexOps.imag(a), ComplexOps.imag(b), null, -1, 1, Epilogue.NONE);
        Tensor imaginary = product(ComplexOps.real(a), ComplexOps.imag(b), null);
        run(imaginary, ComplexOps.imag(a), ComplexOps.real(b), null, 1, 1, Epilogue.NONE);
        return ComplexOps.complex(real, imaginary, null);
    }

    /** {@code out = alpha * a @ b + beta * out}, for an out whose columns are adjacent. */
    static void accumulate(Tensor out, Tensor a, Tensor b, double alpha, double beta) {
        fit(a, b);
        Checks.sameDtype("matmul", a, out);
        if (HalfPrecision.is(a.dtype())) {
            Tensor wide = TensorIterator.cast(out, DType.FLOAT32);
            run(
                    wide,
                    TensorIterator.cast(a, DType.FLOAT32),
                    TensorIterator.cast(b, DType.FLOAT32),
                    null,
                    alpha,
                    beta,
                    Epilogue.NONE);
            TensorIterator.copy(out, wide);
            return;
        }
        if (a.dtype().isComplex()) {
            Tensor product = ArithmeticOps.mul(complexProduct(a, b), Scalar.of(alpha), null);
            Tensor sum = beta == 0
                    ? product
                    : ArithmeticOps.add(product, ArithmeticOps.mul(out, Scalar.of(beta), null), Scalar.of(1L), null);
            TensorIterator.copy(out, sum);
            return;
        }
        run(out, a, b, null, alpha, beta, Epilogue.NONE);
    }

    private static void run(Tensor out, Tensor a, Tensor b, Tensor bias, double alpha, double beta, Epilogue epilogue) {
        if (out.numel() == 0) {
            return;
        }
        if (bias != null && (bias.dtype() != a.dtype() || bias.numel() != b.size(-1))) {
            throw Checks.error("matmul: expected a bias of %s numbers of %s, got %s", b.size(-1), a.dtype(), bias);
        }
        Tensor biasRow = Out.contiguous(bias);
        Tensor residual = epilogue.residual();
        if (residual != null && residual.size(-1) > 1 && residual.stride(-1) != 1) {
            residual = Out.contiguous(residual);
        }
        int rank = a.dim();
        KernelCall call = GEMM.call().dtype(a.dtype()).write(out).read(a).read(b);
        call.i64(rank > 3 ? a.sizes()[0] : 1).i64(rank > 2 ? a.sizes()[rank - 3] : 1);
        call.i64(a.size(-2)).i64(b.size(-1)).i64(a.size(-1));
        call.i64(batchStride(out, 4)).i64(batchStride(out, 3)).i64(out.stride(-2));
        strides(call, a);
        strides(call, b);
        call.f64(alpha).f64(beta);
        call.readOrNull(biasRow).readOrNull(residual);
        call.i64(residual == null ? 0 : residual.stride(-2)).i64(residual == null ? 0 : batchStride(residual, 3));
        call.i64(epilogue.activation().ordinal()).bool(epilogue.residualLast());
        call.f64(epilogue.lo()).f64(epilogue.hi());
        call.i64(residual == null ? 0 : batchStride(residual, 4)).run();
    }

    private static void strides(KernelCall call, Tensor matrix) {
        call.i64(batchStride(matrix, 4))
                .i64(batchStride(matrix, 3))
                .i64(matrix.stride(-2))
                .i64(matrix.stride(-1));
    }

    private static long batchStride(Tensor tensor, int fromEnd) {
        return tensor.dim() < fromEnd ? 0 : tensor.strides()[tensor.dim() - fromEnd];
    }

    /**
     * The product of operands with any number of batch dimensions, which broadcast ({@code torch.matmul} of at least
     * 2-d tensors).
     */
    static Tensor batched(Tensor a, Tensor b) {
        int rankA = a.dim();
        int rankB = b.dim();
        if (rankB == 2 && rankA > 2) {
            long[] rows = ViewOps.viewStrides(a.sizes(), a.strides(), new long[] {rows(a), a.size(-1)});
            if (rows != null) {
                Tensor folded = a.asStrided(new long[] {rows(a), a.size(-1)}, rows, a.storageOffset());
                long[] shape = a.shape();
                shape[rankA - 1] = b.size(-1);
                return ViewOps.view(product(folded, b, null), shape);
            }
        }
        long[] batch =
                TensorIterator.broadcast(Arrays.copyOf(a.sizes(), rankA - 2), Arrays.copyOf(b.sizes(), rankB - 2));
        Tensor left = ViewOps.expand(a, shape(batch, a.size(-2), a.size(-1)), false);
        Tensor right = ViewOps.expand(b, shape(batch, b.size(-2), b.size(-1)), false);
        if (batch.length <= 2) {
            return product(left, right, null);
        }
        long all = Tensor.numel(batch);
        Tensor flat = product(
                ViewOps.reshape(left, new long[] {all, a.size(-2), a.size(-1)}),
                ViewOps.reshape(right, new long[] {all, b.size(-2), b.size(-1)}),
                null);
        return ViewOps.view(flat, shape(batch, a.size(-2), b.size(-1)));
    }

    private static long rows(Tensor matrix) {
        long rows = 1;
        for (int d = 0; d < matrix.dim() - 1; d++) {
            rows *= matrix.sizes()[d];
        }
        return rows;
    }

    private static long[] shape(long[] batch, long rows, long columns) {
        long[] shape = Arrays.copyOf(batch, batch.length + 2);
        shape[batch.length] = rows;
        shape[batch.length + 1] = columns;
        return shape;
    }
}
