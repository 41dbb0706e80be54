package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;

/** Variances, deviations and vector norms over dimensions. */
final class StatisticsOps {
    private StatisticsOps() {}

    private static final Kernel VAR = Kernel.of("var");
    private static final Kernel STD = Kernel.of("std");
    private static final Kernel NORM = Kernel.of("norm");

    private static Reduction spread(Kernel kernel, Tensor self, long[] dim, Scalar correction, boolean keepdim) {
        if (!self.dtype().isFloatingPoint()) {
            throw Checks.error("std and var only support floating point and complex dtypes, got %s", self.dtype());
        }
        return Reduction.of(kernel, self, dim)
                .parameter(correction == null ? 1 : correction.toDouble())
                .keepdim(keepdim);
    }

    private static Scalar correction(boolean unbiased) {
        return Scalar.of(unbiased ? 1L : 0L);
    }

    @Operator("aten::var.correction(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False)"
            + " -> Tensor")
    @Operator("aten::var.correction_out(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool"
            + " keepdim=False, Tensor(a!) out) ->"
            + " Tensor(a!)")
    static Tensor var(Tensor self, long[] dim, Scalar correction, boolean keepdim, Tensor out) {
        return spread(VAR, self, dim, correction, keepdim).run(out);
    }

    @Operator("aten::var.dim(Tensor self, int[1]? dim, bool unbiased=True, bool keepdim=False) -> Tensor")
    @Operator("aten::var.out(Tensor self, int[1]? dim, bool unbiased=True, bool keepdim=False, *, Tensor(a!) out) ->"
            + " Tensor(a!)")
    static Tensor var(Tensor self, long[] dim, boolean unbiased, boolean keepdim, Tensor out) {
        return var(self, dim, correction(unbiased), keepdim, out);
    }

    @Operator("aten::var(Tensor self, bool unbiased=True) -> Tensor")
    static Tensor var(Tensor self, boolean unbiased) {
        return var(self, null, unbiased, false, null);
    }

    @Operator("aten::std.correction(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False)"
            + " -> Tensor")
    @Operator("aten::std.correction_out(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool"
            + " keepdim=False, Tensor(a!) out) ->"
            + " Tensor(a!)")
    static Tensor std(Tensor self, long[] dim, Scalar correction, boolean keepdim, Tensor out) {
        return spread(STD, self, dim, correction, keepdim).run(out);
    }

    @Operator("aten::std.dim(Tensor self, int[1]? dim, bool unbiased=True, bool keepdim=False) -> Tensor")
    @Operator("aten::std.out(Tensor self, int[1]? dim, bool unbiased=True, bool keepdim=False, *, Tensor(a!) out) ->"
            + " Tensor(a!)")
    static Tensor std(Tensor self, long[] dim, boolean unbiased, boolean keepdim, Tensor out) {
        return std(self, dim, correction(unbiased), keepdim, out);
    }

    @Operator("aten::std(Tensor self, bool unbiased=True) -> Tensor")
    static Tensor std(Tensor self, boolean unbiased) {
        return std(self, null, unbiased, false, null);
    }

    @Operator("aten::var_mean.correction(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool"
            + " keepdim=False) -> (Tensor,"
            + " Tensor)")
    static Tensor[] varMean(Tensor self, long[] dim, Scalar correction, boolean keepdim) {
        return spread(VAR, self, dim, correction, keepdim).run(self.dtype(), true);
    }

    @Operator(
            "aten::var_mean.dim(Tensor self, int[1]? dim, bool unbiased=True, bool keepdim=False) -> (Tensor, Tensor)")
    static Tensor[] varMean(Tensor self, long[] dim, boolean unbiased, boolean keepdim) {
        return varMean(self, dim, correction(unbiased), keepdim);
    }

    @Operator("aten::var_mean(Tensor self, bool unbiased=True) -> (Tensor, Tensor)")
    static Tensor[] varMean(Tensor self, boolean unbiased) {
        return varMean(self, null, unbiased, false);
    }

    @Operator("aten::std_mean.correction(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool"
            + " keepdim=False) -> (Tensor,"
            + " Tensor)")
    static Tensor[] stdMean(Tensor self, long[] dim, Scalar correction, boolean keepdim) {
        return spread(STD, self, dim, correction, keepdim).run(self.dtype(), true);
    }

    @Operator(
            "aten::std_mean.dim(Tensor self, int[1]? dim, bool unbiased=True, bool keepdim=False) -> (Tensor, Tensor)")
    static Tensor[] stdMean(Tensor self, long[] dim, boolean unbiased, boolean keepdim) {
        return stdMean(self, dim, correction(unbiased), keepdim);
    }

    @Operator("aten::std_mean(Tensor self, bool unbiased=True) -> (Tensor, Tensor)")
    static Tensor[] stdMean(Tensor self, boolean unbiased) {
        return stdMean(self, null, unbiased, false);
    }

