package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import java.util.Arrays;

/** Convolutions and transposed convolutions of one to three dimensions, in the layout of their input. */
final class ConvolutionOps {
    private ConvolutionOps() {}

    private static final Kernel CONV = Kernel.of("conv");
    private static final Kernel CONV_TRANSPOSE = Kernel.of("conv_transpose");

    // --- by dimensions

    @Operator("aten::conv1d(Tensor input, Tensor weight, Tensor? bias=None, SymInt[1] stride=[1], SymInt[1]"
            + " padding=[0], SymInt[1]"
            + " dilation=[1], SymInt groups=1) -> Tensor")
    static Tensor conv1d(
            Tensor input, Tensor weight, Tensor bias, long[] stride, long[] padding, long[] dilation, long groups) {
        return convolution("conv1d", 1, input, weight, bias, stride, padding, dilation, groups);
    }

    @Operator("aten::conv2d(Tensor input, Tensor weight, Tensor? bias=None, SymInt[2] stride=[1, 1], SymInt[2]"
            + " padding=[0, 0], SymInt[2]"
            + " dilation=[1, 1], SymInt groups=1) -> Tensor")
    static Tensor conv2d(
            Tensor input, Tensor weight, Tensor bias, long[] stride, long[] padding, long[] dilation, long groups) {
        return convolution("conv2d", 2, input, weight, bias, stride, padding, dilation, groups);
    }

    @Operator("aten::conv3d(Tensor input, Tensor weight, Tensor? bias=None, SymInt[3] stride=[1, 1, 1], SymInt[3]"
            + " padding=[0, 0, 0],"
            + " SymInt[3] dilation=[1, 1, 1], SymInt groups=1) -> Tensor")
    static Tensor conv3d(
            Tensor input, Tensor weight, Tensor bias, long[] stride, long[] padding, long[] dilation, long groups) {
        return convolution("conv3d", 3, input, weight, bias, stride, padding, dilation, groups);
    }

    @Operator("aten::conv1d.padding(Tensor input, Tensor weight, Tensor? bias=None, SymInt[1] stride=[1], str"
            + " padding=\"valid\","
            + " SymInt[1] dilation=[1], SymInt groups=1) -> Tensor")
    static Tensor conv1d(
            Tensor input, Tensor weight, Tensor bias, long[] stride, String padding, long[] dilation, long groups) {
        return convolutionMode("conv1d", 1, input, weight, bias, stride, padding, dilation, groups);
    }

    @Operator("aten::conv2d.padding(Tensor input, Tensor weight, Tensor? bias=None, SymInt[2] stride=[1, 1], str"
            + " padding=\"valid\","
            + " SymInt[2] dilation=[1, 1], SymInt groups=1) -> Tensor")
    static Tensor conv2d(
            Tensor input, Tensor weight, Tensor bias, long[] stride, String padding, long[] dilation, long groups) {
        return convolutionMode("conv2d", 2, input, weight, bias, stride, padding, dilation, groups);
    }

    @Operator("aten::conv3d.padding(Tensor input, Tensor weight, Tensor? bias=None, SymInt[3] stride=[1, 1, 1], str"
            + " padding=\"valid\","
            + " SymInt[3] dilation=[1, 1, 1], SymInt groups=1) -> Tensor")
    static Tensor conv3d(
            Tensor input, Tensor weight, Tensor bias, long[] stride, String padding, long[] dilation, long groups) {
        return convolutionMode("conv3d", 3, input, weight, bias, stride, padding, dilation, groups);
    }

    @Operator("aten::conv_transpose1d(Tensor input, Tensor weight, Tensor? bias=None, SymInt[1] stride=[1],"
            + " SymInt[1] padding=[0],"
            + " SymInt[1] output_padding=[0], SymInt groups=1, SymInt[1] dilation=[1]) -> Tensor")
    static Tensor convTranspose1d(
            Tensor input,
            Tensor weight,
            Tensor bias,
            long[] stride,
            long[] padding,
            long[] outputPadding,
            long groups,
            long[] dilation) {
        return transposed("conv_transpose1d", 1, input, weight, bias, stride, padding, outputPadding, dilation, groups);
    }

