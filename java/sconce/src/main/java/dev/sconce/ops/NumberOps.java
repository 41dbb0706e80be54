package dev.sconce.ops;

import dev.sconce.OperatorException;
import dev.sconce.Tensor;
import dev.sconce.runtime.Complex;
import dev.sconce.runtime.Scalar;

/** Arithmetic and comparison of Python numbers: PyTorch's operators on int, float, complex and Scalar. */
final class NumberOps {
    private NumberOps() {}

    @Operator("aten::add(Scalar a, Scalar b) -> Scalar")
    @Operator("aten::add.complex(complex a, complex b) -> complex")
    @Operator("aten::add.complex_float(complex a, float b) -> complex")
    @Operator("aten::add.complex_int(complex a, int b) -> complex")
    @Operator("aten::add.float(float a, float b) -> float")
    @Operator("aten::add.float_complex(float a, complex b) -> complex")
    @Operator("aten::add.float_int(float a, int b) -> float")
    @Operator("aten::add.int(int a, int b) -> int")
    @Operator("aten::add.int_complex(int a, complex b) -> complex")
    @Operator("aten::add.int_float(int a, float b) -> float")
    static Object add(Object a, Object b) {
        return Numbers.add(a, b);
    }

    @Operator("aten::sub(Scalar a, Scalar b) -> Scalar")
    @Operator("aten::sub.complex(complex a, complex b) -> complex")
    @Operator("aten::sub.complex_float(complex a, float b) -> complex")
    @Operator("aten::sub.complex_int(complex a, int b) -> complex")
    @Operator("aten::sub.float(float a, float b) -> float")
    @Operator("aten::sub.float_complex(float a, complex b) -> complex")
    @Operator("aten::sub.float_int(float a, int b) -> float")
    @Operator("aten::sub.int(int a, int b) -> int")
    @Operator("aten::sub.int_complex(int a, complex b) -> complex")
    @Operator("aten::sub.int_float(int a, float b) -> float")
    static Object sub(Object a, Object b) {
        return Numbers.subtract(a, b);
    }

    @Operator("aten::mul(Scalar a, Scalar b) -> Scalar")
    @Operator("aten::mul.complex(complex a, complex b) -> complex")
    @Operator("aten::mul.complex_float(complex a, float b) -> complex")
    @Operator("aten::mul.complex_int(complex a, int b) -> complex")
    @Operator("aten::mul.float(float a, float b) -> float")
    @Operator("aten::mul.float_complex(float a, complex b) -> complex")
    @Operator("aten::mul.float_int(float a, int b) -> float")
    @Operator("aten::mul.int(int a, int b) -> int")
    @Operator("aten::mul.int_complex(int a, complex b) -> complex")
    @Operator("aten::mul.int_float(int a, float b) -> float")
    static Object mul(Object a, Object b) {
        return Numbers.multiply(a, b);
    }

    @Operator("aten::div(Scalar a, Scalar b) -> float")
    @Operator("aten::div.complex(complex a, complex b) -> complex")
    @Operator("aten::div.float(float a, float b) -> float")
    @Operator("aten::div.int(int a, int b) -> float")
    static Object div(Object a, Object b) {
        return Numbers.divide(a, b);
    }

    @Operator("aten::floordiv(Scalar a, Scalar b) -> Scalar")
    @Operator("aten::floordiv.float(float a, float b) -> float")
    @Operator("aten::floordiv.float_int(float a, int b) -> float")
    @Operator("aten::floordiv.int(int a, int b) -> int")
    @Operator("aten::floordiv.int_float(int a, float b) -> float")
    static Object floordiv(Object a, Object b) {
        return Numbers.floorDivide(a, b);
    }

    @Operator("aten::remainder(Scalar a, Scalar b) -> Scalar")
    @Operator("aten::remainder.float(float a, float b) -> float")
    @Operator("aten::remainder.float_int(float a, int b) -> float")
    @Operator("aten::remainder.int(int a, int b) -> int")
    @Operator("aten::remainder.int_float(int a, float b) -> float")
    static Object remainder(Object a, Object b) {
        return Numbers.remainder(a, b);
    }

