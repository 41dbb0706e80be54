package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.MemoryFormat;
import dev.sconce.Quantizer;
import dev.sconce.Strides;
import dev.sconce.Tensor;
import dev.sconce.ops.PackedParams.ConvShape;
import dev.sconce.runtime.ObjectValue;

/** Convolutions of quantized tensors; results are channels last. */
final class QuantizedConvolutionOps {
    private QuantizedConvolutionOps() {}

    private static final Kernel CONV = Kernel.of("quantized_conv");

    private static final String CONV_2D = "__torch__.torch.classes.quantized.Conv2dPackedParamsBase";
    private static final String CONV_3D = "__torch__.torch.classes.quantized.Conv3dPackedParamsBase";
    private static final String TO = "float output_scale, int output_zero_point) -> Tensor";
    private static final String PACK =
            "(Tensor weight, Tensor? bias, int[] stride, int[] padding, int[] dilation, int groups) -> ";
    private static final String PACK_TRANSPOSED = "(Tensor weight, Tensor? bias, int[] stride, int[] padding, int[]"
            + " output_padding, int[] dilation, int groups) -> ";

    // --- packing

    @Operator("quantized::conv1d_prepack" + PACK + CONV_2D)
    static ObjectValue prepack1d(
            Tensor weight, Tensor bias, long[] stride, long[] padding, long[] dilation, long groups) {
        return PackedParams.convolution(
                DimensionOps.unsqueeze(weight, 2),
                bias,
                new ConvShape(
                        2,
                        new long[] {1, stride[0]},
                        new long[] {0, padding[0]},
                        new long[] {1, dilation[0]},
                        new long[2],
                        groups,
                        false));
    }

    @Operator("quantized::conv2d_prepack" + PACK + CONV_2D)
    @Operator("quantized::conv_prepack" + PACK + CONV_2D)
    static ObjectValue prepack2d(
            Tensor weight, Tensor bias, long[] stride, long[] padding, long[] dilation, long groups) {
        return prepack(2, weight, bias, stride, padding, new long[2], dilation, groups, false);
    }

    @Operator("quantized::conv3d_prepack" + PACK + CONV_3D)
    static ObjectValue prepack3d(
            Tensor weight, Tensor bias, long[] stride, long[] padding, long[] dilation, long groups) {
        return prepack(3, weight, bias, stride, padding, new long[3], dilation, groups, false);
    }

    @Operator("quantized::conv_transpose2d_prepack" + PACK_TRANSPOSED + CONV_2D)
    static ObjectValue prepackTransposed2d(
            Tensor weight,
            Tensor bias,
            long[] stride,
            long[] padding,
            long[] outputPadding,
            long[] dilation,
            long groups) {
        return prepack(2, weight, bias, stride, padding, outputPadding, dilation, groups, true);
    }

    private static ObjectValue prepack(
            int rank,
            Tensor weight,
            Tensor bias,
            long[] stride,
            long[] padding,
            long[] outputPadding,
            long[] dilation,
            long groups,
            boolean transposed) {
        return PackedParams.convolution(
                weight,
                bias,
                new ConvShape(
                        rank,
                        Checks.expanded("conv_prepack", "stride", stride, rank),
                        Checks.expanded("conv_prepack", "padding", padding, rank),
                        Checks.expanded("conv_prepack", "dilation", dilation, rank),
                        Checks.expanded("conv_prepack", "output_padding", outputPadding, rank),
                        groups,
                        transposed));
    }

    @Operator("quantized::conv2d_unpack(" + CONV_2D + " packed_weights) -> (Tensor unpacked_weights, Tensor? B_origin)")
    @Operator("quantized::conv_unpack(" + CONV_2D + " packed_weights) -> (Tensor unpacked_weights, Tensor? B_origin)")
    @Operator("quantized::conv3d_unpack(" + CONV_3D + " packed_weights) -> (Tensor unpacked_weights, Tensor? B_origin)")
    static Tensor[] unpack(Object packed) {
        ObjectValue params = (ObjectValue) packed;
        return new Tensor[] {PackedParams.weight(params), PackedParams.bias(params)};
    }

    // --- convolving

    @Operator("quantized::conv1d(Tensor qx, " + CONV_2D + " packed_weight, " + TO)
    static Tensor conv1d(Tensor x, Object packed, double scale, long zeroPoint) {
        return line(x, packed, scale, zeroPoint, false);
    }

    @Operator("quantized::conv1d_relu(Tensor qx, " + CONV_2D + " packed_weight, " + TO)
    static Tensor conv1dRelu(Tensor x, Object packed, double scale, long zeroPoint) {
        return line(x, packed, scale, zeroPoint, true);
    }

    /** A line is an image of one row. */
    private static Tensor line(Tensor x, Object packed, double scale, long zeroPoint, boolean relu) {
        Checks.rank("quantized::conv1d", "input", x, 3);
        Tensor out = run("quantized::conv1d", 2, DimensionOps.unsqueeze(x, 2), packed, scale, zeroPoint, relu);
        return DimensionOps.squeeze(out, 2);
    }

    @Operator("quantized::conv2d.new(Tensor qx, " + CONV_2D + " packed_weight, " + TO)
    static Tensor conv2d(Tensor x, Object packed, double scale, long zeroPoint) {
        return run("quantized::conv2d", 2, x, packed, scale, zeroPoint, false);
    }

