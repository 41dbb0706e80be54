package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.runtime.Complex;
import dev.sconce.runtime.Float16;
import dev.sconce.runtime.Scalar;

/**
 * Writes a number as an element of a dtype into the words of a call (little-endian, as all machines that this runs on).
 */
final class ScalarBits {
    private ScalarBits() {}

    static void put(KernelCall call, Scalar value, DType dtype) {
        if (dtype.isComplex()) {
            Complex complex = value.toComplex();
            switch (dtype) {
                case COMPLEX64 ->
                    call.i64((Float.floatToRawIntBits((float) complex.real()) & 0xffffffffL)
                            | ((long) Float.floatToRawIntBits((float) complex.imaginary()) << 32));
                case COMPLEX128 -> call.f64(complex.real()).f64(complex.imaginary());
                default -> throw new dev.sconce.UnsupportedException("a number of " + dtype);
            }
            return;
        }
        call.i64(of(value, dtype));
    }

    /** The element's bits, in the low bytes. */
    static long of(Scalar value, DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> Float.floatToRawIntBits((float) value.toDouble()) & 0xffffffffL;
            case FLOAT64 -> Double.doubleToRawLongBits(value.toDouble());
            case FLOAT16 -> Float16.bits((float) value.toDouble()) & 0xffff;
            case BFLOAT16 -> bfloat16Bits((float) value.toDouble());
            case BOOL -> value.toBoolean() ? 1 : 0;
            default -> value.toLong();
        };
    }

    /** The upper half of a float's bits, rounded to nearest even. */
    static long bfloat16Bits(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return 0x7fc0;
        }
        return ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) & 0xffff;
    }
}
