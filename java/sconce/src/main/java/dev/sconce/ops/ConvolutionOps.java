package dev.sconce.ops;

import dev.sconce.Tensor;
import java.util.Arrays;

/** Convolutions and transposed convolutions of one to three dimensions, in the layout of their input. */
final class ConvolutionOps {
    private ConvolutionOps() {}

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
        int rank = rank(weight);
        checkBatched(input, weight);
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
        int rank = rank(weight);
        checkBatched(input, weight);
        return convolutionMode("convolution", rank, input, weight, bias, stride, padding, dilation, groups);
    }

    /**
     * What the passes make of a convolution and what follows it: {@code act(conv(input) + residual)}, or {@code act(conv(input)) +
     * residual} where the residual is last, and in channels-last memory if told so. {@code batched}: an input without a batch is an error;
     * {@code keeps_sizes}: see {@link Epilogue}. {@code unfolded}: what the convolution and the batch norm behind it had for weight and
     * bias, and for weight, bias, mean and variance, where these were folded and an input without a batch needs them.
     */
    @Operator(
            "sconce::convolution(Tensor input, Tensor weight, Tensor? bias, int[] stride, int[] padding, int[] dilation,"
                    + " int groups, Tensor? residual, bool residual_last, str activation, float lo, float hi, bool channels_last, bool batched, bool keeps_sizes,"
                    + " Tensor?[]? unfolded, float eps)"
                    + " -> Tensor")
    static Tensor fusedConvolution(
            Tensor input,
            Tensor weight,
            Tensor bias,
            long[] stride,
            long[] padding,
            long[] dilation,
            long groups,
            Tensor residual,
            boolean residualLast,
            String activation,
            double lo,
            double hi,
            boolean channelsLast,
            boolean batched,
            boolean keepsSizes,
            Tensor[] unfolded,
            double eps) {
        if (batched) {
            checkBatched(input, weight);
        }
        Epilogue epilogue =
                new Epilogue(residual, residualLast, Epilogue.Activation.of(activation), lo, hi, keepsSizes);
        int rank = weight.dim() - 2;
        String name = "conv" + rank + "d";
        if (unfolded != null && input.dim() != weight.dim()) {
            Tensor plain = convolution(
                    name,
                    rank,
                    input,
                    unfolded[0],
                    unfolded[1],
                    stride,
                    padding,
                    dilation,
                    groups,
                    Epilogue.NONE,
                    false);
            return epilogue.apply(NormalizationOps.batchNorm(
                    plain, unfolded[2], unfolded[3], unfolded[4], unfolded[5], false, 0, eps, false));
        }
        return convolution(name, rank, input, weight, bias, stride, padding, dilation, groups, epilogue, channelsLast);
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

    private static int rank(Tensor weight) {
        if (weight.dim() < 3 || weight.dim() > 5) {
            throw Checks.error("expected 3D, 4D or 5D weight, got sizes %s", weight.sizes());
        }
        return weight.dim() - 2;
    }

    private static void checkBatched(Tensor input, Tensor weight) {
        if (input.dim() != weight.dim()) {
            throw Checks.error(
                    "Expected %s-dimensional input for %s-dimensional weight %s, but got %s-dimensional input of size %s"
                            + " instead",
                    weight.dim(), weight.dim(), weight.sizes(), input.dim(), input.sizes());
        }
    }

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
        Convolution window = new Convolution(operator, rank, weight, stride, none, dilation);
        Spatial.checkRank(operator, input, rank);
        long[] out = {1, 1, 1};
        System.arraycopy(input.sizes(), input.dim() - rank, out, 3 - rank, rank);
        for (int i = 0; i < 3; i++) {
            window.padding[i] = window.dilation[i] * (window.kernel[i] - 1) / 2;
        }
        return window.run(input, bias, out, groups, false, Epilogue.NONE, false);
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
        return convolution(
                operator, rank, input, weight, bias, stride, padding, dilation, groups, Epilogue.NONE, false);
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
            long groups,
            Epilogue epilogue,
            boolean channelsLast) {
        Convolution window = new Convolution(operator, rank, weight, stride, padding, dilation);
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
        return window.run(input, bias, out, groups, false, epilogue, channelsLast);
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
        Convolution window = new Convolution(operator, rank, weight, stride, padding, dilation);
        long[] extra = Spatial.triple(operator, "output_padding", outputPadding, rank, 0);
        long[] out = {1, 1, 1};
        int leading = input.dim() - rank;
        for (int i = 3 - rank; i < 3 && leading >= 1; i++) {
            if (extra[i] < 0) {
                throw Checks.error("negative output_padding is not supported: %s: %s", operator, outputPadding);
            }
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
        return window.run(input, bias, out, groups, true, Epilogue.NONE, false);
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