    // --- norms

    /** Complex numbers count by their absolute value. */
    @Operator("aten::linalg_vector_norm(Tensor self, Scalar ord=2, int[1]? dim=None, bool keepdim=False, *,"
            + " ScalarType? dtype=None) ->"
            + " Tensor")
    @Operator("aten::linalg_vector_norm.out(Tensor self, Scalar ord=2, int[1]? dim=None, bool keepdim=False, *,"
            + " ScalarType? dtype=None,"
            + " Tensor(a!) out) -> Tensor(a!)")
    static Tensor vectorNorm(Tensor self, Scalar ord, long[] dim, boolean keepdim, DType dtype, Tensor out) {
        if (self.dtype().isIntegral(true)) {
            throw Checks.error(
                    "linalg.vector_norm: Expected a floating point or complex tensor as input. Got %s", self.dtype());
        }
        Tensor magnitudes = self.dtype().isComplex() ? NumericOps.abs(self, null) : self;
        DType result = dtype == null ? magnitudes.dtype() : dtype.toReal();
        Tensor in = magnitudes.dtype() == result ? magnitudes : TensorIterator.cast(magnitudes, result);
        double p = ord.toDouble();
        Reduction reduction = Reduction.of(NORM, in, dim).parameter(p).keepdim(keepdim);
        return (p < 0 || p == Double.POSITIVE_INFINITY ? reduction.nonEmpty("linalg.vector_norm") : reduction).run(out);
    }

    @Operator("aten::norm.Scalar(Tensor self, Scalar p=2) -> Tensor")
    @Operator("aten::norm.Scalar_out(Tensor self, Scalar p=2, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor norm(Tensor self, Scalar p, Tensor out) {
        return vectorNorm(self, p, null, false, null, out);
    }

    @Operator("aten::norm.ScalarOpt_dim(Tensor self, Scalar? p, int[1] dim, bool keepdim=False) -> Tensor")
    @Operator("aten::norm.out(Tensor self, Scalar? p, int[1] dim, bool keepdim=False, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor norm(Tensor self, Scalar p, long[] dim, boolean keepdim, Tensor out) {
        return vectorNorm(self, p == null ? Scalar.of(2L) : p, dim, keepdim, null, out);
    }

    @Operator("aten::norm.ScalarOpt_dim_dtype(Tensor self, Scalar? p, int[1] dim, bool keepdim, *, ScalarType dtype)"
            + " -> Tensor")
    @Operator("aten::norm.dtype_out(Tensor self, Scalar? p, int[1] dim, bool keepdim, *, ScalarType dtype,"
            + " Tensor(a!) out) -> Tensor(a!)")
    static Tensor norm(Tensor self, Scalar p, long[] dim, boolean keepdim, DType dtype, Tensor out) {
        return vectorNorm(self, p == null ? Scalar.of(2L) : p, dim, keepdim, dtype, out);
    }

    @Operator("aten::norm.ScalarOpt_dtype(Tensor self, Scalar? p, *, ScalarType dtype) -> Tensor")
    @Operator(
            "aten::norm.ScalarOpt_dtype_out(Tensor self, Scalar? p, *, ScalarType dtype, Tensor(a!) out) -> Tensor(a!)")
    static Tensor norm(Tensor self, Scalar p, DType dtype, Tensor out) {
        return vectorNorm(self, p == null ? Scalar.of(2L) : p, null, false, dtype, out);
    }

    @Operator("aten::frobenius_norm.dim(Tensor self, int[1] dim, bool keepdim=False) -> Tensor")
    @Operator("aten::frobenius_norm.out(Tensor self, int[1] dim, bool keepdim=False, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor frobeniusNorm(Tensor self, long[] dim, boolean keepdim, Tensor out) {
        return vectorNorm(self, Scalar.of(2L), dim, keepdim, null, out);
    }

    @Operator("aten::dist(Tensor self, Tensor other, Scalar p=2) -> Tensor")
    @Operator("aten::dist.out(Tensor self, Tensor other, Scalar p=2, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor dist(Tensor self, Tensor other, Scalar p, Tensor out) {
        return norm(ArithmeticOps.sub(self, other, Scalar.of(1L), null), p, out);
    }

    /** Vector norms, and those norms of matrices that need no decomposition. */
    @Operator("aten::linalg_norm(Tensor self, Scalar? ord=None, int[1]? dim=None, bool keepdim=False, *, ScalarType?"
            + " dtype=None) -> Tensor")
    @Operator("aten::linalg_norm.out(Tensor self, Scalar? ord=None, int[1]? dim=None, bool keepdim=False, *,"
            + " ScalarType? dtype=None,"
            + " Tensor(a!) out) -> Tensor(a!)")
    static Tensor linalgNorm(Tensor self, Scalar ord, long[] dim, boolean keepdim, DType dtype, Tensor out) {
        boolean matrix = ord != null && (dim == null ? self.dim() == 2 : dim.length == 2);
        if (ord != null && dim == null && self.dim() > 2) {
            throw Checks.error(
                    "linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got sizes %s",
                    self.sizes());
        }
        return matrix
                ? Out.into(out, matrixNorm(self, ord, dim == null ? new long[] {-2, -1} : dim, keepdim, dtype))
                : vectorNorm(self, ord == null ? Scalar.of(2L) : ord, dim, keepdim, dtype, out);
    }