    @Operator("aten::pow.Scalar_Scalar(Scalar a, Scalar b) -> float")
    @Operator("aten::pow.complex(complex a, complex b) -> complex")
    @Operator("aten::pow.complex_float(complex a, float b) -> complex")
    @Operator("aten::pow.float(float a, float b) -> float")
    @Operator("aten::pow.float_complex(float a, complex b) -> complex")
    @Operator("aten::pow.float_int(float a, int b) -> float")
    @Operator("aten::pow.int(int a, int b) -> float")
    @Operator("aten::pow.int_float(int a, float b) -> float")
    static Object pow(Object a, Object b) {
        return Numbers.powFloat(a, b);
    }

    @Operator("aten::pow.int_to_int(int a, int b) -> int")
    static long powInt(long a, long b) {
        return Numbers.powInt(a, b);
    }

    @Operator("aten::divmod.float(float x, float y) -> (float, float)")
    @Operator("aten::divmod.float_int(float x, int y) -> (float, float)")
    @Operator("aten::divmod.int(int x, int y) -> (int, int)")
    @Operator("aten::divmod.int_float(int x, float y) -> (float, float)")
    static Object[] divmod(Object a, Object b) {
        return Numbers.divmod(a, b);
    }

    @Operator("aten::eq(Scalar a, Scalar b) -> bool")
    @Operator("aten::eq.bool(bool a, bool b) -> bool")
    @Operator("aten::eq.complex(complex a, complex b) -> bool")
    @Operator("aten::eq.complex_float(complex a, float b) -> bool")
    @Operator("aten::eq.float(float a, float b) -> bool")
    @Operator("aten::eq.float_complex(float a, complex b) -> bool")
    @Operator("aten::eq.float_int(float a, int b) -> bool")
    @Operator("aten::eq.int(int a, int b) -> bool")
    @Operator("aten::eq.int_float(int a, float b) -> bool")
    static boolean eq(Object a, Object b) {
        return Numbers.equal(a, b);
    }

    @Operator("aten::ne(Scalar a, Scalar b) -> bool")
    @Operator("aten::ne.bool(bool a, bool b) -> bool")
    @Operator("aten::ne.complex(complex a, complex b) -> bool")
    @Operator("aten::ne.complex_float(complex a, float b) -> bool")
    @Operator("aten::ne.float(float a, float b) -> bool")
    @Operator("aten::ne.float_complex(float a, complex b) -> bool")
    @Operator("aten::ne.float_int(float a, int b) -> bool")
    @Operator("aten::ne.int(int a, int b) -> bool")
    @Operator("aten::ne.int_float(int a, float b) -> bool")
    static boolean ne(Object a, Object b) {
        return !Numbers.equal(a, b);
    }

    @Operator("aten::lt(Scalar a, Scalar b) -> bool")
    @Operator("aten::lt.float(float a, float b) -> bool")
    @Operator("aten::lt.float_int(float a, int b) -> bool")
    @Operator("aten::lt.int(int a, int b) -> bool")
    @Operator("aten::lt.int_float(int a, float b) -> bool")
    static boolean lt(Object a, Object b) {
        return Numbers.less(a, b);
    }

    @Operator("aten::le(Scalar a, Scalar b) -> bool")
    @Operator("aten::le.float(float a, float b) -> bool")
    @Operator("aten::le.float_int(float a, int b) -> bool")
    @Operator("aten::le.int(int a, int b) -> bool")
    @Operator("aten::le.int_float(int a, float b) -> bool")
    static boolean le(Object a, Object b) {
        return Numbers.lessOrEqual(a, b);
    }

