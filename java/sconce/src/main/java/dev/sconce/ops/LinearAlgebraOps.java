package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Complex;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/** Matrix products. Contractions written as equations are in {@link ContractionOps}. */
final class LinearAlgebraOps {
    private LinearAlgebraOps() {}

    private static final Scalar ONE = Scalar.of(1L);

    private static void sameDtype(Tensor a, Tensor b) {
        if (a.dtype() != b.dtype()) {
            throw Checks.error("expected m1 and m2 to have the same dtype, but got: %s != %s", a.dtype(), b.dtype());
        }
    }

    private static void inner(String operator, Tensor a, Tensor b) {
        sameDtype(a, b);
        if (a.size(-1) != b.size(-2)) {
            throw Checks.error(
                    "%s: mat1 and mat2 shapes cannot be multiplied (%s and %s)", operator, a.sizes(), b.sizes());
        }
    }

    @Operator("aten::mm(Tensor self, Tensor mat2) -> Tensor")
    @Operator("aten::mm.out(Tensor self, Tensor mat2, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor mm(Tensor self, Tensor mat2, Tensor out) {
        Checks.rank("mm", "self", self, 2);
        Checks.rank("mm", "mat2", mat2, 2);
        inner("mm", self, mat2);
        return Out.into(out, Gemm.product(self, mat2, null));
    }

    /** The product of bytes, in int32. */
    @Operator("aten::_int_mm(Tensor self, Tensor mat2) -> Tensor")
    @Operator("aten::_int_mm.out(Tensor self, Tensor mat2, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor intMm(Tensor self, Tensor mat2, Tensor out) {
        for (Tensor bytes : new Tensor[] {self, mat2}) {
            if (bytes.dtype() != DType.INT8 && bytes.dtype() != DType.UINT8) {
                throw Checks.error("_int_mm: Expected self and mat2 to be of int8 or uint8 but got %s", bytes.dtype());
            }
        }
        return mm(TensorIterator.cast(self, DType.INT32), TensorIterator.cast(mat2, DType.INT32), out);
    }

    /**
     * A linear layer of a weight of bytes [n, k], each row with a scale, by rows [m, k]; half precision is rounded once.
     */
    @Operator("aten::_weight_int8pack_mm(Tensor self, Tensor mat2, Tensor scales) -> Tensor")
    static Tensor weightInt8Mm(Tensor self, Tensor mat2, Tensor scales) {
        Checks.rank("_weight_int8pack_mm", "self", self, 2);
        Checks.rank("_weight_int8pack_mm", "mat2", mat2, 2);
        Checks.floating("_weight_int8pack_mm", self);
        Checks.dtypeIs("_weight_int8pack_mm", "mat2", mat2, DType.INT8);
        Checks.sameDtype("_weight_int8pack_mm", self, scales);
        DType wide = HalfPrecision.widened(self.dtype());
        Tensor product = mm(TensorIterator.cast(self, wide), DimensionOps.t(TensorIterator.cast(mat2, wide)), null);
        Tensor scaled = ArithmeticOps.mul(product, TensorIterator.cast(scales, wide), null);
        return TensorIterator.cast(scaled, self.dtype());
    }

    @Operator("aten::bmm(Tensor self, Tensor mat2) -> Tensor")
    @Operator("aten::bmm.out(Tensor self, Tensor mat2, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor bmm(Tensor self, Tensor mat2, Tensor out) {
        batches("bmm", self, mat2);
        return Out.into(out, Gemm.product(self, mat2, null));
    }

    private static void batches(String operator, Tensor a, Tensor b) {
        Checks.rank(operator, "batch1", a, 3);
        Checks.rank(operator, "batch2", b, 3);
        sameDtype(a, b);
        if (a.sizes()[0] != b.sizes()[0] || a.sizes()[2] != b.sizes()[1]) {
            throw Checks.error(
                    "Expected size for first two dimensions of batch2 tensor to be: [%s, %s] but got: [%s, %s].",
                    a.sizes()[0], a.sizes()[2], b.sizes()[0], b.sizes()[1]);
        }
    }

    @Operator("aten::matmul(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::matmul.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::linalg_matmul(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::linalg_matmul.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor matmul(Tensor self, Tensor other, Tensor out) {
        if (self.dim() == 0 || other.dim() == 0) {
            throw Checks.error(
                    "both arguments to matmul need to be at least 1D, but they are %sD and %sD",
                    self.dim(), other.dim());
        }
        boolean row = self.dim() == 1;
        boolean column = other.dim() == 1;
        if (row && column) {
            return dot(self, other, out);
        }
        Tensor left = row ? DimensionOps.unsqueeze(self, 0) : self;
        Tensor right = column ? DimensionOps.unsqueeze(other, 1) : other;
        inner("matmul", left, right);
        Tensor product = Gemm.batched(left, right);
        return Out.into(
                out, row ? DimensionOps.squeeze(product, -2) : column ? DimensionOps.squeeze(product, -1) : product);
    }

