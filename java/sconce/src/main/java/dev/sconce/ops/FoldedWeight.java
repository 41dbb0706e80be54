package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Recording;
import dev.sconce.runtime.RefCounted;
import dev.sconce.runtime.Scope;
import dev.sconce.runtime.Storage;
import java.util.Arrays;

/**
 * A convolution's weight, scaled along its output channels. Computed when somebody looks at it: most weights are only looked at once, to
 * be packed, and a network's need not lie in memory in three forms then.
 */
final class FoldedWeight implements Storage.Content {
    private static final Kernel SCALE_CHANNELS = Kernel.of("scale_channels");

    private final Tensor weight;
    private final Tensor scale;
    private final int dim;

    private FoldedWeight(Tensor weight, Tensor scale, int dim) {
        this.weight = weight;
        this.scale = scale;
        this.dim = dim;
        weight.retain();
        scale.retain();
    }

    /**
     * {@code weight * scale} along a dimension, computed in double and rounded to the weight's dtype.
     *
     * @param scale of float64, contiguous, one for each index of {@code dim}
     */
    static Tensor of(Tensor weight, Tensor scale, int dim) {
        DType dtype = weight.dtype();
        if (dtype != DType.FLOAT32 && dtype != DType.FLOAT64 || !weight.isContiguous() || Recording.current() != null) {
            long[] sizes = new long[weight.dim()];
            Arrays.fill(sizes, 1);
            sizes[dim] = scale.numel();
            return TensorIterator.cast(ArithmeticOps.mul(weight, ViewOps.reshape(scale, sizes), null), dtype);
        }
        try (Storage storage =
                Storage.of(weight.numel() * dtype.itemSize(), new FoldedWeight(weight, Out.contiguous(scale), dim))) {
            return Tensor.of(storage, dtype, weight.sizes(), weight.strides(), 0);
        }
    }

    @Override
    public Storage compute() {
        long[] sizes = weight.sizes();
        long inner = 1;
        for (int d = dim + 1; d < sizes.length; d++) {
            inner *= sizes[d];
        }
        Storage storage = Storage.allocate(weight.numel() * weight.dtype().itemSize());
        try (Scope ignored = Scope.open()) {
            SCALE_CHANNELS
                    .call()
                    .dtype(weight.dtype())
                    .write(Tensor.of(storage, weight.dtype(), sizes, weight.strides(), 0))
                    .read(weight)
                    .read(scale)
                    .i64s(dim == 0 ? 1 : sizes[0], scale.numel(), inner)
                    .run();
            return storage;
        } catch (RuntimeException failed) {
            storage.release();
            throw failed;
        }
    }

    @Override
    public void forget() {
        weight.storage().forget();
    }

    @Override
    public void release() {
        RefCounted.release(weight);
        RefCounted.release(scale);
    }
}
