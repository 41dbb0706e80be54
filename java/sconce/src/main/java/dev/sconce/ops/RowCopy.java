package dev.sconce.ops;

import dev.sconce.runtime.Recording.KernelRun;

/**
 * A call of {@code copy} that moves rows of bytes as they are, such as one part of a concatenation. All in bytes.
 *
 * @param width of a row
 * @param fromOffset where the first row begins that is read
 * @param fromStep from row to row there; {@code width} where there is but one
 */
public record RowCopy(long width, long rows, long fromOffset, long fromStep, long toOffset, long toStep) {
    /** Which of a copy's operands is written, and which is read. */
    public static final int TO = 0, FROM = 1;

    /** The copy, or null where the call is none of rows. */
    public static RowCopy of(KernelRun run) {
        PointwiseCall call = run.name().equals("copy") && run.at().length == 2 ? PointwiseCall.of(run) : null;
        if (call == null || call.input() != call.output() || !run.written()[TO] || run.written()[FROM]) {
            return null;
        }
        long[] shape = call.shape();
        long[] to = call.operands().get(TO).strides();
        long[] from = call.operands().get(FROM).strides();
        int[] order = DimensionOrder.byStride(shape, to);
        long width = call.output().itemSize();
        int d = 0;
        for (; d < order.length && to[order[d]] == width && from[order[d]] == width; d++) {
            width *= shape[order[d]];
        }
        long rows = 1;
        long fromStep = d < order.length ? from[order[d]] : width;
        long toStep = d < order.length ? to[order[d]] : width;
        for (; d < order.length; d++) {
            if (from[order[d]] != fromStep * rows || to[order[d]] != toStep * rows) {
                return null;
            }
            rows *= shape[order[d]];
        }
        return fromStep < width || toStep < width
                ? null
                : new RowCopy(width, rows, run.offsets()[FROM], fromStep, run.offsets()[TO], toStep);
    }
}
