package dev.sconce.ops;

import dev.sconce.Tensor;
import java.util.Arrays;

/**
 * The loops of a kernel, innermost first: a size each, and a stride for each operand; merged where the strides allow
 * it.
 */
final class Dimensions {
    private final int operands;
    private long[][] rows = new long[8][];
    private int count;

    Dimensions(int operands) {
        this.operands = operands;
    }

    /** Adds a loop outside of those so far: its size and then the operands' strides. Loops of size 1 are left out. */
    void add(long size, long... strides) {
        if (size == 1) {
            return;
        }
        if (count == rows.length) {
            rows = Arrays.copyOf(rows, 2 * count);
        }
        long[] row = new long[operands + 1];
        row[0] = size;
        System.arraycopy(strides, 0, row, 1, operands);
        rows[count++] = row;
    }

    /** Orders the loops by the stride of the first operand, the smallest innermost. */
    void sort() {
        Arrays.sort(rows, 0, count, (a, b) -> Long.compare(a[1], b[1]));
    }

    /** Merges neighbours that every operand crosses in one stride. */
    void coalesce() {
        int last = 0;
        for (int i = 1; i < count; i++) {
            boolean one = true;
            for (int k = 1; k <= operands; k++) {
                one &= rows[i][k] == rows[last][k] * rows[last][0];
            }
            if (one) {
                rows[last][0] *= rows[i][0];
            } else {
                rows[++last] = rows[i];
            }
        }
        count = Math.min(count, last + 1);
    }

    int count() {
        return count;
    }

    /** The words: all sizes, then all strides of each operand. */
    void put(KernelCall call) {
        put(call, 0, operands);
    }

    /** The words of some: 0 is the sizes, k the strides of the k-th operand. */
    void put(KernelCall call, int from, int to) {
        for (int k = from; k <= to; k++) {
            for (int i = 0; i < count; i++) {
                call.i64(rows[i][k]);
            }
        }
    }

    /**
     * The dimensions of tensors of one rank but {@code dim}, for kernels that work along one dimension. Their sizes are
     * the first tensor's; a null has strides of 0.
     */
    static Dimensions around(int dim, Tensor... tensors) {
        Dimensions batch = new Dimensions(tensors.length);
        for (int d = tensors[0].dim() - 1; d >= 0; d--) {
            long[] strides = new long[tensors.length];
            for (int k = 0; k < strides.length; k++) {
                strides[k] = bytes(tensors[k], d);
            }
            if (d != dim) {
                batch.add(tensors[0].sizes()[d], strides);
            }
        }
        batch.coalesce();
        return batch;
    }

    /** The stride of a dimension in bytes; 0 for null and for a 0-d tensor. */
    static long bytes(Tensor tensor, int dim) {
        return tensor == null || tensor.dim() == 0
                ? 0
                : tensor.strides()[dim] * tensor.dtype().itemSize();
    }
}
