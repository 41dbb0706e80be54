package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/** Weights that passes make of others, each for a convolution that does what several operators did. */
final class ConvolutionWeightOps {
    private ConvolutionWeightOps() {}

    /**
     * Weight and bias of the convolution that does what one of {@code weight} and {@code bias} and the batch norm of its result do,
     * as PyTorch's {@code fuse_conv_bn_weights}: {@code weight * s} and {@code (bias - mean) * s + beta} with {@code s = gamma /
     * sqrt(var + eps)}, along the output channels.
     *
     * @param weight [out, in / groups, …], or [in, out, …] of a transposed convolution with one group
     */
    @Operator(
            "sconce::fold_batch_norm(Tensor weight, Tensor? bias, Tensor? gamma, Tensor? beta, Tensor mean, Tensor var,"
                    + " float eps, bool transposed) -> (Tensor, Tensor)")
    static Tensor[] foldBatchNorm(
            Tensor weight,
            Tensor bias,
            Tensor gamma,
            Tensor beta,
            Tensor mean,
            Tensor var,
            double eps,
            boolean transposed) {
        // In double: what is rounded here is wrong in every result.
        Tensor scale = UnaryMathOps.rsqrt(
                ArithmeticOps.add(TensorIterator.cast(var, DType.FLOAT64), Scalar.of(eps), Scalar.of(1L), null), null);
        if (gamma != null) {
            scale = ArithmeticOps.mul(scale, gamma, null);
        }
        Tensor mean64 = TensorIterator.cast(mean, DType.FLOAT64);
        Tensor shift =
                bias == null ? NumericOps.neg(mean64, null) : ArithmeticOps.sub(bias, mean64, Scalar.of(1L), null);
        shift = ArithmeticOps.mul(shift, scale, null);
        if (beta != null) {
            shift = ArithmeticOps.add(shift, beta, Scalar.of(1L), null);
        }
        return new Tensor[] {
            FoldedWeight.of(weight, scale, transposed ? 1 : 0), TensorIterator.cast(shift, weight.dtype())
        };
    }

    /**
     * Weight and bias of the convolution that gives the sum of others of the same input.
     *
     * @param weights of one dtype, [out, in / groups, …] with as many channels each; the first has the result's sizes
     * @param biases of each, or null for zeros
     * @param places for each weight and dimension behind the first two, where among the first one's taps its first stands; the rest of
     *     its taps are adjacent
     */
    @Operator("sconce::sum_weights(Tensor[] weights, Tensor?[] biases, int[] places) -> (Tensor, Tensor)")
    static Tensor[] sumWeights(Tensor[] weights, Tensor[] biases, long[] places) {
        checkSummed(weights, biases, places);
        Tensor bias = CreationOps.zeros(new long[] {weights[0].size(0)}, DType.FLOAT64, null, null, null);
        for (Tensor each : biases) {
            if (each != null) {
                bias = ArithmeticOps.add(bias, each, Scalar.of(1L), null);
            }
        }
        return new Tensor[] {SummedWeight.of(weights, places), TensorIterator.cast(bias, weights[0].dtype())};
    }

    private static void checkSummed(Tensor[] weights, Tensor[] biases, long[] places) {
        int dims = weights.length == 0 ? 0 : weights[0].dim() - 2;
        if (dims < 1 || biases.length != weights.length || places.length != (long) weights.length * dims) {
            throw Checks.error(
                    "sum_weights: expected weights of convolutions, a bias and %s places of each, got %s, %s and %s",
                    dims, weights.length, biases.length, places.length);
        }
        long[] first = weights[0].sizes();
        for (int i = 0; i < weights.length; i++) {
            Checks.sameDtype("sum_weights", weights[0], weights[i]);
            boolean fits = weights[i].dim() == first.length
                    && weights[i].size(0) == first[0]
                    && weights[i].size(1) == first[1]
                    && (biases[i] == null || biases[i].dim() == 1 && biases[i].numel() == first[0]);
            for (int d = 0; fits && d < dims; d++) {
                long place = places[i * dims + d];
                fits = place >= 0 && place <= first[d + 2] - weights[i].size(d + 2);
            }
            if (!fits) {
                throw Checks.error(
                        "sum_weights: weight %s of sizes %s does not fit the first, of sizes %s, or its bias does not",
                        i, weights[i].sizes(), first);
            }
        }
    }

    /**
     * The weight of one tap with which a convolution gives its input.
     *
     * @param weight [channels, channels / groups, …] of a convolution with as many channels, groups and dimensions
     */
    @Operator("sconce::identity_weight(Tensor weight) -> Tensor")
    static Tensor identityWeight(Tensor weight) {
        if (weight.dim() < 3 || weight.size(1) == 0 || weight.size(0) % weight.size(1) != 0) {
            throw Checks.error(
                    "identity_weight: expected [channels, channels / groups, …], got sizes %s", weight.sizes());
        }
        long group = weight.size(1);
        long[] sizes = new long[weight.dim()];
        Arrays.fill(sizes, 1);
        sizes[0] = weight.size(0);
        sizes[1] = group;
        Tensor one = SequenceOps.eye(group, weight.dtype(), null, null, null);
        return ViewOps.reshape(ShapeOps.repeat(one, new long[] {weight.size(0) / group, 1}, null), sizes);
    }
}
