package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;

/** Functions of whole matrices: powers, the exponential, and the matrix of powers of a vector. */
final class MatrixFunctionOps {
    private MatrixFunctionOps() {}

    private static final Scalar ONE = Scalar.of(1L);
    /** Terms of the exponential's series, and the norms up to which they are exact to a dtype's precision. */
    private static final int TERMS = 18;

    private static final double SMALL_DOUBLE = 1.09;
    private static final double SMALL_FLOAT = 3.01;

    @Operator("aten::matrix_power(Tensor self, int n) -> Tensor")
    @Operator("aten::matrix_power.out(Tensor self, int n, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::linalg_matrix_power(Tensor self, int n) -> Tensor")
    @Operator("aten::linalg_matrix_power.out(Tensor self, int n, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor matrixPower(Tensor self, long n, Tensor out) {
        if (self.dim() < 2 || self.size(-1) != self.size(-2)) {
            throw Checks.error("linalg.matrix_power: A must be batches of square matrices, got sizes %s", self.sizes());
        }
        Tensor result = null;
        Tensor square = n < 0 ? LuOps.inv(self, null) : self;
        for (long left = Math.abs(n); left > 0; left >>= 1) {
            if ((left & 1) != 0) {
                result = result == null ? square : LinearAlgebraOps.matmul(result, square, null);
            }
            if (left > 1) {
                square = LinearAlgebraOps.matmul(square, square, null);
            }
        }
        if (result == null) {
            Tensor identity = Elements.zero(Tensor.empty(self.dtype(), self.sizes()));
            Elements.fill(DimensionOps.diagonal(identity, 0, -2, -1), ONE);
            result = identity;
        }
        return Out.into(out, result == self ? Out.copy(self) : result);
    }

    /** By squaring: {@code exp(A) = exp(A / 2^s)^(2^s)}, with s for each matrix so that the series suffices. */
    @Operator("aten::linalg_matrix_exp(Tensor self) -> Tensor")
    @Operator("aten::linalg_matrix_exp.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::matrix_exp(Tensor self) -> Tensor")
    static Tensor matrixExp(Tensor self, Tensor out) {
        Lapack.square("linalg.matrix_exp", self);
        if (self.numel() == 0) {
            return Out.into(out, Out.copy(self));
        }
        Tensor norm = NormOps.matrixNorm(self, ONE, new long[] {-2, -1}, true, null, null);
        double small = self.dtype().toReal() == DType.FLOAT64 ? SMALL_DOUBLE : SMALL_FLOAT;
        Tensor halvings = SelectionOps.clampMin(
                NumericOps.ceil(
                        UnaryMathOps.log2(ArithmeticOps.div(norm, Scalar.of(small), (Tensor) null), null), null),
                Scalar.of(0L),
                null);
        Tensor scaled = ArithmeticOps.mul(self, UnaryMathOps.exp2(NumericOps.neg(halvings, null), null), null);
        Tensor identity = SequenceOps.eye(self.size(-1), self.dtype(), null, null, null);
        // Horner's scheme: I + A (I + A / 2 (I + A / 3 (...))).
        Tensor sum = identity;
        for (int k = TERMS; k > 0; k--) {
            Tensor step = LinearAlgebraOps.matmul(scaled, sum, null);
            sum = ArithmeticOps.add(ArithmeticOps.div(step, Scalar.of((long) k), (Tensor) null), identity, ONE, null);
        }
        double most = Elements.toDouble(ReductionOps.max(halvings, (Tensor) null));
        if (Double.isNaN(most) || Double.isInfinite(most)) {
            return Out.into(out, Elements.fill(Out.emptyLike(self, self.dtype()), Scalar.of(Double.NaN)));
        }
        for (long k = 0; k < most; k++) {
            Tensor more = ComparisonOps.gt(halvings, Scalar.of(k), null);
            sum = SelectionOps.where(more, LinearAlgebraOps.matmul(sum, sum, null), sum, null);
        }
        return Out.into(out, sum);
    }

    /** {@code x^0, x^1, …, x^(N-1)} along a new last dimension ({@code torch.linalg.vander}). */
    @Operator("aten::linalg_vander(Tensor x, *, SymInt? N=None) -> Tensor")
    static Tensor vander(Tensor x, Long n) {
        Tensor base = DimensionOps.atLeast1d(x.dtype() == DType.BOOL ? TensorIterator.cast(x, DType.INT64) : x);
        long count = n == null ? base.size(-1) : n;
        if (count <= 1) {
            throw Checks.error("N must be greater than 1.");
        }
        return NumericOps.pow(DimensionOps.unsqueeze(base, -1), SequenceOps.positions(count), null);
    }

    /** The powers of a vector from the N-1st to the 0th, or the other way round, in its dtype, int64 for integers. */
    @Operator("aten::vander(Tensor x, int? N=None, bool increasing=False) -> Tensor")
    static Tensor vander(Tensor x, Long n, boolean increasing) {
        Checks.rank("vander", "x", x, 1);
        long count = n == null ? x.sizes()[0] : n;
        if (count < 0) {
            throw Checks.error("N must be non-negative, but got %s", count);
        }
        Tensor base = x.dtype().isIntegral(true) ? TensorIterator.cast(x, DType.INT64) : x;
        Tensor powers = NumericOps.pow(DimensionOps.unsqueeze(base, -1), SequenceOps.positions(count), null);
        return increasing ? powers : RearrangeOps.flip(powers, new long[] {1}, null);
    }
}
