package dev.sconce.ops;

import dev.sconce.runtime.Complex;
import dev.sconce.runtime.Scalar;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/** The functions of Python's cmath module, and those of math for a number of any kind: principal values, as C++'s std::complex has them. */
final class ComplexMathOps {
    private ComplexMathOps() {}

    private static final Complex I = new Complex(0, 1);
    private static final Complex ONE = new Complex(1, 0);

    private static Object apply(Object a, DoubleUnaryOperator real, UnaryOperator<Complex> complex) {
        return a instanceof Complex z
                ? (Object) complex.apply(z)
                : (Object) real.applyAsDouble(Scalar.of(a).toDouble());
    }

    private static Complex add(Complex a, Complex b) {
        return (Complex) Numbers.add(a, b);
    }

    private static Complex multiply(Complex a, Complex b) {
        return (Complex) Numbers.multiply(a, b);
    }

    private static Complex negate(Complex a) {
        return new Complex(-a.real(), -a.imaginary());
    }

    private static double abs(Complex a) {
        return Math.hypot(a.real(), a.imaginary());
    }

    private static double arg(Complex a) {
        return Math.atan2(a.imaginary(), a.real());
    }

    /** {@code -i f(i a)}: how each circular function follows from its hyperbolic one. */
    private static Complex circular(UnaryOperator<Complex> hyperbolic, Complex a) {
        Complex turned = hyperbolic.apply(multiply(I, a));
        return new Complex(turned.imaginary(), -turned.real());
    }

    private static Complex expOf(Complex a) {
        double size = Math.exp(a.real());
        return new Complex(size * Math.cos(a.imaginary()), size * Math.sin(a.imaginary()));
    }

    private static Complex logOf(Complex a) {
        return new Complex(Math.log(abs(a)), arg(a));
    }

    private static Complex sqrtOf(Complex a) {
        double t = Math.sqrt((Math.abs(a.real()) + abs(a)) / 2);
        if (t == 0) {
            return new Complex(0, a.imaginary());
        }
        double other = a.imaginary() / (2 * t);
        return a.real() >= 0 ? new Complex(t, other) : new Complex(Math.abs(other), Math.copySign(t, a.imaginary()));
    }

    private static Complex sinhOf(Complex a) {
        return new Complex(
                Math.sinh(a.real()) * Math.cos(a.imaginary()), Math.cosh(a.real()) * Math.sin(a.imaginary()));
    }

    private static Complex coshOf(Complex a) {
        return new Complex(
                Math.cosh(a.real()) * Math.cos(a.imaginary()), Math.sinh(a.real()) * Math.sin(a.imaginary()));
    }

    private static Complex tanhOf(Complex a) {
        return (Complex) Numbers.divide(sinhOf(a), coshOf(a));
    }

    private static Complex asinhOf(Complex a) {
        return logOf(add(a, sqrtOf(add(multiply(a, a), ONE))));
    }

    private static Complex acoshOf(Complex a) {
        return logOf(add(a, multiply(sqrtOf(add(a, ONE)), sqrtOf(add(a, negate(ONE))))));
    }

    private static Complex atanhOf(Complex a) {
        Complex twice = add(logOf(add(ONE, a)), negate(logOf(add(ONE, negate(a)))));
        return new Complex(twice.real() / 2, twice.imaginary() / 2);
    }

    @Operator("aten::exp.complex(complex a) -> complex")
    @Operator("aten::exp.Scalar(Scalar a) -> Scalar")
    static Object exp(Object a) {
        return apply(a, MathOps::exp, ComplexMathOps::expOf);
    }

    @Operator("aten::log.complex(complex a) -> complex")
    @Operator("aten::log.Scalar(Scalar a) -> Scalar")
    static Object log(Object a) {
        return apply(a, MathOps::log, ComplexMathOps::logOf);
    }

    @Operator("aten::log.complex_complex(complex a, complex b) -> complex")
    @Operator("aten::log.int_complex(int a, complex b) -> complex")
    @Operator("aten::log.complex_int(complex a, int b) -> complex")
    @Operator("aten::log.float_complex(float a, complex b) -> complex")
    @Operator("aten::log.complex_float(complex a, float b) -> complex")
    static Object log(Object a, Object base) {
        return Numbers.divide(log(Scalar.of(a).toComplex()), log(Scalar.of(base).toComplex()));
    }

    @Operator("aten::log10.complex(complex a) -> complex")
    @Operator("aten::log10.Scalar(Scalar a) -> Scalar")
    static Object log10(Object a) {
        return apply(a, MathOps::log10, z -> (Complex) Numbers.divide(logOf(z), Math.log(10)));
    }

