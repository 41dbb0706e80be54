package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;

/** Choices by a mask or by bounds, and the ternary products that go with them. */
final class SelectionOps {
    private SelectionOps() {}

    private static final Kernel WHERE = Kernel.of("where");
    private static final Kernel CLAMP = Kernel.of("clamp");
    private static final Kernel CLAMP_MIN = Kernel.of("clamp_min");
    private static final Kernel CLAMP_MAX = Kernel.of("clamp_max");
    private static final Kernel CLAMP_TENSOR = Kernel.of("clamp_tensor");
    private static final Kernel MAXIMUM = Kernel.of("maximum");
    private static final Kernel MINIMUM = Kernel.of("minimum");
    private static final Kernel LERP = Kernel.of("lerp");
    private static final Kernel LERP_SCALAR = Kernel.of("lerp_scalar");
    private static final Kernel ADDCMUL = Kernel.of("addcmul");
    private static final Kernel ADDCDIV = Kernel.of("addcdiv");

    static Tensor mask(Tensor mask) {
        if (mask.dtype() == DType.BOOL) {
            return mask;
        }
        if (mask.dtype() != DType.UINT8) {
            throw Checks.error("expected a mask of dtype Bool, got %s", mask.dtype());
        }
        return TensorIterator.cast(mask, DType.BOOL);
    }

    private static Tensor choose(Tensor condition, Object self, Object other, Tensor out) {
        TensorIterator iterator = TensorIterator.of(WHERE).inputAsIs(mask(condition));
        for (Object operand : new Object[] {self, other}) {
            if (operand instanceof Tensor tensor) {
                iterator.input(tensor);
            } else {
                iterator.input((Scalar) operand);
            }
        }
        iterator.promote();
        for (Object operand : new Object[] {self, other}) {
            if (operand instanceof Scalar number && !HalfPrecision.is(iterator.commonDtype())) {
                number.to(iterator.commonDtype());
            }
        }
        return iterator.out(out).run();
    }

    @Operator("aten::clamp(Tensor self, Scalar? min=None, Scalar? max=None) -> Tensor")
    @Operator("aten::clamp_(Tensor(a!) self, Scalar? min=None, Scalar? max=None) -> Tensor(a!)")
    @Operator("aten::clamp.out(Tensor self, Scalar? min=None, Scalar? max=None, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::clip(Tensor self, Scalar? min=None, Scalar? max=None) -> Tensor")
    @Operator("aten::clip_(Tensor(a!) self, Scalar? min=None, Scalar? max=None) -> Tensor(a!)")
    @Operator("aten::clip.out(Tensor self, Scalar? min=None, Scalar? max=None, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor clamp(Tensor self, Scalar min, Scalar max, Tensor out) {
        if (min == null && max == null) {
            throw Checks.error("torch.clamp: At least one of 'min' or 'max' must not be None");
        }
        if (min == null || max == null) {
            return min == null ? clampMax(self, max, out) : clampMin(self, min, out);
        }
        return clamp(
                self, min, max, new TypePromotion().add(self).add(min).add(max).result(), out);
    }

    static Tensor clamp(Tensor self, Scalar min, Scalar max, DType dtype, Tensor out) {
        return TensorIterator.of(CLAMP)
                .input(self)
                .compute(dtype)
                .scalar(min.to(dtype))
                .scalar(max.to(dtype))
                .out(out)
                .run();
    }

    @Operator("aten::clamp.Tensor(Tensor self, Tensor? min=None, Tensor? max=None) -> Tensor")
    @Operator("aten::clamp_.Tensor(Tensor(a!) self, Tensor? min=None, Tensor? max=None) -> Tensor(a!)")
    @Operator(
            "aten::clamp.Tensor_out(Tensor self, Tensor? min=None, Tensor? max=None, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::clip.Tensor(Tensor self, Tensor? min=None, Tensor? max=None) -> Tensor")
    @Operator("aten::clip_.Tensor(Tensor(a!) self, Tensor? min=None, Tensor? max=None) -> Tensor(a!)")
    @Operator("aten::clip.Tensor_out(Tensor self, Tensor? min=None, Tensor? max=None, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor clamp(Tensor self, Tensor min, Tensor max, Tensor out) {
        if (min == null && max == null) {
            throw Checks.error("torch.clamp: At least one of 'min' or 'max' must not be None");
        }
        if (min == null || max == null) {
            return min == null ? clampMax(self, max, out) : clampMin(self, min, out);
        }
        return TensorIterator.of(CLAMP_TENSOR)
                .input(self)
                .input(min)
                .input(max)
                .promote()
                .out(out)
                .run();
    }

