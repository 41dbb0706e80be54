package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import java.util.Arrays;

/** The window of a convolution over one to three spatial dimensions, and the call of its kernel. Sizes are always three. */
final class Convolution {
    private static final Kernel CONV = Kernel.of("conv");
    private static final Kernel CONV_TRANSPOSE = Kernel.of("conv_transpose");

    /** So few input channels the kernel reads channels first also where it writes them last; more it would copy first. */
    private static final long FEW_CHANNELS = 4;

    private final String operator;
    private final int rank;
    private final Tensor weight;
    final long[] kernel;
    final long[] stride;
    final long[] padding;
    final long[] dilation;

    /** @param rank the number of spatial dimensions, which {@code weight} has behind its two of channels */
    Convolution(String operator, int rank, Tensor weight, long[] stride, long[] padding, long[] dilation) {
        this.operator = operator;
        this.rank = rank;
        this.weight = weight;
        Checks.rank(operator, "weight", weight, rank + 2);
        kernel = Spatial.triple(operator, "kernel_size", Arrays.copyOfRange(weight.sizes(), 2, rank + 2), rank, 1);
        this.stride = Spatial.triple(operator, "stride", stride, rank, 1);
        this.padding = Spatial.triple(operator, "padding", padding, rank, 0);
        this.dilation = Spatial.triple(operator, "dilation", dilation, rank, 1);
        for (int i = 0; i < 3; i++) {
            if (this.stride[i] <= 0 || this.dilation[i] <= 0) {
                throw Checks.error(
                        "non-positive stride or dilation is not supported: %s: stride %s, dilation %s",
                        operator, stride, dilation);
            }
            if (this.padding[i] < 0) {
                throw Checks.error("negative padding is not supported: %s: %s", operator, padding);
            }
            if (kernel[i] == 0) {
                throw Checks.error("%s: a kernel of size 0: weight %s", operator, weight.sizes());
            }
        }
    }

    /**
     * Runs the kernel.
     *
     * @param outSize the result's three spatial sizes
     * @param channelsLast whether the result is channels last also where neither input nor weight is
     */
    Tensor run(
            Tensor input,
            Tensor bias,
            long[] outSize,
            long groups,
            boolean transposed,
            Epilogue epilogue,
            boolean channelsLast) {
        if (input.dtype() != weight.dtype()) {
            throw Checks.error(
                    "Input type (%s) and weight type (%s) should be the same", input.dtype(), weight.dtype());
        }
        Checks.sameDtype(operator, weight, bias);
        if (HalfPrecision.is(input.dtype())) {
            Convolution wide = new Convolution(this, TensorIterator.cast(weight, DType.FLOAT32));
            Tensor wideBias = bias == null ? null : TensorIterator.cast(bias, DType.FLOAT32);
            Tensor wideInput = TensorIterator.cast(input, DType.FLOAT32);
            Tensor sum = wide.run(wideInput, wideBias, outSize, groups, transposed, Epilogue.NONE, channelsLast);
            return epilogue.apply(TensorIterator.cast(sum, input.dtype()));
        }
        boolean few = !transposed && weight.sizes()[1] <= FEW_CHANNELS && groups == 1;
        Spatial spatial = Spatial.of(operator, input, rank, channelsLast || isChannelsLast(weight), few);
        long channels = spatial.channels;
        long outChannels = transposed ? weight.sizes()[1] * groups : weight.sizes()[0];
        check(input, bias, channels, outChannels, groups, transposed);
        if (Tensor.numel(spatial.size) == 0 && spatial.batch > 0 && channels > 0) {
            throw Checks.error(
                    "Only zero batch or zero channel inputs are supported, but got input shape: %s", input.sizes());
        }
        Tensor out = spatial.empty(input.dtype(), outChannels, outSize);
        if (!epilogue.fits(out.dtype(), spatial.finish(out).sizes())) {
            return epilogue.apply(run(input, bias, outSize, groups, transposed, Epilogue.NONE, channelsLast));
        }
        if (out.numel() > 0) {
            boolean last = spatial.channelsLast;
            boolean inLast = spatial.inChannelsLast;
            long ofLast = inLast ? ConvWords.CHANNELS_LAST : ConvWords.FIRST_TO_LAST;
            long layout = last ? ofLast : ConvWords.CHANNELS_FIRST;
            long inPositions = Tensor.numel(spatial.size);
            long outPositions = Tensor.numel(outSize);
            long outInner = last ? outChannels : outPositions;
            Tensor residual = epilogue.residual() == null ? null : spatial.like(epilogue.residual());
            (transposed ? CONV_TRANSPOSE : CONV)
                    .call()
                    .dtype(input.dtype())
                    .write(out)
                    .read(spatial.in)
                    .read(Out.contiguous(weight))
                    .i64(layout)
                    .i64(0)
                    .i64s(spatial.batch, groups, channels, outChannels)
                    .i64s(spatial.size)
                    .i64s(outSize)
                    .i64s(kernel)
                    .i64s(stride)
                    .i64s(padding)
                    .i64s(dilation)
                    .i64s(inPositions * channels, inLast ? channels : inPositions)
                    .i64s(outPositions * outChannels, outInner)
                    .readOrNull(Out.contiguous(bias))
                    .readOrNull(residual)
                    .i64s(outInner, outPositions * outChannels)
                    .i64(epilogue.activation().ordinal())
                    .bool(epilogue.residualLast())
                    .f64(epilogue.lo())
                    .f64(epilogue.hi())
                    .i64(0) // no scale of the input: plans have some (ScaledConvolution)
                    .run();
        }
        return spatial.finish(out);
    }

    private Convolution(Convolution other, Tensor weight) {
        operator = other.operator;
        rank = other.rank;
        this.weight = weight;
        kernel = other.kernel;
        stride = other.stride;
        padding = other.padding;
        dilation = other.dilation;
    }

    private void check(Tensor input, Tensor bias, long channels, long outChannels, long groups, boolean transposed) {
        if (groups <= 0 || weight.sizes()[0] % groups != 0) {
            throw Checks.error(
                    "Given groups=%s, expected weight to be divisible by %s at dimension 0, but got weight of size %s",
                    groups, groups, weight.sizes());
        }
        long expected = transposed ? weight.sizes()[0] : weight.sizes()[1] * groups;
        if (channels != expected) {
            throw Checks.error(
                    "Given groups=%s, weight of size %s, expected input%s to have %s channels, but got %s channels"
                            + " instead",
                    groups, weight.sizes(), input.sizes(), expected, channels);
        }
        if (bias != null && (bias.dim() != 1 || bias.numel() != outChannels)) {
            throw Checks.error(
                    "Given %sweight of size %s, expected bias to be 1-dimensional with %s elements, but got bias"
                            + " of size %s"
                            + " instead",
                    transposed ? "transposed=1, " : "", weight.sizes(), outChannels, bias.sizes());
        }
    }

    private static boolean isChannelsLast(Tensor weight) {
        return weight.memoryFormat() == Spatial.lastFormat(weight.dim() - 2);
    }
}