    @Operator("aten::sqrt.complex(complex a) -> complex")
    @Operator("aten::sqrt.Scalar(Scalar a) -> Scalar")
    static Object sqrt(Object a) {
        return apply(a, MathOps::sqrt, ComplexMathOps::sqrtOf);
    }

    @Operator("aten::sin.complex(complex a) -> complex")
    @Operator("aten::sin.Scalar(Scalar a) -> Scalar")
    static Object sin(Object a) {
        return apply(a, MathOps::sin, z -> circular(ComplexMathOps::sinhOf, z));
    }

    @Operator("aten::cos.complex(complex a) -> complex")
    @Operator("aten::cos.Scalar(Scalar a) -> Scalar")
    static Object cos(Object a) {
        return apply(a, MathOps::cos, z -> coshOf(multiply(I, z)));
    }

    @Operator("aten::tan.complex(complex a) -> complex")
    @Operator("aten::tan.Scalar(Scalar a) -> Scalar")
    static Object tan(Object a) {
        return apply(a, MathOps::tan, z -> circular(ComplexMathOps::tanhOf, z));
    }

    @Operator("aten::asin.complex(complex a) -> complex")
    @Operator("aten::asin.Scalar(Scalar a) -> Scalar")
    static Object asin(Object a) {
        return apply(a, MathOps::asin, z -> circular(ComplexMathOps::asinhOf, z));
    }

    @Operator("aten::acos.complex(complex a) -> complex")
    @Operator("aten::acos.Scalar(Scalar a) -> Scalar")
    static Object acos(Object a) {
        return apply(
                a, MathOps::acos, z -> add(new Complex(Math.PI / 2, 0), negate(circular(ComplexMathOps::asinhOf, z))));
    }

    @Operator("aten::atan.complex(complex a) -> complex")
    @Operator("aten::atan.Scalar(Scalar a) -> Scalar")
    static Object atan(Object a) {
        return apply(a, MathOps::atan, z -> circular(ComplexMathOps::atanhOf, z));
    }

    @Operator("aten::sinh.complex(complex a) -> complex")
    @Operator("aten::sinh.Scalar(Scalar a) -> Scalar")
    static Object sinh(Object a) {
        return apply(a, MathOps::sinh, ComplexMathOps::sinhOf);
    }

    @Operator("aten::cosh.complex(complex a) -> complex")
    @Operator("aten::cosh.Scalar(Scalar a) -> Scalar")
    static Object cosh(Object a) {
        return apply(a, MathOps::cosh, ComplexMathOps::coshOf);
    }

    @Operator("aten::tanh.complex(complex a) -> complex")
    @Operator("aten::tanh.Scalar(Scalar a) -> Scalar")
    static Object tanh(Object a) {
        return apply(a, MathOps::tanh, ComplexMathOps::tanhOf);
    }

    @Operator("aten::asinh.complex(complex a) -> complex")
    @Operator("aten::asinh.Scalar(Scalar a) -> Scalar")
    static Object asinh(Object a) {
        return apply(a, MathOps::asinh, ComplexMathOps::asinhOf);
    }

    @Operator("aten::acosh.complex(complex a) -> complex")
    @Operator("aten::acosh.Scalar(Scalar a) -> Scalar")
    static Object acosh(Object a) {
        return apply(a, MathOps::acosh, ComplexMathOps::acoshOf);
    }

    @Operator("aten::atanh.complex(complex a) -> complex")
    @Operator("aten::atanh.Scalar(Scalar a) -> Scalar")
    static Object atanh(Object a) {
        return apply(a, MathOps::atanh, ComplexMathOps::atanhOf);
    }

    @Operator("aten::angle.int(int a) -> float")
    @Operator("aten::angle.float(float a) -> float")
    @Operator("aten::angle.complex(complex a) -> float")
    @Operator("aten::angle.Scalar(Scalar a) -> Scalar")
    static Object angle(Object a) {
        if (a instanceof Double d && d.isNaN()) {
            return a;
        }
        return arg(Scalar.of(a).toComplex());
    }

    @Operator("aten::isnan.complex(complex a) -> bool")
    static boolean isnan(Complex a) {
        return Double.isNaN(a.real()) || Double.isNaN(a.imaginary());
    }

    @Operator("aten::isinf.complex(complex a) -> bool")
    static boolean isinf(Complex a) {
        return Double.isInfinite(a.real()) || Double.isInfinite(a.imaginary());
    }

    @Operator("aten::isfinite.complex(complex a) -> bool")
    static boolean isfinite(Complex a) {
        return Double.isFinite(a.real()) && Double.isFinite(a.imaginary());
    }
}
