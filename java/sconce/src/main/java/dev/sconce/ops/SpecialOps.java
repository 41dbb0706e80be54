package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;

/** Special functions: error functions, gamma and Bessel functions, entropies. */
final class SpecialOps {
    private SpecialOps() {}

    private static final Kernel ERF = Kernel.of("erf");
    private static final Kernel ERFC = Kernel.of("erfc");
    private static final Kernel ERFINV = Kernel.of("erfinv");
    private static final Kernel ERFCX = Kernel.of("erfcx");
    private static final Kernel LGAMMA = Kernel.of("lgamma");
    private static final Kernel DIGAMMA = Kernel.of("digamma");
    private static final Kernel I0 = Kernel.of("i0");
    private static final Kernel I0E = Kernel.of("i0e");
    private static final Kernel I1 = Kernel.of("i1");
    private static final Kernel I1E = Kernel.of("i1e");
    private static final Kernel NDTRI = Kernel.of("ndtri");
    private static final Kernel LOG_NDTR = Kernel.of("log_ndtr");
    private static final Kernel ENTR = Kernel.of("entr");
    private static final Kernel XLOGY = Kernel.of("xlogy");
    private static final Kernel XLOG1PY = Kernel.of("xlog1py");
    private static final Kernel ZETA = Kernel.of("zeta");

    @Operator("aten::erf(Tensor self) -> Tensor")
    @Operator("aten::erf_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::erf.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_erf(Tensor self) -> Tensor")
    @Operator("aten::special_erf.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor erf(Tensor self, Tensor out) {
        return Pointwise.floating(ERF, self, out);
    }

    @Operator("aten::erfc(Tensor self) -> Tensor")
    @Operator("aten::erfc_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::erfc.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_erfc(Tensor self) -> Tensor")
    @Operator("aten::special_erfc.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor erfc(Tensor self, Tensor out) {
        return Pointwise.floating(ERFC, self, out);
    }

    @Operator("aten::erfinv(Tensor self) -> Tensor")
    @Operator("aten::erfinv_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::erfinv.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_erfinv(Tensor self) -> Tensor")
    @Operator("aten::special_erfinv.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor erfinv(Tensor self, Tensor out) {
        return Pointwise.floating(ERFINV, self, out);
    }

    @Operator("aten::special_erfcx(Tensor self) -> Tensor")
    @Operator("aten::special_erfcx.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor erfcx(Tensor self, Tensor out) {
        return Pointwise.floating(ERFCX, self, out);
    }

    @Operator("aten::lgamma(Tensor self) -> Tensor")
    @Operator("aten::lgamma_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::lgamma.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_gammaln(Tensor self) -> Tensor")
    @Operator("aten::special_gammaln.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor lgamma(Tensor self, Tensor out) {
        return Pointwise.floating(LGAMMA, self, out);
    }

    @Operator("aten::digamma(Tensor self) -> Tensor")
    @Operator("aten::digamma_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::digamma.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_digamma(Tensor self) -> Tensor")
    @Operator("aten::special_digamma.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_psi(Tensor self) -> Tensor")
    @Operator("aten::special_psi.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor digamma(Tensor self, Tensor out) {
        return Pointwise.floating(DIGAMMA, self, out);
    }

    @Operator("aten::i0(Tensor self) -> Tensor")
    @Operator("aten::i0_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::i0.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_i0(Tensor self) -> Tensor")
    @Operator("aten::special_i0.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor i0(Tensor self, Tensor out) {
        return Pointwise.floating(I0, self, out);
    }

    @Operator("aten::special_i0e(Tensor self) -> Tensor")
    @Operator("aten::special_i0e.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor i0e(Tensor self, Tensor out) {
        return Pointwise.floating(I0E, self, out);
    }

    @Operator("aten::special_i1(Tensor self) -> Tensor")
    @Operator("aten::special_i1.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor i1(Tensor self, Tensor out) {
        return Pointwise.floating(I1, self, out);
    }

    @Operator("aten::special_i1e(Tensor self) -> Tensor")
    @Operator("aten::special_i1e.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor i1e(Tensor self, Tensor out) {
        return Pointwise.floating(I1E, self, out);
    }

    @Operator("aten::special_ndtri(Tensor self) -> Tensor")
    @Operator("aten::special_ndtri.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor ndtri(Tensor self, Tensor out) {
        return Pointwise.floating(NDTRI, self, out);
    }

    @Operator("aten::special_log_ndtr(Tensor self) -> Tensor")
    @Operator("aten::special_log_ndtr.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor logNdtr(Tensor self, Tensor out) {
        return Pointwise.floating(LOG_NDTR, self, out);
    }