    @Operator("aten::linear(Tensor input, Tensor weight, Tensor? bias=None) -> Tensor")
    @Operator("aten::linear.out(Tensor input, Tensor weight, Tensor? bias=None, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor linear(Tensor input, Tensor weight, Tensor bias, Tensor out) {
        return Out.into(out, linear(input, weight, bias, Epilogue.NONE));
    }

    /** {@code linear}, and what is done to its result while it is stored. */
    @Operator(
            "sconce::linear(Tensor input, Tensor weight, Tensor? bias, Tensor? residual, bool residual_last, str activation,"
                    + " float lo, float hi, bool keeps_sizes) -> Tensor")
    static Tensor fusedLinear(
            Tensor input,
            Tensor weight,
            Tensor bias,
            Tensor residual,
            boolean residualLast,
            String activation,
            double lo,
            double hi,
            boolean keepsSizes) {
        return linear(
                input,
                weight,
                bias,
                new Epilogue(residual, residualLast, Epilogue.Activation.of(activation), lo, hi, keepsSizes));
    }

    private static Tensor linear(Tensor input, Tensor weight, Tensor bias, Epilogue epilogue) {
        if (weight.dim() < 1 || weight.dim() > 2 || input.dim() == 0) {
            throw Checks.error(
                    "linear: expected an input of at least one dimension and a weight of one or two, got sizes %s"
                            + " and %s",
                    input.sizes(), weight.sizes());
        }
        if (weight.dim() == 1) {
            if (bias != null && (input.dim() > 1 || bias.dim() > 0)) {
                throw Checks.error(
                        "mat2 must be a matrix, got 1-D tensor: linear with a bias %s and a weight %s",
                        bias.sizes(), weight.sizes());
            }
            Tensor product = matmul(input, weight, null);
            return epilogue.apply(bias == null ? product : ArithmeticOps.add(product, bias, ONE, product));
        }
        sameDtype(input, weight);
        Checks.sameDtype("linear", input, bias);
        long width = input.size(-1);
        long units = weight.sizes()[0];
        if (width != weight.sizes()[1]) {
            throw Checks.error(
                    "mat1 and mat2 shapes cannot be multiplied (%sx%s and %sx%s)",
                    width == 0 ? 0 : input.numel() / width, width, weight.sizes()[1], units);
        }
        boolean perColumn = bias == null || (bias.dim() == 1 && bias.numel() == units);
        long rows = 1;
        for (int d = 0; d < input.dim() - 1; d++) {
            rows *= input.sizes()[d];
        }
        if (!perColumn
                && bias.dim() > 2
                && bias.numel() > 1
                && DimensionOps.squeeze(bias).dim() == 1
                && input.isContiguous()) {
            // PyTorch adds this one while it multiplies, to rows of a matrix, and others to the result
            ViewOps.expand(bias, new long[] {rows, units}, false);
        }
        long[] shape = input.shape();
        shape[shape.length - 1] = units;
        boolean fused = perColumn && Gemm.isDirect(input.dtype()) && epilogue.fits(input.dtype(), shape);
        Tensor flat = input.dim() == 2 ? input : ViewOps.reshape(input, new long[] {rows, width});
        Tensor product = Gemm.product(
                flat,
                DimensionOps.t(weight),
                perColumn ? bias : null,
                fused ? epilogue.reshaped(new long[] {rows, units}) : Epilogue.NONE);
        Tensor result = input.dim() == 2 ? product : ViewOps.view(product, shape);
        if (!perColumn) {
            // into the product: a bias may be broadcast, the product may not
            Tensor sum = input.dim() == 1 ? product : result;
            ArithmeticOps.add(sum, bias, ONE, sum);
        }
        return fused ? result : epilogue.apply(result);
    }

    // --- products that are added to something

