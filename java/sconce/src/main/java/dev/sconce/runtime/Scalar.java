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
