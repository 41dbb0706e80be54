package dev.sconce.ops;

import dev.sconce.runtime.Storage;

/**
 * Where memory goes that is moved row by row into wider memory, as the channels of an image go among those of a wider one. All in bytes.
 *
 * @param storage the wider memory
 * @param offset where the first row begins there
 * @param width of a row; the rows lay side by side before
 * @param step from row to row there
 */
public record RowPlace(Storage storage, long offset, long width, long step) {
    /** Where a byte goes that lay so far from the first one. */
    long at(long before) {
        return offset + before / width * step + before % width;
    }

    /**
     * The strides by which elements are reached when they have been moved, or null where no strides would do.
     *
     * @param begin where the first element lay
     */
    long[] strides(long[] shape, long[] strides, long begin, long itemSize) {
        long[] moved = strides.clone();
        long end = begin % width + itemSize;
        for (int d = 0; d < shape.length; d++) {
            if (strides[d] < 0) {
                return null;
            }
            if (strides[d] % width == 0) {
                moved[d] = strides[d] / width * step;
            } else {
                end += (shape[d] - 1) * strides[d];
            }
        }
        return end <= width ? moved : null;
    }
}
