package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.OperatorException;
import dev.sconce.Tensor;
import dev.sconce.UnsupportedException;
import dev.sconce.runtime.Complex;
import dev.sconce.runtime.Float16;
import dev.sconce.runtime.Scalar;
import java.nio.ByteBuffer;

/** Single elements between tensors and Java. */
final class Elements {
    private Elements() {}

    /** The only element, as {@code Tensor.item()}: Long, Double, Boolean or {@link Complex}. */
    static Object item(Tensor tensor) {
        if (tensor.numel() != 1) {
            throw Checks.error("a Tensor with %s elements cannot be converted to Scalar", tensor.numel());
        }
        return at(tensor, tensor.storageOffset());
    }

    /** {@code item(select(self, dim, index))}, without the view of a tensor of one dimension. */
    static Object selected(Tensor self, long dim, long index) {
        if (self.dim() != 1 || dim < -1 || dim > 0) {
            return item(DimensionOps.select(self, dim, index));
        }
        long size = self.sizes()[0];
        if (index < -size || index >= size) {
            return item(DimensionOps.select(self, dim, index)); // which says so
        }
        return at(self, self.storageOffset() + (index < 0 ? index + size : index) * self.strides()[0]);
    }

    /** The element at an offset of the tensor's storage, in elements. */
    private static Object at(Tensor tensor, long offset) {
        DType dtype = tensor.dtype();
        ByteBuffer bytes = tensor.storage().element(offset * dtype.itemSize(), dtype.itemSize());
        return switch (dtype) {
            case UINT8 -> Long.valueOf(bytes.get(0) & 0xff);
            case INT8 -> Long.valueOf(bytes.get(0));
            case INT16 -> Long.valueOf(bytes.getShort(0));
            case INT32 -> Long.valueOf(bytes.getInt(0));
            case INT64 -> Long.valueOf(bytes.getLong(0));
            case FLOAT32 -> Double.valueOf(bytes.getFloat(0));
            case FLOAT64 -> Double.valueOf(bytes.getDouble(0));
            case BOOL -> Boolean.valueOf(bytes.get(0) != 0);
            case BFLOAT16 -> Double.valueOf(Float.intBitsToFloat(bytes.getShort(0) << 16));
            case FLOAT16 -> Double.valueOf(Float16.toFloat(bytes.getShort(0)));
            case COMPLEX64 -> new Complex(bytes.getFloat(0), bytes.getFloat(4));
            case COMPLEX128 -> new Complex(bytes.getDouble(0), bytes.getDouble(8));
            default ->
                throw new UnsupportedException(
                        "an element of dtype " + dtype + " has no counterpart in TorchScript here");
        };
    }

    static Scalar scalar(Tensor tensor) {
        return Scalar.of(item(tensor));
    }

    /** The only element as an integer, a fraction cut off. */
    static long toLong(Tensor tensor) {
        return scalar(tensor).toLong();
    }

    static double toDouble(Tensor tensor) {
        return scalar(tensor).toDouble();
    }

    static boolean toBoolean(Tensor tensor) {
        if (tensor.numel() != 1) {
            throw new OperatorException(
                    tensor.numel() == 0
                            ? "Boolean value of Tensor with no values is ambiguous"
                            : "Boolean value of Tensor with more than one value is ambiguous");
        }
        return scalar(tensor).toBoolean();
    }

    /** The elements of an integer tensor in row-major order. */
    static long[] longs(Tensor tensor) {
        if (!tensor.dtype().isIntegral(true)) {
            throw Checks.error("expected a tensor of integers, got %s", tensor.dtype());
        }
        return (tensor.dtype() == DType.INT64 ? tensor : TensorIterator.cast(tensor, DType.INT64)).getDataAsLongArray();
    }

    /** A 0-d tensor of a number. */
    static Tensor of(Scalar value, DType dtype) {
        return fill(Tensor.empty(dtype), value);
    }

    /** An int64 vector. */
    static Tensor of(long... values) {
        Tensor tensor = Tensor.empty(DType.INT64, values.length);
        tensor.storage().buffer(0, values.length * 8L).asLongBuffer().put(values);
        return tensor;
    }

    private static final Kernel FILL = Kernel.of("fill");

    /** Sets every element ({@code Tensor.fill_}) to a number that the dtype holds ({@link Scalar#to}). */
    static Tensor fill(Tensor tensor, Scalar number) {
        // PyTorch fills a tensor of one element by other code, which takes what half precision does not hold for
        // infinite.
        boolean rounded = HalfPrecision.is(tensor.dtype()) && tensor.numel() == 1;
        Scalar value = rounded && !number.isComplex() ? number : number.to(tensor.dtype());
        TensorIterator iterator =
                TensorIterator.of(FILL).compute(tensor.dtype()).idempotent().out(tensor);
        if (value.isComplex()) {
            iterator.scalar(value.toComplex().real()).scalar(value.toComplex().imaginary());
        } else {
            iterator.scalar(value).scalar(0L);
        }
        iterator.run();
        return tensor;
    }

    /** Whether each number of a dtype is one of another, so that {@link Scalar#to} refuses none. */
    static boolean holds(DType dtype, DType other) {
        if (dtype == other || dtype == DType.BOOL || other == DType.BOOL) {
            return true;
        }
        return DType.promote(dtype, other) == dtype && !(dtype == DType.FLOAT16 && other.isIntegral(false));
    }

    static Tensor zero(Tensor tensor) {
        return fill(tensor, Scalar.of(0L));
    }
}
