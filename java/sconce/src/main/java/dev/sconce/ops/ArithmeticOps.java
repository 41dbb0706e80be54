package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;

/** Sums, products and quotients of tensors and numbers, with PyTorch's type promotion. */
final class ArithmeticOps {
    private ArithmeticOps() {}

    private static final Kernel ADD = Kernel.of("add");
    private static final Kernel SUB = Kernel.of("sub");
    private static final Kernel MUL = Kernel.of("mul");
    private static final Kernel DIV = Kernel.of("div");
    private static final Kernel DIV_TRUNC = Kernel.of("div_trunc");
    private static final Kernel DIV_FLOOR = Kernel.of("div_floor");
    private static final Kernel MUL_BY_FLOAT = Kernel.of("mul_by_float");
    private static final Kernel DIV_BY_FLOAT = Kernel.of("div_by_float");
    private static final Kernel DIV_TRUNC_BY_FLOAT = Kernel.of("div_trunc_by_float");
    private static final Kernel DIV_FLOOR_BY_FLOAT = Kernel.of("div_floor_by_float");
    private static final Kernel REMAINDER = Kernel.of("remainder");
    private static final Kernel FMOD = Kernel.of("fmod");

    private static Tensor sum(Kernel kernel, Object a, Object b, Scalar alpha, Tensor out) {
        TensorIterator iterator = Pointwise.inputs(kernel, a, b).promote();
        DType dtype = iterator.commonDtype();
        if (dtype.isIntegral(true) && alpha.isFloatingPoint()) {
            throw Checks.error("For integral input tensors, argument alpha must not be a floating point number.");
        }
        if (dtype == DType.BOOL && kernel == SUB) {
            throw Checks.error("Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or"
                    + " `logical_xor()`"
                    + " operator instead.");
        }
        return iterator.scalar(HalfPrecision.rounded(alpha.to(dtype), dtype))
                .out(out)
                .run();
    }

    /**
     * A product or quotient. A number that half precision is multiplied with or divided by is not rounded to that first, and neither is
     * a tensor of one element and another dtype. As a first operand they are, and so they are in sums and powers.
     */
    private static Tensor scaled(Kernel kernel, Kernel byFloat, Object a, Object b, Tensor out) {
        TensorIterator iterator = Pointwise.inputs(kernel, a, b);
        DType dtype = (kernel == DIV ? iterator.promoteToFloat() : iterator.promote()).commonDtype();
        boolean byOne = !(b instanceof Tensor other) || other.numel() == 1 && other.dtype() != dtype;
        if (byOne && HalfPrecision.is(dtype)) {
            iterator = Pointwise.inputs(byFloat, a).inputAs(DType.FLOAT32, b).compute(dtype);
        }
        return iterator.out(out).run();
    }

    private static Tensor quotient(Object a, Object b, String roundingMode, Tensor out) {
        if (roundingMode == null) {
            return scaled(DIV, DIV_BY_FLOAT, a, b, out);
        }
        return switch (roundingMode) {
            case "trunc" -> truncated(a, b, out);
            case "floor" -> scaled(DIV_FLOOR, DIV_FLOOR_BY_FLOAT, a, b, out);
            default ->
                throw Checks.error(
                        "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '%s'",
                        roundingMode);
        };
    }

    /** PyTorch rounds quotients of half precision before it truncates them, but not those by one number. */
    private static Tensor truncated(Object a, Object b, Tensor out) {
        if (out == a && b instanceof Tensor divisor) {
            TensorIterator.checkBroadcast(out, divisor);
        }
        boolean byOne = !(b instanceof Tensor divisor) || divisor.numel() == 1;
        DType dtype = byOne ? null : Pointwise.inputs(DIV, a, b).promote().commonDtype();
        return byOne || !HalfPrecision.is(dtype)
                ? scaled(DIV_TRUNC, DIV_TRUNC_BY_FLOAT, a, b, out)
                : NumericOps.trunc(Pointwise.floating(DIV, a, b, null), out);
    }

    @Operator("aten::add.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor")
    @Operator("aten::add_.Scalar(Tensor(a!) self, Scalar other, Scalar alpha=1) -> Tensor(a!)")
    @Operator("aten::add.Scalar_out(Tensor self, Scalar other, Scalar alpha=1, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor add(Tensor self, Scalar other, Scalar alpha, Tensor out) {
        return sum(ADD, self, other, alpha, out);
    }

