package dev.sconce.ops;

import dev.sconce.DType;
import java.util.Arrays;

/** Where the words of a call of {@code conv} stand: those of {@code ConvArgs} in {@code conv.h}. */
final class ConvWords {
    static final int DTYPE = 0, OUT = 1, IN = 2, WEIGHT = 3, LAYOUT = 4, PACKED = 5;
    static final int BATCH = 6, GROUPS = 7, C_IN = 8, C_OUT = 9;
    static final int IN_D = 10, IN_H = 11, IN_W = 12, OUT_D = 13, OUT_H = 14, OUT_W = 15;
    static final int KERNEL_D = 16, KERNEL_H = 17, KERNEL_W = 18, STRIDE_D = 19, STRIDE_W = 21;
    static final int PADDING_D = 22, PADDING_W = 24, DILATION_W = 27;
    static final int IN_IMAGE = 28, IN_INNER = 29, OUT_IMAGE = 30, OUT_INNER = 31;
    static final int EPILOGUE = 32, BIAS = 32, RESIDUAL = 33, RESIDUAL_INNER = 34, RESIDUAL_IMAGE = 35;
    static final int IN_SCALE = 40;
    static final int COUNT = 41;

    /** What {@code LAYOUT} says: a {@code ConvLayout}. */
    static final long CHANNELS_FIRST = 0, CHANNELS_LAST = 1, FIRST_TO_LAST = 2;

    private ConvWords() {}

    /** Bytes of an element. */
    static long itemSize(long[] words) {
        return DType.of(words[DTYPE]).itemSize();
    }

    /** Bytes of the weight, not packed. */
    static long weightBytes(long[] words) {
        return itemSize(words) * words[C_OUT] * (words[C_IN] / words[GROUPS]) * product(words, KERNEL_D);
    }

    /** Of three words: depth, height and width. */
    static long product(long[] words, int first) {
        return Arrays.stream(words, first, first + 3).reduce(1, (a, b) -> a * b);
    }
}
