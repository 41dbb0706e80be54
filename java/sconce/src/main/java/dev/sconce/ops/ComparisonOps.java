package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/** Comparisons and tests: results are bool. */
final class ComparisonOps {
    private ComparisonOps() {}

    private static final Kernel EQ = Kernel.of("eq");
    private static final Kernel NE = Kernel.of("ne");
    private static final Kernel LT = Kernel.of("lt");
    private static final Kernel LE = Kernel.of("le");
    private static final Kernel GT = Kernel.of("gt");
    private static final Kernel GE = Kernel.of("ge");
    private static final Kernel LOGICAL_AND = Kernel.of("logical_and");
    private static final Kernel LOGICAL_OR = Kernel.of("logical_or");
    private static final Kernel LOGICAL_XOR = Kernel.of("logical_xor");
    private static final Kernel LOGICAL_NOT = Kernel.of("logical_not");
    private static final Kernel ISNAN = Kernel.of("isnan");
    private static final Kernel ISINF = Kernel.of("isinf");
    private static final Kernel ISFINITE = Kernel.of("isfinite");
    private static final Kernel ISPOSINF = Kernel.of("isposinf");
    private static final Kernel ISNEGINF = Kernel.of("isneginf");
    private static final Kernel SIGNBIT = Kernel.of("signbit");
    private static final Kernel ISCLOSE = Kernel.of("isclose");

    private static Tensor constant(Tensor self, boolean value, Tensor out) {
        return Elements.fill(
                out == null ? Out.emptyLike(self, DType.BOOL) : Out.resize(out, self.sizes()), Scalar.of(value));
    }

    /** Integers are neither NaN nor infinite. */
    private static Tensor classify(Kernel kernel, Tensor self, boolean ofIntegers, Tensor out) {
        return self.dtype().isIntegral(true) ? constant(self, ofIntegers, out) : Pointwise.test(kernel, self, out);
    }