    @Operator("aten::add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor")
    @Operator("aten::add_.Tensor(Tensor(a!) self, Tensor other, *, Scalar alpha=1) -> Tensor(a!)")
    @Operator("aten::add.out(Tensor self, Tensor other, *, Scalar alpha=1, Tensor(a!) out) -> Tensor(a!)")
    static Tensor add(Tensor self, Tensor other, Scalar alpha, Tensor out) {
        return sum(ADD, self, other, alpha, out);
    }

    @Operator("aten::sub.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor")
    @Operator("aten::sub_.Scalar(Tensor(a!) self, Scalar other, Scalar alpha=1) -> Tensor(a!)")
    @Operator("aten::sub.Scalar_out(Tensor self, Scalar other, Scalar alpha=1, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::subtract.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor")
    @Operator("aten::subtract_.Scalar(Tensor(a!) self, Scalar other, Scalar alpha=1) -> Tensor(a!)")
    static Tensor sub(Tensor self, Scalar other, Scalar alpha, Tensor out) {
        return sum(SUB, self, other, alpha, out);
    }

    @Operator("aten::sub.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor")
    @Operator("aten::sub_.Tensor(Tensor(a!) self, Tensor other, *, Scalar alpha=1) -> Tensor(a!)")
    @Operator("aten::sub.out(Tensor self, Tensor other, *, Scalar alpha=1, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::subtract.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor")
    @Operator("aten::subtract_.Tensor(Tensor(a!) self, Tensor other, *, Scalar alpha=1) -> Tensor(a!)")
    @Operator("aten::subtract.out(Tensor self, Tensor other, *, Scalar alpha=1, Tensor(a!) out) -> Tensor(a!)")
    static Tensor sub(Tensor self, Tensor other, Scalar alpha, Tensor out) {
        return sum(SUB, self, other, alpha, out);
    }

    @Operator("aten::rsub.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor")
    @Operator("aten::rsub.Scalar_out(Tensor self, Scalar other, Scalar alpha=1, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor rsub(Tensor self, Scalar other, Scalar alpha, Tensor out) {
        return sum(SUB, other, self, alpha, out);
    }

    @Operator("aten::rsub.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor")
    @Operator("aten::rsub.Tensor_out(Tensor self, Tensor other, *, Scalar alpha=1, Tensor(a!) out) -> Tensor(a!)")
    static Tensor rsub(Tensor self, Tensor other, Scalar alpha, Tensor out) {
        return sum(SUB, other, self, alpha, out);
    }

    @Operator("aten::mul.Scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::mul.Scalar_out(Tensor self, Scalar other, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::multiply.Scalar(Tensor self, Scalar other) -> Tensor")
    static Tensor mul(Tensor self, Scalar other, Tensor out) {
        return scaled(MUL, MUL_BY_FLOAT, self, other, out);
    }

