package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;

/** Functions of two numbers beside arithmetic: extremes, angles, integer and bitwise functions. */
final class BinaryOps {
    private BinaryOps() {}

    private static final Kernel MAXIMUM = Kernel.of("maximum");
    private static final Kernel MINIMUM = Kernel.of("minimum");
    private static final Kernel FMAX = Kernel.of("fmax");
    private static final Kernel FMIN = Kernel.of("fmin");
    private static final Kernel ATAN2 = Kernel.of("atan2");
    private static final Kernel HYPOT = Kernel.of("hypot");
    private static final Kernel COPYSIGN = Kernel.of("copysign");
    private static final Kernel NEXTAFTER = Kernel.of("nextafter");
    private static final Kernel LOGADDEXP = Kernel.of("logaddexp");
    private static final Kernel LOGADDEXP2 = Kernel.of("logaddexp2");
    private static final Kernel HEAVISIDE = Kernel.of("heaviside");
    private static final Kernel GCD = Kernel.of("gcd");
    private static final Kernel LCM = Kernel.of("lcm");
    private static final Kernel BITWISE_AND = Kernel.of("bitwise_and");
    private static final Kernel BITWISE_OR = Kernel.of("bitwise_or");
    private static final Kernel BITWISE_XOR = Kernel.of("bitwise_xor");
    private static final Kernel BITWISE_LEFT_SHIFT = Kernel.of("bitwise_left_shift");
    private static final Kernel BITWISE_RIGHT_SHIFT = Kernel.of("bitwise_right_shift");

    @Operator("aten::max.other(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::max.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::maximum(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::maximum.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor maximum(Tensor self, Tensor other, Tensor out) {
        return Pointwise.promoted(MAXIMUM, self, other, out);
    }

    @Operator("aten::min.other(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::min.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::minimum(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::minimum.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor minimum(Tensor self, Tensor other, Tensor out) {
        return Pointwise.promoted(MINIMUM, self, other, out);
    }

    @Operator("aten::fmax(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::fmax.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor fmax(Tensor self, Tensor other, Tensor out) {
        return Pointwise.promoted(FMAX, self, other, out);
    }

    @Operator("aten::fmin(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::fmin.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor fmin(Tensor self, Tensor other, Tensor out) {
        return Pointwise.promoted(FMIN, self, other, out);
    }

    @Operator("aten::hypot(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::hypot_(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::hypot.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor hypot(Tensor self, Tensor other, Tensor out) {
        return Pointwise.promoted(HYPOT, self, other, out);
    }

    @Operator("aten::nextafter(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::nextafter_(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::nextafter.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor nextafter(Tensor self, Tensor other, Tensor out) {
        return Pointwise.promoted(NEXTAFTER, self, other, out);
    }

    @Operator("aten::gcd(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::gcd_(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::gcd.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor gcd(Tensor self, Tensor other, Tensor out) {
        return Pointwise.promoted(GCD, self, other, out);
    }

    @Operator("aten::lcm(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::lcm_(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::lcm.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor lcm(Tensor self, Tensor other, Tensor out) {
        return Pointwise.promoted(LCM, self, other, out);
    }

    @Operator("aten::logaddexp(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::logaddexp.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor logaddexp(Tensor self, Tensor other, Tensor out) {
        return Pointwise.promoted(LOGADDEXP, self, other, out);
    }

    @Operator("aten::logaddexp2(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::logaddexp2.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor logaddexp2(Tensor self, Tensor other, Tensor out) {
        return Pointwise.promoted(LOGADDEXP2, self, other, out);
    }

    @Operator("aten::atan2(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::atan2_(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::atan2.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::arctan2(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::arctan2_(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::arctan2.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor atan2(Tensor self, Tensor other, Tensor out) {
        return Pointwise.floating(ATAN2, self, other, out);
    }

