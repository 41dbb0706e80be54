package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.OperatorException;
import dev.sconce.Tensor;
import dev.sconce.runtime.Complex;
import dev.sconce.runtime.Scalar;
import java.util.function.BinaryOperator;

/** The functions of Python's math module on int and float, as TorchScript has them. */
final class MathOps {
    private MathOps() {}

    @Operator("aten::sqrt.float(float a) -> float")
    @Operator("aten::sqrt.int(int a) -> float")
    static double sqrt(double a) {
        return Math.sqrt(a);
    }

    @Operator("aten::exp.float(float a) -> float")
    @Operator("aten::exp.int(int a) -> float")
    static double exp(double a) {
        return Math.exp(a);
    }

    @Operator("aten::expm1.float(float a) -> float")
    @Operator("aten::expm1.int(int a) -> float")
    @Operator("aten::expm1.Scalar(Scalar a) -> Scalar")
    static double expm1(double a) {
        return Math.expm1(a);
    }

    @Operator("aten::log.float(float a) -> float")
    @Operator("aten::log.int(int a) -> float")
    static double log(double a) {
        return Math.log(a);
    }

    @Operator("aten::log10.float(float a) -> float")
    @Operator("aten::log10.int(int a) -> float")
    static double log10(double a) {
        return Math.log10(a);
    }

    @Operator("aten::log1p.float(float a) -> float")
    @Operator("aten::log1p.int(int a) -> float")
    @Operator("aten::log1p.Scalar(Scalar a) -> Scalar")
    static double log1p(double a) {
        return Math.log1p(a);
    }

    @Operator("aten::log.Scalar_Scalar(Scalar a, Scalar b) -> float")
    @Operator("aten::log.float_float(float a, float b) -> float")
    @Operator("aten::log.float_int(float a, int b) -> float")
    @Operator("aten::log.int_float(int a, float b) -> float")
    @Operator("aten::log.int_int(int a, int b) -> float")
    static double log(double a, double base) {
        return Math.log(a) / Math.log(base);
    }

    @Operator("aten::sin.float(float a) -> float")
    @Operator("aten::sin.int(int a) -> float")
    static double sin(double a) {
        return Math.sin(a);
    }

    @Operator("aten::cos.float(float a) -> float")
    @Operator("aten::cos.int(int a) -> float")
    static double cos(double a) {
        return Math.cos(a);
    }

    @Operator("aten::tan.float(float a) -> float")
    @Operator("aten::tan.int(int a) -> float")
    static double tan(double a) {
        return Math.tan(a);
    }

    @Operator("aten::asin.float(float a) -> float")
    @Operator("aten::asin.int(int a) -> float")
    static double asin(double a) {
        return Math.asin(a);
    }

    @Operator("aten::acos.float(float a) -> float")
    @Operator("aten::acos.int(int a) -> float")
    static double acos(double a) {
        return Math.acos(a);
    }

    @Operator("aten::atan.float(float a) -> float")
    @Operator("aten::atan.int(int a) -> float")
    static double atan(double a) {
        return Math.atan(a);
    }

    @Operator("aten::sinh.float(float a) -> float")
    @Operator("aten::sinh.int(int a) -> float")
    static double sinh(double a) {
        return Math.sinh(a);
    }

    @Operator("aten::cosh.float(float a) -> float")
    @Operator("aten::cosh.int(int a) -> float")
    static double cosh(double a) {
        return Math.cosh(a);
    }

    @Operator("aten::tanh.float(float a) -> float")
    @Operator("aten::tanh.int(int a) -> float")
    static double tanh(double a) {
        return Math.tanh(a);
    }

    @Operator("aten::asinh.float(float a) -> float")
    @Operator("aten::asinh.int(int a) -> float")
    static double asinh(double a) {
        return Math.copySign(Math.log(Math.abs(a) + Math.hypot(a, 1)), a);
    }

    @Operator("aten::acosh.float(float a) -> float")
    @Operator("aten::acosh.int(int a) -> float")
    static double acosh(double a) {
        return Math.log(a + Math.sqrt((a - 1) * (a + 1)));
    }