    /** PyTorch has the number as the first operand here. */
    @Operator("aten::mul_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    @Operator("aten::multiply_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    static Tensor mulInPlace(Tensor self, Scalar other) {
        return scaled(MUL, MUL_BY_FLOAT, other, self, self);
    }

    @Operator("aten::mul.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::mul_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::mul.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::multiply.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::multiply_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::multiply.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor mul(Tensor self, Tensor other, Tensor out) {
        return scaled(MUL, MUL_BY_FLOAT, self, other, out);
    }

    @Operator("aten::div.Scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::div_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    @Operator("aten::div.Scalar_out(Tensor self, Scalar other, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::divide.Scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::divide_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    @Operator("aten::true_divide.Scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::true_divide_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    static Tensor div(Tensor self, Scalar other, Tensor out) {
        return quotient(self, other, null, out);
    }

    @Operator("aten::div.Scalar_mode(Tensor self, Scalar other, *, str? rounding_mode) -> Tensor")
    @Operator("aten::div_.Scalar_mode(Tensor(a!) self, Scalar other, *, str? rounding_mode) -> Tensor(a!)")
    @Operator(
            "aten::div.Scalar_mode_out(Tensor self, Scalar other, *, str? rounding_mode, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::divide.Scalar_mode(Tensor self, Scalar other, *, str? rounding_mode) -> Tensor")
    @Operator("aten::divide_.Scalar_mode(Tensor(a!) self, Scalar other, *, str? rounding_mode) -> Tensor(a!)")
    static Tensor div(Tensor self, Scalar other, String roundingMode, Tensor out) {
        return quotient(self, other, roundingMode, out);
    }

    @Operator("aten::div.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::div_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::div.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::divide.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::divide_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::divide.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::true_divide.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::true_divide_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::true_divide.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor div(Tensor self, Tensor other, Tensor out) {
        return quotient(self, other, null, out);
    }

    @Operator("aten::div.Tensor_mode(Tensor self, Tensor other, *, str? rounding_mode) -> Tensor")
    @Operator("aten::div_.Tensor_mode(Tensor(a!) self, Tensor other, *, str? rounding_mode) -> Tensor(a!)")
    @Operator("aten::div.out_mode(Tensor self, Tensor other, *, str? rounding_mode, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::divide.Tensor_mode(Tensor self, Tensor other, *, str? rounding_mode) -> Tensor")
    @Operator("aten::divide_.Tensor_mode(Tensor(a!) self, Tensor other, *, str? rounding_mode) -> Tensor(a!)")
    @Operator("aten::divide.out_mode(Tensor self, Tensor other, *, str? rounding_mode, Tensor(a!) out) -> Tensor(a!)")
    static Tensor div(Tensor self, Tensor other, String roundingMode, Tensor out) {
        return quotient(self, other, roundingMode, out);
    }

    @Operator("aten::floor_divide(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::floor_divide_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::floor_divide.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor floorDivide(Tensor self, Tensor other, Tensor out) {
        return quotient(self, other, "floor", out);
    }

    @Operator("aten::floor_divide.Scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::floor_divide_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    @Operator("aten::floor_divide.Scalar_out(Tensor self, Scalar other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor floorDivide(Tensor self, Scalar other, Tensor out) {
        return quotient(self, other, "floor", out);
    }

    @Operator("aten::remainder.Scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::remainder_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    @Operator("aten::remainder.Scalar_out(Tensor self, Scalar other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor remainder(Tensor self, Scalar other, Tensor out) {
        return Pointwise.promoted(REMAINDER, self, other, out);
    }

    @Operator("aten::remainder.Scalar_Tensor(Scalar self, Tensor other) -> Tensor")
    @Operator("aten::remainder.Scalar_Tensor_out(Scalar self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor remainder(Scalar self, Tensor other, Tensor out) {
        return Pointwise.promoted(REMAINDER, self, other, out);
    }

    @Operator("aten::remainder.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::remainder_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::remainder.Tensor_out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor remainder(Tensor self, Tensor other, Tensor out) {
        return Pointwise.promoted(REMAINDER, self, other, out);
    }

    @Operator("aten::fmod.Scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::fmod_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    @Operator("aten::fmod.Scalar_out(Tensor self, Scalar other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor fmod(Tensor self, Scalar other, Tensor out) {
        return Pointwise.promoted(FMOD, self, other, out);
    }

    @Operator("aten::fmod.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::fmod_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::fmod.Tensor_out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor fmod(Tensor self, Tensor other, Tensor out) {
        return Pointwise.promoted(FMOD, self, other, out);
    }

    @Operator("aten::ldexp.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::ldexp.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::ldexp_(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    static Tensor ldexp(Tensor self, Tensor other, Tensor out) {
        if (out == self) {
            TensorIterator.checkBroadcast(self, other);
        }
        DType common = new TypePromotion().add(self).add(other).result();
        DType result = common.isIntegral(true) ? DType.FLOAT32 : common;
        // In double precision: 2 to a power that the result's type does not reach may come back within its reach.
        DType wide = result.isComplex() ? DType.COMPLEX128 : DType.FLOAT64;
        Tensor power = NumericOps.pow(Scalar.of(2.0), TensorIterator.cast(other, wide), (Tensor) null);
        return Out.into(out, TensorIterator.cast(mul(TensorIterator.cast(self, wide), power, null), result));
    }

    @Operator("aten::positive(Tensor(a) self) -> Tensor(a)")
    static Tensor positive(Tensor self) {
        if (self.dtype() == DType.BOOL) {
            throw Checks.error("The `+` operator, on a bool tensor is not supported.");
        }
        return self;
    }
}
