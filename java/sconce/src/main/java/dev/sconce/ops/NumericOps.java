package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;

/** Signs, rounding, powers: functions whose result has the dtype of their operand. */
final class NumericOps {
    private NumericOps() {}

    private static final Kernel NEG = Kernel.of("neg");
    private static final Kernel ABS = Kernel.of("abs");
    private static final Kernel SIGN = Kernel.of("sign");
    private static final Kernel SGN = Kernel.of("sgn");
    private static final Kernel SQUARE = Kernel.of("square");
    private static final Kernel BITWISE_NOT = Kernel.of("bitwise_not");
    private static final Kernel FLOOR = Kernel.of("floor");
    private static final Kernel CEIL = Kernel.of("ceil");
    private static final Kernel TRUNC = Kernel.of("trunc");
    private static final Kernel ROUND = Kernel.of("round");
    private static final Kernel ROUND_DECIMALS = Kernel.of("round_decimals");
    private static final Kernel ROUND_NEGATIVE_DECIMALS = Kernel.of("round_negative_decimals");
    private static final Kernel FRAC = Kernel.of("frac");
    private static final Kernel NAN_TO_NUM = Kernel.of("nan_to_num");
    private static final Kernel LOGIT = Kernel.of("logit");
    private static final Kernel LOGIT_EPS = Kernel.of("logit_eps");
    private static final Kernel POW = Kernel.of("pow");
    private static final Kernel POW_SCALAR = Kernel.of("pow_scalar");
    private static final Kernel POLYGAMMA = Kernel.of("polygamma");
    private static final Kernel TRIGAMMA = Kernel.of("trigamma");
    private static final Kernel DIGAMMA = Kernel.of("digamma");

    /** Integers are whole already. */
    private static Tensor rounded(Kernel kernel, String operator, Tensor self, Tensor out) {
        Checks.notBool(operator, self);
        return self.dtype().isIntegral(true) ? Out.into(out, Out.copy(self)) : Pointwise.same(kernel, self, out);
    }

    private static double greatest(DType dtype) {
        return switch (dtype) {
            case FLOAT64 -> Double.MAX_VALUE;
            case FLOAT16 -> 65504;
            case BFLOAT16 -> 0x1.FEp127;
            default -> Float.MAX_VALUE;
        };
    }

    private static Tensor power(Object base, Object exponent, DType dtype, Tensor out) {
        if (dtype == DType.BOOL) {
            // true unless false ** true, as integers have it
            return Out.into(out, TensorIterator.cast(power(base, exponent, DType.INT8, null), DType.BOOL));
        }
        return Pointwise.inputs(POW, base, exponent).compute(dtype).out(out).run();
    }

    @Operator("aten::polygamma(int n, Tensor self) -> Tensor")
    @Operator("aten::polygamma.out(int n, Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_polygamma(int n, Tensor self) -> Tensor")
    @Operator("aten::special_polygamma.out(int n, Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor polygamma(long n, Tensor self, Tensor out) {
        if (n < 0) {
            throw Checks.error("polygamma(n, x) does not support negative n.");
        }
        if (n < 2) {
            return Pointwise.floating(n == 0 ? DIGAMMA : TRIGAMMA, self, out);
        }
        return TensorIterator.of(POLYGAMMA)
                .input(self)
                .promoteToFloat()
                .scalar(n)
                .out(out)
                .run();
    }

    @Operator("aten::polygamma_(Tensor(a!) self, int n) -> Tensor(a!)")
    static Tensor polygammaInPlace(Tensor self, long n) {
        return polygamma(n, self, self);
    }

    @Operator("aten::neg(Tensor self) -> Tensor")
    @Operator("aten::neg_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::neg.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::negative(Tensor self) -> Tensor")
    @Operator("aten::negative_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::negative.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor neg(Tensor self, Tensor out) {
        if (self.dtype() == DType.BOOL) {
            throw Checks.error(
                    "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a"
                            + " mask, use"
                            + " the `~` or `logical_not()` operator instead.");
        }
        return Pointwise.same(NEG, self, out);
    }