    /** {@code beta * self + alpha * a @ b}; a beta of 0 does not read self, nor an alpha of 0 matrices of whole precision, as BLAS has it. */
    private static Tensor added(Tensor self, Tensor a, Tensor b, Scalar beta, Scalar alpha, Tensor out) {
        sameDtype(a, b);
        Checks.sameDtype("addmm", a, self);
        long[] shape = a.shape();
        shape[shape.length - 1] = b.size(-1);
        alpha.to(HalfPrecision.widened(a.dtype()));
        beta.to(HalfPrecision.widened(a.dtype()));
        if (alpha.isComplex() || beta.isComplex()) {
            Tensor product = ArithmeticOps.mul(Gemm.product(a, b, null), alpha, null);
            Tensor start = ArithmeticOps.mul(ViewOps.expand(self, shape, false), beta, null);
            return Out.into(out, isZero(beta) ? product : ArithmeticOps.add(start, product, ONE, null));
        }
        boolean plain = alpha.toDouble() == 1 && beta.toDouble() == 1;
        if (plain && self.dim() == 1 && self.numel() == b.size(-1) && out != self) {
            return Out.into(out, Gemm.product(a, b, self));
        }
        Tensor expanded = ViewOps.expand(self, shape, false);
        inPlace(self, expanded, out);
        if (isZero(alpha) && a.dim() == 2 && Gemm.isDirect(a.dtype())) {
            return Out.into(
                    out,
                    isZero(beta)
                            ? Elements.fill(Tensor.empty(a.dtype(), shape), Scalar.of(0L))
                            : ArithmeticOps.mul(expanded, beta, null));
        }
        Tensor sum = Tensor.empty(a.dtype(), shape);
        if (beta.toDouble() != 0) {
            TensorIterator.copy(sum, expanded);
        }
        Gemm.accumulate(sum, a, b, alpha.toDouble(), beta.toDouble());
        return Out.into(out, sum);
    }

    @Operator("aten::addmm(Tensor self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1) -> Tensor")
    @Operator("aten::addmm.out(Tensor self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1, Tensor(a!)"
            + " out) -> Tensor(a!)")
    @Operator("aten::addmm_(Tensor(a!) self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!)")
    static Tensor addmm(Tensor self, Tensor mat1, Tensor mat2, Scalar beta, Scalar alpha, Tensor out) {
        Checks.rank("addmm", "mat1", mat1, 2);
        Checks.rank("addmm", "mat2", mat2, 2);
        inner("addmm", mat1, mat2);
        return added(self, mat1, mat2, beta, alpha, out);
    }

    @Operator("aten::_addmm_activation(Tensor self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1, bool"
            + " use_gelu=False) ->"
            + " Tensor")
    static Tensor addmmActivation(Tensor self, Tensor mat1, Tensor mat2, Scalar beta, Scalar alpha, boolean useGelu) {
        Tensor sum = addmm(self, mat1, mat2, beta, alpha, null);
        return useGelu ? ActivationOps.gelu(sum, "tanh", sum) : ActivationOps.relu(sum, sum);
    }

    @Operator("aten::baddbmm(Tensor self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) -> Tensor")
    @Operator("aten::baddbmm.out(Tensor self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1,"
            + " Tensor(a!) out) ->"
            + " Tensor(a!)")
    @Operator("aten::baddbmm_(Tensor(a!) self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) ->"
            + " Tensor(a!)")
    static Tensor baddbmm(Tensor self, Tensor batch1, Tensor batch2, Scalar beta, Scalar alpha, Tensor out) {
        batches("baddbmm", batch1, batch2);
        return added(self, batch1, batch2, beta, alpha, out);
    }

    @Operator("aten::addbmm(Tensor self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) -> Tensor")
    @Operator("aten::addbmm.out(Tensor self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1,"
            + " Tensor(a!) out) ->"
            + " Tensor(a!)")
    @Operator("aten::addbmm_(Tensor(a!) self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) ->"
            + " Tensor(a!)")
    static Tensor addbmm(Tensor self, Tensor batch1, Tensor batch2, Scalar beta, Scalar alpha, Tensor out) {
        batches("addbmm", batch1, batch2);
        // The sum over the batch is one product of [m, b * k] and [b * k, n].
        Tensor left = ViewOps.reshape(
                DimensionOps.transpose(batch1, 0, 1),
                new long[] {batch1.sizes()[1], batch1.sizes()[0] * batch1.sizes()[2]});
        Tensor right = ViewOps.reshape(batch2, new long[] {batch2.sizes()[0] * batch2.sizes()[1], batch2.sizes()[2]});
        return added(self, left, right, beta, alpha, out);
    }

