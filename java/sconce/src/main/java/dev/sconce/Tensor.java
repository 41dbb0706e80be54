package dev.sconce;

import dev.sconce.runtime.Change;
import dev.sconce.runtime.RefCounted;
import dev.sconce.runtime.Storage;
import java.lang.invoke.VarHandle;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * A strided view of a {@link Storage}: dtype, sizes, strides and offset, all in elements, and of a quantized dtype, always, a {@link
 * Quantizer}. The metadata is immutable but for in-place operators of a model ({@link #become}); the elements are shared by all views of
 * the storage.
 *
 * <p>Memory: a tensor that a user makes or gets is the user's to {@link #close}; one that is dropped instead is freed some time after
 * the garbage collector has seen it. Reading one tensor from many threads is safe.
 */
public final class Tensor extends RefCounted {
    private final DType dtype;
    private Storage storage;
    private long[] sizes;
    private long[] strides;
    private long offset;
    /** Of quantized dtypes; else null. */
    private Quantizer quantizer;
    /** Whether it stands for a plain number (PyTorch's wrapped number), which counts less in type promotion. */
    private boolean wrappedNumber;
    /** The last {@link #become}; null where there was none. */
    private volatile Change change;

    private Tensor(Storage storage, DType dtype, Quantizer quantizer, long[] sizes, long[] strides, long offset) {
        if (dtype.isQuantized() != (quantizer != null)) {
            throw new UnsupportedException(
                    quantizer == null
                            ? "this is not supported for quantized tensors (" + dtype + "): dequantize them before"
                            : "a tensor of " + dtype + " has no quantizer");
        }
        checkCount(sizes);
        storage.retain();
        this.quantizer = quantizer;
        this.storage = storage;
        this.dtype = dtype;
        this.sizes = sizes;
        this.strides = strides;
        this.offset = offset;
        adoptByScope();
    }

    /**
     * A view of a storage. Checks that all that sizes and strides reach lies within it.
     *
     * @param offset of the first element, in elements
     */
    public static Tensor of(Storage storage, DType dtype, long[] sizes, long[] strides, long offset) {
        return of(storage, dtype, null, sizes, strides, offset);
    }

    /**
     * As {@link #of(Storage, DType, long[], long[], long)}.
     *
     * @param quantizer of a quantized dtype; null for others
     */
    public static Tensor of(
            Storage storage, DType dtype, Quantizer quantizer, long[] sizes, long[] strides, long offset) {
        checkWithin(storage, dtype, sizes, strides, offset);
        checkChannels(quantizer, sizes);
        return new Tensor(storage, dtype, quantizer, sizes.clone(), strides.clone(), offset);
    }

    /** That a long counts the elements, which sizes alone may not be bound to: those that are expanded need no memory. */
    private static void checkCount(long[] sizes) {
        long count = 1;
        boolean overflows = false;
        for (long size : sizes) {
            overflows |= Strides.overflows(count, size);
            count *= size;
            if (size == 0) {
                return;
            }
        }
        if (overflows) {
            throw new OperatorException("numel: integer multiplication overflow: a tensor of sizes "
                    + Arrays.toString(sizes) + " has more elements than 64 bits count");
        }
    }

    private static void checkChannels(Quantizer quantizer, long[] sizes) {
        if (quantizer != null
                && quantizer.isPerChannel()
                && (quantizer.axis() >= sizes.length || sizes[quantizer.axis()] != quantizer.scales().length)) {
            throw new OperatorException("a tensor of sizes " + Arrays.toString(sizes) + " has not "
                    + quantizer.scales().length + " channels in dimension " + quantizer.axis()
                    + ": views of tensors quantized per channel keep their channels");
        }
    }

    /** An uninitialised contiguous tensor. */
    public static Tensor empty(DType dtype, long... sizes) {
        return emptyStrided(dtype, sizes, Strides.contiguous(sizes));
    }

    /** An uninitialised tensor of these strides, over a storage just large enough ({@code torch.empty_strided}). */
    public static Tensor emptyStrided(DType dtype, long[] sizes, long[] strides) {
        return emptyStrided(dtype, null, sizes, strides);
    }

    /** As {@link #emptyStrided(DType, long[], long[])}, of a quantized dtype. */
    public static Tensor emptyStrided(DType dtype, Quantizer quantizer, long[] sizes, long[] strides) {
        checkChannels(quantizer, sizes);
        long extent = Strides.extent(sizes, strides);
        if (extent > Long.MAX_VALUE / dtype.itemSize()) {
            throw Strides.overflow(sizes);
        }
        Storage storage = Storage.allocate(extent * dtype.itemSize());
        try {
            return new Tensor(storage, dtype, quantizer, sizes.clone(), strides.clone(), 0);
        } finally {
            storage.release();
        }
    }

    private static void checkWithin(Storage storage, DType dtype, long[] sizes, long[] strides, long offset) {
        long extent = Strides.extent(sizes, strides);
        long available = storage.bytes() / dtype.itemSize();
        if (offset < 0 || (extent > 0 && extent > available - offset)) {
            throw new OperatorException(
                    "sizes " + Arrays.toString(sizes) + ", strides " + Arrays.toString(strides) + " and offset "
                            + offset + " reach outside of a storage of " + available + " elements of " + dtype);
        }
    }

    // --- metadata

    public DType dtype() {
        return dtype;
    }

    /** What its integers stand for, of a quantized dtype; else null. */
    public Quantizer quantizer() {
        return quantizer;
    }

    /** The sizes, as a copy. */
    public long[] shape() {
        return sizes.clone();
    }

    /** The sizes themselves: do not write to them. */
    public long[] sizes() {
        return sizes;
    }

    /** The strides themselves, in elements: do not write to them. */
    public long[] strides() {
        return strides;
    }

    /** Number of dimensions. */
    public int dim() {
        return sizes.length;
    }

    /** The size of a dimension; a negative one counts from the end. */
    public long size(long dim) {
        return sizes[someDim(dim)];
    }

    /** The stride of a dimension, in elements; a negative dimension counts from the end. */
    public long stride(long dim) {
        return strides[someDim(dim)];
    }

    /** The dimension counted from 0; refused where there is none. */
    public int someDim(long dim) {
        if (sizes.length == 0) {
            throw new OperatorException("Dimension specified as " + dim + " but tensor has no dimensions");
        }
        return wrapDim(dim);
    }

    /** The dimension counted from 0; a 0-d tensor accepts 0 and -1, as in PyTorch. */
    public int wrapDim(long dim) {
        return wrapDim(dim, sizes.length);
    }

    /** {@code dim} of {@code rank} dimensions counted from 0; refused when out of range. */
    public static int wrapDim(long dim, int rank) {
        int dims = Math.max(rank, 1);
        if (dim < -dims || dim >= dims) {
            throw new OperatorException("Dimension out of range (expected to be in range of [" + -dims + ", "
                    + (dims - 1) + "], but got " + dim + ")");
        }
        return (int) (dim < 0 ? dim + dims : dim);
    }

    public long numel() {
        return numel(sizes);
    }

    /** The product of the sizes. */
    public static long numel(long[] shape) {
        long product = 1;
        for (long size : shape) {
            product *= size;
        }
        return product;
    }

    /** Offset of the first element in the storage, in elements. */
    public long storageOffset() {
        return offset;
    }

    public Storage storage() {
        return storage;
    }

    /** The address of the first element. Loads the native library. For kernels' arguments, which are checked first. */
    public long address() {
        if (isReleased()) {
            throw new SconceException("the tensor was closed already");
        }
        return storage.address() + offset * dtype.itemSize();
    }

    /** Whether the elements are dense in row-major order. */
    public boolean isContiguous() {
        return Strides.areContiguous(sizes, strides);
    }

    /** Whether the elements are dense in the order of {@code format}. */
    public boolean isContiguous(MemoryFormat format) {
        return Strides.areContiguous(format, sizes, strides);
    }

    /** Whether some order of the dimensions makes the elements dense without overlap. */
    public boolean isNonOverlappingAndDense() {
        return Strides.areDense(sizes, strides);
    }

    /** PyTorch's suggest_memory_format: channels-last where the strides say so, else contiguous. */
    public MemoryFormat memoryFormat() {
        return Strides.memoryFormat(sizes, strides);
    }

    public boolean isWrappedNumber() {
        return wrappedNumber;
    }

    /** Marks a 0-d tensor as standing for a plain number. */
    public Tensor asWrappedNumber() {
        wrappedNumber = true;
        return this;
    }

    // --- views

    /** A view of the same storage. Checked. */
    public Tensor asStrided(long[] newSizes, long[] newStrides, long newOffset) {
        return of(storage, dtype, quantizer, newSizes, newStrides, newOffset);
    }

    /** The same elements as another tensor object. */
    public Tensor alias() {
        return asStrided(sizes, strides, offset); // checked: another thread may be changing this one
    }

    /**
     * Makes this tensor what {@code other} is: for operators that change a tensor's shape or storage in place ({@code resize_},
     * {@code t_}, {@code squeeze_}, {@code set_}). The dtype must be the same. Other threads that compute with this tensor meanwhile find
     * that out ({@link #requireUnchanged}).
     */
    public synchronized void become(Tensor other) {
        if (other.dtype != dtype) {
            throw new OperatorException("a tensor of " + dtype + " cannot become one of " + other.dtype);
        }
        changing();
        other.storage.retain();
        Storage former = storage;
        Change begun = Change.begin();
        change = begun;
        VarHandle.storeStoreFence();
        storage = other.storage;
        quantizer = other.quantizer;
        sizes = other.sizes;
        strides = other.strides;
        offset = other.offset;
        change = begun.end();
        former.release(); // a kernel that reads it has a count of its own
    }

    /**
     * That no other thread changed this tensor in place since a {@link Change#count} was taken, so that all of its metadata that was read
     * since, and its address, belong together.
     */
    public void requireUnchanged(long since) {
        VarHandle.acquireFence();
        Change last = change;
        if (last != null && last.disturbs(since)) {
            throw new OperatorException(
                    "a tensor that the operator computes with was given other sizes or another storage meanwhile, by"
                            + " another task of the model or another call (resize_, set_, t_, squeeze_ or out=): wait for the one before the"
                            + " other begins, or give each a tensor of its own");
        }
    }

    @Override
    protected void destroy() {
        storage.release();
    }

    // --- Java data in

    private static Tensor wrap(ByteBuffer data, DType dtype, long[] shape) {
        if (data.capacity() % dtype.itemSize() != 0) {
            throw new OperatorException(data.capacity() + " bytes are no whole number of elements of " + dtype);
        }
        return share(data, data.capacity() / dtype.itemSize(), dtype, shape);
    }

    private static long[] checkShape(long[] shape) {
        for (long size : shape) {
            if (size < 0) {
                throw new OperatorException("a shape has no negative sizes: " + Arrays.toString(shape));
            }
        }
        return shape;
    }

    private static ByteBuffer direct(long elements, DType dtype) {
        if (elements < 0 || elements > Integer.MAX_VALUE / dtype.itemSize()) {
            throw new OperatorException("a direct buffer of " + elements + " elements of " + dtype
                    + " cannot be: it has 0 to " + Integer.MAX_VALUE / dtype.itemSize()
                    + "; share memory of your own in pieces, or fill a tensor part by part");
        }
        return ByteBuffer.allocateDirect((int) elements * dtype.itemSize()).order(ByteOrder.nativeOrder());
    }

    /** A float32 tensor of a copy of {@code data}, in row-major order. */
    public static Tensor fromBlob(float[] data, long[] shape) {
        ByteBuffer bytes = direct(data.length, DType.FLOAT32);
        bytes.asFloatBuffer().put(data);
        return wrap(bytes, DType.FLOAT32, shape);
    }

    /** A float64 tensor of a copy of {@code data}. */
    public static Tensor fromBlob(double[] data, long[] shape) {
        ByteBuffer bytes = direct(data.length, DType.FLOAT64);
        bytes.asDoubleBuffer().put(data);
        return wrap(bytes, DType.FLOAT64, shape);
    }

    /** An int64 tensor of a copy of {@code data}. */
    public static Tensor fromBlob(long[] data, long[] shape) {
        ByteBuffer bytes = direct(data.length, DType.INT64);
        bytes.asLongBuffer().put(data);
        return wrap(bytes, DType.INT64, shape);
    }

    /** An int32 tensor of a copy of {@code data}. */
    public static Tensor fromBlob(int[] data, long[] shape) {
        ByteBuffer bytes = direct(data.length, DType.INT32);
        bytes.asIntBuffer().put(data);
        return wrap(bytes, DType.INT32, shape);
    }

    /** An int8 tensor of a copy of {@code data}. */
    public static Tensor fromBlob(byte[] data, long[] shape) {
        return wrap(direct(data.length, DType.INT8).put(data).clear(), DType.INT8, shape);
    }

    /** A uint8 tensor of a copy of {@code data}. */
    public static Tensor fromBlobUnsigned(byte[] data, long[] shape) {
        return wrap(direct(data.length, DType.UINT8).put(data).clear(), DType.UINT8, shape);
    }

    /** A bool tensor of a copy of {@code data}. */
    public static Tensor fromBlob(boolean[] data, long[] shape) {
        ByteBuffer bytes = direct(data.length, DType.BOOL);
        for (int i = 0; i < data.length; i++) {
            bytes.put(i, (byte) (data[i] ? 1 : 0));
        }
        return wrap(bytes, DType.BOOL, shape);
    }

    /**
     * A tensor of any dtype over a direct buffer's bytes (position 0 to capacity, native byte order), without copying: a change of the
     * buffer is a change of the tensor. The buffer is kept alive as long as the tensor.
     */
    public static Tensor fromBlob(ByteBuffer data, long[] shape, DType dtype) {
        requireNativeDirect(data, data.order());
        return wrap(data, dtype, shape);
    }

    /** A float32 tensor over a direct buffer in native byte order, without copying. */
    public static Tensor fromBlob(FloatBuffer data, long[] shape) {
        requireNativeDirect(data, data.order());
        return share(data, data.capacity(), DType.FLOAT32, shape);
    }

    /** A float64 tensor over a direct buffer in native byte order, without copying. */
    public static Tensor fromBlob(DoubleBuffer data, long[] shape) {
        requireNativeDirect(data, data.order());
        return share(data, data.capacity(), DType.FLOAT64, shape);
    }

    /** An int64 tensor over a direct buffer in native byte order, without copying. */
    public static Tensor fromBlob(LongBuffer data, long[] shape) {
        requireNativeDirect(data, data.order());
        return share(data, data.capacity(), DType.INT64, shape);
    }

    /** An int32 tensor over a direct buffer in native byte order, without copying. */
    public static Tensor fromBlob(IntBuffer data, long[] shape) {
        requireNativeDirect(data, data.order());
        return share(data, data.capacity(), DType.INT32, shape);
    }

    private static Tensor share(Buffer data, long elements, DType dtype, long[] shape) {
        checkCount(checkShape(shape));
        if (elements != numel(shape)) {
            throw new OperatorException("a shape of " + Arrays.toString(shape) + " needs " + numel(shape)
                    + " elements, the data has " + elements);
        }
        Storage storage = Storage.wrap(data, elements * dtype.itemSize());
        try {
            return of(storage, dtype, shape, Strides.contiguous(shape), 0);
        } finally {
            storage.release();
        }
    }

    private static void requireNativeDirect(Buffer data, ByteOrder order) {
        if (!data.isDirect() || order != ByteOrder.nativeOrder()) {
            throw new OperatorException("a tensor shares direct buffers in native byte order only: use"
                    + " ByteBuffer.allocateDirect(n).order(ByteOrder.nativeOrder()) or Tensor.allocate*Buffer");
        }
    }

    /** A direct float buffer in native byte order, fit for {@link #fromBlob(FloatBuffer, long[])}. */
    public static FloatBuffer allocateFloatBuffer(int elements) {
        return direct(elements, DType.FLOAT32).asFloatBuffer();
    }

    /** A direct double buffer in native byte order. */
    public static DoubleBuffer allocateDoubleBuffer(int elements) {
        return direct(elements, DType.FLOAT64).asDoubleBuffer();
    }

    /** A direct int buffer in native byte order. */
    public static IntBuffer allocateIntBuffer(int elements) {
        return direct(elements, DType.INT32).asIntBuffer();
    }

    /** A direct long buffer in native byte order. */
    public static LongBuffer allocateLongBuffer(int elements) {
        return direct(elements, DType.INT64).asLongBuffer();
    }

    /** A direct byte buffer in native byte order. */
    public static ByteBuffer allocateByteBuffer(int elements) {
        return direct(elements, DType.INT8);
    }

    // --- Java data out: TensorData reads any strides
    /** The elements in row-major order as a new array; the dtype must be float32. */
    public float[] getDataAsFloatArray() {
        return TensorData.floats(this);
    }

    /** The elements in row-major order as a new array; the dtype must be float64. */
    public double[] getDataAsDoubleArray() {
        return TensorData.doubles(this);
    }

    /** The elements in row-major order as a new array; the dtype must be int64. */
    public long[] getDataAsLongArray() {
        return TensorData.longs(this);
    }

    /** The elements in row-major order as a new array; the dtype must be int32. */
    public int[] getDataAsIntArray() {
        return TensorData.ints(this);
    }

    /** The elements in row-major order as a new array; the dtype must be int8. */
    public byte[] getDataAsByteArray() {
        return TensorData.bytes(this, DType.INT8);
    }

    /** The elements in row-major order as a new array; the dtype must be uint8. */
    public byte[] getDataAsUnsignedByteArray() {
        return TensorData.bytes(this, DType.UINT8);
    }

    /** The elements in row-major order as a new array; the dtype must be bool. */
    public boolean[] getDataAsBooleanArray() {
        return TensorData.booleans(this);
    }

    /** For instance {@code Tensor(float32, [2, 3])}; {@link TensorData} prints elements. */
    @Override
    public String toString() {
        return "Tensor(" + dtype + ", " + Arrays.toString(sizes) + ")";
    }
}