    @Operator("quantized::conv2d_relu.new(Tensor qx, " + CONV_2D + " packed_weight, " + TO)
    static Tensor conv2dRelu(Tensor x, Object packed, double scale, long zeroPoint) {
        return run("quantized::conv2d_relu", 2, x, packed, scale, zeroPoint, true);
    }

    @Operator("quantized::conv3d.new(Tensor qx, " + CONV_3D + " packed_weight, " + TO)
    static Tensor conv3d(Tensor x, Object packed, double scale, long zeroPoint) {
        return run("quantized::conv3d", 3, x, packed, scale, zeroPoint, false);
    }

    @Operator("quantized::conv3d_relu.new(Tensor qx, " + CONV_3D + " packed_weight, " + TO)
    static Tensor conv3dRelu(Tensor x, Object packed, double scale, long zeroPoint) {
        return run("quantized::conv3d_relu", 3, x, packed, scale, zeroPoint, true);
    }

    private static final String OLD = " weight, int[] stride, int[] padding, int[] dilation, int groups, " + TO;

    /** The stride and what follows stand in the packed parameters too; PyTorch ignores these. */
    @Operator("quantized::conv2d(Tensor qx, " + CONV_2D + OLD)
    static Tensor conv2d(
            Tensor x,
            Object packed,
            long[] stride,
            long[] padding,
            long[] dilation,
            long groups,
            double scale,
            long zeroPoint) {
        return conv2d(x, packed, scale, zeroPoint);
    }

    @Operator("quantized::conv2d_relu(Tensor qx, " + CONV_2D + OLD)
    static Tensor conv2dRelu(
            Tensor x,
            Object packed,
            long[] stride,
            long[] padding,
            long[] dilation,
            long groups,
            double scale,
            long zeroPoint) {
        return conv2dRelu(x, packed, scale, zeroPoint);
    }

    @Operator("quantized::conv_transpose2d(Tensor qx, " + CONV_2D + " packed_weight, " + TO)
    static Tensor convTranspose2d(Tensor x, Object packed, double scale, long zeroPoint) {
        ObjectValue params = PackedParams.require(packed, PackedParams.CONV_2D);
        ConvShape shape = PackedParams.shape(params);
        QuantizedOps.require(x);
        Tensor y = ConvolutionOps.convTranspose2d(
                Quantized.dequantize(x),
                Quantized.dequantize(PackedParams.weight(params)),
                PackedParams.bias(params),
                shape.stride(),
                shape.padding(),
                shape.outputPadding(),
                shape.groups(),
                shape.dilation());
        return Quantized.quantize(y, DType.QUINT8, Quantizer.perTensor(scale, zeroPoint));
    }

    private static Tensor run(
            String operator, int rank, Tensor x, Object packed, double scale, long zeroPoint, boolean relu) {
        ObjectValue params = PackedParams.require(packed, rank == 3 ? PackedParams.CONV_3D : PackedParams.CONV_2D);
        ConvShape shape = PackedParams.shape(params);
        Quantizer from = QuantizedOps.require(x);
        Quantizer to = Quantizer.perTensor(scale, zeroPoint);
        Quantized.requireZeroPoint(DType.QUINT8, zeroPoint);
        Checks.dtypeIs(operator, "input", x, DType.QUINT8);
        Checks.rank(operator, "input", x, rank + 2);
        if (shape.transposed()) {
            throw Checks.error("%s: the parameters are of a transposed convolution", operator);
        }
        long[] weight = PackedParams.weight(params).sizes();
        if (x.sizes()[1] != weight[1] * shape.groups()) {
            throw Checks.error(
                    "%s: expected an input of %s channels, got sizes %s",
                    operator, weight[1] * shape.groups(), x.sizes());
        }
        MemoryFormat last = Spatial.lastFormat(rank);
        Tensor in = ConversionOps.to(Quantized.raw(x), null, false, last);
        long[] sizes = x.shape();
        sizes[1] = weight[0];
        for (int i = 0; i < rank; i++) {
            long reach = shape.dilation()[i] * (weight[2 + i] - 1) + 1;
            long room = sizes[2 + i] + 2 * shape.padding()[i] - reach;
            if (room < 0 || shape.padding()[i] < 0 || shape.dilation()[i] < 1) {
                throw Checks.error(
                        "%s: the kernel of sizes %s does not fit into an input of %s", operator, weight, x.sizes());
            }
            sizes[2 + i] = room / shape.stride()[i] + 1;
        }
        Tensor out = Tensor.emptyStrided(DType.QUINT8, to, sizes, Strides.of(last, sizes));
        PackedParams.read(CONV.call().write(out).read(in), params)
                .i64s(sizes[0], shape.groups(), x.sizes()[1], sizes[1])
                .i64s(spatial(x.sizes(), rank))
                .i64s(spatial(sizes, rank))
                .i64s(spatial(weight, rank))
                .i64s(Spatial.triple(operator, "stride", shape.stride(), rank, 1))
                .i64s(Spatial.triple(operator, "padding", shape.padding(), rank, 0))
                .i64s(Spatial.triple(operator, "dilation", shape.dilation(), rank, 1))
                .f64(from.scale())
                .i64(from.zeroPoint())
                .f64(scale)
                .i64(zeroPoint)
                .bool(relu)
                .i64(PackedParams.capacity(params))
                .run();
        return out;
    }

    private static long[] spatial(long[] sizes, int rank) {
        long[] three = {1, 1, 1};
        System.arraycopy(sizes, 2, three, 3 - rank, rank);
        return three;
    }
}
