package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.runtime.Recording.KernelRun;
import dev.sconce.runtime.Storage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A call of {@code conv} that can be part of one of {@code conv_chain}. Here stand the words of both that this needs. */
public final class ConvolutionLink {
    private static final Kernel CHAIN = Kernel.of("conv_chain");

    private static final int OUT = 1, IN = 2, LAYOUT = 4, PACKED = 5, BATCH = 6, GROUPS = 7, C_IN = 8, C_OUT = 9;
    private static final int IN_D = 10, IN_H = 11, IN_W = 12, OUT_D = 13, OUT_H = 14, OUT_W = 15;
    private static final int KERNEL_D = 16, KERNEL_H = 17, KERNEL_W = 18, STRIDE_D = 19, STRIDE_W = 21;
    private static final int PADDING_D = 22, PADDING_W = 24, DILATION_W = 27, IN_IMAGE = 28, OUT_IMAGE = 30;

    private static final int CHANNELS_LAST = 1;

    private final KernelRun run;
    private final long[] words;

    private ConvolutionLink(KernelRun run) {
        this.run = run;
        this.words = run.words();
    }

    /** Null for what can be no part of a chain. */
    public static ConvolutionLink of(KernelRun run) {
        long[] words = run.words();
        boolean fits = run.name().equals("conv") && words[PACKED] != 0 && words[LAYOUT] == CHANNELS_LAST;
        if (!fits || words[0] != DType.FLOAT32.number() && words[0] != DType.FLOAT64.number()) {
            return null;
        }
        ConvolutionLink link = new ConvolutionLink(run);
        return link.isProduct() || link.isDepthwise() ? link : null;
    }

    /** By one position, with one group. */
    public boolean isProduct() {
        return words[GROUPS] == 1
                && words[IN_D] == 1
                && all(KERNEL_D, 6, 1) // and the strides
                && all(PADDING_D, 3, 0)
                && words[IN_H] == words[OUT_H]
                && words[IN_W] == words[OUT_W];
    }

    /** With a channel a group, as the kernels in {@code depthwise_rows.h} take them. */
    public boolean isDepthwise() {
        long taps = words[KERNEL_W];
        long middle = taps / 2 - words[PADDING_W];
        return words[GROUPS] == words[C_IN]
                && words[GROUPS] == words[C_OUT]
                && words[KERNEL_D] == 1
                && words[IN_D] == 1
                && words[OUT_D] == 1
                && words[PADDING_D] == 0
                && words[DILATION_W] == 1
                && (taps == 3 || taps == 5 || taps == 7)
                && words[KERNEL_H] <= 16
                && words[STRIDE_W] <= 2
                && middle >= 0
                && middle + (words[OUT_W] - 1) * words[STRIDE_W] < words[IN_W];
    }

    private boolean all(int first, int count, long value) {
        return Arrays.stream(words, first, first + count).allMatch(word -> word == value);
    }

    /** Images. */
    public long batch() {
        return words[BATCH];
    }

    /** Bytes that an image's result takes. */
    public long resultBytes() {
        return words[OUT_H] * words[OUT_W] * words[C_OUT] * DType.of(words[0]).itemSize();
    }

    /** Bytes that one row of a depthwise convolution's result reads. */
    public long windowBytes() {
        return words[KERNEL_H] * words[IN_W] * words[C_IN] * DType.of(words[0]).itemSize();
    }

    /** Bytes of the weight. */
    public long weightBytes() {
        return words[C_IN]
                / words[GROUPS]
                * words[C_OUT]
                * words[KERNEL_H]
                * words[KERNEL_W]
                * DType.of(words[0]).itemSize();
    }

    /** Where in {@code run.at()} its result is. */
    public int result() {
        return place(OUT);
    }

    /** Whether it reads the result of a call, all of it and by the same strides. */
    public boolean reads(ConvolutionLink before) {
        int from = before.result();
        int to = place(IN);
        return run.storages()[to] == before.run.storages()[from]
                && run.offsets()[to] == before.run.offsets()[from]
                && words[0] == before.words[0]
                && words[BATCH] == before.words[BATCH]
                && words[C_IN] == before.words[C_OUT]
                && words[IN_D] == before.words[OUT_D]
                && words[IN_H] == before.words[OUT_H]
                && words[IN_W] == before.words[OUT_W]
                && words[IN_IMAGE] == before.words[OUT_IMAGE]
                && words[IN_IMAGE + 1] == before.words[OUT_IMAGE + 1];
    }

    private int place(int word) {
        for (int i = 0; i < run.at().length; i++) {
            if (run.at()[i] == word) {
                return i;
            }
        }
        throw new IllegalStateException("a convolution without operands");
    }

    /** What a call of a chain addresses: {@code which} of the memory of {@code link}. */
    public record Source(int link, int which) {}

    /** What the call of a chain addresses, in the order of its words: all but what lies between its links. */
    public static List<Source> sources(List<ConvolutionLink> links) {
        List<Source> sources = new ArrayList<>();
        for (int link = 0; link < links.size(); link++) {
            int[] at = links.get(link).run.at();
            for (int which = 0; which < at.length; which++) {
                boolean between = link > 0 && at[which] == IN || link + 1 < links.size() && at[which] == OUT;
                if (!between) {
                    sources.add(new Source(link, which));
                }
            }
        }
        return sources;
    }

    /** The call that makes those of the links. */
    public static KernelRun join(List<ConvolutionLink> links) {
        List<Source> sources = sources(links);
        int[] starts = new int[links.size()];
        int count = 1;
        for (int i = 0; i < starts.length; i++) {
            starts[i] = count;
            count += links.get(i).words.length;
        }
        long[] words = new long[count];
        words[0] = starts.length;
        for (int i = 0; i < starts.length; i++) {
            System.arraycopy(links.get(i).words, 0, words, starts[i], links.get(i).words.length);
        }
        int[] at = new int[sources.size()];
        Storage[] storages = new Storage[at.length];
        long[] offsets = new long[at.length];
        long[] lengths = new long[at.length];
        boolean[] written = new boolean[at.length];
        for (int i = 0; i < at.length; i++) {
            int which = sources.get(i).which;
            KernelRun run = links.get(sources.get(i).link).run;
            at[i] = starts[sources.get(i).link] + run.at()[which];
            storages[i] = run.storages()[which];
            offsets[i] = run.offsets()[which];
            lengths[i] = run.lengths()[which];
            written[i] = run.written()[which];
        }
        return new KernelRun(CHAIN.id(), CHAIN.name(), words, new int[0], at, storages, offsets, lengths, written);
    }
}
