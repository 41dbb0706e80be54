package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Quantizer;
import dev.sconce.Strides;
import dev.sconce.Tensor;
import dev.sconce.runtime.ObjectValue;
import dev.sconce.runtime.Scalar;

/** Linear layers with weights of 8 bits: on quantized inputs, and on plain ones that are quantized by their own range. */
final class QuantizedLinearOps {
    private QuantizedLinearOps() {}

    private static final Kernel CONV = Kernel.of("quantized_conv");
    private static final Kernel DYNAMIC = Kernel.of("quantized_linear_dynamic");

    private static final String PARAMS = "__torch__.torch.classes.quantized.LinearPackedParamsBase";
    private static final String TO = "(Tensor X, " + PARAMS + " W_prepack, float Y_scale_i, int Y_zero_point_i";

    // --- packing

    @Operator("quantized::linear_prepack(Tensor W, Tensor? B=None) -> " + PARAMS + " W_prepack")
    static ObjectValue prepack(Tensor weight, Tensor bias) {
        Checks.dtypeIs("linear_prepack", "weight", weight, DType.QINT8);
        return PackedParams.linear(weight, bias);
    }

    @Operator("quantized::linear_prepack_fp16(Tensor W, Tensor? B=None) -> " + PARAMS + " W_prepack")
    static ObjectValue prepackHalf(Tensor weight, Tensor bias) {
        Checks.dtypeIs("linear_prepack_fp16", "weight", weight, DType.FLOAT32);
        return PackedParams.linear(weight, bias);
    }

    @Operator("quantized::linear_unpack(" + PARAMS + " W_prepack) -> (Tensor W_origin, Tensor? B_origin)")
    @Operator("quantized::linear_unpack_fp16(" + PARAMS + " W_prepack) -> (Tensor W_origin, Tensor? B_origin)")
    static Tensor[] unpack(Object packed) {
        ObjectValue params = PackedParams.require(packed, PackedParams.LINEAR);
        return new Tensor[] {PackedParams.weight(params), PackedParams.bias(params)};
    }

    // --- on quantized inputs

    @Operator("quantized::linear" + TO + ") -> Tensor Y")
    static Tensor linear(Tensor x, Object packed, double scale, long zeroPoint) {
        return linear(x, packed, Quantizer.perTensor(scale, zeroPoint), false);
    }

    @Operator("quantized::linear_relu" + TO + ") -> Tensor Y")
    static Tensor linearRelu(Tensor x, Object packed, double scale, long zeroPoint) {
        return linear(x, packed, Quantizer.perTensor(scale, zeroPoint), true);
    }

    @Operator("quantized::linear_leaky_relu" + TO + ", float negative_slope) -> Tensor Y")
    static Tensor linearLeakyRelu(Tensor x, Object packed, double scale, long zeroPoint, double slope) {
        Tensor y = onNumbers(x, packed);
        return Quantized.quantize(
                ActivationOps.leakyRelu(y, Scalar.of(slope), null),
                DType.QUINT8,
                Quantizer.perTensor(scale, zeroPoint));
    }

    @Operator("quantized::linear_tanh" + TO + ") -> Tensor Y")
    static Tensor linearTanh(Tensor x, Object packed, double scale, long zeroPoint) {
        Tensor y = onNumbers(x, packed);
        return Quantized.quantize(UnaryMathOps.tanh(y, null), DType.QUINT8, Quantizer.perTensor(scale, zeroPoint));
    }

    private static Tensor onNumbers(Tensor x, Object packed) {
        ObjectValue params = PackedParams.require(packed, PackedParams.LINEAR);
        QuantizedOps.require(x);
        return LinearAlgebraOps.linear(
                Quantized.dequantize(x),
                Quantized.dequantize(PackedParams.weight(params)),
                PackedParams.bias(params),
                null);
    }

