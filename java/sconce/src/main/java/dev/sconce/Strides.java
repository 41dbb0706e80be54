package dev.sconce;

import java.util.Arrays;

/** Arithmetic of sizes and strides, both in elements: what memory they reach, and which strides a memory format has. */
public final class Strides {
    private Strides() {}

    /** Elements of storage that sizes and strides reach, counted from the first; 0 where a size is 0. */
    public static long extent(long[] sizes, long[] strides) {
        if (sizes.length != strides.length) {
            throw new OperatorException("mismatch in length of strides and shape: " + Arrays.toString(sizes)
                    + " against " + Arrays.toString(strides));
        }
        long last = 0;
        try {
            for (int i = 0; i < sizes.length; i++) {
                if (sizes[i] == 0) {
                    return 0;
                }
                if (sizes[i] < 0 || strides[i] < 0) {
                    throw new OperatorException("negative sizes and strides are not allowed, got sizes "
                            + Arrays.toString(sizes) + " and strides " + Arrays.toString(strides));
                }
                last = Math.addExact(last, Math.multiplyExact(sizes[i] - 1, strides[i]));
            }
            return Math.addExact(last, 1);
        } catch (ArithmeticException overflow) {
            throw overflow(sizes);
        }
    }

    /** That no memory has room for a tensor of these sizes. */
    static OperatorException overflow(long[] sizes) {
        return new OperatorException("Storage size calculation overflowed with sizes=" + Arrays.toString(sizes)
                + ": the tensor is too large");
    }

    /** Whether a product is more than 64 bits hold: what {@code Math.multiplyExact} says by an exception, which is no answer to a user. */
    public static boolean overflows(long a, long b) {
        return Math.multiplyHigh(a, b) != a * b >> 63;
    }

    private static long times(long stride, long size, long[] sizes) {
        if (overflows(stride, size)) {
            throw overflow(sizes);
        }
        return stride * size;
    }

    /** Is told of an element: its number in row-major order, and how far it stands from the first one. */
    @FunctionalInterface
    public interface Visitor {
        void at(long position, long offset);
    }

    /** Goes through all elements in row-major order. */
    public static void forEach(long[] sizes, long[] strides, Visitor visitor) {
        forEach(sizes, strides, Tensor.numel(sizes), visitor);
    }

    /** Goes through the first {@code count} elements in row-major order, of at least so many. */
    public static void forEach(long[] sizes, long[] strides, long count, Visitor visitor) {
        long[] index = new long[sizes.length];
        long offset = 0;
        for (long position = 0; position < count; position++) {
            visitor.at(position, offset);
            for (int d = sizes.length - 1; d >= 0; d--) {
                offset += strides[d];
                if (++index[d] < sizes[d]) {
                    break;
                }
                offset -= strides[d] * sizes[d];
                index[d] = 0;
            }
        }
    }

    /** The strides of a dense tensor in row-major order; a size of 0 counts as 1, as in PyTorch. */
    public static long[] contiguous(long[] sizes) {
        long[] strides = new long[sizes.length];
        long stride = 1;
        for (int i = sizes.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride = times(stride, Math.max(sizes[i], 1), sizes);
        }
        return strides;
    }

    /**
     * The strides of a dense tensor in a memory format ({@code CONTIGUOUS}, {@code CHANNELS_LAST}, {@code CHANNELS_LAST_3D}). With channels
     * last a size of 0 counts as 0, as in PyTorch.
     */
    public static long[] of(MemoryFormat format, long[] sizes) {
        int rank = rank(format);
        if (rank < 0) {
            return contiguous(sizes);
        }
        if (sizes.length != rank) {
            throw new OperatorException("required rank " + rank + " tensor to use " + format + " format, got "
                    + sizes.length + " dimensions");
        }
        long[] strides = new long[rank];
        long stride = 1;
        for (int k = 0; k < rank; k++) {
            int d = channelsLastDim(k, rank);
            strides[d] = stride;
            stride = times(stride, sizes[d], sizes);
        }
        return strides;
    }

    /** How many dimensions a tensor of a channels-last format has; -1 for other formats. */
    private static int rank(MemoryFormat format) {
        return format == MemoryFormat.CHANNELS_LAST ? 4 : format == MemoryFormat.CHANNELS_LAST_3D ? 5 : -1;
    }

    /** The k-th dimension from within, channels last: of images 1, 3, 2, 0. */
    private static int channelsLastDim(int k, int rank) {
        return k == 0 ? 1 : k == rank - 1 ? 0 : rank - k;
    }

    /** Whether the elements are dense in row-major order; so is a tensor of none. */
    static boolean areContiguous(long[] sizes, long[] strides) {
        long expected = 1;
        for (int d = sizes.length - 1; d >= 0; d--) {
            if (sizes[d] != 1) {
                if (strides[d] != expected) {
                    return Tensor.numel(sizes) == 0;
                }
                expected *= sizes[d];
            }
        }
        return true;
    }

    /** Whether the elements are dense in the order of {@code format}. */
    static boolean areContiguous(MemoryFormat format, long[] sizes, long[] strides) {
        int rank = rank(format);
        if (rank < 0) {
            return areContiguous(sizes, strides);
        }
        if (sizes.length != rank) {
            return false;
        }
        long expected = 1;
        for (int k = 0; k < rank; k++) {
            int d = channelsLastDim(k, rank);
            if (sizes[d] != 1) {
                if (strides[d] != expected) {
                    return false;
                }
                expected *= sizes[d];
            }
        }
        return true;
    }

    /** Whether some order of the dimensions makes the elements dense without overlap. */
    static boolean areDense(long[] sizes, long[] strides) {
        if (areContiguous(sizes, strides)) {
            return true;
        }
        Integer[] order = new Integer[sizes.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Long.compare(strides[a], strides[b]));
        long expected = 1;
        for (int d : order) {
            if (sizes[d] > 1) {
                if (strides[d] != expected) {
                    return false;
                }
                expected *= sizes[d];
            }
        }
        return true;
    }

    /** PyTorch's suggest_memory_format: channels-last where the strides say so, else contiguous. */
    static MemoryFormat memoryFormat(long[] sizes, long[] strides) {
        if (areChannelsLastLike(4, sizes, strides)) {
            return MemoryFormat.CHANNELS_LAST;
        }
        return areChannelsLastLike(5, sizes, strides) ? MemoryFormat.CHANNELS_LAST_3D : MemoryFormat.CONTIGUOUS;
    }

    private static boolean areChannelsLastLike(int rank, long[] sizes, long[] strides) {
        if (sizes.length != rank || strides[1] == 0) {
            return false;
        }
        long minimum = 0;
        for (int k = 0; k < rank; k++) {
            int d = channelsLastDim(k, rank);
            if (sizes[d] == 0 || strides[d] < minimum) {
                return false;
            }
            if (d == 0 && minimum == strides[1]) {
                return false;
            }
            minimum = strides[d];
            if (sizes[d] > 1) {
                minimum *= sizes[d];
            }
        }
        return true;
    }
}
