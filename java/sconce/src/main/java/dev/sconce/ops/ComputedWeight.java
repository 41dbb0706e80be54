package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.RefCounted;
import dev.sconce.runtime.Scope;
import dev.sconce.runtime.Storage;

/**
 * A convolution's weight that follows from other tensors. Computed when somebody looks at it: most weights are only looked at once, to be
 * packed, and a network's need not lie in memory in several forms then.
 */
abstract class ComputedWeight implements Storage.Content {
    private final DType dtype;
    private final long[] sizes;
    private final long[] strides;
    private final Tensor[] sources;

    /**
     * @param strides of a contiguous tensor of these sizes
     * @param sources what it is computed from
     */
    ComputedWeight(DType dtype, long[] sizes, long[] strides, Tensor... sources) {
        this.dtype = dtype;
        this.sizes = sizes;
        this.strides = strides;
        this.sources = sources;
        for (Tensor source : sources) {
            source.retain();
        }
    }

    /** Writes the weight's elements, in a scope of their own. */
    abstract void fill(Tensor weight);

    /** The weight. */
    final Tensor tensor() {
        try (Storage storage = Storage.of(bytes(), this)) {
            return in(storage);
        }
    }

    private long bytes() {
        return Tensor.numel(sizes) * dtype.itemSize();
    }

    private Tensor in(Storage storage) {
        return Tensor.of(storage, dtype, sizes, strides, 0);
    }

    @Override
    public final Storage compute() {
        Storage storage = Storage.allocate(bytes());
        try (Scope ignored = Scope.open()) {
            fill(in(storage));
            return storage;
        } catch (RuntimeException failed) {
            storage.release();
            throw failed;
        }
    }

    @Override
    public final void forget() {
        for (Tensor source : sources) {
            source.storage().forget();
        }
    }

    @Override
    public final void release() {
        for (Tensor source : sources) {
            RefCounted.release(source);
        }
    }
}