    @Operator("aten::conv_transpose2d.input(Tensor input, Tensor weight, Tensor? bias=None, SymInt[2] stride=[1, 1],"
            + " SymInt[2]"
            + " padding=[0, 0], SymInt[2] output_padding=[0, 0], SymInt groups=1, SymInt[2] dilation=[1,"
            + " 1]) -> Tensor")
    static Tensor convTranspose2d(
            Tensor input,
            Tensor weight,
            Tensor bias,
            long[] stride,
            long[] padding,
            long[] outputPadding,
            long groups,
            long[] dilation) {
        return transposed("conv_transpose2d", 2, input, weight, bias, stride, padding, outputPadding, dilation, groups);
    }

    @Operator("aten::conv_transpose3d.input(Tensor input, Tensor weight, Tensor? bias=None, SymInt[3] stride=[1, 1,"
            + " 1], SymInt[3]"
            + " padding=[0, 0, 0], SymInt[3] output_padding=[0, 0, 0], SymInt groups=1, SymInt[3]"
            + " dilation=[1, 1, 1]) -> Tensor")
    static Tensor convTranspose3d(
            Tensor input,
            Tensor weight,
            Tensor bias,
            long[] stride,
            long[] padding,
            long[] outputPadding,
            long groups,
            long[] dilation) {
        return transposed("conv_transpose3d", 3, input, weight, bias, stride, padding, outputPadding, dilation, groups);
    }

    // --- the general ones, that traced models have

    @Operator("aten::convolution(Tensor input, Tensor weight, Tensor? bias, SymInt[] stride, SymInt[] padding,"
            + " SymInt[] dilation, bool"
            + " transposed, SymInt[] output_padding, SymInt groups) -> Tensor")
    static Tensor convolution(
            Tensor input,
            Tensor weight,
            Tensor bias,
            long[] stride,
            long[] padding,
            long[] dilation,
            boolean transposed,
            long[] outputPadding,
            long groups) {
        int rank = weight.dim() - 2;
        if (rank < 1 || rank > 3) {
            throw Checks.error("expected 3D, 4D or 5D weight, got sizes %s", weight.sizes());
        }
        return transposed
                ? transposed("convolution", rank, input, weight, bias, stride, padding, outputPadding, dilation, groups)
                : convolution("convolution", rank, input, weight, bias, stride, padding, dilation, groups);
    }

    @Operator("aten::_convolution(Tensor input, Tensor weight, Tensor? bias, SymInt[] stride, SymInt[] padding,"
            + " SymInt[] dilation, bool"
            + " transposed, SymInt[] output_padding, SymInt groups, bool benchmark, bool deterministic,"
            + " bool cudnn_enabled, bool"
            + " allow_tf32) -> Tensor")
    static Tensor convolution(
            Tensor input,
            Tensor weight,
            Tensor bias,
            long[] stride,
            long[] padding,
            long[] dilation,
            boolean transposed,
            long[] outputPadding,
            long groups,
            boolean benchmark,
            boolean deterministic,
            boolean cudnnEnabled,
            boolean allowTf32) {
        return convolution(input, weight, bias, stride, padding, dilation, transposed, outputPadding, groups);
    }

    @Operator("aten::_convolution.deprecated(Tensor input, Tensor weight, Tensor? bias, SymInt[] stride, SymInt[]"
            + " padding, SymInt[]"
            + " dilation, bool transposed, int[] output_padding, SymInt groups, bool benchmark, bool"
            + " deterministic, bool cudnn_enabled)"
            + " -> Tensor")
    static Tensor convolution(
            Tensor input,
            Tensor weight,
            Tensor bias,
            long[] stride,
            long[] padding,
            long[] dilation,
            boolean transposed,
            long[] outputPadding,
            long groups,
            boolean benchmark,
            boolean deterministic,
            boolean cudnnEnabled) {
        return convolution(input, weight, bias, stride, padding, dilation, transposed, outputPadding, groups);
    }

    @Operator("aten::_convolution_mode(Tensor input, Tensor weight, Tensor? bias, SymInt[] stride, str padding,"
            + " SymInt[] dilation, SymInt"
            + " groups) -> Tensor")
    static Tensor convolutionMode(
            Tensor input, Tensor weight, Tensor bias, long[] stride, String padding, long[] dilation, long groups) {
        return convolutionMode("convolution", weight.dim() - 2, input, weight, bias, stride, padding, dilation, groups);
    }

