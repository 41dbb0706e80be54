package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import java.util.Arrays;
import java.util.List;

/** Complex tensors: their parts as views, and how they are made. */
final class ComplexOps {
    private ComplexOps() {}

    private static final Kernel ANGLE = Kernel.of("angle");
    private static final Kernel CONJ = Kernel.of("conj_physical");

    @Operator("aten::view_as_real(Tensor(a) self) -> Tensor(a)")
    static Tensor viewAsReal(Tensor self) {
        if (!self.dtype().isComplex()) {
            throw Checks.error("view_as_real is only supported for complex tensors");
        }
        long[] sizes = Arrays.copyOf(self.sizes(), self.dim() + 1);
        long[] strides = Arrays.stream(self.strides()).map(s -> 2 * s).toArray();
        strides = Arrays.copyOf(strides, self.dim() + 1);
        sizes[self.dim()] = 2;
        strides[self.dim()] = 1;
        return Tensor.of(self.storage(), self.dtype().toReal(), sizes, strides, 2 * self.storageOffset());
    }

    @Operator("aten::view_as_complex(Tensor(a) self) -> Tensor(a)")
    static Tensor viewAsComplex(Tensor self) {
        if (!self.dtype().isFloatingPoint() || self.dtype() == DType.BFLOAT16) {
            throw Checks.error(
                    "view_as_complex is only supported for half, float and double tensors, but got a tensor of"
                            + " scalar type: %s",
                    self.dtype());
        }
        int last = self.dim() - 1;
        if (last < 0 || self.sizes()[last] != 2 || self.strides()[last] != 1) {
            throw Checks.error(
                    "view_as_complex: Tensor must have a last dimension of size 2 and stride 1, got sizes %s and"
                            + " strides %s",
                    self.sizes(), self.strides());
        }
        long[] strides = new long[last];
        for (int d = 0; d < last; d++) {
            if (self.strides()[d] % 2 != 0) {
                throw Checks.error("Tensor must have a stride divisible by 2 for all but last dimension");
            }
            strides[d] = self.strides()[d] / 2;
        }
        if (self.storageOffset() % 2 != 0) {
            throw Checks.error("Tensor must have a storage_offset divisible by 2");
        }
        long[] sizes = Arrays.copyOf(self.sizes(), last);
        return Tensor.of(self.storage(), self.dtype().toComplex(), sizes, strides, self.storageOffset() / 2);
    }

    @Operator("aten::real(Tensor(a) self) -> Tensor(a)")
    static Tensor real(Tensor self) {
        return self.dtype().isComplex() ? DimensionOps.select(viewAsReal(self), -1, 0) : self;
    }

    @Operator("aten::imag(Tensor(a) self) -> Tensor(a)")
    static Tensor imag(Tensor self) {
        if (!self.dtype().isComplex()) {
            throw Checks.error("imag is not implemented for tensors with non-complex dtypes.");
        }
        return DimensionOps.select(viewAsReal(self), -1, 1);
    }

    @Operator("aten::conj(Tensor(a) self) -> Tensor(a)")
    @Operator("aten::_conj(Tensor(a) self) -> Tensor(a)")
    static Tensor conj(Tensor self) {
        return self.dtype().isComplex() ? Pointwise.same(CONJ, self, null) : self;
    }

    @Operator("aten::conj_physical(Tensor self) -> Tensor")
    @Operator("aten::conj_physical.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::conj_physical_(Tensor(a!) self) -> Tensor(a!)")
    static Tensor conjPhysical(Tensor self, Tensor out) {
        return self.dtype().isComplex() ? Pointwise.same(CONJ, self, out) : Out.into(out, self);
    }

    @Operator("aten::mH(Tensor(a) self) -> Tensor(a)")
    @Operator("aten::mH.a(Tensor(a) self) -> Tensor(a)")
    @Operator("aten::adjoint(Tensor(a) self) -> Tensor(a)")
    static Tensor adjoint(Tensor self) {
        return conj(DimensionOps.matrixTranspose(self));
    }

    @Operator("aten::matrix_H(Tensor(a) self) -> Tensor(a)")
    @Operator("aten::matrix_H.a(Tensor(a) self) -> Tensor(a)")
    static Tensor matrixH(Tensor self) {
        if (self.dim() != 0 && self.dim() != 2) {
            throw Checks.error(
                    "tensor.H is only supported on matrices (2-D tensors). Got %s-D tensor. For batches of matrices,"
                            + " consider using tensor.mH",
                    self.dim());
        }
        return adjoint(self);
    }

    @Operator("aten::angle(Tensor self) -> Tensor")
    @Operator("aten::angle.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor angle(Tensor self, Tensor out) {
        TensorIterator iterator = TensorIterator.of(ANGLE).input(self).promoteToFloat();
        return iterator.result(iterator.commonDtype().toReal()).out(out).run();
    }

    @Operator("aten::complex(Tensor real, Tensor imag) -> Tensor")
    @Operator("aten::complex.out(Tensor real, Tensor imag, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor complex(Tensor real, Tensor imag, Tensor out) {
        Checks.sameDtype("complex", real, imag);
        Checks.dtypeIs("complex", "real and imag", real, DType.FLOAT32, DType.FLOAT64);
        Checks.outDtype("complex", out, real.dtype().toComplex());
        long[] shape = TensorIterator.broadcast(real.sizes(), imag.sizes());
        List<long[]> strides =
                List.of(DimensionOrder.expandedStrides(real, shape), DimensionOrder.expandedStrides(imag, shape));
        Tensor result = Tensor.emptyStrided(
                real.dtype().toComplex(),
                shape,
                DimensionOrder.denseStrides(shape, DimensionOrder.sorted(shape, strides)));
        TensorIterator.copy(real(result), real);
        TensorIterator.copy(imag(result), imag);
        return Out.into(out, result);
    }

    @Operator("aten::polar(Tensor abs, Tensor angle) -> Tensor")
    @Operator("aten::polar.out(Tensor abs, Tensor angle, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor polar(Tensor abs, Tensor angle, Tensor out) {
        Checks.sameDtype("polar", abs, angle);
        Checks.dtypeIs("polar", "abs and angle", abs, DType.FLOAT32, DType.FLOAT64);
        return complex(
                ArithmeticOps.mul(abs, UnaryMathOps.cos(angle, null), null),
                ArithmeticOps.mul(abs, UnaryMathOps.sin(angle, null), null),
                out);
    }
}
