package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Generator;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/** Activation functions. */
final class ActivationOps {
    private ActivationOps() {}

    private static final Kernel RELU = Kernel.of("relu");
    private static final Kernel GELU = Kernel.of("gelu");
    private static final Kernel GELU_TANH = Kernel.of("gelu_tanh");
    private static final Kernel SILU = Kernel.of("silu");
    private static final Kernel MISH = Kernel.of("mish");
    private static final Kernel ELU = Kernel.of("elu");
    private static final Kernel LEAKY_RELU = Kernel.of("leaky_relu");
    private static final Kernel SOFTPLUS = Kernel.of("softplus");
    private static final Kernel THRESHOLD = Kernel.of("threshold");
    private static final Kernel HARDSHRINK = Kernel.of("hardshrink");
    private static final Kernel SOFTSHRINK = Kernel.of("softshrink");
    private static final Kernel LOGSIGMOID = Kernel.of("logsigmoid");
    private static final Kernel HARDSIGMOID = Kernel.of("hardsigmoid");
    private static final Kernel HARDSWISH = Kernel.of("hardswish");
    private static final Kernel PRELU = Kernel.of("prelu");

    @Operator("aten::relu(Tensor self) -> Tensor")
    @Operator("aten::relu_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::relu.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor relu(Tensor self, Tensor out) {
        if (self.dtype() == DType.BOOL) {
            throw Checks.error("Boolean inputs not supported for relu");
        }
        return Pointwise.same(RELU, self, out);
    }

    @Operator("aten::relu6(Tensor self) -> Tensor")
    @Operator("aten::relu6_(Tensor(a!) self) -> Tensor(a!)")
    static Tensor relu6(Tensor self, Tensor out) {
        return hardtanh(self, Scalar.of(0L), Scalar.of(6L), out);
    }

    @Operator("aten::hardtanh(Tensor self, Scalar min_val=-1, Scalar max_val=1) -> Tensor")
    @Operator("aten::hardtanh_(Tensor(a!) self, Scalar min_val=-1, Scalar max_val=1) -> Tensor(a!)")
    @Operator("aten::hardtanh.out(Tensor self, Scalar min_val=-1, Scalar max_val=1, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor hardtanh(Tensor self, Scalar minVal, Scalar maxVal, Tensor out) {
        if (self.dtype() == DType.BOOL) {
            throw Checks.error("Bool inputs not supported for hardtanh");
        }
        if (self.dtype() == DType.UINT8 && (minVal.toDouble() < 0 || maxVal.toDouble() < 0)) {
            throw Checks.error("cannot do hardtanh on an unsigned type with negative limits");
        }
        return SelectionOps.clamp(self, minVal, maxVal, self.dtype(), out);
    }

    @Operator("aten::gelu(Tensor self, *, str approximate=\"none\") -> Tensor")
    @Operator("aten::gelu_(Tensor(a!) self, *, str approximate=\"none\") -> Tensor(a!)")
    @Operator("aten::gelu.out(Tensor self, *, str approximate=\"none\", Tensor(a!) out) -> Tensor(a!)")
    static Tensor gelu(Tensor self, String approximate, Tensor out) {
        return switch (approximate) {
            case "none" -> Pointwise.same(GELU, self, out);
            case "tanh" -> Pointwise.same(GELU_TANH, self, out);
            default -> throw Checks.error("approximate argument must be either none or tanh.");
        };
    }

    @Operator("aten::silu(Tensor self) -> Tensor")
    @Operator("aten::silu_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::silu.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor silu(Tensor self, Tensor out) {
        return Pointwise.same(SILU, self, out);
    }

    @Operator("aten::mish(Tensor self) -> Tensor")
    @Operator("aten::mish_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::mish.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor mish(Tensor self, Tensor out) {
        return Pointwise.same(MISH, self, out);
    }

    @Operator("aten::hardsigmoid(Tensor self) -> Tensor")
    @Operator("aten::hardsigmoid_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::hardsigmoid.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor hardsigmoid(Tensor self, Tensor out) {
        return Pointwise.same(HARDSIGMOID, self, out);
    }

    @Operator("aten::hardswish(Tensor self) -> Tensor")
    @Operator("aten::hardswish_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::hardswish.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor hardswish(Tensor self, Tensor out) {
        return Pointwise.same(HARDSWISH, self, out);
    }