    @Operator("aten::eq.Scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::eq_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    @Operator("aten::eq.Scalar_out(Tensor self, Scalar other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor eq(Tensor self, Scalar other, Tensor out) {
        return Pointwise.test(EQ, self, other, out);
    }

    @Operator("aten::eq.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::eq_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::eq.Tensor_out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor eq(Tensor self, Tensor other, Tensor out) {
        return Pointwise.test(EQ, self, other, out);
    }

    @Operator("aten::ne.Scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::ne_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    @Operator("aten::ne.Scalar_out(Tensor self, Scalar other, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::not_equal.Scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::not_equal_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    @Operator("aten::not_equal.Scalar_out(Tensor self, Scalar other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor ne(Tensor self, Scalar other, Tensor out) {
        return Pointwise.test(NE, self, other, out);
    }

    @Operator("aten::ne.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::ne_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::ne.Tensor_out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::not_equal.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::not_equal_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::not_equal.Tensor_out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor ne(Tensor self, Tensor other, Tensor out) {
        return Pointwise.test(NE, self, other, out);
    }

    @Operator("aten::lt.Scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::lt_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    @Operator("aten::lt.Scalar_out(Tensor self, Scalar other, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::less.Scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::less_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    @Operator("aten::less.Scalar_out(Tensor self, Scalar other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor lt(Tensor self, Scalar other, Tensor out) {
        return Pointwise.test(LT, self, other, out);
    }

    @Operator("aten::lt.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::lt_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::lt.Tensor_out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::less.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::less_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::less.Tensor_out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor lt(Tensor self, Tensor other, Tensor out) {
        return Pointwise.test(LT, self, other, out);
    }

    @Operator("aten::le.Scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::le_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    @Operator("aten::le.Scalar_out(Tensor self, Scalar other, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::less_equal.Scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::less_equal_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    @Operator("aten::less_equal.Scalar_out(Tensor self, Scalar other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor le(Tensor self, Scalar other, Tensor out) {
        return Pointwise.test(LE, self, other, out);
    }

    @Operator("aten::le.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::le_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::le.Tensor_out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::less_equal.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::less_equal_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::less_equal.Tensor_out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor le(Tensor self, Tensor other, Tensor out) {
        return Pointwise.test(LE, self, other, out);
    }

    @Operator("aten::gt.Scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::gt_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    @Operator("aten::gt.Scalar_out(Tensor self, Scalar other, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::greater.Scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::greater_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    @Operator("aten::greater.Scalar_out(Tensor self, Scalar other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor gt(Tensor self, Scalar other, Tensor out) {
        return Pointwise.test(GT, self, other, out);
    }

    @Operator("aten::gt.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::gt_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::gt.Tensor_out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::greater.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::greater_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::greater.Tensor_out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor gt(Tensor self, Tensor other, Tensor out) {
        return Pointwise.test(GT, self, other, out);
    }

    @Operator("aten::ge.Scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::ge_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    @Operator("aten::ge.Scalar_out(Tensor self, Scalar other, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::greater_equal.Scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::greater_equal_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    @Operator("aten::greater_equal.Scalar_out(Tensor self, Scalar other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor ge(Tensor self, Scalar other, Tensor out) {
        return Pointwise.test(GE, self, other, out);
    }

    @Operator("aten::ge.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::ge_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::ge.Tensor_out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::greater_equal.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::greater_equal_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::greater_equal.Tensor_out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor ge(Tensor self, Tensor other, Tensor out) {
        return Pointwise.test(GE, self, other, out);
    }

    @Operator("aten::logical_and(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::logical_and_(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::logical_and.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor logicalAnd(Tensor self, Tensor other, Tensor out) {
        return Pointwise.test(LOGICAL_AND, self, other, out);
    }

    @Operator("aten::logical_or(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::logical_or_(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::logical_or.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor logicalOr(Tensor self, Tensor other, Tensor out) {
        return Pointwise.test(LOGICAL_OR, self, other, out);
    }

    @Operator("aten::logical_xor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::logical_xor_(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::logical_xor.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor logicalXor(Tensor self, Tensor other, Tensor out) {
        return Pointwise.test(LOGICAL_XOR, self, other, out);
    }

    @Operator("aten::logical_not(Tensor self) -> Tensor")
    @Operator("aten::logical_not_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::logical_not.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor logicalNot(Tensor self, Tensor out) {
        return Pointwise.test(LOGICAL_NOT, self, out);
    }

    @Operator("aten::isnan(Tensor self) -> Tensor")
    @Operator("aten::isnan.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor isnan(Tensor self, Tensor out) {
        if (self.dtype().isComplex()) {
            return logicalOr(isnan(ComplexOps.real(self), null), isnan(ComplexOps.imag(self), null), out);
        }
        return classify(ISNAN, self, false, out);
    }

    @Operator("aten::isinf(Tensor self) -> Tensor")
    @Operator("aten::isinf.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor isinf(Tensor self, Tensor out) {
        if (self.dtype().isComplex()) {
            return logicalOr(isinf(ComplexOps.real(self), null), isinf(ComplexOps.imag(self), null), out);
        }
        return classify(ISINF, self, false, out);
    }

    @Operator("aten::isfinite(Tensor self) -> Tensor")
    static Tensor isfinite(Tensor self, Tensor out) {
        if (self.dtype().isComplex()) {
            return logicalAnd(isfinite(ComplexOps.real(self), null), isfinite(ComplexOps.imag(self), null), out);
        }
        return classify(ISFINITE, self, true, out);
    }

    @Operator("aten::isposinf(Tensor self) -> Tensor")
    @Operator("aten::isposinf.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor isposinf(Tensor self, Tensor out) {
        return classify(ISPOSINF, self, false, out);
    }

    @Operator("aten::isneginf(Tensor self) -> Tensor")
    @Operator("aten::isneginf.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor isneginf(Tensor self, Tensor out) {
        return classify(ISNEGINF, self, false, out);
    }

    @Operator("aten::signbit(Tensor self) -> Tensor")
    @Operator("aten::signbit.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor signbit(Tensor self, Tensor out) {
        return self.dtype() == DType.BOOL ? constant(self, false, out) : Pointwise.test(SIGNBIT, self, out);
    }

    @Operator("aten::isreal(Tensor self) -> Tensor")
    static Tensor isreal(Tensor self, Tensor out) {
        return self.dtype().isComplex() ? eq(ComplexOps.imag(self), Scalar.of(0L), out) : constant(self, true, out);
    }

    @Operator("aten::isclose(Tensor self, Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False) ->"
            + " Tensor")
    static Tensor isclose(Tensor self, Tensor other, double rtol, double atol, boolean equalNan) {
        if (self.dtype() != other.dtype()) {
            throw Checks.error("%s did not match %s", self.dtype(), other.dtype());
        }
        if (!(rtol >= 0) || !(atol >= 0)) {
            throw Checks.error("rtol and atol must be greater than or equal to zero, but got %s and %s", rtol, atol);
        }
        if (self.dtype().isComplex()) {
            return complexIsclose(self, other, rtol, atol, equalNan);
        }
        DType compute = self.dtype().isIntegral(true) ? DType.FLOAT64 : self.dtype();
        Tensor close = TensorIterator.of(ISCLOSE)
                .input(self)
                .input(other)
                .compute(compute)
                .result(DType.BOOL)
                .scalar(rtol)
                .scalar(atol)
                .run();
        return equalNan && !self.dtype().isIntegral(true)
                ? logicalOr(close, logicalAnd(isnan(self, null), isnan(other, null), null), close)
                : close;
    }

    private static Tensor complexIsclose(Tensor self, Tensor other, double rtol, double atol, boolean equalNan) {
        Tensor distance = NumericOps.abs(ArithmeticOps.sub(self, other, Scalar.of(1L), null), null);
        Tensor size = NumericOps.abs(ArithmeticOps.mul(other, Scalar.of(rtol), null), null);
        Tensor allowed = ArithmeticOps.add(size, Scalar.of(atol), Scalar.of(1L), null);
        Tensor near = logicalAnd(isfinite(distance, null), le(distance, allowed, null), null);
        Tensor close = logicalOr(eq(self, other, null), near, null);
        return equalNan ? logicalOr(close, logicalAnd(isnan(self, null), isnan(other, null), null), close) : close;
    }

    @Operator("aten::allclose(Tensor self, Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False)"
            + " -> bool")
    static boolean allclose(Tensor self, Tensor other, double rtol, double atol, boolean equalNan) {
        return Elements.toBoolean(ReductionOps.all(isclose(self, other, rtol, atol, equalNan), null));
    }

    @Operator("aten::equal(Tensor self, Tensor other) -> bool")
    static boolean equal(Tensor self, Tensor other) {
        return Arrays.equals(self.sizes(), other.sizes())
                && Elements.toBoolean(ReductionOps.all(eq(self, other, null), null));
    }
}
