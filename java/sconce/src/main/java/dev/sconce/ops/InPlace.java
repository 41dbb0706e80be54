package dev.sconce.ops;

import dev.sconce.Tensor;

/** What a new tensor must be that stands for one which was written in place. */
public final class InPlace {
    private InPlace() {}

    /**
     * The result of an operator as its in-place form would leave it: in the order of self's dimensions, since what follows may give a view of
     * that where it copies others.
     *
     * @param self what would have been written; a dense tensor
     * @param result of the same dtype
     * @throws dev.sconce.OperatorException where it has other sizes than self
     */
    public static Tensor result(Tensor self, Tensor result) {
        TensorIterator.checkSizes(self.sizes(), result.sizes());
        long[] sizes = self.sizes();
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] != 1 && self.strides()[i] != result.strides()[i]) {
                Tensor ordered = Tensor.emptyStrided(result.dtype(), sizes, self.strides());
                TensorIterator.copy(ordered, result);
                return ordered;
            }
        }
        return result;
    }
}
