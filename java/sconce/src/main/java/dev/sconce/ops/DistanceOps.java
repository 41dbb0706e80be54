package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/** Distances and angles between vectors, and normalisation of weights by their norm. */
final class DistanceOps {
    private DistanceOps() {}

    private static final Kernel CDIST = Kernel.of("cdist");
    private static final Kernel PDIST = Kernel.of("pdist");
    private static final Scalar ONE = Scalar.of(1L);

    @Operator("aten::cdist(Tensor x1, Tensor x2, float p=2., int? compute_mode=None) -> Tensor")
    @Operator("aten::_cdist_forward(Tensor x1, Tensor x2, float p, int? compute_mode) -> Tensor")
    static Tensor cdist(Tensor x1, Tensor x2, double p, Long computeMode) {
        if (x1.dim() < 2 || x2.dim() < 2 || x1.size(-1) != x2.size(-1)) {
            throw Checks.error(
                    "cdist: expected inputs of at least two dimensions and the same number of columns, got %s and %s",
                    x1.sizes(), x2.sizes());
        }
        Checks.floating("cdist", x1);
        Checks.sameDtype("cdist", x1, x2);
        if (!(p >= 0)) {
            throw Checks.error("cdist only supports non-negative p values");
        }
        if (computeMode != null && (computeMode < 0 || computeMode > 2)) {
            throw Checks.error("possible modes: 0, 1, 2, but was: %s", computeMode);
        }
        long rows1 = x1.size(-2);
        long rows2 = x2.size(-2);
        long width = x1.size(-1);
        long[] lead = TensorIterator.broadcast(
                Arrays.copyOf(x1.sizes(), x1.dim() - 2), Arrays.copyOf(x2.sizes(), x2.dim() - 2));
        long[] shape = Arrays.copyOf(lead, lead.length + 2);
        shape[lead.length + 1] = width;
        shape[lead.length] = rows1;
        Tensor left = Out.contiguous(ViewOps.expand(x1, shape, false));
        shape[lead.length] = rows2;
        Tensor right = Out.contiguous(ViewOps.expand(x2, shape, false));
        shape[lead.length] = rows1;
        shape[lead.length + 1] = rows2;
        Tensor out = Tensor.empty(x1.dtype(), shape);
        if (out.numel() > 0) {
            CDIST.call()
                    .dtype(x1.dtype())
                    .write(out)
                    .read(left)
                    .read(right)
                    .i64s(Tensor.numel(lead), rows1, rows2, width)
                    .f64(p)
                    .run();
        }
        return out;
    }

    @Operator("aten::pdist(Tensor self, float p=2.) -> Tensor")
    static Tensor pdist(Tensor self, double p) {
        Checks.rank("pdist", "self", self, 2);
        Checks.floating("pdist", self);
        if (!(p >= 0)) {
            throw Checks.error("pdist only supports non-negative p values");
        }
        long n = self.sizes()[0];
        Tensor in = Out.contiguous(self);
        Tensor out = Tensor.empty(self.dtype(), n * (n - 1) / 2);
        if (out.numel() > 0) {
            PDIST.call()
                    .dtype(self.dtype())
                    .write(out)
                    .read(in)
                    .read(in)
                    .i64s(1, n, n, self.sizes()[1])
                    .f64(p)
                    .run();
        }
        return out;
    }

    @Operator("aten::pairwise_distance(Tensor x1, Tensor x2, float p=2., float eps=9.9999999999999995e-07, bool"
            + " keepdim=False) -> Tensor")
    static Tensor pairwiseDistance(Tensor x1, Tensor x2, double p, double eps, boolean keepdim) {
        Tensor gap = ArithmeticOps.add(ArithmeticOps.sub(x1, x2, ONE, null), Scalar.of(eps), ONE, null);
        return NormOps.vectorNorm(gap, Scalar.of(p), new long[] {-1}, keepdim, null, null);
    }

    @Operator("aten::cosine_similarity(Tensor x1, Tensor x2, int dim=1, float eps=1e-08) -> Tensor")
    static Tensor cosineSimilarity(Tensor x1, Tensor x2, long dim, double eps) {
        DType dtype = new TypePromotion().add(x1).add(x2).result();
        if (!dtype.isFloatingPoint()) {
            throw Checks.error("expected common dtype to be floating point, yet common dtype is %s", dtype);
        }
        long[] shape = TensorIterator.broadcast(x1.sizes(), x2.sizes());
        Tensor a = unit(ViewOps.expand(ConversionOps.to(x1, dtype, false, null), shape, false), dim, eps);
        Tensor b = unit(ViewOps.expand(ConversionOps.to(x2, dtype, false, null), shape, false), dim, eps);
        return ReductionOps.sum(ArithmeticOps.mul(a, b, null), new long[] {dim}, false, null, null);
    }

    private static Tensor unit(Tensor x, long dim, double eps) {
        Tensor norm = NormOps.vectorNorm(x, Scalar.of(2L), new long[] {dim}, true, null, null);
        return ArithmeticOps.div(x, SelectionOps.clampMin(norm, Scalar.of(eps), null), (Tensor) null);
    }

