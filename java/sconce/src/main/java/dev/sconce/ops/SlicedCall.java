package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.runtime.Recording.KernelRun;
import java.util.Arrays;

/**
 * A kernel call that computes each image of a batch by itself, and thus can be made image by image, with the same results to the bit.
 * Here stand the words of {@code conv.h} that this needs.
 */
public final class SlicedCall {
    /** Of {@code conv.h}. */
    private static final int OUT = 1, IN = 2, WEIGHT = 3, PACKED = 5, BATCH = 6, GROUPS = 7, BIAS = 32, RESIDUAL = 33;

    private static final int IN_CHANNELS = 8, IN_POSITIONS = 10, OUT_CHANNELS = 9, OUT_POSITIONS = 13, WINDOW = 16;
    private static final int IN_IMAGE = 28, OUT_IMAGE = 30, RESIDUAL_IMAGE = 35;

    private final KernelRun run;
    private final long count;
    /** The words of the call for the first image. */
    private final long[] words;
    /** Of each of {@code run.at()}: bytes from image to image, 0 for what they share. */
    private final long[] steps;

    private SlicedCall(KernelRun run, long count, long[] words, long[] steps) {
        this.run = run;
        this.count = count;
        this.words = words;
        this.steps = steps;
    }

    /** Null where the call is none of several images, or where those would not be computed alike one by one. */
    public static SlicedCall of(KernelRun run) {
        long[] words = run.words();
        if (!run.name().equals("conv") || words[BATCH] < 2 || words[PACKED] == 0 || run.inner().length > 0) {
            return null;
        }
        long[] single = words.clone();
        single[BATCH] = 1;
        long itemSize = DType.of(words[0]).itemSize();
        long[] steps = new long[run.at().length];
        for (int i = 0; i < steps.length; i++) {
            switch (run.at()[i]) {
                case OUT -> steps[i] = words[OUT_IMAGE] * itemSize;
                case IN -> steps[i] = words[IN_IMAGE] * itemSize;
                case RESIDUAL -> steps[i] = words[RESIDUAL_IMAGE] * itemSize;
                case BIAS -> {
                    // all images add the same
                }
                case WEIGHT -> {
                    // one image may be convolved in another way than many, by a weight in another form
                    if (WeightPacking.packedBytes(single) != run.lengths()[i]) {
                        return null;
                    }
                }
                default -> {
                    return null;
                }
            }
        }
        SlicedCall call = new SlicedCall(run, words[BATCH], single, steps);
        for (int i = 0; i < steps.length; i++) {
            if (steps[i] < 0 || call.length(i) <= 0 || (steps[i] > 0 && call.length(i) > steps[i])) {
                return null;
            }
        }
        return call;
    }

    public KernelRun run() {
        return run;
    }

    /** Images. */
    public long count() {
        return count;
    }

    /** Bytes from image to image of what it addresses, {@code which} of {@code run().at()}; 0 for what the images share. */
    public long step(int which) {
        return steps[which];
    }

    /** Bytes that an image reaches there. */
    public long length(int which) {
        return run.lengths()[which] - (count - 1) * steps[which];
    }

    /** Bytes that an image reads and writes of its own. */
    public long imageBytes() {
        long itemSize = DType.of(words[0]).itemSize();
        return itemSize * (words[IN_CHANNELS] * product(IN_POSITIONS) + words[OUT_CHANNELS] * product(OUT_POSITIONS));
    }

    /** Bytes of the weight, which each image reads. */
    public long weightBytes() {
        long itemSize = DType.of(words[0]).itemSize();
        return itemSize * words[OUT_CHANNELS] * (words[IN_CHANNELS] / words[GROUPS]) * product(WINDOW);
    }

    /** Of three words. */
    private long product(int first) {
        return Arrays.stream(words, first, first + 3).reduce(1, (a, b) -> a * b);
    }

    long[] words() {
        return words;
    }
}
