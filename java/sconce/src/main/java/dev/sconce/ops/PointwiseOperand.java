package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.runtime.Storage;
import java.util.Arrays;

/**
 * What a pointwise call reads or writes: memory, or a number.
 *
 * @param storage null for a number
 * @param offset in bytes from the storage's first
 * @param length bytes from there that the strides reach
 * @param number its element's bits
 * @param strides in bytes, of the dimensions of the call
 */
record PointwiseOperand(Storage storage, long offset, long length, long number, DType dtype, long[] strides) {
    boolean isNumber() {
        return storage == null;
    }

    PointwiseOperand withStrides(long[] others) {
        return new PointwiseOperand(storage, offset, length, number, dtype, others);
    }

    /** Whether this many bytes from there on in that storage have some in common with it. */
    boolean meets(Storage other, long from, long bytes) {
        return storage != null && storage == other && offset < from + bytes && from < offset + length;
    }

    /** Whether it is neither contiguous nor repeated along a dimension. */
    boolean isStrided(int dimension) {
        return strides.length > 0 && strides[dimension] != 0 && strides[dimension] != dtype.itemSize();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PointwiseOperand that
                && storage == that.storage
                && offset == that.offset
                && number == that.number
                && dtype == that.dtype
                && Arrays.equals(strides, that.strides);
    }

    @Override
    public int hashCode() {
        return (System.identityHashCode(storage) * 31 + Long.hashCode(offset + number)) * 31 + Arrays.hashCode(strides);
    }
}
