package dev.sconce.ops;

import java.util.ArrayList;
import java.util.List;

/**
 * The index space of two calls of which the second reads, element by element, what the first writes: dimensions of both, split where
 * the other one's are shorter. Strides are in bytes.
 */
final class CommonSpace {
    /** A part of a dimension of each: a step along it is {@code factor} steps along that dimension. */
    private record Part(long size, int first, long firstFactor, int second, long secondFactor) {}

    private final List<Part> parts = new ArrayList<>();

    private CommonSpace() {}

    /**
     * The common space, or null where there is none.
     *
     * @param written the strides of the memory between them as the first writes it, along the dimensions {@code firstShape}
     * @param read the strides of the same memory as the second reads it
     */
    static CommonSpace of(long[] firstShape, long[] written, long[] secondShape, long[] read) {
        int[] firstOrder = DimensionOrder.byStride(firstShape, written);
        int[] secondOrder = DimensionOrder.byStride(secondShape, read);
        CommonSpace space = new CommonSpace();
        int i = 0;
        int k = 0;
        long firstFactor = 1;
        long secondFactor = 1;
        while (i < firstOrder.length && k < secondOrder.length) {
            int first = firstOrder[i];
            int second = secondOrder[k];
            long firstLeft = firstShape[first] / firstFactor;
            long secondLeft = secondShape[second] / secondFactor;
            long size = Math.min(firstLeft, secondLeft);
            boolean same = written[first] * firstFactor == read[second] * secondFactor && written[first] != 0;
            if (!same || firstLeft % size != 0 || secondLeft % size != 0) {
                return null;
            }
            space.parts.add(new Part(size, first, firstFactor, second, secondFactor));
            firstFactor *= size;
            secondFactor *= size;
            if (firstLeft == size) {
                i++;
                firstFactor = 1;
            }
            if (secondLeft == size) {
                k++;
                secondFactor = 1;
            }
        }
        return i == firstOrder.length && k == secondOrder.length ? space : null;
    }

    long[] shape() {
        return parts.stream().mapToLong(Part::size).toArray();
    }

    /** An operand of the first call in this space. */
    long[] firstStrides(long[] strides) {
        return parts.stream().mapToLong(p -> strides[p.first] * p.firstFactor).toArray();
    }

    /** An operand of the second call in this space. */
    long[] secondStrides(long[] strides) {
        return parts.stream().mapToLong(p -> strides[p.second] * p.secondFactor).toArray();
    }
}
