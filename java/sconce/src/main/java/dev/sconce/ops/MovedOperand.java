package dev.sconce.ops;

import dev.sconce.runtime.Recording.KernelRun;
import dev.sconce.runtime.Storage;
import java.util.ArrayList;
import java.util.List;

/**
 * An operand of a recorded call as the elements that it reaches, and the same call with that operand elsewhere: which kernels take their
 * operands in rows at any distance, and in which words they say so. The results are the same to the bit.
 */
public final class MovedOperand {
    /** Of the rows that a pointwise call writes: in shorter ones it takes longer than it would with a copy of its result. */
    private static final long LEAST_ROW = 1024;

    private MovedOperand() {}

    /** The elements of an operand: sizes and strides in bytes. */
    private record Elements(long[] shape, long[] strides, long itemSize) {
        long length() {
            long length = itemSize;
            for (int d = 0; d < shape.length; d++) {
                length += (shape[d] - 1) * strides[d];
            }
            return length;
        }
    }

    /** The call with the memory of an operand moved; null where its kernel cannot reach it there. */
    public static KernelRun move(KernelRun run, int which, RowPlace place) {
        return run.name().equals("conv") ? convolution(run, which, place) : pointwise(run, which, place);
    }

    /**
     * The bytes {@code [0], [1]} (exclusive) within each row of memory in rows of {@code step} bytes that an operand touches; null where
     * that is not known.
     */
    public static long[] columns(KernelRun run, int which, long step) {
        Elements elements = run.name().equals("conv") ? ofConvolution(run, which) : ofPointwise(run, which);
        if (elements == null) {
            return null;
        }
        long begin = run.offsets()[which] % step;
        long end = begin + elements.itemSize;
        for (int d = 0; d < elements.shape.length; d++) {
            if (elements.strides[d] % step != 0) {
                end += (elements.shape[d] - 1) * elements.strides[d];
            }
        }
        return begin < end && end <= step ? new long[] {begin, end} : null;
    }

    private static KernelRun replace(
            KernelRun run, int which, long[] words, int[] inner, int[] at, RowPlace place, long length) {
        Storage[] storages = run.storages().clone();
        long[] offsets = run.offsets().clone();
        long[] lengths = run.lengths().clone();
        storages[which] = place.storage();
        offsets[which] = place.at(offsets[which]);
        lengths[which] = length;
        return new KernelRun(run.kernel(), run.name(), words, inner, at, storages, offsets, lengths, run.written());
    }

    /** Where a convolution says how far apart the positions of an operand are, and behind or before it the images; null for other operands. */
    private static int[] distances(KernelRun run, int which) {
        long layout = run.words()[ConvWords.LAYOUT];
        return switch (run.at()[which]) {
            case ConvWords.OUT ->
                layout == ConvWords.CHANNELS_FIRST ? null : new int[] {ConvWords.OUT_INNER, ConvWords.OUT_IMAGE};
            case ConvWords.IN ->
                layout == ConvWords.CHANNELS_LAST ? new int[] {ConvWords.IN_INNER, ConvWords.IN_IMAGE} : null;
            case ConvWords.RESIDUAL ->
                layout == ConvWords.CHANNELS_FIRST
                        ? null
                        : new int[] {ConvWords.RESIDUAL_INNER, ConvWords.RESIDUAL_IMAGE};
            default -> null;
        };
    }

    private static Elements ofConvolution(KernelRun run, int which) {
        int[] distances = distances(run, which);
        if (distances == null) {
            return null;
        }
        long[] w = run.words();
        boolean in = run.at()[which] == ConvWords.IN;
        long item = ConvWords.itemSize(w);
        long[] shape = {
            w[in ? ConvWords.C_IN : ConvWords.C_OUT],
            ConvWords.product(w, in ? ConvWords.IN_D : ConvWords.OUT_D),
            w[ConvWords.BATCH]
        };
        return new Elements(shape, new long[] {item, w[distances[0]] * item, w[distances[1]] * item}, item);
    }

