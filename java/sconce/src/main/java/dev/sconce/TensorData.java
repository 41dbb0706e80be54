package dev.sconce;

import dev.sconce.runtime.Change;
import dev.sconce.runtime.Storage;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/** Reads a tensor's elements into Java arrays, row-major whatever its strides, without native code of its own. */
final class TensorData {
    private TensorData() {}

    /** Receives the position in row-major order and a buffer positioned by byte index. */
    private interface Element {
        void at(int position, ByteBuffer bytes, int index);
    }

    private static int check(Tensor tensor, DType wanted) {
        if (tensor.dtype() != wanted) {
            throw new OperatorException(
                    "the tensor's dtype is " + tensor.dtype() + ", not " + wanted + ": read it as what it is");
        }
        if (tensor.numel() > Integer.MAX_VALUE) {
            throw new OperatorException("an array of Java has at most " + Integer.MAX_VALUE
                    + " elements, the tensor has " + tensor.numel() + ": read it in parts");
        }
        return (int) tensor.numel();
    }

    private static void each(Tensor tensor, Element element) {
        read(tensor, (bytes, sizes, strides) -> {
            int item = tensor.dtype().itemSize();
            Strides.forEach(
                    sizes, strides, (position, offset) -> element.at((int) position, bytes, (int) (offset * item)));
        });
    }

    /** Receives the bytes that sizes and strides reach, from the first element on. */
    private interface Reader {
        void read(ByteBuffer bytes, long[] sizes, long[] strides);
    }

    /** Has a tensor's bytes read, if there are any, while its storage is held: the tensor may be given another, or have no holder. */
    private static void read(Tensor tensor, Reader reader) {
        long before = Change.count();
        long[] sizes = tensor.sizes();
        long[] strides = tensor.strides();
        long item = tensor.dtype().itemSize();
        long extent = Strides.extent(sizes, strides) * item;
        if (extent == 0) {
            return;
        }
        Storage storage = tensor.storage();
        storage.retain();
        try {
            long offset = tensor.storageOffset() * item;
            tensor.requireUnchanged(before);
            reader.read(storage.buffer(offset, extent), sizes, strides);
        } finally {
            storage.release();
            Reference.reachabilityFence(tensor); // one that nobody holds is freed as soon as it is not used
        }
    }

    static float[] floats(Tensor tensor) {
        float[] array = new float[check(tensor, DType.FLOAT32)];
        if (tensor.isContiguous()) {
            read(tensor, (bytes, sizes, strides) -> bytes.asFloatBuffer().get(array));
        } else {
            each(tensor, (position, bytes, index) -> array[position] = bytes.getFloat(index));
        }
        return array;
    }

    static double[] doubles(Tensor tensor) {
        double[] array = new double[check(tensor, DType.FLOAT64)];
        each(tensor, (position, bytes, index) -> array[position] = bytes.getDouble(index));
        return array;
    }

    static long[] longs(Tensor tensor) {
        long[] array = new long[check(tensor, DType.INT64)];
        each(tensor, (position, bytes, index) -> array[position] = bytes.getLong(index));
        return array;
    }

    static int[] ints(Tensor tensor) {
        int[] array = new int[check(tensor, tensor.dtype() == DType.QINT32 ? DType.QINT32 : DType.INT32)];
        each(tensor, (position, bytes, index) -> array[position] = bytes.getInt(index));
        return array;
    }

    static byte[] bytes(Tensor tensor, DType dtype) {
        byte[] array = new byte[check(tensor, dtype)];
        each(tensor, (position, bytes, index) -> array[position] = bytes.get(index));
        return array;
    }

    static boolean[] booleans(Tensor tensor) {
        boolean[] array = new boolean[check(tensor, DType.BOOL)];
        each(tensor, (position, bytes, index) -> array[position] = bytes.get(index) != 0);
        return array;
    }
}
