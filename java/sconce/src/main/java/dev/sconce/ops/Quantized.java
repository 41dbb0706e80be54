package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Quantizer;
import dev.sconce.Tensor;
import java.util.Arrays;

/** Between quantized tensors, their integers, and the numbers that these stand for. */
final class Quantized {
    private Quantized() {}

    private static final Kernel QUANTIZE = Kernel.of("quantize");
    private static final Kernel DEQUANTIZE = Kernel.of("dequantize");
    private static final Kernel LOOKUP = Kernel.of("quantized_lookup");

    /** The dtype of the integers of a quantized dtype; others as they are. */
    static DType integers(DType dtype) {
        return switch (dtype) {
            case QINT8 -> DType.INT8;
            case QUINT8 -> DType.UINT8;
            case QINT32 -> DType.INT32;
            default -> dtype;
        };
    }

    /** A view of the integers; a tensor that is not quantized as it is. */
    static Tensor raw(Tensor tensor) {
        return tensor.dtype().isQuantized()
                ? Tensor.of(
                        tensor.storage(),
                        integers(tensor.dtype()),
                        tensor.sizes(),
                        tensor.strides(),
                        tensor.storageOffset())
                : tensor;
    }

    /** A view of integers as a quantized tensor. */
    static Tensor of(Tensor integers, DType dtype, Quantizer quantizer) {
        return Tensor.of(
                integers.storage(), dtype, quantizer, integers.sizes(), integers.strides(), integers.storageOffset());
    }

    /** A new tensor of the same sizes and strides, dense, quantized. */
    private static Tensor emptyLike(Tensor dense, DType dtype, Quantizer quantizer) {
        return Tensor.emptyStrided(dtype, quantizer, dense.sizes(), dense.strides());
    }

    /** {@code torch.quantize_per_tensor}, {@code torch.quantize_per_channel}: of float32, its strides kept. */
    static Tensor quantize(Tensor self, DType dtype, Quantizer quantizer) {
        if (!dtype.isQuantized()) {
            throw Checks.error("quantization gives a quantized dtype, not %s", dtype);
        }
        Checks.dtypeIs("quantize", "self", self, DType.FLOAT32);
        for (double scale : quantizer.scales()) {
            if (!(scale > 0)) {
                throw Checks.error("quantization needs a positive scale, got %s", scale);
            }
        }
        for (long zero : quantizer.zeroPoints()) {
            requireZeroPoint(dtype, zero);
        }
        Tensor dense = quantizer.isPerChannel() ? Out.contiguous(self) : dense(self);
        Tensor out = emptyLike(dense, dtype, quantizer);
        convert(QUANTIZE, out, dense, dtype, quantizer);
        return out;
    }

    /** Zero points are integers of the dtype, as PyTorch demands. */
    static void requireZeroPoint(DType dtype, long zero) {
        long least = dtype == DType.QUINT8 ? 0 : dtype == DType.QINT8 ? -128 : Integer.MIN_VALUE;
        long most = dtype == DType.QUINT8 ? 255 : dtype == DType.QINT8 ? 127 : Integer.MAX_VALUE;
        if (zero < least || zero > most) {
            throw Checks.error("zero_point %s is outside of %s: it has %s to %s", zero, dtype, least, most);
        }
    }

    /** {@code Tensor.dequantize}: float32, strides kept. */
    static Tensor dequantize(Tensor self) {
        Tensor dense = self.quantizer().isPerChannel() ? Out.contiguous(self) : dense(self);
        Tensor out = Tensor.emptyStrided(DType.FLOAT32, dense.sizes(), dense.strides());
        convert(DEQUANTIZE, out, dense, self.dtype(), self.quantizer());
        return out;
    }

    private static Tensor dense(Tensor tensor) {
        return tensor.isNonOverlappingAndDense() ? tensor : Out.contiguous(tensor);
    }

    private static void convert(Kernel kernel, Tensor out, Tensor in, DType dtype, Quantizer quantizer) {
        int axis = Math.max(quantizer.axis(), 0);
        long[] sizes = in.sizes();
        long outer = quantizer.isPerChannel() ? Tensor.numel(Arrays.copyOf(sizes, axis)) : 1;
        long channels = quantizer.isPerChannel() ? sizes[axis] : 1;
        kernel.call()
                .dtype(integers(dtype))
                .write(out)
                .read(in)
                .i64s(outer, channels, channels == 0 || outer == 0 ? 0 : in.numel() / outer / channels)
                .read(doubles(quantizer.scales()))
                .read(Elements.of(quantizer.zeroPoints()))
                .run();
    }

    /** A float64 vector. */
    static Tensor doubles(double... values) {
        Tensor tensor = Tensor.empty(DType.FLOAT64, values.length);
        tensor.storage().buffer(0, values.length * 8L).asDoubleBuffer().put(values);
        return tensor;
    }

    /** A function of one byte: element {@code q} becomes {@code table[q]}, {@code q} as an unsigned byte. */
    static Tensor lookup(Tensor self, Tensor table) {
        Tensor dense = dense(self);
        Tensor out = emptyLike(dense, table.dtype(), table.quantizer());
        LOOKUP.call().write(out).read(dense).read(table).i64(dense.numel()).run();
        return out;
    }

    /** All 256 elements that a tensor of this dtype of one byte can have, in the order of their unsigned bytes. */
    static Tensor allBytes(DType dtype, Quantizer quantizer) {
        Tensor all = Tensor.emptyStrided(dtype, quantizer, new long[] {256}, new long[] {1});
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        all.storage().buffer(0, bytes.length).put(bytes);
        return all;
    }
}
