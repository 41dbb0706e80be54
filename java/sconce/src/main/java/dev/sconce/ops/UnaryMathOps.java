package dev.sconce.ops;

import dev.sconce.Tensor;

/** Functions of one number. Integers and bools are computed as float32, as in PyTorch. */
final class UnaryMathOps {
    private UnaryMathOps() {}

    private static final Kernel SQRT = Kernel.of("sqrt");
    private static final Kernel RSQRT = Kernel.of("rsqrt");
    private static final Kernel RECIPROCAL = Kernel.of("reciprocal");
    private static final Kernel EXP = Kernel.of("exp");
    private static final Kernel EXP2 = Kernel.of("exp2");
    private static final Kernel EXPM1 = Kernel.of("expm1");
    private static final Kernel LOG = Kernel.of("log");
    private static final Kernel LOG2 = Kernel.of("log2");
    private static final Kernel LOG10 = Kernel.of("log10");
    private static final Kernel LOG1P = Kernel.of("log1p");
    private static final Kernel SIN = Kernel.of("sin");
    private static final Kernel COS = Kernel.of("cos");
    private static final Kernel TAN = Kernel.of("tan");
    private static final Kernel ASIN = Kernel.of("asin");
    private static final Kernel ACOS = Kernel.of("acos");
    private static final Kernel ATAN = Kernel.of("atan");
    private static final Kernel SINH = Kernel.of("sinh");
    private static final Kernel COSH = Kernel.of("cosh");
    private static final Kernel TANH = Kernel.of("tanh");
    private static final Kernel ASINH = Kernel.of("asinh");
    private static final Kernel ACOSH = Kernel.of("acosh");
    private static final Kernel ATANH = Kernel.of("atanh");
    private static final Kernel SINC = Kernel.of("sinc");
    private static final Kernel DEG2RAD = Kernel.of("deg2rad");
    private static final Kernel RAD2DEG = Kernel.of("rad2deg");
    private static final Kernel SIGMOID = Kernel.of("sigmoid");

    @Operator("aten::sqrt(Tensor self) -> Tensor")
    @Operator("aten::sqrt_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::sqrt.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor sqrt(Tensor self, Tensor out) {
        return Pointwise.floating(SQRT, self, out);
    }

    @Operator("aten::rsqrt(Tensor self) -> Tensor")
    @Operator("aten::rsqrt_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::rsqrt.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor rsqrt(Tensor self, Tensor out) {
        return Pointwise.floating(RSQRT, self, out);
    }

    @Operator("aten::reciprocal(Tensor self) -> Tensor")
    @Operator("aten::reciprocal_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::reciprocal.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor reciprocal(Tensor self, Tensor out) {
        return Pointwise.floating(RECIPROCAL, self, out);
    }

    @Operator("aten::exp(Tensor self) -> Tensor")
    @Operator("aten::exp_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::exp.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor exp(Tensor self, Tensor out) {
        return Pointwise.floating(EXP, self, out);
    }

    @Operator("aten::exp2(Tensor self) -> Tensor")
    @Operator("aten::exp2_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::exp2.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_exp2(Tensor self) -> Tensor")
    @Operator("aten::special_exp2.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor exp2(Tensor self, Tensor out) {
        return Pointwise.floating(EXP2, self, out);
    }

    @Operator("aten::expm1(Tensor self) -> Tensor")
    @Operator("aten::expm1_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::expm1.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_expm1(Tensor self) -> Tensor")
    @Operator("aten::special_expm1.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor expm1(Tensor self, Tensor out) {
        return Pointwise.floating(EXPM1, self, out);
    }

    @Operator("aten::log(Tensor self) -> Tensor")
    @Operator("aten::log_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::log.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor log(Tensor self, Tensor out) {
        return Pointwise.floating(LOG, self, out);
    }

    @Operator("aten::log2(Tensor self) -> Tensor")
    @Operator("aten::log2_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::log2.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor log2(Tensor self, Tensor out) {
        return Pointwise.floating(LOG2, self, out);
    }

    @Operator("aten::log10(Tensor self) -> Tensor")
    @Operator("aten::log10_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::log10.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor log10(Tensor self, Tensor out) {
        return Pointwise.floating(LOG10, self, out);
    }

    @Operator("aten::log1p(Tensor self) -> Tensor")
    @Operator("aten::log1p_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::log1p.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_log1p(Tensor self) -> Tensor")
    @Operator("aten::special_log1p.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor log1p(Tensor self, Tensor out) {
        return Pointwise.floating(LOG1P, self, out);
    }