    @Operator("aten::linalg_cross(Tensor self, Tensor other, *, int dim=-1) -> Tensor")
    static Tensor cross(Tensor self, Tensor other, long dim) {
        if (self.dim() != other.dim()) {
            throw Checks.error("linalg.cross: inputs must have the same number of dimensions.");
        }
        long[] shape = TensorIterator.broadcast(self.sizes(), other.sizes());
        int d = Tensor.wrapDim(dim, shape.length);
        if (shape.length == 0 || self.size(dim) != 3 || other.size(dim) != 3) {
            throw Checks.error(
                    "linalg.cross: inputs dimension %s must have length 3. Got %s and %s",
                    dim, self.sizes(), other.sizes());
        }
        Tensor[] a = SplitOps.unbind(ViewOps.expand(self, shape, false), d);
        Tensor[] b = SplitOps.unbind(ViewOps.expand(other, shape, false), d);
        Tensor[] parts = new Tensor[3];
        for (int i = 0; i < 3; i++) {
            int j = (i + 1) % 3;
            int k = (i + 2) % 3;
            parts[i] = ArithmeticOps.sub(
                    ArithmeticOps.mul(a[j], b[k], null), ArithmeticOps.mul(a[k], b[j], null), ONE, null);
        }
        return ShapeOps.stack(d, parts);
    }

    /** Without {@code dim}, the first dimension of length 3. */
    @Operator("aten::cross(Tensor self, Tensor other, int? dim=None) -> Tensor")
    static Tensor cross(Tensor self, Tensor other, Long dim) {
        if (dim != null) {
            return cross(self, other, dim.longValue());
        }
        for (int d = 0; d < self.dim(); d++) {
            if (self.sizes()[d] == 3) {
                return cross(self, other, d - self.dim());
            }
        }
        throw Checks.error("no dimension of size 3 in input %s", self.sizes());
    }

    // --- weights by norm

    @Operator("aten::norm_except_dim(Tensor v, int pow=2, int dim=0) -> Tensor")
    static Tensor normExceptDim(Tensor v, long pow, long dim) {
        Scalar p = Scalar.of(pow);
        if (dim == -1) {
            return NormOps.norm(v, p, null);
        }
        int kept = v.someDim(dim);
        long[] others = new long[v.dim() - 1];
        Arrays.setAll(others, i -> i < kept ? i : i + 1);
        return others.length == 0 ? NumericOps.abs(v, null) : NormOps.vectorNorm(v, p, others, true, null, null);
    }

    @Operator("aten::_weight_norm(Tensor v, Tensor g, int dim=0) -> Tensor")
    static Tensor weightNorm(Tensor v, Tensor g, long dim) {
        return ArithmeticOps.mul(v, ArithmeticOps.div(g, normExceptDim(v, 2, dim), (Tensor) null), null);
    }

    @Operator("aten::_weight_norm_interface(Tensor v, Tensor g, int dim=0) -> (Tensor, Tensor)")
    static Tensor[] weightNormInterface(Tensor v, Tensor g, long dim) {
        return new Tensor[] {weightNorm(v, g, dim), normExceptDim(v, 2, dim)};
    }

    @Operator("aten::renorm(Tensor self, Scalar p, int dim, Scalar maxnorm) -> Tensor")
    @Operator("aten::renorm.out(Tensor self, Scalar p, int dim, Scalar maxnorm, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::renorm_(Tensor(a!) self, Scalar p, int dim, Scalar maxnorm) -> Tensor(a!)")
    static Tensor renorm(Tensor self, Scalar p, long dim, Scalar maxnorm, Tensor out) {
        int kept = self.wrapDim(dim);
        if (self.dim() < 2 || !(p.toDouble() > 0) || !(maxnorm.toDouble() >= 0)) {
            throw Checks.error(
                    "renorm: input needs at least 2 dimensions, p > 0 and maxnorm >= 0, got sizes %s, p %s, maxnorm %s",
                    self.sizes(), p, maxnorm);
        }
        long[] others = new long[self.dim() - 1];
        Arrays.setAll(others, i -> i < kept ? i : i + 1);
        DType wide = HalfPrecision.widened(self.dtype());
        Tensor norm = NormOps.vectorNorm(self, p, others, true, wide, null);
        Tensor shrink = ArithmeticOps.div(
                NumericOps.pow(ArithmeticOps.add(norm, Scalar.of(1e-7), ONE, null), Scalar.of(-1.0), null),
                Scalar.of(1 / maxnorm.toDouble()),
                (Tensor) null);
        Tensor factor = SelectionOps.where(ComparisonOps.gt(norm, maxnorm, null), shrink, Scalar.of(1.0), null);
        return ArithmeticOps.mul(
                Out.contiguousUnless(out, self),
                TensorIterator.cast(factor, wide == self.dtype() ? factor.dtype() : self.dtype()),
                out);
    }
}