    @Operator("aten::abs(Tensor self) -> Tensor")
    @Operator("prim::abs(Tensor x) -> Tensor")
    @Operator("aten::abs_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::abs.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::absolute(Tensor self) -> Tensor")
    @Operator("aten::absolute_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::absolute.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor abs(Tensor self, Tensor out) {
        Checks.notBool("abs", self);
        return TensorIterator.of(ABS)
                .input(self)
                .result(self.dtype().toReal())
                .out(out)
                .run();
    }

    @Operator("aten::sign(Tensor self) -> Tensor")
    @Operator("aten::sign_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::sign.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor sign(Tensor self, Tensor out) {
        return Pointwise.same(SIGN, self, out);
    }

    @Operator("aten::sgn(Tensor self) -> Tensor")
    @Operator("aten::sgn_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::sgn.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor sgn(Tensor self, Tensor out) {
        return self.dtype().isComplex() ? Pointwise.same(SGN, self, out) : sign(self, out);
    }

    @Operator("aten::square(Tensor self) -> Tensor")
    @Operator("aten::square_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::square.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor square(Tensor self, Tensor out) {
        return self.dtype() == DType.BOOL ? pow(self, Scalar.of(2L), out) : Pointwise.same(SQUARE, self, out);
    }

    @Operator("aten::bitwise_not(Tensor self) -> Tensor")
    @Operator("aten::bitwise_not_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::bitwise_not.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor bitwiseNot(Tensor self, Tensor out) {
        return Pointwise.same(BITWISE_NOT, self, out);
    }

    @Operator("aten::floor(Tensor self) -> Tensor")
    @Operator("aten::floor_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::floor.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor floor(Tensor self, Tensor out) {
        return rounded(FLOOR, "floor", self, out);
    }

    @Operator("aten::ceil(Tensor self) -> Tensor")
    @Operator("aten::ceil_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::ceil.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor ceil(Tensor self, Tensor out) {
        return rounded(CEIL, "ceil", self, out);
    }

    @Operator("aten::trunc(Tensor self) -> Tensor")
    @Operator("aten::trunc_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::trunc.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::fix(Tensor self) -> Tensor")
    @Operator("aten::fix_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::fix.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor trunc(Tensor self, Tensor out) {
        return rounded(TRUNC, "trunc", self, out);
    }

    @Operator("aten::round(Tensor self) -> Tensor")
    @Operator("aten::round_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::round.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor round(Tensor self, Tensor out) {
        return rounded(ROUND, "round", self, out);
    }

    @Operator("aten::round.decimals(Tensor self, *, int decimals) -> Tensor")
    @Operator("aten::round_.decimals(Tensor(a!) self, *, int decimals) -> Tensor(a!)")
    @Operator("aten::round.decimals_out(Tensor self, *, int decimals, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_round(Tensor self, *, int decimals=0) -> Tensor")
    @Operator("aten::special_round.out(Tensor self, *, int decimals=0, Tensor(a!) out) -> Tensor(a!)")
    static Tensor round(Tensor self, long decimals, Tensor out) {
        if (decimals == 0) {
            return round(self, out);
        }
        Checks.floating("round", self);
        return TensorIterator.of(decimals > 0 ? ROUND_DECIMALS : ROUND_NEGATIVE_DECIMALS)
                .input(self)
                .scalar(Math.pow(10, Math.abs(decimals)))
                .out(out)
                .run();
    }

    @Operator("aten::frac(Tensor self) -> Tensor")
    @Operator("aten::frac_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::frac.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor frac(Tensor self, Tensor out) {
        return Pointwise.same(FRAC, self, out);
    }