    @Operator("aten::copysign.Scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::copysign_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    @Operator("aten::copysign.Scalar_out(Tensor self, Scalar other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor copysign(Tensor self, Scalar other, Tensor out) {
        return Pointwise.floating(COPYSIGN, self, other, out);
    }

    @Operator("aten::copysign.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::copysign_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::copysign.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor copysign(Tensor self, Tensor other, Tensor out) {
        return Pointwise.floating(COPYSIGN, self, other, out);
    }

    @Operator("aten::heaviside(Tensor self, Tensor values) -> Tensor")
    @Operator("aten::heaviside_(Tensor(a!) self, Tensor values) -> Tensor(a!)")
    @Operator("aten::heaviside.out(Tensor self, Tensor values, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor heaviside(Tensor self, Tensor values, Tensor out) {
        Checks.sameDtype("heaviside", self, values);
        if (self.dtype() == DType.BOOL) {
            if (out == self) {
                TensorIterator.checkBroadcast(self, values);
            }
            // Of true and false, what is not 0 is 1 already.
            return Out.into(out, ComparisonOps.logicalOr(self, values, null));
        }
        return Pointwise.promoted(HEAVISIDE, self, values, out);
    }

    @Operator("aten::bitwise_and.Scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::__and__.Scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::bitwise_and_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    @Operator("aten::__iand__.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    @Operator("aten::bitwise_and.Scalar_out(Tensor self, Scalar other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor bitwiseAnd(Tensor self, Scalar other, Tensor out) {
        return Pointwise.promoted(BITWISE_AND, self, other, out);
    }

    @Operator("aten::bitwise_and.Scalar_Tensor(Scalar self, Tensor other) -> Tensor")
    @Operator("aten::bitwise_and.Scalar_Tensor_out(Scalar self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor bitwiseAnd(Scalar self, Tensor other, Tensor out) {
        return Pointwise.promoted(BITWISE_AND, self, other, out);
    }

    @Operator("aten::bitwise_and.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::__and__.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::bitwise_and_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::__iand__.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::bitwise_and.Tensor_out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor bitwiseAnd(Tensor self, Tensor other, Tensor out) {
        return Pointwise.promoted(BITWISE_AND, self, other, out);
    }

    @Operator("aten::bitwise_or.Scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::__or__.Scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::bitwise_or_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    @Operator("aten::__ior__.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    @Operator("aten::bitwise_or.Scalar_out(Tensor self, Scalar other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor bitwiseOr(Tensor self, Scalar other, Tensor out) {
        return Pointwise.promoted(BITWISE_OR, self, other, out);
    }

    @Operator("aten::bitwise_or.Scalar_Tensor(Scalar self, Tensor other) -> Tensor")
    @Operator("aten::bitwise_or.Scalar_Tensor_out(Scalar self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor bitwiseOr(Scalar self, Tensor other, Tensor out) {
        return Pointwise.promoted(BITWISE_OR, self, other, out);
    }

    @Operator("aten::bitwise_or.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::__or__.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::bitwise_or_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::__ior__.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::bitwise_or.Tensor_out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor bitwiseOr(Tensor self, Tensor other, Tensor out) {
        return Pointwise.promoted(BITWISE_OR, self, other, out);
    }

    @Operator("aten::bitwise_xor.Scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::__xor__.Scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::bitwise_xor_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    @Operator("aten::__ixor__.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    @Operator("aten::bitwise_xor.Scalar_out(Tensor self, Scalar other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor bitwiseXor(Tensor self, Scalar other, Tensor out) {
        return Pointwise.promoted(BITWISE_XOR, self, other, out);
    }

    @Operator("aten::bitwise_xor.Scalar_Tensor(Scalar self, Tensor other) -> Tensor")
    @Operator("aten::bitwise_xor.Scalar_Tensor_out(Scalar self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor bitwiseXor(Scalar self, Tensor other, Tensor out) {
        return Pointwise.promoted(BITWISE_XOR, self, other, out);
    }

    @Operator("aten::bitwise_xor.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::__xor__.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::bitwise_xor_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::__ixor__.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::bitwise_xor.Tensor_out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor bitwiseXor(Tensor self, Tensor other, Tensor out) {
        return Pointwise.promoted(BITWISE_XOR, self, other, out);
    }

    @Operator("aten::bitwise_left_shift.Scalar_Tensor(Scalar self, Tensor other) -> Tensor")
    @Operator("aten::bitwise_left_shift.Scalar_Tensor_out(Scalar self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor bitwiseLeftShift(Scalar self, Tensor other, Tensor out) {
        return Pointwise.promoted(BITWISE_LEFT_SHIFT, self, other, out);
    }

    @Operator("aten::bitwise_left_shift.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::__lshift__.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::bitwise_left_shift_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::__ilshift__.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::bitwise_left_shift.Tensor_out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::__lshift__.Tensor_out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor bitwiseLeftShift(Tensor self, Tensor other, Tensor out) {
        return Pointwise.promoted(BITWISE_LEFT_SHIFT, self, other, out);
    }

    @Operator("aten::bitwise_left_shift.Tensor_Scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::__lshift__.Scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::bitwise_left_shift_.Tensor_Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    @Operator("aten::__ilshift__.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    @Operator("aten::bitwise_left_shift.Tensor_Scalar_out(Tensor self, Scalar other, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::__lshift__.Scalar_out(Tensor self, Scalar other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor bitwiseLeftShift(Tensor self, Scalar other, Tensor out) {
        return Pointwise.promoted(BITWISE_LEFT_SHIFT, self, other, out);
    }

    @Operator("aten::bitwise_right_shift.Scalar_Tensor(Scalar self, Tensor other) -> Tensor")
    @Operator("aten::bitwise_right_shift.Scalar_Tensor_out(Scalar self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor bitwiseRightShift(Scalar self, Tensor other, Tensor out) {
        return Pointwise.promoted(BITWISE_RIGHT_SHIFT, self, other, out);
    }

    @Operator("aten::bitwise_right_shift.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::__rshift__.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::bitwise_right_shift_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::__irshift__.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::bitwise_right_shift.Tensor_out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::__rshift__.Tensor_out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor bitwiseRightShift(Tensor self, Tensor other, Tensor out) {
        return Pointwise.promoted(BITWISE_RIGHT_SHIFT, self, other, out);
    }

    @Operator("aten::bitwise_right_shift.Tensor_Scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::__rshift__.Scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::bitwise_right_shift_.Tensor_Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    @Operator("aten::__irshift__.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    @Operator("aten::bitwise_right_shift.Tensor_Scalar_out(Tensor self, Scalar other, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::__rshift__.Scalar_out(Tensor self, Scalar other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor bitwiseRightShift(Tensor self, Scalar other, Tensor out) {
        return Pointwise.promoted(BITWISE_RIGHT_SHIFT, self, other, out);
    }
}