    @Operator("aten::elu(Tensor self, Scalar alpha=1, Scalar scale=1, Scalar input_scale=1) -> Tensor")
    @Operator("aten::elu_(Tensor(a!) self, Scalar alpha=1, Scalar scale=1, Scalar input_scale=1) -> Tensor(a!)")
    @Operator("aten::elu.out(Tensor self, Scalar alpha=1, Scalar scale=1, Scalar input_scale=1, *, Tensor(a!) out) ->"
            + " Tensor(a!)")
    static Tensor elu(Tensor self, Scalar alpha, Scalar scale, Scalar inputScale, Tensor out) {
        DType computed = HalfPrecision.widened(self.dtype());
        return TensorIterator.of(ELU)
                .input(self)
                .scalar(alpha.to(computed))
                .scalar(scale.to(computed))
                .scalar(inputScale.to(computed))
                .out(out)
                .run();
    }

    @Operator("aten::celu(Tensor self, Scalar alpha=1.) -> Tensor")
    @Operator("aten::celu_(Tensor(a!) self, Scalar alpha=1.) -> Tensor(a!)")
    @Operator("aten::celu.out(Tensor self, Scalar alpha=1., *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor celu(Tensor self, Scalar alpha, Tensor out) {
        if (alpha.toDouble() == 0) {
            throw Checks.error("ZeroDivisionError: alpha cannot be 0 for CELU");
        }
        return elu(self, alpha, Scalar.of(1.0), Scalar.of(1 / alpha.toDouble()), out);
    }

    @Operator("aten::selu(Tensor self) -> Tensor")
    @Operator("aten::selu_(Tensor(a!) self) -> Tensor(a!)")
    static Tensor selu(Tensor self, Tensor out) {
        return elu(
                self,
                Scalar.of(1.6732632423543772848170429916717),
                Scalar.of(1.0507009873554804934193349852946),
                Scalar.of(1.0),
                out);
    }

    @Operator("aten::leaky_relu(Tensor self, Scalar negative_slope=0.01) -> Tensor")
    @Operator("aten::leaky_relu_(Tensor(a!) self, Scalar negative_slope=0.01) -> Tensor(a!)")
    @Operator("aten::leaky_relu.out(Tensor self, Scalar negative_slope=0.01, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor leakyRelu(Tensor self, Scalar negativeSlope, Tensor out) {
        DType computed = HalfPrecision.widened(self.dtype());
        return TensorIterator.of(LEAKY_RELU)
                .input(self)
                .scalar(negativeSlope.to(computed))
                .out(out)
                .run();
    }

    @Operator("aten::softplus(Tensor self, Scalar beta=1, Scalar threshold=20) -> Tensor")
    @Operator("aten::softplus.out(Tensor self, Scalar beta=1, Scalar threshold=20, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor softplus(Tensor self, Scalar beta, Scalar threshold, Tensor out) {
        DType computed = HalfPrecision.widened(self.dtype());
        return TensorIterator.of(SOFTPLUS)
                .input(self)
                .scalar(beta.to(computed))
                .scalar(threshold.to(computed))
                .out(out)
                .run();
    }

    @Operator("aten::threshold(Tensor self, Scalar threshold, Scalar value) -> Tensor")
    @Operator("aten::threshold_(Tensor(a!) self, Scalar threshold, Scalar value) -> Tensor(a!)")
    @Operator("aten::threshold.out(Tensor self, Scalar threshold, Scalar value, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor threshold(Tensor self, Scalar threshold, Scalar value, Tensor out) {
        DType computed = HalfPrecision.widened(self.dtype());
        return TensorIterator.of(THRESHOLD)
                .input(self)
                .scalar(threshold.to(computed))
                .scalar(value.to(computed))
                .out(out)
                .run();
    }

    @Operator("aten::hardshrink(Tensor self, Scalar lambd=0.5) -> Tensor")
    @Operator("aten::hardshrink.out(Tensor self, Scalar lambd=0.5, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor hardshrink(Tensor self, Scalar lambd, Tensor out) {
        return TensorIterator.of(HARDSHRINK)
                .input(self)
                .scalar(lambd.to(self.dtype()))
                .out(out)
                .run();
    }

    @Operator("aten::softshrink(Tensor self, Scalar lambd=0.5) -> Tensor")
    @Operator("aten::softshrink.out(Tensor self, Scalar lambd=0.5, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor softshrink(Tensor self, Scalar lambd, Tensor out) {
        if (!(lambd.toDouble() >= 0)) {
            throw Checks.error("lambda must be greater or equal to 0, but found to be %s.", lambd);
        }
        return TensorIterator.of(SOFTSHRINK).input(self).scalar(lambd).out(out).run();
    }

    @Operator("aten::log_sigmoid(Tensor self) -> Tensor")
    @Operator("aten::log_sigmoid.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor logSigmoid(Tensor self, Tensor out) {
        return Pointwise.same(LOGSIGMOID, Out.contiguousUnless(out, self), out);
    }

