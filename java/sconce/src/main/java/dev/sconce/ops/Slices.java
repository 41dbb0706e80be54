package dev.sconce.ops;

import dev.sconce.OperatorException;

/** Python's slice arithmetic on lists and strings. */
final class Slices {
    private Slices() {}

    /** The positions that {@code [start:end:step]} takes of a sequence, in order. */
    static long[] positions(long size, Long start, Long end, long step) {
        if (step == 0) {
            throw new OperatorException("slice step cannot be zero");
        }
        long lowest = step < 0 ? -1 : 0;
        long highest = step < 0 ? size - 1 : size;
        long from = start == null ? (step < 0 ? highest : lowest) : bound(start, size, lowest, highest);
        long to = end == null ? (step < 0 ? lowest : highest) : bound(end, size, lowest, highest);
        long span = step < 0 ? from - to : to - from;
        long count = span <= 0 ? 0 : Math.abs((span - 1) / step) + 1;
        long[] positions = new long[Math.toIntExact(count)];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = from + i * step;
        }
        return positions;
    }

    private static long bound(long index, long size, long lowest, long highest) {
        return Math.max(lowest, Math.min(highest, index < 0 ? index + size : index));
    }

    /** A start or end counted from 0, within the string. */
    static int clamp(long index, int length) {
        return (int) bound(index, length, 0, length);
    }
}
