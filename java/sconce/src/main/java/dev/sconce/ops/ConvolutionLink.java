package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.runtime.Recording.KernelRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A call of {@code conv} that can be part of one of {@code conv_chain}. Its words are those of {@code conv_chain.h}. */
public final class ConvolutionLink {
    private static final Kernel CHAIN = Kernel.of("conv_chain");

    private final KernelRun run;
    private final long[] words;

    private ConvolutionLink(KernelRun run) {
        this.run = run;
        this.words = run.words();
    }

    /** Null for what can be no part of a chain. */
    public static ConvolutionLink of(KernelRun run) {
        long[] words = run.words();
        boolean fits = run.name().equals("conv")
                && words[ConvWords.PACKED] != 0
                && words[ConvWords.LAYOUT] == ConvWords.CHANNELS_LAST
                && run.which(ConvWords.IN_SCALE) < 0;
        if (!fits
                || words[ConvWords.DTYPE] != DType.FLOAT32.number()
                        && words[ConvWords.DTYPE] != DType.FLOAT64.number()) {
            return null;
        }
        ConvolutionLink link = new ConvolutionLink(run);
        return link.isProduct() || link.isDepthwise() ? link : null;
    }

    /** By one position, with one group: as {@code ConvChain::is_product} of {@code conv_chain.h} has it. */
    public boolean isProduct() {
        return words[ConvWords.GROUPS] == 1
                && words[ConvWords.IN_D] == 1
                && all(ConvWords.KERNEL_D, 6, 1) // and the strides
                && all(ConvWords.PADDING_D, 3, 0)
                && words[ConvWords.IN_H] == words[ConvWords.OUT_H]
                && words[ConvWords.IN_W] == words[ConvWords.OUT_W];
    }

    /**
     * With a channel a group and a window as {@code DepthwiseRows::takes} of {@code depthwise_rows.h} has it. What is decided here of a plan
     * is asked there again of each call: {@code conv_chain} refuses what it cannot take.
     */
    public boolean isDepthwise() {
        long taps = words[ConvWords.KERNEL_W];
        long middle = taps / 2 - words[ConvWords.PADDING_W];
        return words[ConvWords.GROUPS] == words[ConvWords.C_IN]
                && words[ConvWords.GROUPS] == words[ConvWords.C_OUT]
                && words[ConvWords.KERNEL_D] == 1
                && words[ConvWords.IN_D] == 1
                && words[ConvWords.OUT_D] == 1
                && words[ConvWords.PADDING_D] == 0
                && words[ConvWords.DILATION_W] == 1
                && (taps == 3 || taps == 5 || taps == 7)
                && words[ConvWords.KERNEL_H] <= 16
                && words[ConvWords.STRIDE_W] <= 2
                && middle >= 0
                && middle + (words[ConvWords.OUT_W] - 1) * words[ConvWords.STRIDE_W] < words[ConvWords.IN_W];
    }

    private boolean all(int first, int count, long value) {
        return Arrays.stream(words, first, first + count).allMatch(word -> word == value);
    }

    /** Images. */
    public long batch() {
        return words[ConvWords.BATCH];
    }

    /** Bytes that an image's result takes. */
    public long resultBytes() {
        return words[ConvWords.OUT_H] * words[ConvWords.OUT_W] * words[ConvWords.C_OUT] * ConvWords.itemSize(words);
    }

    /** Bytes that one row of a depthwise convolution's result reads. */
    public long windowBytes() {
        return words[ConvWords.KERNEL_H] * words[ConvWords.IN_W] * words[ConvWords.C_IN] * ConvWords.itemSize(words);
    }

    /** Bytes of the weight. */
    public long weightBytes() {
        return ConvWords.weightBytes(words);
    }

    /** Where in {@code run.at()} its result is. */
    public int result() {
        return run.which(ConvWords.OUT);
    }

    /** Whether it reads the result of a call, all of it and by the same strides. */
    public boolean reads(ConvolutionLink before) {
        int from = before.result();
        int to = run.which(ConvWords.IN);
        return run.storages()[to] == before.run.storages()[from]
                && run.offsets()[to] == before.run.offsets()[from]
                && words[ConvWords.DTYPE] == before.words[ConvWords.DTYPE]
                && words[ConvWords.BATCH] == before.words[ConvWords.BATCH]
                && words[ConvWords.C_IN] == before.words[ConvWords.C_OUT]
                && words[ConvWords.IN_D] == before.words[ConvWords.OUT_D]
                && words[ConvWords.IN_H] == before.words[ConvWords.OUT_H]
                && words[ConvWords.IN_W] == before.words[ConvWords.OUT_W]
                && words[ConvWords.IN_IMAGE] == before.words[ConvWords.OUT_IMAGE]
                && words[ConvWords.IN_INNER] == before.words[ConvWords.OUT_INNER];
    }

    /** What the call of a chain addresses, in the order of its words: all but what lies between its links. */
    public static List<JoinedCalls.Source> sources(List<ConvolutionLink> links) {
        List<JoinedCalls.Source> sources = new ArrayList<>();
        for (int link = 0; link < links.size(); link++) {
            int[] at = links.get(link).run.at();
            for (int which = 0; which < at.length; which++) {
                boolean between =
                        link > 0 && at[which] == ConvWords.IN || link + 1 < links.size() && at[which] == ConvWords.OUT;
                if (!between) {
                    sources.add(new JoinedCalls.Source(link, which));
                }
            }
        }
        return sources;
    }

    /** The call that makes those of the links. */
    public static KernelRun join(List<ConvolutionLink> links) {
        return JoinedCalls.behindHead(
                CHAIN, sources(links), links.stream().map(link -> link.run).toList());
    }
}
