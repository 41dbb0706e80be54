package dev.sconce.ops;

import dev.sconce.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * In which order a kernel walks dimensions: as permutations of them, outermost first unless said, chosen by the operands' strides
 * (PyTorch's {@code TensorIterator::reorder_dimensions}).
 */
final class DimensionOrder {
    private DimensionOrder() {}

    /** The order that the strides of {@code tensor} suggest for dimensions of sizes {@code shape}. */
    static int[] of(long[] shape, Tensor tensor) {
        return sorted(shape, List.of(tensor.strides()));
    }

    /** The order of the dimensions themselves: row-major. */
    static int[] rowMajor(int rank) {
        int[] order = new int[rank];
        for (int i = 0; i < rank; i++) {
            order[i] = i;
        }
        return order;
    }

    /**
     * The order that the operands' strides over {@code shape} suggest, by insertion sort with PyTorch's comparison: ambiguous pairs (a
     * stride of 0) do not move.
     */
    static int[] sorted(long[] shape, List<long[]> strides) {
        int[] order = rowMajor(shape.length);
        for (int i = order.length - 2; i >= 0; i--) {
            int inner = i;
            for (int k = i + 1; k < order.length; k++) {
                int comparison = compare(order[inner], order[k], shape, strides);
                if (comparison < 0) {
                    int swapped = order[inner];
                    order[inner] = order[k];
                    order[k] = swapped;
                    inner = k;
                } else if (comparison > 0) {
                    break;
                }
            }
        }
        return order;
    }

    /** Negative where dimension {@code a} should be further in than {@code b}. */
    private static int compare(int a, int b, long[] shape, List<long[]> strides) {
        for (long[] s : strides) {
            if (s[a] == 0 || s[b] == 0) {
                continue;
            }
            if (s[a] != s[b]) {
                return s[a] < s[b] ? -1 : 1;
            }
            if (shape[a] > shape[b]) {
                return 1;
            }
        }
        return 0;
    }

    /** The strides of a dense tensor whose dimensions lie in the order of the strides of {@code tensor}. */
    static long[] denseStridesLike(Tensor tensor) {
        return denseStrides(tensor.sizes(), of(tensor.sizes(), tensor));
    }

    /** The strides of a dense tensor whose dimensions lie in this order. */
    static long[] denseStrides(long[] shape, int[] order) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int k = order.length - 1; k >= 0; k--) {
            strides[order[k]] = stride;
            stride *= Math.max(shape[order[k]], 1);
        }
        return strides;
    }

    /** The strides of {@code tensor} expanded to {@code shape}: 0 in dimensions that it repeats. */
    static long[] expandedStrides(Tensor tensor, long[] shape) {
        long[] strides = new long[shape.length];
        int missing = shape.length - tensor.dim();
        for (int i = missing; i < shape.length; i++) {
            strides[i] = tensor.sizes()[i - missing] == 1 && shape[i] != 1 ? 0 : tensor.strides()[i - missing];
        }
        return strides;
    }

    /** The dimensions of more than one element, those of the smallest strides first. */
    static int[] byStride(long[] shape, long[] strides) {
        return IntStream.range(0, shape.length)
                .filter(d -> shape[d] != 1)
                .boxed()
                .sorted(Comparator.comparingLong(d -> strides[d]))
                .mapToInt(d -> d)
                .toArray();
    }

    /**
     * Merges neighbouring dimensions that every operand crosses in one stride. Returns the kept dimensions; their sizes are left in
     * {@code shape}, their strides as they were.
     *
     * @param order the dimensions, innermost first
     */
    static int[] coalesce(long[] shape, int[] order, List<long[]> strides) {
        int[] kept = new int[order.length];
        int count = 0;
        for (int d : order) {
            if (shape[d] == 1) {
                continue;
            }
            if (count > 0) {
                int inner = kept[count - 1];
                boolean one = true;
                for (long[] s : strides) {
                    if (s[d] != s[inner] * shape[inner]) {
                        one = false;
                        break;
                    }
                }
                if (one) {
                    shape[inner] *= shape[d];
                    continue;
                }
            }
            kept[count++] = d;
        }
        return Arrays.copyOf(kept, count);
    }

    /** The same order, innermost first. */
    static int[] reversed(int[] order) {
        int[] reversed = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            reversed[i] = order[order.length - 1 - i];
        }
        return reversed;
    }
}
