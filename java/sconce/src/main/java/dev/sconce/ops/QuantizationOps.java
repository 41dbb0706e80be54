package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Quantizer;
import dev.sconce.Tensor;
import java.util.ArrayList;
import java.util.List;

/** From numbers to quantized tensors and back, and what a quantized tensor is made of. */
final class QuantizationOps {
    private QuantizationOps() {}

    /** PyTorch's QScheme numbers. */
    private static final long PER_TENSOR_AFFINE = 0;

    private static final long PER_CHANNEL_AFFINE = 1;

    // --- quantize

    @Operator("aten::quantize_per_tensor(Tensor self, float scale, int zero_point, ScalarType dtype) -> Tensor")
    static Tensor quantizePerTensor(Tensor self, double scale, long zeroPoint, DType dtype) {
        return Quantized.quantize(self, dtype, Quantizer.perTensor(scale, zeroPoint));
    }

    @Operator("aten::quantize_per_tensor.tensor_qparams(Tensor self, Tensor scale, Tensor zero_point, ScalarType dtype)"
            + " -> Tensor")
    static Tensor quantizePerTensor(Tensor self, Tensor scale, Tensor zeroPoint, DType dtype) {
        return quantizePerTensor(self, Elements.toDouble(scale), Elements.toLong(zeroPoint), dtype);
    }

    @Operator("aten::quantize_per_tensor.tensors(Tensor[] tensors, Tensor scales, Tensor zero_points, ScalarType dtype)"
            + " -> Tensor[]")
    static Tensor[] quantizePerTensor(Tensor[] tensors, Tensor scales, Tensor zeroPoints, DType dtype) {
        Tensor[] quantized = new Tensor[tensors.length];
        for (int i = 0; i < tensors.length; i++) {
            quantized[i] = quantizePerTensor(
                    tensors[i], DimensionOps.select(scales, 0, i), DimensionOps.select(zeroPoints, 0, i), dtype);
        }
        return quantized;
    }

    @Operator("aten::quantize_per_tensor_dynamic(Tensor self, ScalarType dtype, bool reduce_range) -> Tensor")
    static Tensor quantizePerTensorDynamic(Tensor self, DType dtype, boolean reduceRange) {
        Checks.dtypeIs("quantize_per_tensor_dynamic", "self", self, DType.FLOAT32);
        if (dtype != DType.QUINT8 && dtype != DType.QINT8) {
            throw Checks.error("dtype %s is not supported: quantize_per_tensor_dynamic gives quint8 and qint8", dtype);
        }
        AffineSteps steps = steps(self, dtype == DType.QINT8, reduceRange);
        return quantizePerTensor(self, steps.scale(), steps.zeroPoint(), dtype);
    }

    @Operator("aten::_choose_qparams_per_tensor(Tensor self, bool reduce_range=False) -> (float, int)")
    static Object[] chooseParams(Tensor self, boolean reduceRange) {
        AffineSteps steps = steps(self, false, reduceRange);
        return new Object[] {steps.scale(), steps.zeroPoint()};
    }

    private static AffineSteps steps(Tensor self, boolean signed, boolean reduceRange) {
        if (self.numel() == 0) {
            throw Checks.error("a tensor without elements has no range to quantize by");
        }
        int parts = reduceRange ? 2 : 1;
        double min = Elements.toDouble(ReductionOps.min(self, (Tensor) null));
        double max = Elements.toDouble(ReductionOps.max(self, (Tensor) null));
        return AffineSteps.covering(min, max, signed ? -128 / parts : 0, (signed ? 127 : 255) / parts, false);
    }

    @Operator("aten::quantize_per_channel(Tensor self, Tensor scales, Tensor zero_points, int axis, ScalarType dtype)"
            + " -> Tensor")
    static Tensor quantizePerChannel(Tensor self, Tensor scales, Tensor zeroPoints, long axis, DType dtype) {
        return Quantized.quantize(self, dtype, perChannel(scales, zeroPoints, self.wrapDim(axis)));
    }

