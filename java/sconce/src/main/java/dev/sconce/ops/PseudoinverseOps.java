package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;

/** Pseudoinverses, ranks and condition numbers: what follows from singular values. */
final class PseudoinverseOps {
    private PseudoinverseOps() {}

    private static Tensor number(double value) {
        return Elements.of(Scalar.of(value), DType.FLOAT64).asWrappedNumber();
    }

    /** Absolute and relative tolerance, the defaults filled in: a relative one only where no absolute one is wanted. */
    private static Tensor[] tolerances(Tensor a, Tensor atol, Tensor rtol) {
        Tensor absolute = atol == null ? number(0) : atol;
        if (rtol != null) {
            return new Tensor[] {absolute, rtol};
        }
        Tensor usual = number(Lapack.epsilon(a.dtype()) * Math.max(a.size(-2), a.size(-1)));
        return new Tensor[] {
            absolute,
            atol == null
                    ? usual
                    : SelectionOps.where(ComparisonOps.gt(atol, Scalar.of(0L), null), Scalar.of(0.0), usual, null)
        };
    }

    /** The larger of the tolerances of each matrix, where {@code largest} are their largest values: [..., 1]. */
    private static Tensor threshold(Tensor[] tolerances, Tensor largest) {
        Tensor relative = ArithmeticOps.mul(column(tolerances[1]), largest, null);
        return BinaryOps.maximum(TensorIterator.cast(column(tolerances[0]), relative.dtype()), relative, null);
    }

    private static Tensor column(Tensor tolerance) {
        return tolerance.dim() == 0 ? tolerance : DimensionOps.unsqueeze(tolerance, -1);
    }

    private static Tensor optional(Double value) {
        return value == null ? null : number(value);
    }

    // --- pseudoinverses

    @Operator(
            "aten::linalg_pinv.atol_rtol_tensor(Tensor self, *, Tensor? atol=None, Tensor? rtol=None, bool hermitian=False) -> Tensor")
    @Operator(
            "aten::linalg_pinv.atol_rtol_tensor_out(Tensor self, *, Tensor? atol=None, Tensor? rtol=None, bool hermitian=False, Tensor(a!) out) -> Tensor(a!)")
    static Tensor pinv(Tensor self, Tensor atol, Tensor rtol, boolean hermitian, Tensor out) {
        Lapack.matrices("linalg.pinv", self);
        if (self.numel() == 0) {
            return Out.into(
                    out,
                    Elements.zero(Tensor.empty(
                            self.dtype(), Lapack.shape(Lapack.batch(self), self.size(-1), self.size(-2)))));
        }
        Tensor[] tolerances = tolerances(self, atol, rtol);
        if (hermitian) {
            Lapack.square("linalg.pinv", self);
            Tensor[] parts = SpectrumOps.eigh(self, "L", (Tensor[]) null);
            Tensor sizes = NumericOps.abs(parts[0], null);
            Tensor vectors = parts[1];
            Tensor inverse = inverses(parts[0], sizes, tolerances, self.dtype());
            return LinearAlgebraOps.matmul(ArithmeticOps.mul(vectors, inverse, null), ComplexOps.adjoint(vectors), out);
        }
        Tensor[] parts = SpectrumOps.svd(self, false, (String) null, null);
        Tensor inverse = inverses(parts[1], parts[1], tolerances, self.dtype());
        Tensor v = ComplexOps.adjoint(parts[2]);
        return LinearAlgebraOps.matmul(ArithmeticOps.mul(v, inverse, null), ComplexOps.adjoint(parts[0]), out);
    }

    /** 1 / value, and 0 for the values that count as 0, as a row for each matrix. */
    private static Tensor inverses(Tensor values, Tensor sizes, Tensor[] tolerances, DType dtype) {
        Tensor limit = threshold(tolerances, ReductionOps.amax(sizes, new long[] {-1}, true, null));
        Tensor kept = ComparisonOps.gt(sizes, limit, null);
        Tensor inverse = SelectionOps.where(kept, UnaryMathOps.reciprocal(values, null), Scalar.of(0.0), null);
        return ConversionOps.to(DimensionOps.unsqueeze(inverse, -2), dtype, false, null);
    }

    @Operator(
            "aten::linalg_pinv.atol_rtol_float(Tensor self, *, float? atol=None, float? rtol=None, bool hermitian=False) -> Tensor")
    @Operator(
            "aten::linalg_pinv.atol_rtol_float_out(Tensor self, *, float? atol=None, float? rtol=None, bool hermitian=False, Tensor(a!) out) -> Tensor(a!)")
    static Tensor pinv(Tensor self, Double atol, Double rtol, boolean hermitian, Tensor out) {
        return pinv(self, optional(atol), optional(rtol), hermitian, out);
    }

    @Operator("aten::linalg_pinv(Tensor self, float rcond, bool hermitian=False) -> Tensor")
    @Operator("aten::linalg_pinv.out(Tensor self, float rcond, bool hermitian=False, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor pinv(Tensor self, double rcond, boolean hermitian, Tensor out) {
        return pinv(self, number(0), number(rcond), hermitian, out);
    }

    @Operator("aten::linalg_pinv.rcond_tensor(Tensor self, Tensor rcond, bool hermitian=False) -> Tensor")
    @Operator(
            "aten::linalg_pinv.out_rcond_tensor(Tensor self, Tensor rcond, bool hermitian=False, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor pinv(Tensor self, Tensor rcond, boolean hermitian, Tensor out) {
        return pinv(self, number(0), rcond, hermitian, out);
    }

    @Operator("aten::pinverse(Tensor self, float rcond=1e-15) -> Tensor")
    static Tensor pinverse(Tensor self, double rcond) {
        return pinv(self, rcond, false, null);
    }