    @Operator("aten::sin(Tensor self) -> Tensor")
    @Operator("aten::sin_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::sin.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor sin(Tensor self, Tensor out) {
        return Pointwise.floating(SIN, self, out);
    }

    @Operator("aten::cos(Tensor self) -> Tensor")
    @Operator("aten::cos_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::cos.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor cos(Tensor self, Tensor out) {
        return Pointwise.floating(COS, self, out);
    }

    @Operator("aten::tan(Tensor self) -> Tensor")
    @Operator("aten::tan_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::tan.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor tan(Tensor self, Tensor out) {
        return Pointwise.floating(TAN, self, out);
    }

    @Operator("aten::asin(Tensor self) -> Tensor")
    @Operator("aten::asin_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::asin.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::arcsin(Tensor self) -> Tensor")
    @Operator("aten::arcsin_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::arcsin.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor asin(Tensor self, Tensor out) {
        return Pointwise.floating(ASIN, self, out);
    }

    @Operator("aten::acos(Tensor self) -> Tensor")
    @Operator("aten::acos_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::acos.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::arccos(Tensor self) -> Tensor")
    @Operator("aten::arccos_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::arccos.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor acos(Tensor self, Tensor out) {
        return Pointwise.floating(ACOS, self, out);
    }

    @Operator("aten::atan(Tensor self) -> Tensor")
    @Operator("aten::atan_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::atan.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::arctan(Tensor self) -> Tensor")
    @Operator("aten::arctan_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::arctan.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor atan(Tensor self, Tensor out) {
        return Pointwise.floating(ATAN, self, out);
    }

    @Operator("aten::sinh(Tensor self) -> Tensor")
    @Operator("aten::sinh_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::sinh.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor sinh(Tensor self, Tensor out) {
        return Pointwise.floating(SINH, self, out);
    }

    @Operator("aten::cosh(Tensor self) -> Tensor")
    @Operator("aten::cosh_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::cosh.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor cosh(Tensor self, Tensor out) {
        return Pointwise.floating(COSH, self, out);
    }

    @Operator("aten::tanh(Tensor self) -> Tensor")
    @Operator("aten::tanh_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::tanh.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor tanh(Tensor self, Tensor out) {
        return Pointwise.floating(TANH, self, out);
    }

    @Operator("aten::asinh(Tensor self) -> Tensor")
    @Operator("aten::asinh_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::asinh.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::arcsinh(Tensor self) -> Tensor")
    @Operator("aten::arcsinh_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::arcsinh.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor asinh(Tensor self, Tensor out) {
        return Pointwise.floating(ASINH, self, out);
    }

    @Operator("aten::acosh(Tensor self) -> Tensor")
    @Operator("aten::acosh_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::acosh.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::arccosh(Tensor self) -> Tensor")
    @Operator("aten::arccosh_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::arccosh.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor acosh(Tensor self, Tensor out) {
        return Pointwise.floating(ACOSH, self, out);
    }

    @Operator("aten::atanh(Tensor self) -> Tensor")
    @Operator("aten::atanh_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::atanh.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::arctanh(Tensor self) -> Tensor")
    @Operator("aten::arctanh_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::arctanh.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor atanh(Tensor self, Tensor out) {
        return Pointwise.floating(ATANH, self, out);
    }

    @Operator("aten::sinc(Tensor self) -> Tensor")
    @Operator("aten::sinc_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::sinc.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_sinc(Tensor self) -> Tensor")
    @Operator("aten::special_sinc.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor sinc(Tensor self, Tensor out) {
        return Pointwise.floating(SINC, self, out);
    }

    @Operator("aten::deg2rad(Tensor self) -> Tensor")
    @Operator("aten::deg2rad_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::deg2rad.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor deg2rad(Tensor self, Tensor out) {
        return Pointwise.floating(DEG2RAD, self, out);
    }

    @Operator("aten::rad2deg(Tensor self) -> Tensor")
    @Operator("aten::rad2deg_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::rad2deg.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor rad2deg(Tensor self, Tensor out) {
        return Pointwise.floating(RAD2DEG, self, out);
    }

    @Operator("aten::sigmoid(Tensor self) -> Tensor")
    @Operator("aten::sigmoid_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::sigmoid.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_expit(Tensor self) -> Tensor")
    @Operator("aten::special_expit.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor sigmoid(Tensor self, Tensor out) {
        return Pointwise.floating(SIGMOID, self, out);
    }
}