    @Operator("aten::atanh.float(float a) -> float")
    @Operator("aten::atanh.int(int a) -> float")
    static double atanh(double a) {
        return 0.5 * Math.log1p(2 * a / (1 - a));
    }

    @Operator("aten::degrees.float(float a) -> float")
    @Operator("aten::degrees.int(int a) -> float")
    @Operator("aten::degrees.Scalar(Scalar a) -> Scalar")
    static double degrees(double a) {
        return Math.toDegrees(a);
    }

    @Operator("aten::radians.float(float a) -> float")
    @Operator("aten::radians.int(int a) -> float")
    @Operator("aten::radians.Scalar(Scalar a) -> Scalar")
    static double radians(double a) {
        return Math.toRadians(a);
    }

    @Operator("aten::fabs.float(float a) -> float")
    @Operator("aten::fabs.int(int a) -> float")
    @Operator("aten::fabs.Scalar(Scalar a) -> Scalar")
    static double fabs(double a) {
        return Math.abs(a);
    }

    @Operator("aten::erf.float(float a) -> float")
    @Operator("aten::erf.int(int a) -> float")
    @Operator("aten::erf.Scalar(Scalar a) -> Scalar")
    static double erf(double a) {
        return byKernel(SpecialOps::erf, a);
    }

    @Operator("aten::erfc.float(float a) -> float")
    @Operator("aten::erfc.int(int a) -> float")
    @Operator("aten::erfc.Scalar(Scalar a) -> Scalar")
    static double erfc(double a) {
        return byKernel(SpecialOps::erfc, a);
    }

    @Operator("aten::lgamma.float(float a) -> float")
    @Operator("aten::lgamma.int(int a) -> float")
    @Operator("aten::lgamma.Scalar(Scalar a) -> Scalar")
    static double lgamma(double a) {
        return byKernel(SpecialOps::lgamma, a);
    }

    /** Through the logarithm, except where a product is exact. */
    @Operator("aten::gamma.float(float a) -> float")
    @Operator("aten::gamma.int(int a) -> float")
    @Operator("aten::gamma.Scalar(Scalar a) -> Scalar")
    static double gamma(double a) {
        if (a == Math.rint(a)) {
            return a == 0 ? 1 / a : a < 0 ? Double.NaN : a <= 21 ? factorial((long) a - 1) : Math.exp(lgamma(a));
        }
        return a < 0 ? Math.PI / (Math.sin(Math.PI * a) * gamma(1 - a)) : Math.exp(lgamma(a));
    }

    /** A number as a tensor of one element. */
    private static double byKernel(BinaryOperator<Tensor> operator, double a) {
        return Elements.toDouble(operator.apply(Elements.of(Scalar.of(a), DType.FLOAT64), null));
    }

    @Operator("aten::atan2.Scalar_Scalar(Scalar a, Scalar b) -> float")
    @Operator("aten::atan2.float(float a, float b) -> float")
    @Operator("aten::atan2.float_int(float a, int b) -> float")
    @Operator("aten::atan2.int(int a, int b) -> float")
    @Operator("aten::atan2.int_float(int a, float b) -> float")
    static double atan2(double a, double b) {
        return Math.atan2(a, b);
    }

    @Operator("aten::copysign(Scalar a, Scalar b) -> float")
    @Operator("aten::copysign.float(float a, float b) -> float")
    @Operator("aten::copysign.float_int(float a, int b) -> float")
    @Operator("aten::copysign.int(int a, int b) -> float")
    @Operator("aten::copysign.int_float(int a, float b) -> float")
    static double copysign(double a, double b) {
        return Math.copySign(a, b);
    }

    @Operator("aten::fmod(Scalar a, Scalar b) -> float")
    @Operator("aten::fmod.float(float a, float b) -> float")
    @Operator("aten::fmod.float_int(float a, int b) -> float")
    @Operator("aten::fmod.int(int a, int b) -> float")
    @Operator("aten::fmod.int_float(int a, float b) -> float")
    static double fmod(double a, double b) {
        return a % b;
    }

