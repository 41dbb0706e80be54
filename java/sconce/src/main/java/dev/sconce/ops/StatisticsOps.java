package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;

/** Variances, deviations and correlations over dimensions. */
final class StatisticsOps {
    private StatisticsOps() {}

    private static final Kernel VAR = Kernel.of("var");
    private static final Kernel STD = Kernel.of("std");
    private static final Scalar ONE = Scalar.of(1L);

    private static Reduction spread(Kernel kernel, Tensor self, long[] dim, Scalar correction, boolean keepdim) {
        if (!self.dtype().isFloatingPoint() && !self.dtype().isComplex()) {
            throw Checks.error("std and var only support floating point and complex dtypes, got %s", self.dtype());
        }
        return Reduction.of(kernel, self, dim)
                .parameter(correction == null ? 1 : correction.toDouble())
                .keepdim(keepdim);
    }

    /** Of complex numbers: the sum of their parts' variances, a real number; of others null. */
    private static Tensor complexVar(Tensor self, long[] dim, Scalar correction, boolean keepdim) {
        if (!self.dtype().isComplex()) {
            return null;
        }
        Tensor real = var(ComplexOps.real(self), dim, correction, keepdim, null);
        return ArithmeticOps.add(real, var(ComplexOps.imag(self), dim, correction, keepdim, null), ONE, null);
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
        Tensor complex = complexVar(self, dim, correction, keepdim);
        return complex != null
                ? Out.into(out, complex)
                : spread(VAR, self, dim, correction, keepdim).run(out);
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
        Tensor complex = complexVar(self, dim, correction, keepdim);
        return complex != null
                ? UnaryMathOps.sqrt(complex, out)
                : spread(STD, self, dim, correction, keepdim).run(out);
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
        return self.dtype().isComplex()
                ? new Tensor[] {
                    var(self, dim, correction, keepdim, null), ReductionOps.mean(self, dim, keepdim, null, null)
                }
                : spread(VAR, self, dim, correction, keepdim).run(self.dtype(), true);
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
        return self.dtype().isComplex()
                ? new Tensor[] {
                    std(self, dim, correction, keepdim, null), ReductionOps.mean(self, dim, keepdim, null, null)
                }
                : spread(STD, self, dim, correction, keepdim).run(self.dtype(), true);
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

    /** The covariances of rows of observations. */
    @Operator("aten::cov(Tensor self, *, int correction=1, Tensor? fweights=None, Tensor? aweights=None) -> Tensor")
    static Tensor cov(Tensor self, long correction, Tensor fweights, Tensor aweights) {
        if (self.dim() > 2) {
            throw Checks.error(
                    "cov(): expected input to have two or fewer dimensions but got an input with %s dimensions",
                    self.dim());
        }
        long observations = self.dim() == 0 ? 1 : self.size(-1);
        checkWeights(
                "fweights",
                fweights,
                observations,
                fweights == null || fweights.dtype().isIntegral(false),
                "integral");
        checkWeights(
                "aweights",
                aweights,
                observations,
                aweights == null || aweights.dtype().isFloatingPoint(),
                "floating point");
        Tensor numbers = self.dtype().isIntegral(true) ? TensorIterator.cast(self, DType.FLOAT32) : self;
        Tensor rows = DimensionOps.atLeast2d(numbers);
        Tensor weights = weights(fweights, aweights);
        Tensor total = weights == null
                ? Elements.of(Scalar.of(rows.sizes()[1]), rows.dtype().toReal())
                : ReductionOps.sum(weights, null, null);
        Tensor weighted = weights == null ? rows : ArithmeticOps.mul(rows, weights, null);
        Tensor mean =
                ArithmeticOps.div(ReductionOps.sum(weighted, new long[] {1}, true, null, null), total, (Tensor) null);
        Tensor centred = ArithmeticOps.sub(rows, mean, ONE, null);
        Tensor right = ComplexOps.conj(weights == null ? centred : ArithmeticOps.mul(centred, weights, null));
        Tensor products = LinearAlgebraOps.mm(centred, DimensionOps.t(right), null);
        Tensor divisor = SelectionOps.clampMin(divisor(total, weights, aweights, correction), Scalar.of(0L), null);
        Tensor result = ArithmeticOps.div(products, divisor, (Tensor) null);
        return DimensionOps.squeeze(result);
    }

    private static void checkWeights(String name, Tensor weights, long observations, boolean kindFits, String kind) {
        if (weights == null) {
            return;
        }
        if (weights.dim() > 1) {
            throw Checks.error(
                    "cov(): expected %s to have one or fewer dimensions but got %s with %s dimensions",
                    name, name, weights.dim());
        }
        if (!kindFits) {
            throw Checks.error(
                    "cov(): expected %s to have %s dtype but got %s with %s dtype", name, kind, name, weights.dtype());
        }
        if (weights.numel() != observations) {
            throw Checks.error(
                    "cov(): expected %s to have the same numel as there are observations in the input but got %s != %s",
                    name, weights.numel(), observations);
        }
        Tensor negative = ComparisonOps.lt(weights, Scalar.of(0L), null);
        if (observations > 0 && Elements.toBoolean(ReductionOps.any(negative, null))) {
            throw Checks.error("cov(): %s cannot be negative", name);
        }
    }

    /** How often each observation counts, or null where each counts once. */
    private static Tensor weights(Tensor fweights, Tensor aweights) {
        return fweights == null ? aweights : aweights == null ? fweights : ArithmeticOps.mul(fweights, aweights, null);
    }

    private static Tensor divisor(Tensor total, Tensor weights, Tensor aweights, long correction) {
        if (aweights == null || correction == 0) {
            return ArithmeticOps.sub(total, Scalar.of(correction), ONE, null);
        }
        Tensor squares = ReductionOps.sum(ArithmeticOps.mul(weights, aweights, null), null, null);
        Tensor corrected = ArithmeticOps.mul(squares, Scalar.of(correction), null);
        return ArithmeticOps.sub(total, ArithmeticOps.div(corrected, total, (Tensor) null), ONE, null);
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
        if (both.dtype().isComplex()) {
            return ComplexOps.complex(withinOne(ComplexOps.real(both)), withinOne(ComplexOps.imag(both)), null);
        }
        return withinOne(both);
    }

    private static Tensor withinOne(Tensor values) {
        return SelectionOps.clamp(values, Scalar.of(-1L), Scalar.of(1L), (Tensor) null);
    }
}