    @Operator("aten::clamp_min(Tensor self, Scalar min) -> Tensor")
    @Operator("aten::clamp_min_(Tensor(a!) self, Scalar min) -> Tensor(a!)")
    @Operator("aten::clamp_min.out(Tensor self, Scalar min, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor clampMin(Tensor self, Scalar min, Tensor out) {
        DType dtype = new TypePromotion().add(self).add(min).result();
        return TensorIterator.of(CLAMP_MIN)
                .input(self)
                .compute(dtype)
                .scalar(min.to(dtype))
                .out(out)
                .run();
    }

    @Operator("aten::clamp_min.Tensor(Tensor self, Tensor min) -> Tensor")
    @Operator("aten::clamp_min_.Tensor(Tensor(a!) self, Tensor min) -> Tensor(a!)")
    @Operator("aten::clamp_min.Tensor_out(Tensor self, Tensor min, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor clampMin(Tensor self, Tensor min, Tensor out) {
        return Pointwise.promoted(MAXIMUM, self, min, out);
    }

    @Operator("aten::clamp_max(Tensor self, Scalar max) -> Tensor")
    @Operator("aten::clamp_max_(Tensor(a!) self, Scalar max) -> Tensor(a!)")
    @Operator("aten::clamp_max.out(Tensor self, Scalar max, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor clampMax(Tensor self, Scalar max, Tensor out) {
        DType dtype = new TypePromotion().add(self).add(max).result();
        return TensorIterator.of(CLAMP_MAX)
                .input(self)
                .compute(dtype)
                .scalar(max.to(dtype))
                .out(out)
                .run();
    }

    @Operator("aten::clamp_max.Tensor(Tensor self, Tensor max) -> Tensor")
    @Operator("aten::clamp_max_.Tensor(Tensor(a!) self, Tensor max) -> Tensor(a!)")
    @Operator("aten::clamp_max.Tensor_out(Tensor self, Tensor max, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor clampMax(Tensor self, Tensor max, Tensor out) {
        return Pointwise.promoted(MINIMUM, self, max, out);
    }

    @Operator("aten::where.Scalar(Tensor condition, Scalar self, Scalar other) -> Tensor")
    static Tensor where(Tensor condition, Scalar self, Scalar other, Tensor out) {
        return choose(condition, self, other, out);
    }

    @Operator("aten::where.ScalarOther(Tensor condition, Tensor self, Scalar other) -> Tensor")
    static Tensor where(Tensor condition, Tensor self, Scalar other, Tensor out) {
        return choose(condition, self, other, out);
    }

    @Operator("aten::where.ScalarSelf(Tensor condition, Scalar self, Tensor other) -> Tensor")
    static Tensor where(Tensor condition, Scalar self, Tensor other, Tensor out) {
        return choose(condition, self, other, out);
    }

    @Operator("aten::where.self(Tensor condition, Tensor self, Tensor other) -> Tensor")
    @Operator("aten::where.self_out(Tensor condition, Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor where(Tensor condition, Tensor self, Tensor other, Tensor out) {
        return choose(condition, self, other, out);
    }

    /** What is new is row-major, whatever the order of {@code self}. */
    private static Tensor filled(Tensor self, Tensor mask, TensorIterator choice, Tensor out) {
        Tensor result = out;
        if (out == null && !(self.isContiguous() && mask.isContiguous())) {
            result = Tensor.empty(self.dtype(), TensorIterator.broadcast(self.sizes(), mask.sizes()));
        }
        return choice.input(self).compute(self.dtype()).out(result).run();
    }

    @Operator("aten::masked_fill.Scalar(Tensor self, Tensor mask, Scalar value) -> Tensor")
    @Operator("aten::masked_fill_.Scalar(Tensor(a!) self, Tensor mask, Scalar value) -> Tensor(a!)")
    @Operator("aten::masked_fill.Scalar_out(Tensor self, Tensor mask, Scalar value, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor maskedFill(Tensor self, Tensor mask, Scalar value, Tensor out) {
        return filled(self, mask, TensorIterator.of(WHERE).inputAsIs(mask(mask)).input(value.to(self.dtype())), out);
    }