    @Operator("aten::addmv(Tensor self, Tensor mat, Tensor vec, *, Scalar beta=1, Scalar alpha=1) -> Tensor")
    @Operator("aten::addmv.out(Tensor self, Tensor mat, Tensor vec, *, Scalar beta=1, Scalar alpha=1, Tensor(a!)"
            + " out) -> Tensor(a!)")
    @Operator("aten::addmv_(Tensor(a!) self, Tensor mat, Tensor vec, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!)")
    static Tensor addmv(Tensor self, Tensor mat, Tensor vec, Scalar beta, Scalar alpha, Tensor out) {
        Checks.rank("addmv", "mat", mat, 2);
        Checks.rank("addmv", "vec", vec, 1);
        Tensor column = DimensionOps.unsqueeze(vec, 1);
        inner("addmv", mat, column);
        Tensor start = DimensionOps.unsqueeze(ViewOps.expand(self, new long[] {mat.sizes()[0]}, false), 1);
        Scalar byProduct = HalfPrecision.rounded(alpha, self.dtype());
        Scalar bySelf = HalfPrecision.rounded(beta, self.dtype());
        if (HalfPrecision.is(self.dtype()) && !isZero(bySelf)) {
            // PyTorch scales self in place, and so rounds it, before it adds the product.
            start = ArithmeticOps.mul(start, bySelf, null);
            bySelf = ONE;
        }
        return Out.into(out, DimensionOps.squeeze(added(start, mat, column, bySelf, byProduct, null), 1));
    }

    @Operator("aten::addr(Tensor self, Tensor vec1, Tensor vec2, *, Scalar beta=1, Scalar alpha=1) -> Tensor")
    @Operator("aten::addr.out(Tensor self, Tensor vec1, Tensor vec2, *, Scalar beta=1, Scalar alpha=1, Tensor(a!)"
            + " out) -> Tensor(a!)")
    @Operator("aten::addr_(Tensor(a!) self, Tensor vec1, Tensor vec2, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!)")
    static Tensor addr(Tensor self, Tensor vec1, Tensor vec2, Scalar beta, Scalar alpha, Tensor out) {
        DType dtype = new TypePromotion().add(self).add(vec1).add(vec2).result();
        alpha.to(dtype);
        beta.to(dtype);
        Scalar byProduct = HalfPrecision.rounded(alpha, dtype);
        Scalar bySelf = HalfPrecision.rounded(beta, dtype);
        Tensor start = ViewOps.expand(self, new long[] {vec1.numel(), vec2.numel()}, false);
        inPlace(self, start, out);
        Tensor product = outer(ArithmeticOps.mul(vec1, byProduct, null), vec2, null);
        Tensor sum = isZero(bySelf)
                ? product
                : ArithmeticOps.add(product, ArithmeticOps.mul(start, bySelf, null), ONE, null);
        return Out.into(out, ConversionOps.to(sum, dtype, false, null));
    }

    /** An operator in place cannot broadcast self. */
    private static void inPlace(Tensor self, Tensor expanded, Tensor out) {
        if (out == self) {
            TensorIterator.checkSizes(self.sizes(), expanded.sizes());
        }
    }

    private static boolean isZero(Scalar scalar) {
        Complex value = scalar.toComplex();
        return value.real() == 0 && value.imaginary() == 0;
    }

    // --- vectors

    @Operator("aten::mv(Tensor self, Tensor vec) -> Tensor")
    @Operator("aten::mv.out(Tensor self, Tensor vec, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor mv(Tensor self, Tensor vec, Tensor out) {
        Checks.rank("mv", "self", self, 2);
        Checks.rank("mv", "vec", vec, 1);
        return matmul(self, vec, out);
    }

    @Operator("aten::dot(Tensor self, Tensor tensor) -> Tensor")
    @Operator("aten::dot.out(Tensor self, Tensor tensor, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor dot(Tensor self, Tensor tensor, Tensor out) {
        Checks.rank("dot", "self", self, 1);
        Checks.rank("dot", "tensor", tensor, 1);
        Checks.sameDtype("dot", self, tensor);
        if (self.numel() != tensor.numel()) {
            throw Checks.error(
                    "inconsistent tensor size, expected tensor %s and src %s to have the same number of elements",
                    self.sizes(), tensor.sizes());
        }
        Tensor product = Gemm.product(DimensionOps.unsqueeze(self, 0), DimensionOps.unsqueeze(tensor, 1), null);
        return Out.into(out, ViewOps.view(product, new long[0]));
    }

    @Operator("aten::vdot(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::vdot.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor vdot(Tensor self, Tensor other, Tensor out) {
        return dot(ComplexOps.conj(self), other, out);
    }

