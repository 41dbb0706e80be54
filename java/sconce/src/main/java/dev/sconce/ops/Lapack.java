package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Strides;
import dev.sconce.Tensor;
import dev.sconce.jni.Blas;
import java.util.Arrays;

/**
 * One call of a LAPACK kernel ({@code LapackArgs}) on a batch of matrices, and how matrices must lie for it: each
 * column-major and without gaps.
 */
final class Lapack {
    static final long UPPER = 1;
    static final long UNIT = 2;
    static final long RIGHT = 4;
    static final long TRANSPOSE = 8;
    static final long ADJOINT = 16;
    static final long VECTORS = 32;
    static final long FULL = 64;
    static final long HERMITIAN = 128;

    private static final int SLOTS = 4;

    private final Kernel kernel;
    private final DType dtype;
    private final long batch;
    private final Tensor[] operands = new Tensor[SLOTS];
    private final boolean[] written = new boolean[SLOTS];
    private int count;
    private long m;
    private long n;
    private long k;
    private long flags;
    private long option;
    private double rcond;

    private Lapack(Kernel kernel, DType dtype, long batch) {
        this.kernel = kernel;
        this.dtype = dtype;
        this.batch = batch;
    }

    /** For as many matrices as the leading dimensions of {@code matrices} say, of its dtype. */
    static Lapack of(Kernel kernel, Tensor matrices) {
        return new Lapack(kernel, matrices.dtype(), Tensor.numel(batch(matrices)));
    }

    Lapack sizes(long rows, long columns, long further) {
        m = rows;
        n = columns;
        k = further;
        return this;
    }

    /** Adds the flag where {@code set}. */
    Lapack flag(long flag, boolean set) {
        flags |= set ? flag : 0;
        return this;
    }

    Lapack option(long value, double condition) {
        option = value;
        rcond = condition;
        return this;
    }

    /** The next operand, which the kernel reads. */
    Lapack read(Tensor operand) {
        operands[count++] = operand;
        return this;
    }

    /** The next operand, which the kernel writes; null for none. */
    Lapack write(Tensor operand) {
        written[count] = true;
        operands[count++] = operand;
        return this;
    }

    /** Without {@code info}, for routines that cannot fail. */
    void run() {
        run(null);
    }

    /** {@code info}: int32, one a matrix; receives what LAPACK says of each. */
    void run(Tensor info) {
        Blas.open();
        KernelCall call = kernel.call()
                .dtype(dtype)
                .i64(batch)
                .i64s(m, n, k)
                .i64(flags)
                .i64(option)
                .f64(rcond);
        for (int i = 0; i < SLOTS; i++) {
            if (written[i]) {
                call.writeOrNull(operands[i]);
            } else {
                call.readOrNull(operands[i]);
            }
        }
        call.writeOrNull(info).run();
    }

    // --- matrices

    static long[] batch(Tensor matrices) {
        return Arrays.copyOf(matrices.sizes(), matrices.dim() - 2);
    }

    /** The shape of a batch of something of other sizes. */
    static long[] shape(long[] batch, long... sizes) {
        long[] shape = Arrays.copyOf(batch, batch.length + sizes.length);
        System.arraycopy(sizes, 0, shape, batch.length, sizes.length);
        return shape;
    }

    /** An uninitialised batch of column-major matrices. */
    static Tensor empty(DType dtype, long[] batch, long rows, long columns) {
        long[] shape = shape(batch, rows, columns);
        long[] strides = Strides.contiguous(shape(batch, columns, rows));
        int last = strides.length - 1;
        long stride = strides[last];
        strides[last] = strides[last - 1];
        strides[last - 1] = stride;
        return Tensor.emptyStrided(dtype, shape, strides);
    }

    /** A copy of the matrices, column-major, for a routine to work in. */
    static Tensor copy(Tensor matrices) {
        return copy(matrices, batch(matrices));
    }

    /** As {@link #copy(Tensor)}, repeated over the dimensions of {@code batch} that the matrices lack. */
    static Tensor copy(Tensor matrices, long[] batch) {
        Tensor copy = empty(matrices.dtype(), batch, matrices.size(-2), matrices.size(-1));
        TensorIterator.copy(copy, matrices);
        return copy;
    }

    /** For each matrix an int32, 0 at first. */
    static Tensor info(long[] batch) {
        return Elements.zero(Tensor.empty(DType.INT32, batch));
    }

    /** One real number a matrix column or row: the dtype of singular values, norms, eigenvalues of Hermitian matrices. */
    static Tensor reals(Tensor matrices, long count) {
        return Tensor.empty(matrices.dtype().toReal(), shape(batch(matrices), count));
    }

    // --- checks

    static void matrices(String operator, Tensor... tensors) {
        for (Tensor a : tensors) {
            DType dtype = a.dtype();
            if (dtype.isIntegral(true)) {
                throw Checks.error("%s: Expected a floating point or complex tensor as input. Got %s", operator, dtype);
            }
            if (dtype.toReal() != DType.FLOAT32 && dtype.toReal() != DType.FLOAT64) {
                throw Checks.error("%s: Low precision dtypes not supported. Got %s", operator, dtype);
            }
            if (a.dim() < 2) {
                throw Checks.error("%s: The input tensor must have at least 2 dimensions.", operator);
            }
        }
    }

    static void square(String operator, Tensor a) {
        matrices(operator, a);
        if (a.size(-1) != a.size(-2)) {
            throw Checks.error(
                    "%s: A must be batches of square matrices, but they are %s by %s matrices",
                    operator, a.size(-2), a.size(-1));
        }
    }

    /** That there are pivots for every row of every matrix. */
    static void pivots(String operator, Tensor matrices, Tensor pivots) {
        Checks.dtypeIs(operator, "pivots", pivots, DType.INT32);
        if (!Arrays.equals(pivots.sizes(), Arrays.copyOf(matrices.sizes(), matrices.dim() - 1))) {
            throw Checks.error(
                    "%s: Expected LU.shape[:-1] and pivots.shape to be the same, but got pivots with shape %s for %s",
                    operator, pivots.sizes(), matrices.sizes());
        }
    }

    /** Refuses, with PyTorch's words, what LAPACK could not do; {@code failure} has a %s for info. */
    static void check(String operator, Tensor info, String failure) {
        check(
                operator,
                info,
                failure,
                "The algorithm failed to converge because the input matrix contained non-finite values.");
    }

    /** As {@link #check(String, Tensor, String)}, with what to say of a matrix that has an infinite element or a NaN. */
    static void check(String operator, Tensor info, String failure, String notFinite) {
        int[] codes = info.getDataAsIntArray();
        for (int i = 0; i < codes.length; i++) {
            if (codes[i] != 0) {
                String where = info.dim() == 0 ? "" : "(Batch element " + i + "): ";
                throw Checks.error(
                        "%s: %s%s",
                        operator, where, codes[i] < 0 ? notFinite : failure.replace("%s", Integer.toString(codes[i])));
            }
        }
    }

    /** The distance from 1 to the next number of the dtype. */
    static double epsilon(DType dtype) {
        return dtype.toReal() == DType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1f);
    }
}