    // --- ranks

    @Operator(
            "aten::linalg_matrix_rank.atol_rtol_tensor(Tensor input, *, Tensor? atol=None, Tensor? rtol=None, bool hermitian=False) -> Tensor")
    @Operator(
            "aten::linalg_matrix_rank.atol_rtol_tensor_out(Tensor input, *, Tensor? atol=None, Tensor? rtol=None, bool hermitian=False, Tensor(a!) out) -> Tensor(a!)")
    static Tensor matrixRank(Tensor input, Tensor atol, Tensor rtol, boolean hermitian, Tensor out) {
        Lapack.matrices("linalg.matrix_rank", input);
        if (input.numel() == 0) {
            return Out.into(out, Elements.zero(Tensor.empty(DType.INT64, Lapack.batch(input))));
        }
        Tensor sizes = hermitian
                ? NumericOps.abs(SpectrumOps.eigvalsh(input, "L", null), null)
                : SpectrumOps.svdvals(input, null, null);
        Tensor limit = threshold(tolerances(input, atol, rtol), ReductionOps.amax(sizes, new long[] {-1}, true, null));
        return ReductionOps.sum(ComparisonOps.gt(sizes, limit, null), new long[] {-1}, false, null, out);
    }

    @Operator(
            "aten::linalg_matrix_rank.atol_rtol_float(Tensor self, *, float? atol=None, float? rtol=None, bool hermitian=False) -> Tensor")
    @Operator(
            "aten::linalg_matrix_rank.atol_rtol_float_out(Tensor self, *, float? atol=None, float? rtol=None, bool hermitian=False, Tensor(a!) out) -> Tensor(a!)")
    static Tensor matrixRank(Tensor self, Double atol, Double rtol, boolean hermitian, Tensor out) {
        return matrixRank(self, optional(atol), optional(rtol), hermitian, out);
    }

    @Operator("aten::linalg_matrix_rank(Tensor self, float tol, bool hermitian=False) -> Tensor")
    @Operator(
            "aten::linalg_matrix_rank.out(Tensor self, float tol, bool hermitian=False, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor matrixRank(Tensor self, double tol, boolean hermitian, Tensor out) {
        return matrixRank(self, number(tol), number(0), hermitian, out);
    }

    @Operator("aten::linalg_matrix_rank.tol_tensor(Tensor input, Tensor tol, bool hermitian=False) -> Tensor")
    @Operator(
            "aten::linalg_matrix_rank.out_tol_tensor(Tensor input, Tensor tol, bool hermitian=False, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor matrixRank(Tensor input, Tensor tol, boolean hermitian, Tensor out) {
        return matrixRank(input, tol, number(0), hermitian, out);
    }

    // --- condition numbers

    @Operator("aten::linalg_cond(Tensor self, Scalar? p=None) -> Tensor")
    @Operator("aten::linalg_cond.out(Tensor self, Scalar? p=None, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor cond(Tensor self, Scalar p, Tensor out) {
        Lapack.matrices("linalg.cond", self);
        if (self.numel() == 0) {
            return Out.into(out, Elements.zero(Tensor.empty(self.dtype().toReal(), Lapack.batch(self))));
        }
        double order = p == null ? 2 : p.toDouble();
        if (Math.abs(order) == 2) {
            Tensor values = SpectrumOps.svdvals(self, null, null);
            Tensor largest = DimensionOps.select(values, -1, 0);
            Tensor smallest = DimensionOps.select(values, -1, -1);
            return order > 0 ? ArithmeticOps.div(largest, smallest, out) : ArithmeticOps.div(smallest, largest, out);
        }
        Tensor[] inverse = inverse(self);
        long[] matrix = {-2, -1};
        Tensor product = ArithmeticOps.mul(
                NormOps.matrixNorm(self, p, matrix, false, null, null),
                NormOps.matrixNorm(inverse[0], p, matrix, false, null, null),
                null);
        return Out.into(out, infinite(product, inverse[1]));
    }

    @Operator("aten::linalg_cond.p_str(Tensor self, str p) -> Tensor")
    @Operator("aten::linalg_cond.p_str_out(Tensor self, str p, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor cond(Tensor self, String p, Tensor out) {
        Lapack.square("linalg.cond", self);
        if (self.numel() == 0) {
            return Out.into(out, Elements.zero(Tensor.empty(self.dtype().toReal(), Lapack.batch(self))));
        }
        Tensor[] inverse = inverse(self);
        long[] matrix = {-2, -1};
        Tensor product = ArithmeticOps.mul(
                NormOps.matrixNorm(self, p, matrix, false, null, null),
                NormOps.matrixNorm(inverse[0], p, matrix, false, null, null),
                null);
        return Out.into(out, infinite(product, inverse[1]));
    }

    /** The inverses, and which matrices have none; of these the identity, so that norms stay finite. */
    private static Tensor[] inverse(Tensor self) {
        Lapack.square("linalg.cond", self);
        Tensor[] inverse = LuOps.invEx(self, false, null);
        Tensor singular = ComparisonOps.ne(inverse[1], Scalar.of(0L), null);
        Tensor each = DimensionOps.unsqueeze(DimensionOps.unsqueeze(singular, -1), -1);
        return new Tensor[] {SelectionOps.maskedFill(inverse[0], each, Scalar.of(1L), (Tensor) null), singular};
    }

    private static Tensor infinite(Tensor condition, Tensor singular) {
        return SelectionOps.maskedFill(condition, singular, Scalar.of(Double.POSITIVE_INFINITY), (Tensor) null);
    }
}
