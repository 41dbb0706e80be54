package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.jni.Native;
import dev.sconce.runtime.Recording.KernelRun;
import java.util.ArrayList;
import java.util.List;

/**
 * A recorded call of a pointwise kernel, taken apart: the words that {@link TensorIterator} packs. Dimensions are innermost first, strides
 * in bytes.
 *
 * @param input dtype of all inputs that do not say otherwise
 * @param operands the output first
 * @param scalars two words each
 */
record PointwiseCall(
        int kernel,
        String name,
        DType input,
        DType output,
        long[] shape,
        List<PointwiseOperand> operands,
        long[] scalars) {
    /** Words before the shape. */
    static final int HEAD = 5;

    /** The call, or null where it is none that {@code pointwise_chain} takes. */
    static PointwiseCall of(KernelRun run) {
        long[] w = run.words();
        if (w.length < HEAD || Native.chainOperands(run.kernel(), w[2], w[3]) == 0) {
            return null;
        }
        DType input = DType.of(w[2]);
        DType output = DType.of(w[3]);
        int ndim = (int) w[0];
        long[] shape = new long[ndim];
        System.arraycopy(w, HEAD, shape, 0, ndim);
        List<PointwiseOperand> operands = new ArrayList<>();
        int at = HEAD + ndim;
        for (int k = 0; k < w[1]; k++, at += 1 + ndim) {
            boolean condition = k == 1 && run.name().equals("where");
            DType dtype = k == 0 ? output : condition ? DType.BOOL : input;
            long[] strides = new long[ndim];
            System.arraycopy(w, at + 1, strides, 0, ndim);
            operands.add(operand(run, at, dtype, strides));
        }
        long[] scalars = new long[2 * (int) w[4]];
        System.arraycopy(w, at, scalars, 0, scalars.length);
        return new PointwiseCall(run.kernel(), run.name(), input, output, shape, operands, scalars);
    }

    private static PointwiseOperand operand(KernelRun run, int word, DType dtype, long[] strides) {
        int i = run.which(word);
        if (i >= 0) {
            return new PointwiseOperand(run.storages()[i], run.offsets()[i], run.lengths()[i], 0, dtype, strides);
        }
        long number = run.words()[(int) (run.words()[word] / Long.BYTES)];
        return new PointwiseOperand(null, 0, 0, number, dtype, strides);
    }

    /** Whether it moves elements from one order of dimensions to another, for which the kernel has its own way. */
    boolean isTransposition() {
        return name.equals("copy") && input == output && operands.get(1).isStrided(0);
    }
}
