package dev.sconce.ops;

import dev.sconce.runtime.Recording.KernelRun;

/**
 * A kernel call that computes each image of a batch by itself, and thus can be made image by image, with the same results to the bit.
 */
public final class SlicedCall {
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
        if (!run.name().equals("conv")
                || words[ConvWords.BATCH] < 2
                || words[ConvWords.PACKED] == 0
                || run.inner().length > 0) {
            return null;
        }
        long[] single = words.clone();
        single[ConvWords.BATCH] = 1;
        long itemSize = ConvWords.itemSize(words);
        long[] steps = new long[run.at().length];
        for (int i = 0; i < steps.length; i++) {
            switch (run.at()[i]) {
                case ConvWords.OUT -> steps[i] = words[ConvWords.OUT_IMAGE] * itemSize;
                case ConvWords.IN -> steps[i] = words[ConvWords.IN_IMAGE] * itemSize;
                case ConvWords.RESIDUAL -> steps[i] = words[ConvWords.RESIDUAL_IMAGE] * itemSize;
                case ConvWords.IN_SCALE -> steps[i] = words[ConvWords.C_IN] * itemSize;
                case ConvWords.BIAS -> {
                    // all images add the same
                }
                case ConvWords.WEIGHT -> {
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
        SlicedCall call = new SlicedCall(run, words[ConvWords.BATCH], single, steps);
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
        return ConvWords.itemSize(words)
                * (words[ConvWords.C_IN] * ConvWords.product(words, ConvWords.IN_D)
                        + words[ConvWords.C_OUT] * ConvWords.product(words, ConvWords.OUT_D));
    }

    /** Bytes of the weight, which each image reads. */
    public long weightBytes() {
        return ConvWords.weightBytes(words);
    }

    long[] words() {
        return words;
    }
}