    @Operator("aten::gt(Scalar a, Scalar b) -> bool")
    @Operator("aten::gt.float(float a, float b) -> bool")
    @Operator("aten::gt.float_int(float a, int b) -> bool")
    @Operator("aten::gt.int(int a, int b) -> bool")
    @Operator("aten::gt.int_float(int a, float b) -> bool")
    static boolean gt(Object a, Object b) {
        return Numbers.less(b, a);
    }

    @Operator("aten::ge(Scalar a, Scalar b) -> bool")
    @Operator("aten::ge.float(float a, float b) -> bool")
    @Operator("aten::ge.float_int(float a, int b) -> bool")
    @Operator("aten::ge.int(int a, int b) -> bool")
    @Operator("aten::ge.int_float(int a, float b) -> bool")
    static boolean ge(Object a, Object b) {
        return Numbers.lessOrEqual(b, a);
    }

    @Operator("prim::max(Scalar a, Scalar b) -> Scalar")
    @Operator("prim::max.float(float a, float b) -> float")
    @Operator("prim::max.float_int(float a, int b) -> float")
    @Operator("prim::max.int(int a, int b) -> int")
    @Operator("prim::max.int_float(int a, float b) -> float")
    static Object max(Object a, Object b) {
        return Numbers.less(b, a) ? Numbers.likeBoth(a, b) : Numbers.likeBoth(b, a);
    }

    @Operator("prim::min(Scalar a, Scalar b) -> Scalar")
    @Operator("prim::min.float(float a, float b) -> float")
    @Operator("prim::min.float_int(float a, int b) -> float")
    @Operator("prim::min.int(int a, int b) -> int")
    @Operator("prim::min.int_float(int a, float b) -> float")
    static Object min(Object a, Object b) {
        return Numbers.less(a, b) ? Numbers.likeBoth(a, b) : Numbers.likeBoth(b, a);
    }

    @Operator("prim::abs.Scalar(Scalar a) -> Scalar")
    @Operator("prim::abs.complex(complex a) -> float")
    @Operator("prim::abs.float(float a) -> float")
    @Operator("prim::abs.int(int a) -> int")
    static Object abs(Object a) {
        if (a instanceof Long i) {
            return Math.abs(i);
        }
        return a instanceof Complex c ? (Object) Math.hypot(c.real(), c.imaginary()) : (Object) Math.abs((Double) a);
    }

    @Operator("aten::neg.Scalar(Scalar a) -> Scalar")
    @Operator("aten::neg.complex(complex a) -> complex")
    @Operator("aten::neg.float(float a) -> float")
    @Operator("aten::neg.int(int a) -> int")
    static Object neg(Object a) {
        return Numbers.subtract(a instanceof Double ? (Object) (-0.0) : (Object) 0L, a);
    }

    @Operator("aten::__and__.bool(bool a, bool b) -> bool")
    @Operator("aten::__and__.int(int a, int b) -> int")
    static Object and(Object a, Object b) {
        return a instanceof Boolean p ? (Object) (p & (Boolean) b) : (Object) ((Long) a & (Long) b);
    }

    @Operator("aten::__or__.bool(bool a, bool b) -> bool")
    @Operator("aten::__or__.int(int a, int b) -> int")
    static Object or(Object a, Object b) {
        return a instanceof Boolean p ? (Object) (p | (Boolean) b) : (Object) ((Long) a | (Long) b);
    }

    @Operator("aten::__xor__.bool(bool a, bool b) -> bool")
    @Operator("aten::__xor__.int(int a, int b) -> int")
    static Object xor(Object a, Object b) {
        return a instanceof Boolean p ? (Object) (p ^ (Boolean) b) : (Object) ((Long) a ^ (Long) b);
    }

    @Operator("aten::__not__(bool self) -> bool")
    static boolean not(boolean a) {
        return !a;
    }

    @Operator("aten::__lshift__.int(int a, int b) -> int")
    static long leftShift(long a, long b) {
        return a << b;
    }

    @Operator("aten::__rshift__.int(int a, int b) -> int")
    static long rightShift(long a, long b) {
        return a >> b;
    }

