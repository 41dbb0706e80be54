package dev.sconce.runtime;

import dev.sconce.DType;
import dev.sconce.OperatorException;

/** A number argument of an operator that takes any kind: int, float, bool or complex ({@code Scalar} in schemas). Immutable. */
public final class Scalar {
    private final Object value;

    private Scalar(Object value) {
        this.value = value;
    }

    /** From a value of the interpreter: Long, Double, Boolean or {@link Complex}; null stays null. */
    public static Scalar of(Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof Scalar scalar) {
            return scalar;
        }
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return new Scalar(((Number) value).longValue());
        }
        if (value instanceof Float f) {
            return new Scalar(f.doubleValue());
        }
        if (!(value instanceof Long
                || value instanceof Double
                || value instanceof Boolean
                || value instanceof Complex)) {
            throw new OperatorException(
                    "expected a number, got " + value.getClass().getSimpleName());
        }
        return new Scalar(value);
    }

    /** Long, Double, Boolean or {@link Complex}. */
    public Object value() {
        return value;
    }

    public boolean isFloatingPoint() {
        return value instanceof Double;
    }

    public boolean isIntegral() {
        return value instanceof Long;
    }

    public boolean isBoolean() {
        return value instanceof Boolean;
    }

    public boolean isComplex() {
        return value instanceof Complex;
    }

    public double toDouble() {
        if (value instanceof Double d) {
            return d;
        }
        if (value instanceof Long l) {
            return l;
        }
        if (value instanceof Boolean b) {
            return b ? 1 : 0;
        }
        Complex complex = (Complex) value;
        if (complex.imaginary() != 0) {
            throw new OperatorException("value cannot be converted to type double without overflow");
        }
        return complex.real();
    }

    /** As an integer; a fraction is cut off, and what no int64 holds is refused. */
    public long toLong() {
        if (value instanceof Long l) {
            return l;
        }
        double number = toDouble();
        if (!(number >= Long.MIN_VALUE && number < 0x1p63)) {
            throw new OperatorException("value cannot be converted to type int64_t without overflow");
        }
        return (long) number;
    }

    public boolean toBoolean() {
        return value instanceof Complex c ? c.real() != 0 || c.imaginary() != 0 : toDouble() != 0;
    }

    public Complex toComplex() {
        return value instanceof Complex c ? c : new Complex(toDouble(), 0);
    }

    /**
     * As an element of {@code dtype} holds it: a fraction is cut off for integers, a negative integer wraps in an unsigned one, anything
     * but 0 is true. A number beyond those of the dtype is refused, by PyTorch's rule: infinities and NaN are numbers of floating
     * dtypes, and a negative integer wraps where its amount is a number of the dtype.
     */
    public Scalar to(DType dtype) {
        if (dtype == DType.BOOL) {
            return new Scalar(toBoolean());
        }
        if (value instanceof Boolean || dtype.isQuantized()) {
            return this;
        }
        Complex complex = toComplex();
        boolean held = value instanceof Long integer && dtype.isIntegral(false)
                ? isHeld(integer, dtype)
                : isHeld(complex.real(), dtype)
                        && (dtype.isComplex() ? isHeld(complex.imaginary(), dtype) : complex.imaginary() == 0);
        if (!held) {
            throw new OperatorException("value cannot be converted to type " + typeName(dtype) + " without overflow");
        }
        if (dtype.isIntegral(false)) {
            return new Scalar(dtype == DType.UINT8 ? toLong() & 0xff : toLong());
        }
        return isComplex() && !dtype.isComplex() ? new Scalar(complex.real()) : this;
    }

    private static boolean isHeld(long number, DType dtype) {
        return switch (dtype) {
            case UINT8 -> number >= -255 && number <= 255;
            case INT8 -> number == (byte) number;
            case INT16 -> number == (short) number;
            case INT32 -> number == (int) number;
            default -> true;
        };
    }

    private static boolean isHeld(double number, DType dtype) {
        return switch (dtype.toReal()) {
            case UINT8 -> number >= 0 && number <= 255;
            case INT8 -> number >= Byte.MIN_VALUE && number <= Byte.MAX_VALUE;
            case INT16 -> number >= Short.MIN_VALUE && number <= Short.MAX_VALUE;
            case INT32 -> number >= Integer.MIN_VALUE && number <= Integer.MAX_VALUE;
            case INT64 -> number >= Long.MIN_VALUE && number < 0x1p63;
            case FLOAT16 -> !(Math.abs(number) > 65504) || Double.isInfinite(number);
            case BFLOAT16 -> !(Math.abs(number) > 0x1.fep127) || Double.isInfinite(number);
            case FLOAT32 -> !(Math.abs(number) > Float.MAX_VALUE) || Double.isInfinite(number);
            default -> true;
        };
    }

    /** As PyTorch's messages have it: the C++ type of an element. */
    private static String typeName(DType dtype) {
        return switch (dtype) {
            case UINT8, INT8, INT16, INT64 -> dtype + "_t";
            case INT32 -> "int";
            case FLOAT16 -> "c10::Half";
            case BFLOAT16 -> "c10::BFloat16";
            case FLOAT32 -> "float";
            case FLOAT64 -> "double";
            case COMPLEX32, COMPLEX64, COMPLEX128 -> "c10::complex<" + typeName(dtype.toReal()) + ">";
            default -> dtype.toString();
        };
    }

    /** The dtype of a 0-d tensor made of it: int64, float32 (default dtype), bool, complex64. */
    public DType dtype() {
        return isFloatingPoint()
                ? DType.FLOAT32
                : isIntegral() ? DType.INT64 : isBoolean() ? DType.BOOL : DType.COMPLEX64;
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