    @Operator("aten::glu(Tensor self, int dim=-1) -> Tensor")
    @Operator("aten::glu.out(Tensor self, int dim=-1, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor glu(Tensor self, long dim, Tensor out) {
        int d = self.wrapDim(dim);
        if (self.dim() == 0) {
            throw Checks.error("glu does not support 0-dimensional tensors");
        }
        if (self.sizes()[d] % 2 != 0) {
            throw Checks.error("Halving dimension must be even, but dimension %s is size %s", d, self.sizes()[d]);
        }
        long half = self.sizes()[d] / 2;
        Tensor gate = UnaryMathOps.sigmoid(DimensionOps.narrow(self, d, half, half), null);
        return ArithmeticOps.mul(DimensionOps.narrow(self, d, 0, half), gate, out);
    }

    /** The weight is one number, or one a channel (dimension 1). */
    @Operator("aten::prelu(Tensor self, Tensor weight) -> Tensor")
    static Tensor prelu(Tensor self, Tensor weight) {
        Checks.sameDtype("prelu", self, weight);
        if (weight.dim() > 1) {
            throw Checks.error(
                    "prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = %s", weight.dim());
        }
        if (weight.numel() != 1) {
            long channels = self.dim() == 0 ? 0 : self.dim() == 1 ? 1 : self.sizes()[1];
            if (channels != weight.numel()) {
                throw Checks.error(
                        "Mismatch of parameter numbers and input channel size. Found parameter numbers = %s and"
                                + " channel size ="
                                + " %s.",
                        weight.numel(), channels);
            }
        }
        long[] shape = new long[Math.max(self.dim(), 1)];
        Arrays.fill(shape, 1);
        shape[self.dim() < 2 ? 0 : 1] = weight.numel();
        return preluKernel(self, self.dim() == 0 ? ViewOps.view(weight, new long[0]) : ViewOps.view(weight, shape));
    }

    @Operator("aten::_prelu_kernel(Tensor self, Tensor weight) -> Tensor")
    static Tensor preluKernel(Tensor self, Tensor weight) {
        return TensorIterator.of(PRELU).input(self).input(weight).run();
    }

    @Operator("aten::rrelu(Tensor self, Scalar lower=0.125, Scalar upper=0.33333333333333331, bool training=False,"
            + " Generator?"
            + " generator=None) -> Tensor")
    @Operator("aten::rrelu_(Tensor(a!) self, Scalar lower=0.125, Scalar upper=0.33333333333333331, bool"
            + " training=False, Generator?"
            + " generator=None) -> Tensor(a!)")
    static Tensor rrelu(Tensor self, Scalar lower, Scalar upper, boolean training, Generator generator, Tensor out) {
        if (lower.toDouble() > upper.toDouble()) {
            throw Checks.error("Lower bound should be less than or equal to the upper bound");
        }
        if (training) {
            // One number for each element that is not positive, in their order.
            Tensor dense = Out.contiguous(self);
            Tensor scaled = ComparisonOps.le(dense, Scalar.of(0L), null);
            Tensor drawn =
                    Tensor.empty(DType.FLOAT64, Elements.toLong(ReductionOps.countNonzero(scaled, (Long) null, null)));
            RandomOps.uniform(drawn, lower.toDouble(), upper.toDouble(), generator);
            Tensor ones = Elements.fill(Tensor.empty(self.dtype(), self.sizes()), Scalar.of(1L));
            Tensor slopes = IndexOps.maskedScatter(ones, scaled, TensorIterator.cast(drawn, self.dtype()), null);
            return ArithmeticOps.mul(dense, slopes, out);
        }
        Scalar slope = Scalar.of((lower.toDouble() + upper.toDouble()) / 2);
        return leakyRelu(Out.contiguousUnless(out, self), slope, out);
    }

    @Operator("aten::_add_relu.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor")
    @Operator("aten::_add_relu_.Tensor(Tensor(a!) self, Tensor other, *, Scalar alpha=1) -> Tensor(a!)")
    static Tensor addRelu(Tensor self, Tensor other, Scalar alpha, Tensor out) {
        Tensor sum = ArithmeticOps.add(self, other, alpha, out);
        return relu(sum, sum);
    }

    @Operator("aten::log_sigmoid_forward(Tensor self) -> (Tensor output, Tensor buffer)")
    static Tensor[] logSigmoidForward(Tensor self) {
        return new Tensor[] {logSigmoid(self, null), Tensor.empty(self.dtype(), 0)};
    }
}