    /** A convolution over time of [time, batch, channels], the weight being [kernel, in, out]. */
    @Operator("aten::conv_tbc(Tensor self, Tensor weight, Tensor bias, int pad=0) -> Tensor")
    static Tensor convTbc(Tensor self, Tensor weight, Tensor bias, long pad) {
        Tensor input = DimensionOps.permute(self, new long[] {1, 2, 0});
        Tensor kernel = DimensionOps.permute(weight, new long[] {2, 1, 0});
        long[] one = {1};
        Tensor result = convolution("conv_tbc", 1, input, kernel, bias, one, new long[] {pad}, one, 1);
        return Out.contiguous(DimensionOps.permute(result, new long[] {2, 0, 1}));
    }

    // --- checks and sizes

    private static Tensor convolutionMode(
            String operator,
            int rank,
            Tensor input,
            Tensor weight,
            Tensor bias,
            long[] stride,
            String padding,
            long[] dilation,
            long groups) {
        long[] none = new long[rank];
        if (padding.equals("valid")) {
            return convolution(operator, rank, input, weight, bias, stride, none, dilation, groups);
        }
        if (!padding.equals("same")) {
            throw Checks.error("Invalid padding string: '%s'", padding);
        }
        if (Arrays.stream(stride).anyMatch(s -> s != 1)) {
            throw Checks.error("padding='same' is not supported for strided convolutions");
        }
        Window window = new Window(operator, rank, weight, stride, none, dilation);
        long[] out = {1, 1, 1};
        System.arraycopy(input.sizes(), input.dim() - rank, out, 3 - rank, rank);
        for (int i = 0; i < 3; i++) {
            window.padding[i] = window.dilation[i] * (window.kernel[i] - 1) / 2;
        }
        return run(CONV, operator, rank, input, weight, bias, window, out, groups);
    }

    private static Tensor convolution(
            String operator,
            int rank,
            Tensor input,
            Tensor weight,
            Tensor bias,
            long[] stride,
            long[] padding,
            long[] dilation,
            long groups) {
        Window window = new Window(operator, rank, weight, stride, padding, dilation);
        long[] out = {1, 1, 1};
        int leading = input.dim() - rank;
        for (int i = 3 - rank; i < 3 && leading >= 1; i++) {
            long padded = input.sizes()[leading + i - 3 + rank] + 2 * window.padding[i];
            long reach = window.dilation[i] * (window.kernel[i] - 1) + 1;
            if (reach > padded) {
                throw Checks.error(
                        "Calculated padded input size per channel: %s. Kernel size: %s. Kernel size can't be"
                                + " greater than actual"
                                + " input size, in %s of sizes %s",
                        padded, reach, operator, input.sizes());
            }
            out[i] = (padded - reach) / window.stride[i] + 1;
        }
        return run(CONV, operator, rank, input, weight, bias, window, out, groups);
    }

    private static Tensor transposed(
            String operator,
            int rank,
            Tensor input,
            Tensor weight,
            Tensor bias,
            long[] stride,
            long[] padding,
            long[] outputPadding,
            long[] dilation,
            long groups) {
        Window window = new Window(operator, rank, weight, stride, padding, dilation);
        long[] extra = Spatial.triple(operator, "output_padding", outputPadding, rank, 0);
        long[] out = {1, 1, 1};
        int leading = input.dim() - rank;
        for (int i = 3 - rank; i < 3 && leading >= 1; i++) {
            if (extra[i] >= window.stride[i] && extra[i] >= window.dilation[i]) {
                throw Checks.error(
                        "output padding must be smaller than either stride or dilation, but got output_padding %s,"
                                + " stride %s,"
                                + " dilation %s",
                        outputPadding, stride, dilation);
            }
            long in = input.sizes()[leading + i - 3 + rank];
            out[i] = (in - 1) * window.stride[i]
                    - 2 * window.padding[i]
                    + window.dilation[i] * (window.kernel[i] - 1)
                    + extra[i]
                    + 1;
            if (out[i] <= 0) {
                throw Checks.error(
                        "%s: the output would have size %s in spatial dimension %s, for an input of sizes %s",
                        operator, out[i], i - 3 + rank, input.sizes());
            }
        }
        return run(CONV_TRANSPOSE, operator, rank, input, weight, bias, window, out, groups);
    }

