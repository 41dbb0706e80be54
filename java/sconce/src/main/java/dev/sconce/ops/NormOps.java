package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;

/** Norms of vectors and matrices. */
final class NormOps {
    private NormOps() {}

    private static final Kernel NORM = Kernel.of("norm");
    private static final long[] LAST_TWO = {-2, -1};

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

    @Operator(
            "aten::linalg_norm(Tensor self, Scalar? ord=None, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor")
    @Operator(
            "aten::linalg_norm.out(Tensor self, Scalar? ord=None, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None, Tensor(a!) out) -> Tensor(a!)")
    static Tensor linalgNorm(Tensor self, Scalar ord, long[] dim, boolean keepdim, DType dtype, Tensor out) {
        if (dim != null && dim.length != 1 && dim.length != 2) {
            throw Checks.error("linalg.norm: If dim is specified, it must be of length 1 or 2. Got %s", dim);
        }
        boolean matrix = ord != null && (dim == null ? self.dim() == 2 : dim.length == 2);
        if (ord != null && dim == null && self.dim() > 2) {
            throw Checks.error(
                    "linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got sizes %s",
                    self.sizes());
        }
        return matrix
                ? matrixNorm(self, ord, dim == null ? LAST_TWO : dim, keepdim, dtype, out)
                : vectorNorm(self, ord == null ? Scalar.of(2L) : ord, dim, keepdim, dtype, out);
    }

    @Operator(
            "aten::linalg_norm.ord_str(Tensor self, str ord, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor")
    @Operator(
            "aten::linalg_norm.ord_str_out(Tensor self, str ord, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None, Tensor(a!) out) -> Tensor(a!)")
    static Tensor linalgNorm(Tensor self, String ord, long[] dim, boolean keepdim, DType dtype, Tensor out) {
        if (dim == null && self.dim() != 2) {
            throw Checks.error(
                    "linalg.norm: If dim is not specified but ord is a string, the input must be 2D. Got sizes %s",
                    self.sizes());
        }
        return matrixNorm(self, ord, dim == null ? LAST_TWO : dim, keepdim, dtype, out);
    }

    /** Of order 1, -1, inf and -inf: the extreme of the sums over columns or rows; of 2 and -2: of the singular values. */
    @Operator(
            "aten::linalg_matrix_norm(Tensor self, Scalar ord, int[] dim=[-2, -1], bool keepdim=False, *, ScalarType? dtype=None) -> Tensor")
    @Operator(
            "aten::linalg_matrix_norm.out(Tensor self, Scalar ord, int[] dim=[-2, -1], bool keepdim=False, *, ScalarType? dtype=None, Tensor(a!) out) -> Tensor(a!)")
    static Tensor matrixNorm(Tensor self, Scalar ord, long[] dim, boolean keepdim, DType dtype, Tensor out) {
        double order = ord.toDouble();
        int[] dims = matrixDims(self, dim);
        Tensor in = dtype == null ? self : ConversionOps.to(self, dtype, false, null);
        if (Math.abs(order) == 2) {
            Tensor values = singularValues(in, dims);
            return Out.into(out, kept(extreme(values, order > 0, -1, false), dims, keepdim));
        }
        if (Math.abs(order) != 1 && !Double.isInfinite(order)) {
            throw Checks.error("linalg.matrix_norm: Order %s not supported.", ord);
        }
        boolean columns = Math.abs(order) == 1;
        int summed = dims[columns ? 0 : 1];
        int other = dims[columns ? 1 : 0];
        Tensor sums = vectorNorm(in, Scalar.of(1L), new long[] {summed}, true, null, null);
        Tensor extreme = extreme(sums, order > 0, other, true);
        return Out.into(out, keepdim ? extreme : DimensionOps.squeeze(extreme, new long[] {summed, other}));
    }

    @Operator(
            "aten::linalg_matrix_norm.str_ord(Tensor self, str ord=\"fro\", int[] dim=[-2, -1], bool keepdim=False, *, ScalarType? dtype=None) -> Tensor")
    @Operator(
            "aten::linalg_matrix_norm.str_ord_out(Tensor self, str ord=\"fro\", int[] dim=[-2, -1], bool keepdim=False, *, ScalarType? dtype=None, Tensor(a!) out) -> Tensor(a!)")
    static Tensor matrixNorm(Tensor self, String ord, long[] dim, boolean keepdim, DType dtype, Tensor out) {
        int[] dims = matrixDims(self, dim);
        if (ord.equals("fro")) {
            return vectorNorm(self, Scalar.of(2L), dim, keepdim, dtype, out);
        }
        if (!ord.equals("nuc")) {
            throw Checks.error("linalg.matrix_norm: Order %s not supported.", ord);
        }
        Tensor in = dtype == null ? self : ConversionOps.to(self, dtype, false, null);
        Tensor sum = ReductionOps.sum(singularValues(in, dims), new long[] {-1}, false, null, null);
        return Out.into(out, kept(sum, dims, keepdim));
    }

    @Operator("aten::nuclear_norm.dim(Tensor self, int[2] dim, bool keepdim=False) -> Tensor")
    @Operator(
            "aten::nuclear_norm.dim_out(Tensor self, int[2] dim, bool keepdim=False, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor nuclearNorm(Tensor self, long[] dim, boolean keepdim, Tensor out) {
        return matrixNorm(self, "nuc", dim, keepdim, null, out);
    }

    @Operator("aten::nuclear_norm(Tensor self, bool keepdim=False) -> Tensor")
    @Operator("aten::nuclear_norm.out(Tensor self, bool keepdim=False, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor nuclearNorm(Tensor self, boolean keepdim, Tensor out) {
        return matrixNorm(self, "nuc", LAST_TWO, keepdim, null, out);
    }

    /** The largest of lengths along a dimension, 0 where there are none, or the smallest, of which there must be some. */
    private static Tensor extreme(Tensor lengths, boolean largest, int dim, boolean keepdim) {
        long[] along = {dim};
        if (!largest) {
            return ReductionOps.amin(lengths, along, keepdim, null);
        }
        return lengths.numel() == 0
                ? ReductionOps.sum(lengths, along, keepdim, null, null)
                : ReductionOps.amax(lengths, along, keepdim, null);
    }

    private static int[] matrixDims(Tensor self, long[] dim) {
        if (self.dim() < 2) {
            throw Checks.error(
                    "linalg.matrix_norm: The input tensor must have at least 2 dimensions, got sizes %s", self.sizes());
        }
        if (dim.length != 2) {
            throw Checks.error("linalg.matrix_norm: dim must be a 2-tuple. Got %s", dim);
        }
        return Checks.distinctDims(dim, self.dim());
    }

    private static Tensor singularValues(Tensor self, int[] dims) {
        Tensor matrices = DimensionOps.movedim(self, new long[] {dims[0], dims[1]}, LAST_TWO);
        return SpectrumOps.svdvals(matrices, null, null);
    }

    /** With the two dimensions again, of size 1, where they are to be kept. */
    private static Tensor kept(Tensor reduced, int[] dims, boolean keepdim) {
        if (!keepdim) {
            return reduced;
        }
        Tensor first = DimensionOps.unsqueeze(reduced, Math.min(dims[0], dims[1]));
        return DimensionOps.unsqueeze(first, Math.max(dims[0], dims[1]));
    }
}