    @Operator("aten::mathremainder(Scalar a, Scalar b) -> float")
    @Operator("aten::mathremainder.float(float a, float b) -> float")
    @Operator("aten::mathremainder.float_int(float a, int b) -> float")
    @Operator("aten::mathremainder.int(int a, int b) -> float")
    @Operator("aten::mathremainder.int_float(int a, float b) -> float")
    static double remainder(double a, double b) {
        return Math.IEEEremainder(a, b);
    }

    @Operator("aten::ceil.float(float a) -> int")
    @Operator("aten::ceil.int(int a) -> int")
    @Operator("aten::ceil.Scalar(Scalar a) -> Scalar")
    static long ceil(Object a) {
        return whole(a instanceof Double number ? (Object) Math.ceil(number) : a);
    }

    private static long whole(Object a) {
        if (a instanceof Double number && !(Math.abs(number) < 0x1p63)) {
            throw new OperatorException("Cannot convert float " + Text.str(a) + " to integer");
        }
        return Scalar.of(a).toLong();
    }

    @Operator("aten::floor.float(float a) -> int")
    @Operator("aten::floor.int(int a) -> int")
    @Operator("aten::floor.Scalar(Scalar a) -> Scalar")
    static long floor(Object a) {
        return whole(a instanceof Double number ? (Object) Math.floor(number) : a);
    }

    @Operator("aten::round.float(float a) -> float")
    @Operator("aten::round.int(int a) -> float")
    @Operator("aten::round.Scalar(Scalar a) -> Scalar")
    static double round(double a) {
        return Math.rint(a);
    }

    @Operator("aten::isnan.float(float a) -> bool")
    static boolean isnan(double a) {
        return Double.isNaN(a);
    }

    @Operator("aten::isinf.float(float a) -> bool")
    static boolean isinf(double a) {
        return Double.isInfinite(a);
    }

    @Operator("aten::isfinite.float(float a) -> bool")
    static boolean isfinite(double a) {
        return Double.isFinite(a);
    }

    @Operator("aten::gcd.int(int a, int b) -> int")
    static long gcd(long a, long b) {
        return b == 0 ? Math.abs(a) : gcd(b, a % b);
    }

    @Operator("aten::factorial.int(int a) -> int")
    static long factorial(long a) {
        if (a < 0) {
            throw new OperatorException("factorial() not defined for negative values");
        }
        long product = 1;
        for (long i = 2; i <= a; i++) {
            product *= i;
        }
        return product;
    }

    @Operator("aten::modf(float a) -> (float, float)")
    static Object[] modf(double a) {
        double whole = a < 0 ? Math.ceil(a) : Math.floor(a);
        return new Object[] {Double.isInfinite(a) ? Math.copySign(0.0, a) : Math.copySign(a - whole, a), whole};
    }

    @Operator("aten::frexp(float a) -> (float, int)")
    static Object[] frexp(double a) {
        if (a == 0 || !Double.isFinite(a)) {
            return new Object[] {a, 0L};
        }
        int exponent =
                Math.getExponent(a) < Double.MIN_EXPONENT ? Math.getExponent(a * 0x1p54) - 54 : Math.getExponent(a);
        return new Object[] {Math.scalb(a, -exponent - 1), exponent + 1L};
    }

    @Operator("aten::ldexp(float x, int i) -> float")
    static double ldexp(double x, long i) {
        return Math.scalb(x, (int) Math.max(-4200, Math.min(4200, i)));
    }

    @Operator("aten::polar.Scalar_Scalar(Scalar a, Scalar b) -> Scalar")
    @Operator("aten::polar.float(float a, float b) -> complex")
    @Operator("aten::polar.float_int(float a, int b) -> complex")
    @Operator("aten::polar.int(int a, int b) -> complex")
    @Operator("aten::polar.int_float(int a, float b) -> complex")
    static Complex polar(double abs, double angle) {
        return new Complex(abs * Math.cos(angle), abs * Math.sin(angle));
    }
}