    @Operator("aten::linalg_vecdot(Tensor x, Tensor y, *, int dim=-1) -> Tensor")
    @Operator("aten::linalg_vecdot.out(Tensor x, Tensor y, *, int dim=-1, Tensor(a!) out) -> Tensor(a!)")
    static Tensor vecdot(Tensor x, Tensor y, long dim, Tensor out) {
        if (x.dim() == 1 && y.dim() == 1 && x.numel() != y.numel()) {
            throw Checks.error(
                    "linalg.vecdot: inconsistent tensor size, expected vectors of the same number of elements, but got %s and"
                            + " %s",
                    x.numel(), y.numel());
        }
        Tensor products = ArithmeticOps.mul(ComplexOps.conj(x), y, null);
        return ReductionOps.sum(products, new long[] {dim}, false, products.dtype(), out);
    }

    @Operator("aten::outer(Tensor self, Tensor vec2) -> Tensor")
    @Operator("aten::outer.out(Tensor self, Tensor vec2, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::ger(Tensor self, Tensor vec2) -> Tensor")
    @Operator("aten::ger.out(Tensor self, Tensor vec2, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor outer(Tensor self, Tensor vec2, Tensor out) {
        Checks.rank("outer", "self", self, 1);
        Checks.rank("outer", "vec2", vec2, 1);
        return ArithmeticOps.mul(DimensionOps.unsqueeze(self, 1), vec2, out);
    }

    @Operator("aten::inner(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::inner.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor inner(Tensor self, Tensor other, Tensor out) {
        if (self.dim() == 0 || other.dim() == 0) {
            return ArithmeticOps.mul(self, other, out);
        }
        if (self.size(-1) != other.size(-1)) {
            throw Checks.error(
                    "inner() the last dimension must match on both input tensors but got shapes %s and %s",
                    self.sizes(), other.sizes());
        }
        return ContractionOps.tensordot(self, other, new long[] {-1}, new long[] {-1}, out);
    }

    /** {@code torch.kron}: every element of self times the whole of other. */
    @Operator("aten::kron(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::kron.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor kron(Tensor self, Tensor other, Tensor out) {
        int rank = Math.max(self.dim(), other.dim());
        long[] left = new long[2 * rank];
        long[] right = new long[2 * rank];
        long[] shape = new long[rank];
        Arrays.fill(left, 1);
        Arrays.fill(right, 1);
        for (int d = 0; d < rank; d++) {
            int a = d - rank + self.dim();
            int b = d - rank + other.dim();
            left[2 * d] = a < 0 ? 1 : self.sizes()[a];
            right[2 * d + 1] = b < 0 ? 1 : other.sizes()[b];
            shape[d] = left[2 * d] * right[2 * d + 1];
        }
        Tensor product = ArithmeticOps.mul(ViewOps.reshape(self, left), ViewOps.reshape(other, right), null);
        return Out.into(out, ViewOps.reshape(product, shape));
    }

    @Operator("aten::chain_matmul(Tensor[] matrices) -> Tensor")
    @Operator("aten::chain_matmul.out(Tensor[] matrices, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor chainMatmul(Tensor[] matrices, Tensor out) {
        if (matrices.length == 0) {
            throw Checks.error("chain_matmul(): Expected one or more matrices");
        }
        for (Tensor matrix : matrices) {
            Checks.rank("chain_matmul()", "every tensor", matrix, 2);
        }
        return chain(matrices, out);
    }

    /** The first may be a row, the last a column. */
    @Operator("aten::linalg_multi_dot(Tensor[] tensors) -> Tensor")
    @Operator("aten::linalg_multi_dot.out(Tensor[] tensors, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor multiDot(Tensor[] matrices, Tensor out) {
        if (matrices.length < 2) {
            throw Checks.error("multi_dot(): expected at least 2 tensors but got %s", matrices.length);
        }
        for (int i = 0; i < matrices.length; i++) {
            boolean end = i == 0 || i == matrices.length - 1;
            if (matrices[i].dim() != 2 && !(end && matrices[i].dim() == 1)) {
                throw Checks.error(
                        "multi_dot(): tensor %s must be %s2D but got sizes %s",
                        i, end ? "1D or " : "", matrices[i].sizes());
            }
        }
        return chain(matrices, out);
    }

    private static Tensor chain(Tensor[] matrices, Tensor out) {
        Tensor product = matrices.length == 1 ? Out.copy(matrices[0]) : matrices[0];
        for (int i = 1; i < matrices.length; i++) {
            product = matmul(product, matrices[i], null);
        }
        return Out.into(out, product);
    }
}
