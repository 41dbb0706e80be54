package dev.sconce.cli;

import dev.sconce.DType;
import dev.sconce.SconceException;
import dev.sconce.Strides;
import dev.sconce.Tensor;
import dev.sconce.runtime.Float16;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Reads a tensor's elements into arrays, row-major whatever its strides: in plain Java, so that no kernel can vouch for itself. */
final class TensorElements {
    /** An array holds no more, of which a complex number takes two. */
    private static final int MOST = 1 << 30;

    private TensorElements() {}

    private interface Sink {
        void take(int position, ByteBuffer bytes, int index);
    }

    /** The elements of a floating-point tensor; of a complex one real and imaginary parts in turn. */
    static double[] floating(Tensor tensor) {
        return floating(tensor, count(tensor));
    }

    /** As many of the elements, in row-major order. */
    static double[] floating(Tensor tensor, int count) {
        DType dtype = tensor.dtype();
        double[] out = new double[dtype.isComplex() ? 2 * count : count];
        each(
                tensor,
                count,
                switch (dtype) {
                    case FLOAT16 -> (position, bytes, index) -> out[position] = Float16.toFloat(bytes.getShort(index));
                    case BFLOAT16 -> (position, bytes, index) -> out[position] = bfloat16(bytes.getShort(index));
                    case FLOAT32 -> (position, bytes, index) -> out[position] = bytes.getFloat(index);
                    case FLOAT64 -> (position, bytes, index) -> out[position] = bytes.getDouble(index);
                    case COMPLEX32 ->
                        (position, bytes, index) -> {
                            out[2 * position] = Float16.toFloat(bytes.getShort(index));
                            out[2 * position + 1] = Float16.toFloat(bytes.getShort(index + 2));
                        };
                    case COMPLEX64 ->
                        (position, bytes, index) -> {
                            out[2 * position] = bytes.getFloat(index);
                            out[2 * position + 1] = bytes.getFloat(index + 4);
                        };
                    case COMPLEX128 ->
                        (position, bytes, index) -> {
                            out[2 * position] = bytes.getDouble(index);
                            out[2 * position + 1] = bytes.getDouble(index + 8);
                        };
                    default -> throw new IllegalArgumentException(dtype + " is not a floating-point type");
                });
        return out;
    }

    /** The elements of an integer, bool or quantized tensor; of a quantized one the stored integers. */
    static long[] integral(Tensor tensor) {
        return integral(tensor, count(tensor));
    }

    /** As many of the elements, in row-major order. */
    static long[] integral(Tensor tensor, int count) {
        long[] out = new long[count];
        each(
                tensor,
                count,
                switch (tensor.dtype()) {
                    case UINT8, QUINT8 -> (position, bytes, index) -> out[position] = bytes.get(index) & 0xff;
                    case INT8, QINT8 -> (position, bytes, index) -> out[position] = bytes.get(index);
                    case BOOL -> (position, bytes, index) -> out[position] = bytes.get(index) != 0 ? 1 : 0;
                    case INT16 -> (position, bytes, index) -> out[position] = bytes.getShort(index);
                    case INT32, QINT32 -> (position, bytes, index) -> out[position] = bytes.getInt(index);
                    case INT64 -> (position, bytes, index) -> out[position] = bytes.getLong(index);
                    default -> throw new IllegalArgumentException(tensor.dtype() + " is not an integer type");
                });
        return out;
    }

    /** How many elements there are to read. */
    private static int count(Tensor tensor) {
        long count = tensor.numel();
        if (count > MOST) {
            throw new SconceException("a tensor of " + count + " elements (" + Arrays.toString(tensor.sizes())
                    + ") is too large to be compared: at most " + MOST + " are read");
        }
        return (int) count;
    }

    /** Elements of storage that so many reach. */
    private static long extent(Tensor tensor, int count) {
        if (count == tensor.numel()) {
            return Strides.extent(tensor.sizes(), tensor.strides());
        }
        long[] last = {0};
        Strides.forEach(
                tensor.sizes(), tensor.strides(), count, (position, offset) -> last[0] = Math.max(last[0], offset));
        return last[0] + 1;
    }

    private static void each(Tensor tensor, int count, Sink sink) {
        if (count > 0) {
            int item = tensor.dtype().itemSize();
            ByteBuffer bytes = tensor.storage().buffer(tensor.storageOffset() * item, extent(tensor, count) * item);
            Strides.forEach(
                    tensor.sizes(),
                    tensor.strides(),
                    count,
                    (position, offset) -> sink.take((int) position, bytes, (int) (offset * item)));
            Reference.reachabilityFence(tensor); // its memory goes with the last who holds it
        }
    }

    /** bfloat16 to double, exactly: the upper half of a float's bits. */
    static double bfloat16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }
}
