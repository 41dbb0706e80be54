package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Recording;
import java.util.Arrays;

/** A convolution's weight, scaled along its output channels. */
final class FoldedWeight extends ComputedWeight {
    private static final Kernel SCALE_CHANNELS = Kernel.of("scale_channels");

    private final Tensor weight;
    private final Tensor scale;
    private final int dim;

    private FoldedWeight(Tensor weight, Tensor scale, int dim) {
        super(weight.dtype(), weight.sizes(), weight.strides(), weight, scale);
        this.weight = weight;
        this.scale = scale;
        this.dim = dim;
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
        return new FoldedWeight(weight, Out.contiguous(scale), dim).tensor();
    }

    @Override
    void fill(Tensor to) {
        long[] sizes = weight.sizes();
        long inner = 1;
        for (int d = dim + 1; d < sizes.length; d++) {
            inner *= sizes[d];
        }
        SCALE_CHANNELS
                .call()
                .dtype(weight.dtype())
                .write(to)
                .read(weight)
                .read(scale)
                .i64s(dim == 0 ? 1 : sizes[0], scale.numel(), inner)
                .run();
    }
}
