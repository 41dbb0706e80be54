package dev.sconce.ops;

import dev.sconce.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A reshape that copies, with the dimensions of its result in the order in which they lie in the memory of what is reshaped.
 * Dimensions that become one another are a group: groups are ordered by their smallest strides, the dimensions in one are row-major.
 */
record ReshapeCopy(long[] sizes, long[] strides, long[] stridesAsSelf) {
    /** Dimensions {@code selfBegin..selfEnd} become dimensions {@code begin..end}. */
    private record Group(int selfBegin, int selfEnd, int begin, int end, long stride) {}

    /** @param sizes of the result, which has as many elements, at least one */
    static ReshapeCopy of(Tensor self, long[] sizes) {
        List<Group> groups = new ArrayList<>(groups(self, sizes));
        groups.sort(Comparator.comparingLong(Group::stride));
        long[] strides = new long[sizes.length];
        long[] asSelf = new long[self.dim()];
        long stride = 1;
        for (Group group : groups) {
            rowMajor(asSelf, self.sizes(), group.selfBegin, group.selfEnd, stride);
            stride = rowMajor(strides, sizes, group.begin, group.end, stride);
        }
        return new ReshapeCopy(sizes, strides, asSelf);
    }

    private static List<Group> groups(Tensor self, long[] sizes) {
        List<Group> groups = new ArrayList<>();
        int from = self.dim();
        int to = sizes.length;
        // From the last dimension on: of two groups with equal strides the later one is inside.
        while (from > 0 || to > 0) {
            int selfEnd = from;
            int end = to;
            long left = from > 0 ? self.sizes()[--from] : 1;
            long right = to > 0 ? sizes[--to] : 1;
            while (left != right) {
                if (left < right) {
                    left *= self.sizes()[--from];
                } else {
                    right *= sizes[--to];
                }
            }
            long least = Long.MAX_VALUE;
            for (int d = from; d < selfEnd; d++) {
                least = self.sizes()[d] == 1 ? least : Math.min(least, self.strides()[d]);
            }
            groups.add(new Group(from, selfEnd, to, end, least));
        }
        return groups;
    }

    private static long rowMajor(long[] strides, long[] sizes, int begin, int end, long innermost) {
        long stride = innermost;
        for (int d = end - 1; d >= begin; d--) {
            strides[d] = stride;
            stride *= sizes[d];
        }
        return stride;
    }

    Tensor run(Tensor self) {
        Tensor copy = Tensor.emptyStrided(self.dtype(), self.quantizer(), sizes, strides);
        TensorIterator.copy(copy.asStrided(self.sizes(), stridesAsSelf, copy.storageOffset()), self);
        return copy;
    }
}