    @Operator("aten::nan_to_num(Tensor self, float? nan=None, float? posinf=None, float? neginf=None) -> Tensor")
    @Operator(
            "aten::nan_to_num_(Tensor(a!) self, float? nan=None, float? posinf=None, float? neginf=None) -> Tensor(a!)")
    @Operator("aten::nan_to_num.out(Tensor self, float? nan=None, float? posinf=None, float? neginf=None, *,"
            + " Tensor(a!) out) -> Tensor(a!)")
    static Tensor nanToNum(Tensor self, Double nan, Double posinf, Double neginf, Tensor out) {
        if (self.dtype().isIntegral(true)) {
            return Out.into(out, Out.copy(self));
        }
        if (self.dtype().isComplex()) {
            Tensor parts = nanToNum(ComplexOps.viewAsReal(self), nan, posinf, neginf, null);
            return Out.into(out, ComplexOps.viewAsComplex(Out.contiguous(parts)));
        }
        double greatest = greatest(self.dtype());
        return TensorIterator.of(NAN_TO_NUM)
                .input(self)
                .scalar(nan == null ? 0 : nan)
                .scalar(posinf == null ? greatest : posinf)
                .scalar(neginf == null ? -greatest : neginf)
                .out(out)
                .run();
    }

    @Operator("aten::logit(Tensor self, float? eps=None) -> Tensor")
    @Operator("aten::logit_(Tensor(a!) self, float? eps=None) -> Tensor(a!)")
    @Operator("aten::logit.out(Tensor self, float? eps=None, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_logit(Tensor self, float? eps=None) -> Tensor")
    @Operator("aten::special_logit.out(Tensor self, float? eps=None, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor logit(Tensor self, Double eps, Tensor out) {
        if (eps == null) {
            return Pointwise.floating(LOGIT, self, out);
        }
        return TensorIterator.of(LOGIT_EPS)
                .input(self)
                .promoteToFloat()
                .scalar(eps)
                .out(out)
                .run();
    }

    @Operator("aten::pow.Scalar(Scalar self, Tensor exponent) -> Tensor")
    @Operator("aten::pow.Scalar_out(Scalar self, Tensor exponent, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor pow(Scalar self, Tensor exponent, Tensor out) {
        Tensor exponents = Out.contiguousUnless(out, exponent); // row-major, as no other power is
        return power(
                self,
                exponents,
                Pointwise.inputs(POW, self, exponents).promote().commonDtype(),
                out);
    }

    @Operator("aten::pow.Tensor_Scalar(Tensor self, Scalar exponent) -> Tensor")
    @Operator("aten::pow_.Scalar(Tensor(a!) self, Scalar exponent) -> Tensor(a!)")
    @Operator("aten::pow.Tensor_Scalar_out(Tensor self, Scalar exponent, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor pow(Tensor self, Scalar exponent, Tensor out) {
        TypePromotion promotion = new TypePromotion().add(self).add(exponent);
        DType dtype = promotion.result();
        if (dtype.isIntegral(true) && exponent.toLong() < 0) {
            throw Checks.error("Integers to negative integer powers are not allowed.");
        }
        if (HalfPrecision.is(dtype) || dtype.isIntegral(true)) {
            exponent.to(dtype);
        }
        if (dtype.isFloatingPoint()) {
            return TensorIterator.of(POW_SCALAR)
                    .input(self)
                    .compute(dtype)
                    .scalar(HalfPrecision.rounded(exponent, dtype).toDouble())
                    .out(out)
                    .run();
        }
        return power(self, exponent, dtype, out);
    }

    @Operator("aten::pow.Tensor_Tensor(Tensor self, Tensor exponent) -> Tensor")
    @Operator("aten::pow_.Tensor(Tensor(a!) self, Tensor exponent) -> Tensor(a!)")
    @Operator("aten::pow.Tensor_Tensor_out(Tensor self, Tensor exponent, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor pow(Tensor self, Tensor exponent, Tensor out) {
        return power(
                self, exponent, Pointwise.inputs(POW, self, exponent).promote().commonDtype(), out);
    }

    @Operator("aten::float_power.Scalar(Scalar self, Tensor exponent) -> Tensor")
    @Operator("aten::float_power.Scalar_out(Scalar self, Tensor exponent, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor floatPower(Scalar self, Tensor exponent, Tensor out) {
        return widePower(self, exponent, out);
    }

