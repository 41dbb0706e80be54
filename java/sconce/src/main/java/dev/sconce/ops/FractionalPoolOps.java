package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/** Maxima of windows that begin at random distances, which their caller drew: {@code nn.FractionalMaxPool2d} and {@code 3d}. */
final class FractionalPoolOps {
    private FractionalPoolOps() {}

    private static final Scalar ONE = Scalar.of(1L);

    @Operator(
            "aten::fractional_max_pool2d(Tensor self, int[2] kernel_size, int[2] output_size, Tensor random_samples) ->"
                    + " (Tensor, Tensor)")
    static Tensor[] fractionalMaxPool2d(Tensor self, long[] kernelSize, long[] outputSize, Tensor randomSamples) {
        // The first of a plane's two samples is that of its columns.
        return pool(
                "fractional_max_pool2d",
                self,
                kernelSize,
                outputSize,
                RearrangeOps.flip(randomSamples, new long[] {-1}, null));
    }

    @Operator(
            "aten::fractional_max_pool3d(Tensor self, int[3] kernel_size, int[3] output_size, Tensor random_samples) ->"
                    + " (Tensor, Tensor)")
    static Tensor[] fractionalMaxPool3d(Tensor self, long[] kernelSize, long[] outputSize, Tensor randomSamples) {
        return pool("fractional_max_pool3d", self, kernelSize, outputSize, randomSamples);
    }

    /** @param samples [batch, channels, rank], in the order of the dimensions */
    private static Tensor[] pool(String operator, Tensor self, long[] kernelSize, long[] outputSize, Tensor samples) {
        int rank = operator.endsWith("2d") ? 2 : 3;
        if (self.dim() == rank + 1) {
            Tensor[] batch = pool(operator, DimensionOps.unsqueeze(self, 0), kernelSize, outputSize, samples);
            return new Tensor[] {DimensionOps.select(batch[0], 0, 0), DimensionOps.select(batch[1], 0, 0)};
        }
        Checks.rank(operator, "self", self, rank + 2);
        Checks.floating(operator, self);
        Checks.sameDtype(operator, self, samples);
        long[] kernel = Checks.expanded(operator, "kernel_size", kernelSize, rank);
        long[] out = Checks.expanded(operator, "output_size", outputSize, rank);
        long batch = self.sizes()[0];
        long channels = self.sizes()[1];
        if (samples.dim() != 3
                || samples.sizes()[0] < batch
                || samples.sizes()[1] != channels
                || samples.sizes()[2] != rank) {
            throw Checks.error(
                    "%s: expected random samples of the sizes [%s, %s, %s], got %s",
                    operator, batch, channels, rank, samples.sizes());
        }
        Tensor drawn = DimensionOps.narrow(samples, 0, 0, batch);
        Tensor windows = self;
        Tensor positions = null;
        long[] shape = new long[2 + 2 * rank];
        shape[0] = batch;
        shape[1] = channels;
        for (int d = 0; d < rank; d++) {
            long size = self.sizes()[d + 2];
            if (kernel[d] < 1 || out[d] < 1 || out[d] + kernel[d] - 1 > size) {
                throw Checks.error(
                        "%s: pool size (%s) and output size (%s) too large relative to input size (%s)",
                        operator, kernel[d], out[d], size);
            }
            Tensor index = elements(DimensionOps.select(drawn, -1, d), size, out[d], kernel[d]);
            long[] along = new long[2 + rank];
            Arrays.fill(along, 1);
            along[0] = batch;
            along[1] = channels;
            along[d + 2] = out[d] * kernel[d];
            Tensor line = ViewOps.view(index, along);
            long[] taken = windows.shape();
            taken[d + 2] = along[d + 2];
            windows = ScatterOps.gather(windows, d + 2, ViewOps.expand(line, taken, false), false, null);
            positions = positions == null
                    ? line
                    : ArithmeticOps.add(ArithmeticOps.mul(positions, Scalar.of(size), null), line, ONE, null);
            shape[2 + 2 * d] = out[d];
            shape[3 + 2 * d] = kernel[d];
        }
        Tensor[] maxima = ReductionOps.max(eachWindow(windows, shape, rank), -1, false);
        Tensor where = eachWindow(Out.contiguous(positions), shape, rank);
        Tensor chosen = ScatterOps.gather(where, -1, DimensionOps.unsqueeze(maxima[1], -1), false, null);
        return new Tensor[] {maxima[0], DimensionOps.squeeze(chosen, -1)};
    }

    /** [batch, channels, out * kernel] int64: the input elements of each window along one dimension. The last window ends at the end. */
    private static Tensor elements(Tensor samples, long size, long out, long kernel) {
        Tensor sample = DimensionOps.unsqueeze(samples, -1);
        Scalar alpha = Scalar.of(out > 1 ? (double) (size - kernel) / (out - 1) : 0.0);
        Tensor step = Elements.of(alpha, samples.dtype());
        Tensor steps = TensorIterator.cast(SequenceOps.positions(out), samples.dtype());
        Tensor begins = ArithmeticOps.sub(
                whole(ArithmeticOps.mul(ArithmeticOps.add(steps, sample, ONE, null), step, null)),
                whole(ArithmeticOps.mul(sample, step, null)),
                ONE,
                null);
        Elements.fill(DimensionOps.select(begins, -1, out - 1), Scalar.of(size - kernel));
        Tensor inWindow = SequenceOps.positions(kernel);
        return Out.contiguous(ArithmeticOps.add(DimensionOps.unsqueeze(begins, -1), inWindow, ONE, null));
    }

    private static Tensor whole(Tensor numbers) {
        return TensorIterator.cast(NumericOps.trunc(numbers, null), DType.INT64);
    }

    /** [batch, channels, out..., elements of a window], from [batch, channels, out * kernel...]. */
    private static Tensor eachWindow(Tensor elements, long[] shape, int rank) {
        long[] order = new long[2 + 2 * rank];
        long[] flat = new long[3 + rank];
        order[1] = 1;
        flat[0] = shape[0];
        flat[1] = shape[1];
        flat[2 + rank] = 1;
        for (int d = 0; d < rank; d++) {
            order[2 + d] = 2 + 2 * d;
            order[2 + rank + d] = 3 + 2 * d;
            flat[2 + d] = shape[2 + 2 * d];
            flat[2 + rank] *= shape[3 + 2 * d];
        }
        return ViewOps.reshape(DimensionOps.permute(ViewOps.view(elements, shape), order), flat);
    }
}