    private static KernelRun convolution(KernelRun run, int which, RowPlace place) {
        // a library, for which weights are not packed, is slow where it writes to a part of the channels
        Elements elements = run.words()[ConvWords.PACKED] == 0 ? null : ofConvolution(run, which);
        long[] strides = elements == null
                ? null
                : place.strides(elements.shape, elements.strides, run.offsets()[which], elements.itemSize);
        if (strides == null || strides[1] % elements.itemSize != 0 || strides[2] % elements.itemSize != 0) {
            return null;
        }
        int[] distances = distances(run, which);
        long[] words = run.words().clone();
        words[distances[0]] = strides[1] / elements.itemSize;
        words[distances[1]] = strides[2] / elements.itemSize;
        long length = new Elements(elements.shape, strides, elements.itemSize).length();
        return replace(run, which, words, run.inner(), run.at(), place, length);
    }

    private static Elements ofPointwise(KernelRun run, int which) {
        PointwiseCall call = PointwiseCall.of(run);
        if (call == null) {
            return null;
        }
        PointwiseOperand operand = call.operands().get(number(run, which, call.shape().length));
        return new Elements(call.shape(), operand.strides(), operand.dtype().itemSize());
    }

    /** Which operand of a pointwise call has its address there. */
    private static int number(KernelRun run, int which, int ndim) {
        return (run.at()[which] - PointwiseCall.HEAD - ndim) / (1 + ndim);
    }

    private static KernelRun pointwise(KernelRun run, int which, RowPlace place) {
        PointwiseCall call = PointwiseCall.of(run);
        boolean isShort = place.width() < LEAST_ROW && !run.name().equals("copy");
        if (call == null || isShort && run.written()[which]) {
            return null;
        }
        int moved = number(run, which, call.shape().length);
        List<Long> shape = new ArrayList<>();
        List<List<Long>> strides = new ArrayList<>();
        call.operands().forEach(operand -> strides.add(new ArrayList<>()));
        for (int d = 0; d < call.shape().length; d++) {
            long size = call.shape()[d];
            long stride = call.operands().get(moved).strides()[d];
            // a dimension that runs over several rows becomes two
            long inRow = stride > 0 && place.width() % stride == 0 ? place.width() / stride : size;
            boolean isSplit = inRow > 1 && inRow < size && size % inRow == 0;
            shape.add(isSplit ? inRow : size);
            if (isSplit) {
                shape.add(size / inRow);
            }
            for (int k = 0; k < strides.size(); k++) {
                long own = call.operands().get(k).strides()[d];
                strides.get(k).add(own);
                if (isSplit) {
                    strides.get(k).add(own * inRow);
                }
            }
        }
        long[] sizes = longs(shape);
        long item = call.operands().get(moved).dtype().itemSize();
        long[] there = place.strides(sizes, longs(strides.get(moved)), run.offsets()[which], item);
        if (there == null) {
            return null;
        }
        for (int d = 0; d < there.length; d++) {
            strides.get(moved).set(d, there[d]);
        }
        return rebuilt(run, which, sizes, strides, place, new Elements(sizes, there, item).length());
    }

    /** A pointwise call over another space of as many elements. */
    private static KernelRun rebuilt(
            KernelRun run, int which, long[] shape, List<List<Long>> strides, RowPlace place, long length) {
        long[] old = run.words();
        int grown = shape.length - (int) old[0];
        int operands = strides.size();
        int oldTail = PointwiseCall.HEAD + (int) old[0] + operands * (1 + (int) old[0]);
        int tail = PointwiseCall.HEAD + shape.length + operands * (1 + shape.length);
        long[] words = new long[old.length + tail - oldTail];
        System.arraycopy(old, 0, words, 0, PointwiseCall.HEAD);
        words[0] = shape.length;
        System.arraycopy(shape, 0, words, PointwiseCall.HEAD, shape.length);
        int[] inner = run.inner().clone();
        int[] at = run.at().clone();
        for (int k = 0; k < operands; k++) {
            int oldWord = PointwiseCall.HEAD + (int) old[0] + k * (1 + (int) old[0]);
            int word = oldWord + grown * (1 + k);
            words[word] = old[oldWord];
            for (int d = 0; d < shape.length; d++) {
                words[word + 1 + d] = strides.get(k).get(d);
            }
            for (int i = 0; i < inner.length; i++) {
                if (run.inner()[i] == oldWord) { // a number behind all this
                    inner[i] = word;
                    words[word] += (long) (tail - oldTail) * Long.BYTES;
                }
            }
            for (int i = 0; i < at.length; i++) {
                at[i] = run.at()[i] == oldWord ? word : at[i];
            }
        }
        System.arraycopy(old, oldTail, words, tail, old.length - oldTail);
        return replace(run, which, words, inner, at, place, length);
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }
}