    @Operator("aten::float_power.Tensor_Scalar(Tensor self, Scalar exponent) -> Tensor")
    @Operator("aten::float_power_.Scalar(Tensor(a!) self, Scalar exponent) -> Tensor(a!)")
    @Operator("aten::float_power.Tensor_Scalar_out(Tensor self, Scalar exponent, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor floatPower(Tensor self, Scalar exponent, Tensor out) {
        return widePower(self, exponent, out);
    }

    @Operator("aten::float_power.Tensor_Tensor(Tensor self, Tensor exponent) -> Tensor")
    @Operator("aten::float_power_.Tensor(Tensor(a!) self, Tensor exponent) -> Tensor(a!)")
    @Operator("aten::float_power.Tensor_Tensor_out(Tensor self, Tensor exponent, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor floatPower(Tensor self, Tensor exponent, Tensor out) {
        return widePower(self, exponent, out);
    }

    private static Tensor widePower(Object base, Object exponent, Tensor out) {
        DType common = Pointwise.inputs(POW, base, exponent).promote().commonDtype();
        return power(base, exponent, common.isComplex() ? DType.COMPLEX128 : DType.FLOAT64, out);
    }

    /** Mantissas in [0.5, 1) and exponents, read from the bits; what has none, 0 and infinities and NaN, stays with exponent 0. */
    @Operator("aten::frexp.Tensor(Tensor self) -> (Tensor mantissa, Tensor exponent)")
    @Operator(
            "aten::frexp.Tensor_out(Tensor self, *, Tensor(a!) mantissa, Tensor(b!) exponent) -> (Tensor(a!) mantissa, Tensor(b!) exponent)")
    static Tensor[] frexp(Tensor self, Tensor[] outs) {
        Checks.floating("frexp", self);
        if (HalfPrecision.is(self.dtype())) {
            Tensor[] wide = frexp(TensorIterator.cast(self, DType.FLOAT32), null);
            return Out.into(outs, TensorIterator.cast(wide[0], self.dtype()), wide[1]);
        }
        boolean single = self.dtype() == DType.FLOAT32;
        Scalar widening = Scalar.of(single ? 0x1p32 : 0x1p64);
        Tensor tiny = ComparisonOps.lt(
                abs(self, null), Scalar.of(single ? (double) Float.MIN_NORMAL : Double.MIN_NORMAL), null);
        Tensor normal = Out.contiguous(SelectionOps.where(tiny, ArithmeticOps.mul(self, widening, null), self, null));
        Tensor bits = ViewOps.view(normal, single ? DType.INT32 : DType.INT64);
        int fraction = single ? 23 : 52;
        long mask = single ? 0xffL : 0x7ffL;
        Tensor stored = BinaryOps.bitwiseAnd(
                BinaryOps.bitwiseRightShift(bits, Scalar.of((long) fraction), null), Scalar.of(mask), null);
        Tensor exponent = ArithmeticOps.sub(stored, Scalar.of(mask / 2 - 1), Scalar.of(1L), null);
        Tensor shifted = SelectionOps.where(
                tiny, ArithmeticOps.sub(exponent, Scalar.of(single ? 32L : 64L), Scalar.of(1L), null), exponent, null);
        Tensor kept = BinaryOps.bitwiseAnd(bits, Scalar.of(~(mask << fraction)), null);
        Tensor half = BinaryOps.bitwiseOr(kept, Scalar.of((mask / 2 - 1) << fraction), null);
        Tensor none = ComparisonOps.logicalOr(
                ComparisonOps.eq(self, Scalar.of(0L), null),
                ComparisonOps.logicalNot(ComparisonOps.isfinite(self, null), null),
                null);
        Tensor mantissa = SelectionOps.where(none, self, ViewOps.view(half, self.dtype()), null);
        Tensor exponents = SelectionOps.maskedFill(shifted, none, Scalar.of(0L), null);
        return Out.into(outs, mantissa, ConversionOps.to(exponents, DType.INT32, false, null));
    }
}