    @Operator("aten::Int.Scalar(Scalar a) -> int")
    @Operator("aten::Int.bool(bool a) -> int")
    @Operator("aten::Int.float(float a) -> int")
    static long toInt(Object a) {
        // C++ gets the least int64 from the CPU for what is not in its range.
        return a instanceof Double d && !(Math.abs(d) < 0x1p63)
                ? Long.MIN_VALUE
                : Scalar.of(a).toLong();
    }

    @Operator("aten::Float.Scalar(Scalar a) -> float")
    @Operator("aten::Float.bool(bool a) -> float")
    @Operator("aten::Float.int(int a) -> float")
    static double toFloat(Object a) {
        return Scalar.of(a).toDouble();
    }

    @Operator("aten::Bool.float(float a) -> bool")
    @Operator("aten::Bool.int(int a) -> bool")
    static boolean toBool(Object a) {
        return Scalar.of(a).toBoolean();
    }

    @Operator("aten::Complex.bool_bool(bool x, bool y) -> complex")
    @Operator("aten::Complex.bool_float(bool x, float y) -> complex")
    @Operator("aten::Complex.bool_int(bool x, int y) -> complex")
    @Operator("aten::Complex.float_bool(float x, bool y) -> complex")
    @Operator("aten::Complex.float_float(float x, float y) -> complex")
    @Operator("aten::Complex.float_int(float x, int y) -> complex")
    @Operator("aten::Complex.int_bool(int x, bool y) -> complex")
    @Operator("aten::Complex.int_float(int x, float y) -> complex")
    @Operator("aten::Complex.int_int(int x, int y) -> complex")
    static Complex toComplex(Object x, Object y) {
        return new Complex(Scalar.of(x).toDouble(), Scalar.of(y).toDouble());
    }

    @Operator("aten::Complex.Tensor_Tensor(Tensor a, Tensor b) -> complex")
    static Complex toComplex(Tensor a, Tensor b) {
        return toComplex(Elements.item(a), Elements.item(b));
    }

    @Operator("aten::Complex.Tensor_bool(Tensor x, bool y) -> complex")
    @Operator("aten::Complex.Tensor_float(Tensor x, float y) -> complex")
    @Operator("aten::Complex.Tensor_int(Tensor x, int y) -> complex")
    static Complex toComplex(Tensor x, Object y) {
        return toComplex(Elements.item(x), y);
    }

    @Operator("aten::Complex.bool_Tensor(bool x, Tensor y) -> complex")
    @Operator("aten::Complex.float_Tensor(float x, Tensor y) -> complex")
    @Operator("aten::Complex.int_Tensor(int x, Tensor y) -> complex")
    static Complex toComplex(Object x, Tensor y) {
        return toComplex(x, Elements.item(y));
    }

    @Operator("aten::Complex.Scalar(Scalar a) -> complex")
    static Complex scalarToComplex(Object a) {
        return Scalar.of(a).toComplex();
    }

    /** The number of elements of {@code range(lo, hi, step)}. */
    @Operator("aten::__range_length(int lo, int hi, int step) -> int")
    static long rangeLength(long lo, long hi, long step) {
        if (step == 0) {
            throw new OperatorException("range() arg 3 must not be zero");
        }
        if (step > 0 ? lo >= hi : lo <= hi) {
            return 0;
        }
        // Unsigned, as the distance may need all 64 bits.
        long distance = step > 0 ? hi - lo - 1 : lo - hi - 1;
        long steps = Long.divideUnsigned(distance, step > 0 ? step : -step);
        return steps < 0 || steps == Long.MAX_VALUE ? Long.MAX_VALUE : steps + 1;
    }

    /** The element of {@code range(start, ..., step)} at the index. */
    @Operator("aten::__derive_index(int index, int start, int step) -> int")
    static long deriveIndex(long index, long start, long step) {
        return start + index * step;
    }
}
