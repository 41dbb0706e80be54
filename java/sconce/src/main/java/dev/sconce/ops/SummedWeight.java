package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Strides;
import dev.sconce.Tensor;
import dev.sconce.runtime.RefCounted;
import dev.sconce.runtime.Scalar;
import dev.sconce.runtime.Scope;
import dev.sconce.runtime.Storage;

/** The sum of convolutions' weights, each at some of the taps of the first. Computed when somebody looks at it, as {@link FoldedWeight} is. */
final class SummedWeight implements Storage.Content {
    private final Tensor[] weights;
    private final long[] places;

    private SummedWeight(Tensor[] weights, long[] places) {
        this.weights = weights;
        this.places = places;
        for (Tensor weight : weights) {
            weight.retain();
        }
    }

    /** Computed in double and rounded to the weights' dtype; the arguments are {@code sconce::sum_weights}'. */
    static Tensor of(Tensor[] weights, long[] places) {
        DType dtype = weights[0].dtype();
        long[] sizes = weights[0].sizes();
        try (Storage storage =
                Storage.of(weights[0].numel() * dtype.itemSize(), new SummedWeight(weights.clone(), places.clone()))) {
            return Tensor.of(storage, dtype, sizes, Strides.contiguous(sizes), 0);
        }
    }

    @Override
    public Storage compute() {
        DType dtype = weights[0].dtype();
        long[] sizes = weights[0].sizes();
        Storage storage = Storage.allocate(weights[0].numel() * dtype.itemSize());
        try (Scope ignored = Scope.open()) {
            Tensor sum = CreationOps.zeros(sizes, DType.FLOAT64, null, null, null);
            int place = 0;
            for (Tensor weight : weights) {
                Tensor taps = sum;
                for (int d = 2; d < sizes.length; d++) {
                    taps = DimensionOps.narrow(taps, d, places[place++], weight.size(d));
                }
                ArithmeticOps.add(taps, weight, Scalar.of(1L), taps);
            }
            TensorIterator.copy(Tensor.of(storage, dtype, sizes, Strides.contiguous(sizes), 0), sum);
            return storage;
        } catch (RuntimeException failed) {
            storage.release();
            throw failed;
        }
    }

    @Override
    public void forget() {
        for (Tensor weight : weights) {
            weight.storage().forget();
        }
    }

    @Override
    public void release() {
        for (Tensor weight : weights) {
            RefCounted.release(weight);
        }
    }
}