    @Operator("aten::masked_fill.Tensor(Tensor self, Tensor mask, Tensor value) -> Tensor")
    @Operator("aten::masked_fill_.Tensor(Tensor(a!) self, Tensor mask, Tensor value) -> Tensor(a!)")
    @Operator("aten::masked_fill.Tensor_out(Tensor self, Tensor mask, Tensor value, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor maskedFill(Tensor self, Tensor mask, Tensor value, Tensor out) {
        if (value.dim() != 0) {
            throw Checks.error(
                    "masked_fill_ only supports a 0-dimensional value tensor, but got tensor with %s dimension(s).",
                    value.dim());
        }
        if (!Elements.holds(self.dtype(), value.dtype())) {
            return maskedFill(self, mask, Elements.scalar(value), out);
        }
        return filled(self, mask, TensorIterator.of(WHERE).inputAsIs(mask(mask)).input(value), out);
    }

    @Operator("aten::lerp.Scalar(Tensor self, Tensor end, Scalar weight) -> Tensor")
    @Operator("aten::lerp_.Scalar(Tensor(a!) self, Tensor end, Scalar weight) -> Tensor(a!)")
    @Operator("aten::lerp.Scalar_out(Tensor self, Tensor end, Scalar weight, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor lerp(Tensor self, Tensor end, Scalar weight, Tensor out) {
        Checks.sameDtype("lerp", self, end);
        if (self.dtype().isComplex()) {
            return lerp(self, end, Elements.of(weight, self.dtype()), out);
        }
        return TensorIterator.of(LERP_SCALAR)
                .input(self)
                .input(end)
                .scalar(weight.to(HalfPrecision.widened(self.dtype())))
                .out(out)
                .run();
    }

    @Operator("aten::lerp.Tensor(Tensor self, Tensor end, Tensor weight) -> Tensor")
    @Operator("aten::lerp_.Tensor(Tensor(a!) self, Tensor end, Tensor weight) -> Tensor(a!)")
    @Operator("aten::lerp.Tensor_out(Tensor self, Tensor end, Tensor weight, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor lerp(Tensor self, Tensor end, Tensor weight, Tensor out) {
        Checks.sameDtype("lerp", self, end);
        Checks.sameDtype("lerp", self, weight);
        return TensorIterator.of(LERP)
                .input(self)
                .input(end)
                .input(weight)
                .out(out)
                .run();
    }

    @Operator("aten::addcmul(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor")
    @Operator("aten::addcmul_(Tensor(a!) self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor(a!)")
    @Operator("aten::addcmul.out(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1, Tensor(a!) out) ->"
            + " Tensor(a!)")
    static Tensor addcmul(Tensor self, Tensor tensor1, Tensor tensor2, Scalar value, Tensor out) {
        return added(ADDCMUL, self, tensor1, tensor2, value, out);
    }

    @Operator("aten::addcdiv(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor")
    @Operator("aten::addcdiv_(Tensor(a!) self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor(a!)")
    @Operator("aten::addcdiv.out(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1, Tensor(a!) out) ->"
            + " Tensor(a!)")
    static Tensor addcdiv(Tensor self, Tensor tensor1, Tensor tensor2, Scalar value, Tensor out) {
        if (tensor1.dtype().isIntegral(true) && tensor2.dtype().isIntegral(true)) {
            throw Checks.error(
                    "Integer division with addcdiv is no longer supported: use (input + value * torch.trunc(tensor1 /"
                            + " tensor2)).to(input.dtype) for the historic behaviour");
        }
        return added(ADDCDIV, self, tensor1, tensor2, value, out);
    }

    private static Tensor added(Kernel kernel, Tensor self, Tensor a, Tensor b, Scalar value, Tensor out) {
        TensorIterator iterator =
                TensorIterator.of(kernel).input(self).input(a).input(b).promote();
        return iterator.scalar(value.to(HalfPrecision.widened(iterator.commonDtype())))
                .out(out)
                .run();
    }
}