    private static Tensor linear(Tensor x, Object packed, Quantizer to, boolean relu) {
        ObjectValue params = PackedParams.require(packed, PackedParams.LINEAR);
        Quantizer from = QuantizedOps.require(x);
        Checks.dtypeIs("quantized::linear", "input", x, DType.QUINT8);
        Quantized.requireZeroPoint(DType.QUINT8, to.zeroPoint());
        long[] sizes = resultSizes(x, params);
        long k = x.size(-1);
        long n = sizes[sizes.length - 1];
        Tensor out = Tensor.emptyStrided(DType.QUINT8, to, sizes, Strides.contiguous(sizes));
        long m = n == 0 ? 0 : out.numel() / n;
        PackedParams.read(CONV.call().write(out).read(Out.contiguous(Quantized.raw(x))), params)
                .i64s(1, 1, k, n)
                .i64s(1, 1, m, 1, 1, m, 1, 1, 1)
                .i64s(1, 1, 1, 0, 0, 0, 1, 1, 1)
                .f64(from.scale())
                .i64(from.zeroPoint())
                .f64(to.scale())
                .i64(to.zeroPoint())
                .bool(relu)
                .i64(PackedParams.capacity(params))
                .run();
        return out;
    }

    private static long[] resultSizes(Tensor x, ObjectValue params) {
        long[] weight = PackedParams.weight(params).sizes();
        if (x.dim() == 0 || x.size(-1) != weight[1]) {
            throw Checks.error("a linear layer of %s features got an input of sizes %s", weight[1], x.sizes());
        }
        long[] sizes = x.shape();
        sizes[sizes.length - 1] = weight[0];
        return sizes;
    }

    // --- on plain inputs

    @Operator("quantized::linear_dynamic(Tensor X, " + PARAMS + " W_prepack, bool reduce_range=False) -> Tensor Y")
    static Tensor dynamic(Tensor x, Object packed, boolean reduceRange) {
        return dynamic(x, packed, reduceRange, false);
    }

    @Operator("quantized::linear_relu_dynamic(Tensor X, " + PARAMS + " W_prepack, bool reduce_range=False) -> Tensor Y")
    static Tensor dynamicRelu(Tensor x, Object packed, boolean reduceRange) {
        return dynamic(x, packed, reduceRange, true);
    }

    @Operator("quantized::linear_dynamic_fp16(Tensor X, " + PARAMS + " W_prepack) -> Tensor Y")
    static Tensor dynamicHalf(Tensor x, Object packed) {
        ObjectValue params = PackedParams.require(packed, PackedParams.LINEAR);
        return LinearAlgebraOps.linear(x, PackedParams.weight(params), PackedParams.bias(params), null);
    }

    @Operator("quantized::linear_relu_dynamic_fp16(Tensor X, " + PARAMS + " W_prepack) -> Tensor Y")
    static Tensor dynamicHalfRelu(Tensor x, Object packed) {
        return ActivationOps.relu(dynamicHalf(x, packed), null);
    }

    private static Tensor dynamic(Tensor x, Object packed, boolean reduceRange, boolean relu) {
        ObjectValue params = PackedParams.require(packed, PackedParams.LINEAR);
        Checks.dtypeIs("quantized::linear_dynamic", "input", x, DType.FLOAT32);
        long[] sizes = resultSizes(x, params);
        long n = sizes[sizes.length - 1];
        Tensor out = Tensor.empty(DType.FLOAT32, sizes);
        PackedParams.read(DYNAMIC.call().write(out).read(Out.contiguous(x)), params)
                .i64s(n == 0 ? 0 : out.numel() / n, n, x.size(-1))
                .bool(reduceRange)
                .bool(relu)
                .i64(PackedParams.capacity(params))
                .run();
        return out;
    }

    /** The layer of a recurrent cell, of either kind. */
    static Tensor layer(Tensor x, ObjectValue params, boolean reduceRange) {
        return PackedParams.isHalf(params) ? dynamicHalf(x, params) : dynamic(x, params, reduceRange, false);
    }
}