    /** Of order 1, -1, inf and -inf: the extreme of the sums over columns or rows. */
    @Operator("aten::linalg_matrix_norm(Tensor self, Scalar ord, int[] dim=[-2, -1], bool keepdim=False, *,"
            + " ScalarType? dtype=None) ->"
            + " Tensor")
    static Tensor matrixNorm(Tensor self, Scalar ord, long[] dim, boolean keepdim, DType dtype) {
        double order = ord.toDouble();
        if (dim.length != 2 || (Math.abs(order) != 1 && !Double.isInfinite(order))) {
            throw new dev.sconce.UnsupportedException(
                    "a matrix norm of order " + ord + " is not supported: 1, -1, inf, -inf and fro are");
        }
        boolean columns = Math.abs(order) == 1;
        int summed = self.wrapDim(dim[columns ? 0 : 1]);
        int other = self.wrapDim(dim[columns ? 1 : 0]);
        Tensor in = dtype == null ? self : ConversionOps.to(self, dtype, false, null);
        Tensor sums = vectorNorm(in, Scalar.of(1L), new long[] {summed}, true, null, null);
        Tensor extreme = order > 0
                ? ReductionOps.amax(sums, new long[] {other}, true, null)
                : ReductionOps.amin(sums, new long[] {other}, true, null);
        return keepdim ? extreme : DimensionOps.squeeze(extreme, new long[] {summed, other});
    }

    @Operator("aten::linalg_norm.ord_str(Tensor self, str ord, int[1]? dim=None, bool keepdim=False, *, ScalarType?"
            + " dtype=None) -> Tensor")
    @Operator("aten::linalg_matrix_norm.str_ord(Tensor self, str ord=\"fro\", int[] dim=[-2, -1], bool"
            + " keepdim=False, *, ScalarType?"
            + " dtype=None) -> Tensor")
    static Tensor namedNorm(Tensor self, String ord, long[] dim, boolean keepdim, DType dtype) {
        if (!ord.equals("fro")) {
            throw new dev.sconce.UnsupportedException("the matrix norm \"" + ord + "\" is not supported: fro is");
        }
        return vectorNorm(self, Scalar.of(2L), dim == null ? new long[] {-2, -1} : dim, keepdim, dtype, null);
    }

    /** The covariances of rows of observations. */
    @Operator("aten::cov(Tensor self, *, int correction=1, Tensor? fweights=None, Tensor? aweights=None) -> Tensor")
    static Tensor cov(Tensor self, long correction, Tensor fweights, Tensor aweights) {
        if (self.dim() > 2) {
            throw Checks.error(
                    "cov(): expected input to have two or fewer dimensions but got an input with %s dimensions",
                    self.dim());
        }
        if (fweights != null || aweights != null) {
            throw new dev.sconce.UnsupportedException("cov with weights is not supported");
        }
        Tensor numbers = self.dtype().isIntegral(true) ? TensorIterator.cast(self, DType.FLOAT32) : self;
        Tensor rows = DimensionOps.atLeast2d(numbers);
        Tensor mean = ReductionOps.mean(rows, new long[] {1}, true, null, null);
        Tensor centred = ArithmeticOps.sub(rows, mean, Scalar.of(1L), null);
        Tensor products = LinearAlgebraOps.mm(centred, DimensionOps.t(centred), null);
        double divisor = Math.max(0, rows.sizes()[1] - correction);
        Tensor result = ArithmeticOps.div(products, Scalar.of(divisor), (Tensor) null);
        return DimensionOps.squeeze(result);
    }

    @Operator("aten::corrcoef(Tensor self) -> Tensor")
    static Tensor corrcoef(Tensor self) {
        Tensor c = cov(self, 1, null, null);
        if (c.dim() == 0) {
            return ArithmeticOps.div(c, c, (Tensor) null);
        }
        Tensor deviation = UnaryMathOps.sqrt(DimensionOps.diagonal(c, 0, 0, 1), null);
        Tensor scaled = ArithmeticOps.div(c, DimensionOps.unsqueeze(deviation, 1), (Tensor) null);
        Tensor both = ArithmeticOps.div(scaled, deviation, (Tensor) null);
        return SelectionOps.clamp(both, Scalar.of(-1L), Scalar.of(1L), (Tensor) null);
    }
}
