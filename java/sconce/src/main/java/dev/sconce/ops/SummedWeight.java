package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Strides;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;

/** The sum of convolutions' weights, each at some of the taps of the first. */
final class SummedWeight extends ComputedWeight {
    private final Tensor[] weights;
    private final long[] places;

    private SummedWeight(Tensor[] weights, long[] places) {
        super(weights[0].dtype(), weights[0].sizes(), Strides.contiguous(weights[0].sizes()), weights);
        this.weights = weights;
        this.places = places;
    }

    /** Computed in double and rounded to the weights' dtype; the arguments are {@code sconce::sum_weights}'. */
    static Tensor of(Tensor[] weights, long[] places) {
        return new SummedWeight(weights.clone(), places.clone()).tensor();
    }

    @Override
    void fill(Tensor to) {
        Tensor sum = CreationOps.zeros(to.sizes(), DType.FLOAT64, null, null, null);
        int place = 0;
        for (Tensor weight : weights) {
            Tensor taps = sum;
            for (int d = 2; d < to.dim(); d++) {
                taps = DimensionOps.narrow(taps, d, places[place++], weight.size(d));
            }
            ArithmeticOps.add(taps, weight, Scalar.of(1L), taps);
        }
        TensorIterator.copy(to, sum);
    }
}
