package dev.sconce.ops;

import dev.sconce.Tensor;
import dev.sconce.runtime.RefCounted;

/**
 * A nested tensor of sequences of different lengths, as {@code TransformerEncoder} makes it of a padded batch: the batch, of which the
 * padding does not count. It is no {@link Tensor}, so that an operator that knows nothing of padding cannot take it for one; see {@link
 * NestedForm}. Counts what it holds.
 */
final class NestedTensor extends RefCounted {
    private final Tensor padded;
    private final Tensor present;

    /**
     * @param padded [batch, longest, features]
     * @param present bool [batch, longest]: what is no padding; the elements of a sequence come first
     */
    NestedTensor(Tensor padded, Tensor present) {
        padded.retain();
        present.retain();
        this.padded = padded;
        this.present = present;
        adoptByScope();
    }

    Tensor padded() {
        return padded;
    }

    Tensor present() {
        return present;
    }

    @Override
    protected void destroy() {
        padded.release();
        present.release();
    }

    @Override
    public String toString() {
        return "nested tensor of " + padded;
    }
}
