package dev.sconce.ops;

import dev.sconce.OperatorException;
import dev.sconce.runtime.Complex;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.Scalar;
import java.util.Comparator;

/**
 * Arithmetic on Python numbers of any kind (Long, Double, Boolean, {@link Complex}): two ints give an int that wraps at 64 bits, as
 * TorchScript's does; division and remainder round down, as Python's.
 */
final class Numbers {
    /** Numbers and strings in ascending order; a NaN compares as in Python: false with everything. */
    static final Comparator<Object> ORDER = (a, b) -> {
        if (a instanceof String text) {
            return text.compareTo((String) b);
        }
        return less(a, b) ? -1 : less(b, a) ? 1 : 0;
    };

    private Numbers() {}

    private static boolean areInts(Object a, Object b) {
        return !(a instanceof Double || b instanceof Double || a instanceof Complex || b instanceof Complex);
    }

    private static boolean anyComplex(Object a, Object b) {
        return a instanceof Complex || b instanceof Complex;
    }

    private static long integer(Object value) {
        return value instanceof Boolean b ? (b ? 1 : 0) : (Long) value;
    }

    private static double real(Object value) {
        return value instanceof Double d ? d : integer(value);
    }

    private static Complex complex(Object value) {
        return Scalar.of(value).toComplex();
    }

    static Object add(Object a, Object b) {
        if (areInts(a, b)) {
            return integer(a) + integer(b);
        }
        if (anyComplex(a, b)) {
            Complex x = complex(a);
            Complex y = complex(b);
            return new Complex(x.real() + y.real(), x.imaginary() + y.imaginary());
        }
        return real(a) + real(b);
    }

    static Object subtract(Object a, Object b) {
        if (areInts(a, b)) {
            return integer(a) - integer(b);
        }
        if (anyComplex(a, b)) {
            Complex x = complex(a);
            Complex y = complex(b);
            return new Complex(x.real() - y.real(), x.imaginary() - y.imaginary());
        }
        return real(a) - real(b);
    }

    static Object multiply(Object a, Object b) {
        if (areInts(a, b)) {
            return integer(a) * integer(b);
        }
        if (anyComplex(a, b)) {
            Complex x = complex(a);
            Complex y = complex(b);
            return new Complex(
                    x.real() * y.real() - x.imaginary() * y.imaginary(),
                    x.real() * y.imaginary() + x.imaginary() * y.real());
        }
        return real(a) * real(b);
    }

    /** True division: a float, also of two ints. */
    static Object divide(Object a, Object b) {
        if (anyComplex(a, b)) {
            Complex x = complex(a);
            Complex y = complex(b);
            double norm = y.real() * y.real() + y.imaginary() * y.imaginary();
            return new Complex(
                    (x.real() * y.real() + x.imaginary() * y.imaginary()) / norm,
                    (x.imaginary() * y.real() - x.real() * y.imaginary()) / norm);
        }
        return real(a) / real(b);
    }

    static Object floorDivide(Object a, Object b) {
        if (areInts(a, b)) {
            return Math.floorDiv(integer(a), nonZero(b));
        }
        return Math.floor(real(a) / real(b));
    }

    /** With the sign of the divisor, as Python's {@code %}; of floats as PyTorch rounds it, so that nothing is left of a tiny dividend. */
    static Object remainder(Object a, Object b) {
        if (areInts(a, b)) {
            return Math.floorMod(integer(a), nonZero(b));
        }
        double y = real(b);
        return (real(a) % y + y) % y;
    }

    /** Python's {@code divmod}. */
    static Object[] divmod(Object a, Object b) {
        if (areInts(a, b)) {
            return new Object[] {floorDivide(a, b), remainder(a, b)};
        }
        double x = real(a);
        double y = real(b);
        if (y == 0) {
            throw new OperatorException("ZeroDivisionError: float divmod()");
        }
        double rest = x % y;
        if (rest != 0 && (rest < 0) != (y < 0)) {
            rest += y;
        }
        return new Object[] {(x - rest) / y, rest};
    }

    private static long nonZero(Object divisor) {
        long value = integer(divisor);
        if (value == 0) {
            throw new OperatorException("ZeroDivisionError: division by zero");
        }
        return value;
    }

    /** A float, also of two ints. */
    static Object powFloat(Object a, Object b) {
        if (anyComplex(a, b)) {
            Complex x = complex(a);
            Complex y = complex(b);
            double abs = Math.hypot(x.real(), x.imaginary());
            if (abs == 0) {
                return y.real() == 0 && y.imaginary() == 0 ? new Complex(1, 0) : new Complex(0, 0);
            }
            double angle = Math.atan2(x.imaginary(), x.real());
            double scale = Math.exp(y.real() * Math.log(abs) - y.imaginary() * angle);
            double turn = y.imaginary() * Math.log(abs) + y.real() * angle;
            return new Complex(scale * Math.cos(turn), scale * Math.sin(turn));
        }
        if (real(a) == 0 && real(b) < 0) {
            throw new OperatorException("0.0 cannot be raised to a negative power");
        }
        return power(real(a), real(b));
    }

    /** C's: 1 to any power is 1, and -1 to an infinite one too. */
    private static double power(double base, double exponent) {
        return base == 1 || (base == -1 && Double.isInfinite(exponent)) ? 1 : Math.pow(base, exponent);
    }

    /** By squaring, wrapping at 64 bits; 0 for negative exponents of other bases than 1 and -1. */
    static long powInt(long base, long exponent) {
        if (exponent < 0) {
            return base == 1 ? 1 : base == -1 ? (exponent % 2 == 0 ? 1 : -1) : 0;
        }
        long result = 1;
        long square = base;
        for (long left = exponent; left > 0; left >>= 1) {
            if ((left & 1) != 0) {
                result *= square;
            }
            square *= square;
        }
        return result;
    }

    static boolean equal(Object a, Object b) {
        if (areInts(a, b)) {
            return integer(a) == integer(b);
        }
        if (anyComplex(a, b)) {
            Complex x = complex(a);
            Complex y = complex(b);
            return x.real() == y.real() && x.imaginary() == y.imaginary();
        }
        return real(a) == real(b);
    }

    static boolean less(Object a, Object b) {
        return areInts(a, b) ? integer(a) < integer(b) : real(a) < real(b);
    }

    static boolean lessOrEqual(Object a, Object b) {
        return areInts(a, b) ? integer(a) <= integer(b) : real(a) <= real(b);
    }

    /** {@code value}, as a float where the other operand is one: the result of a min or max of an int and a float. */
    static Object likeBoth(Object value, Object other) {
        return other instanceof Double && !(value instanceof Double) ? (Object) real(value) : value;
    }

    /** Whether Python takes the value for true. */
    static boolean isTrue(Object value) {
        return value instanceof String text ? !text.isEmpty() : Scalar.of(value).toBoolean();
    }

    /** Lexicographic order of two lists of numbers. */
    static int compareLists(ListValue a, ListValue b) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            int order = ORDER.compare(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.size(), b.size());
    }
}