    /** The window's geometry, each in three dimensions. */
    private static final class Window {
        final long[] kernel;
        final long[] stride;
        final long[] padding;
        final long[] dilation;

        Window(String operator, int rank, Tensor weight, long[] stride, long[] padding, long[] dilation) {
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
    }

    private static Tensor run(
            Kernel kernel,
            String operator,
            int rank,
            Tensor input,
            Tensor weight,
            Tensor bias,
            Window window,
            long[] outSize,
            long groups) {
        if (input.dtype() != weight.dtype()) {
            throw Checks.error(
                    "Input type (%s) and weight type (%s) should be the same", input.dtype(), weight.dtype());
        }
        Checks.sameDtype(operator, weight, bias);
        if (input.dtype().itemSize() == 2 && input.dtype().isFloatingPoint()) {
            Tensor wideBias = bias == null ? null : TensorIterator.cast(bias, DType.FLOAT32);
            Tensor wide = run(
                    kernel,
                    operator,
                    rank,
                    TensorIterator.cast(input, DType.FLOAT32),
                    TensorIterator.cast(weight, DType.FLOAT32),
                    wideBias,
                    window,
                    outSize,
                    groups);
            return TensorIterator.cast(wide, input.dtype());
        }
        Spatial spatial = Spatial.of(operator, input, rank, isChannelsLast(weight));
        boolean transposed = kernel == CONV_TRANSPOSE;
        long channels = spatial.channels;
        long outChannels = transposed ? weight.sizes()[1] * groups : weight.sizes()[0];
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
        Tensor out = spatial.empty(input.dtype(), outChannels, outSize);
        if (out.numel() > 0) {
            boolean last = spatial.channelsLast;
            long inPositions = Tensor.numel(spatial.size);
            long outPositions = Tensor.numel(outSize);
            kernel.call()
                    .dtype(input.dtype())
                    .write(out)
                    .read(spatial.in)
                    .read(Out.contiguous(weight))
                    .bool(last)
                    .i64(0)
                    .i64s(spatial.batch, groups, channels, outChannels)
                    .i64s(spatial.size)
                    .i64s(outSize)
                    .i64s(window.kernel)
                    .i64s(window.stride)
                    .i64s(window.padding)
                    .i64s(window.dilation)
                    .i64s(inPositions * channels, last ? channels : inPositions)
                    .i64s(outPositions * outChannels, last ? outChannels : outPositions)
                    .readOrNull(Out.contiguous(bias))
                    .i64s(0, 0, 0, 0, 0)
                    .f64(0)
                    .f64(0)
                    .run();
        }
        return spatial.finish(out);
    }

    private static boolean isChannelsLast(Tensor weight) {
        return !weight.isContiguous() && weight.memoryFormat() == Spatial.lastFormat(weight.dim() - 2);
    }

    @Operator("aten::thnn_conv2d(Tensor self, Tensor weight, SymInt[2] kernel_size, Tensor? bias=None, SymInt[2]"
            + " stride=[1, 1], SymInt[2]"
            + " padding=[0, 0]) -> Tensor")
    static Tensor thnnConv2d(
            Tensor self, Tensor weight, long[] kernelSize, Tensor bias, long[] stride, long[] padding) {
        return convolution("conv2d", 2, self, weight, bias, stride, padding, new long[] {1}, 1);
    }

    @Operator("aten::slow_conv3d(Tensor self, Tensor weight, SymInt[3] kernel_size, Tensor? bias=None, SymInt[3]"
            + " stride=[1, 1, 1],"
            + " SymInt[3] padding=[0, 0, 0]) -> Tensor")
    static Tensor slowConv3d(
            Tensor self, Tensor weight, long[] kernelSize, Tensor bias, long[] stride, long[] padding) {
        return convolution("conv3d", 3, self, weight, bias, stride, padding, new long[] {1}, 1);
    }
}