    @Operator("aten::_make_per_tensor_quantized_tensor(Tensor self, float scale, int zero_point) -> Tensor")
    static Tensor ofIntegers(Tensor self, double scale, long zeroPoint) {
        return Quantized.of(Out.copy(self), quantizedDtype(self), Quantizer.perTensor(scale, zeroPoint));
    }

    @Operator("aten::_make_per_channel_quantized_tensor(Tensor self, Tensor scale, Tensor zero_point, int axis)"
            + " -> Tensor")
    static Tensor ofIntegers(Tensor self, Tensor scale, Tensor zeroPoint, long axis) {
        return Quantized.of(Out.copy(self), quantizedDtype(self), perChannel(scale, zeroPoint, self.wrapDim(axis)));
    }

    private static DType quantizedDtype(Tensor integers) {
        return switch (integers.dtype()) {
            case UINT8 -> DType.QUINT8;
            case INT8 -> DType.QINT8;
            case INT32 -> DType.QINT32;
            default -> throw Checks.error("there is no quantized dtype of %s", integers.dtype());
        };
    }

    private static Quantizer perChannel(Tensor scales, Tensor zeroPoints, int axis) {
        if (zeroPoints.dtype().isFloatingPoint()) {
            zeroPoints = TensorIterator.cast(zeroPoints, DType.INT64);
        }
        return Quantizer.perChannel(
                TensorIterator.cast(scales, DType.FLOAT64).getDataAsDoubleArray(), Elements.longs(zeroPoints), axis);
    }

    // --- and back

    @Operator("aten::dequantize.self(Tensor self) -> Tensor")
    @Operator("aten::dequantize.tensor(Tensor qtensor) -> Tensor")
    static Tensor dequantize(Tensor self) {
        return self.dtype().isQuantized()
                ? Quantized.dequantize(self)
                : ConversionOps.to(self, DType.FLOAT32, false, null);
    }

    @Operator("aten::dequantize.tensors(Tensor[] tensors) -> Tensor[]")
    @Operator("aten::dequantize.list(Tensor[] qtensors) -> Tensor[]")
    static Tensor[] dequantize(Tensor[] tensors) {
        List<Tensor> numbers = new ArrayList<>();
        for (Tensor tensor : tensors) {
            numbers.add(dequantize(tensor));
        }
        return numbers.toArray(Tensor[]::new);
    }

    // --- what it is made of

    @Operator("aten::int_repr(Tensor self) -> Tensor")
    static Tensor integers(Tensor self) {
        quantizer(self);
        return Out.copy(Quantized.raw(self));
    }

    @Operator("aten::q_scale(Tensor self) -> float")
    static double scale(Tensor self) {
        return quantizer(self).scale();
    }

    @Operator("aten::q_zero_point(Tensor self) -> int")
    static long zeroPoint(Tensor self) {
        return quantizer(self).zeroPoint();
    }

    @Operator("aten::q_per_channel_scales(Tensor self) -> Tensor")
    static Tensor scales(Tensor self) {
        return Quantized.doubles(channels(self).scales());
    }

    @Operator("aten::q_per_channel_zero_points(Tensor self) -> Tensor")
    static Tensor zeroPoints(Tensor self) {
        return Elements.of(channels(self).zeroPoints());
    }

    @Operator("aten::q_per_channel_axis(Tensor self) -> int")
    static long axis(Tensor self) {
        return channels(self).axis();
    }

    @Operator("aten::qscheme(Tensor self) -> QScheme")
    static long scheme(Tensor self) {
        return quantizer(self).isPerChannel() ? PER_CHANNEL_AFFINE : PER_TENSOR_AFFINE;
    }

    private static Quantizer quantizer(Tensor self) {
        if (!self.dtype().isQuantized()) {
            throw Checks.error("expected a quantized tensor, got one of %s", self.dtype());
        }
        return self.quantizer();
    }

    private static Quantizer channels(Tensor self) {
        Quantizer quantizer = quantizer(self);
        if (!quantizer.isPerChannel()) {
            throw Checks.error("expected a tensor quantized per channel");
        }
        return quantizer;
    }
}