    @Operator("aten::special_entr(Tensor self) -> Tensor")
    @Operator("aten::special_entr.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor entr(Tensor self, Tensor out) {
        return Pointwise.floating(ENTR, self, out);
    }

    @Operator("aten::xlogy.Scalar_Other(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::xlogy_.Scalar_Other(Tensor(a!) self, Scalar other) -> Tensor(a!)")
    @Operator("aten::xlogy.OutScalar_Other(Tensor self, Scalar other, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_xlogy.other_scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::special_xlogy.other_scalar_out(Tensor self, Scalar other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor xlogy(Tensor self, Scalar other, Tensor out) {
        return Pointwise.floating(XLOGY, self, other, out);
    }

    @Operator("aten::xlogy.Scalar_Self(Scalar self, Tensor other) -> Tensor")
    @Operator("aten::xlogy.OutScalar_Self(Scalar self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_xlogy.self_scalar(Scalar self, Tensor other) -> Tensor")
    @Operator("aten::special_xlogy.self_scalar_out(Scalar self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor xlogy(Scalar self, Tensor other, Tensor out) {
        return Pointwise.floating(XLOGY, self, other, out);
    }

    @Operator("aten::xlogy.Tensor(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::xlogy_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::xlogy.OutTensor(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_xlogy(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::special_xlogy.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor xlogy(Tensor self, Tensor other, Tensor out) {
        return Pointwise.floating(XLOGY, self, other, out);
    }

    @Operator("aten::special_xlog1py(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::special_xlog1py.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor xlog1py(Tensor self, Tensor other, Tensor out) {
        return Pointwise.floating(XLOG1PY, self, other, out);
    }

    @Operator("aten::special_xlog1py.other_scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::special_xlog1py.other_scalar_out(Tensor self, Scalar other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor xlog1py(Tensor self, Scalar other, Tensor out) {
        return Pointwise.floating(XLOG1PY, self, other, out);
    }

    @Operator("aten::special_xlog1py.self_scalar(Scalar self, Tensor other) -> Tensor")
    @Operator("aten::special_xlog1py.self_scalar_out(Scalar self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor xlog1py(Scalar self, Tensor other, Tensor out) {
        return Pointwise.floating(XLOG1PY, self, other, out);
    }

    @Operator("aten::special_zeta(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::special_zeta.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor zeta(Tensor self, Tensor other, Tensor out) {
        return Pointwise.floating(ZETA, self, other, out);
    }

    @Operator("aten::special_zeta.other_scalar(Tensor self, Scalar other) -> Tensor")
    @Operator("aten::special_zeta.other_scalar_out(Tensor self, Scalar other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor zeta(Tensor self, Scalar other, Tensor out) {
        return Pointwise.floating(ZETA, self, other, out);
    }

    @Operator("aten::special_zeta.self_scalar(Scalar self, Tensor other) -> Tensor")
    @Operator("aten::special_zeta.self_scalar_out(Scalar self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor zeta(Scalar self, Tensor other, Tensor out) {
        return Pointwise.floating(ZETA, self, other, out);
    }

    @Operator("aten::special_ndtr(Tensor self) -> Tensor")
    @Operator("aten::special_ndtr.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor ndtr(Tensor self, Tensor out) {
        Tensor scaled = ArithmeticOps.mul(self, Scalar.of(-Math.sqrt(0.5)), null);
        return ArithmeticOps.mul(erfc(scaled, null), Scalar.of(0.5), out);
    }

    @Operator("aten::mvlgamma(Tensor self, int p) -> Tensor")
    @Operator("aten::mvlgamma.out(Tensor self, int p, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::mvlgamma_(Tensor(a!) self, int p) -> Tensor(a!)")
    @Operator("aten::special_multigammaln(Tensor self, int p) -> Tensor")
    @Operator("aten::special_multigammaln.out(Tensor self, int p, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor mvlgamma(Tensor self, long p, Tensor out) {
        if (p < 1) {
            throw Checks.error("p has to be greater than or equal to 1");
        }
        Scalar one = Scalar.of(1L);
        DType dtype = self.dtype().isIntegral(true) ? DType.FLOAT32 : self.dtype();
        // All terms are one tensor, as in PyTorch: how many there are is what memory has room for.
        Tensor halves =
                SequenceOps.arange(Scalar.of(0.5 - p / 2.0), Scalar.of(0.5), Scalar.of(0.5), dtype, null, null, null);
        Tensor terms = lgamma(ArithmeticOps.add(DimensionOps.unsqueeze(self, -1), halves, one, null), null);
        Tensor sum = ReductionOps.sum(terms, new long[] {-1}, false, null, null);
        double rest = p * (p - 1.0) / 4.0 * Math.log(Math.PI);
        return Out.into(out, ArithmeticOps.add(sum, Scalar.of(rest), one, null));
    }
}
