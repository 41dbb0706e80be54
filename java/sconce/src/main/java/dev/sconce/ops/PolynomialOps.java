package dev.sconce.ops;

import dev.sconce.Tensor;

/** Orthogonal polynomials of x, of degree n; either may be a number. */
final class PolynomialOps {
    private PolynomialOps() {}

    private static final Kernel CHEBYSHEV_POLYNOMIAL_T = Kernel.of("chebyshev_polynomial_t");
    private static final Kernel CHEBYSHEV_POLYNOMIAL_U = Kernel.of("chebyshev_polynomial_u");
    private static final Kernel CHEBYSHEV_POLYNOMIAL_V = Kernel.of("chebyshev_polynomial_v");
    private static final Kernel CHEBYSHEV_POLYNOMIAL_W = Kernel.of("chebyshev_polynomial_w");
    private static final Kernel SHIFTED_CHEBYSHEV_POLYNOMIAL_T = Kernel.of("shifted_chebyshev_polynomial_t");
    private static final Kernel SHIFTED_CHEBYSHEV_POLYNOMIAL_U = Kernel.of("shifted_chebyshev_polynomial_u");
    private static final Kernel SHIFTED_CHEBYSHEV_POLYNOMIAL_V = Kernel.of("shifted_chebyshev_polynomial_v");
    private static final Kernel SHIFTED_CHEBYSHEV_POLYNOMIAL_W = Kernel.of("shifted_chebyshev_polynomial_w");
    private static final Kernel HERMITE_POLYNOMIAL_H = Kernel.of("hermite_polynomial_h");
    private static final Kernel HERMITE_POLYNOMIAL_HE = Kernel.of("hermite_polynomial_he");
    private static final Kernel LAGUERRE_POLYNOMIAL_L = Kernel.of("laguerre_polynomial_l");
    private static final Kernel LEGENDRE_POLYNOMIAL_P = Kernel.of("legendre_polynomial_p");

    @Operator("aten::special_chebyshev_polynomial_t(Tensor x, Tensor n) -> Tensor")
    @Operator("aten::special_chebyshev_polynomial_t.out(Tensor x, Tensor n, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_chebyshev_polynomial_t.x_scalar(Scalar x, Tensor n) -> Tensor")
    @Operator("aten::special_chebyshev_polynomial_t.x_scalar_out(Scalar x, Tensor n, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_chebyshev_polynomial_t.n_scalar(Tensor x, Scalar n) -> Tensor")
    @Operator("aten::special_chebyshev_polynomial_t.n_scalar_out(Tensor x, Scalar n, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor chebyshevPolynomialT(Object x, Object n, Tensor out) {
        return Pointwise.floating(CHEBYSHEV_POLYNOMIAL_T, x, n, out);
    }

    @Operator("aten::special_chebyshev_polynomial_u(Tensor x, Tensor n) -> Tensor")
    @Operator("aten::special_chebyshev_polynomial_u.out(Tensor x, Tensor n, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_chebyshev_polynomial_u.x_scalar(Scalar x, Tensor n) -> Tensor")
    @Operator("aten::special_chebyshev_polynomial_u.x_scalar_out(Scalar x, Tensor n, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_chebyshev_polynomial_u.n_scalar(Tensor x, Scalar n) -> Tensor")
    @Operator("aten::special_chebyshev_polynomial_u.n_scalar_out(Tensor x, Scalar n, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor chebyshevPolynomialU(Object x, Object n, Tensor out) {
        return Pointwise.floating(CHEBYSHEV_POLYNOMIAL_U, x, n, out);
    }

    @Operator("aten::special_chebyshev_polynomial_v(Tensor x, Tensor n) -> Tensor")
    @Operator("aten::special_chebyshev_polynomial_v.out(Tensor x, Tensor n, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_chebyshev_polynomial_v.x_scalar(Scalar x, Tensor n) -> Tensor")
    @Operator("aten::special_chebyshev_polynomial_v.x_scalar_out(Scalar x, Tensor n, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_chebyshev_polynomial_v.n_scalar(Tensor x, Scalar n) -> Tensor")
    @Operator("aten::special_chebyshev_polynomial_v.n_scalar_out(Tensor x, Scalar n, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor chebyshevPolynomialV(Object x, Object n, Tensor out) {
        return Pointwise.floating(CHEBYSHEV_POLYNOMIAL_V, x, n, out);
    }

    @Operator("aten::special_chebyshev_polynomial_w(Tensor x, Tensor n) -> Tensor")
    @Operator("aten::special_chebyshev_polynomial_w.out(Tensor x, Tensor n, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_chebyshev_polynomial_w.x_scalar(Scalar x, Tensor n) -> Tensor")
    @Operator("aten::special_chebyshev_polynomial_w.x_scalar_out(Scalar x, Tensor n, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_chebyshev_polynomial_w.n_scalar(Tensor x, Scalar n) -> Tensor")
    @Operator("aten::special_chebyshev_polynomial_w.n_scalar_out(Tensor x, Scalar n, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor chebyshevPolynomialW(Object x, Object n, Tensor out) {
        return Pointwise.floating(CHEBYSHEV_POLYNOMIAL_W, x, n, out);
    }

    @Operator("aten::special_shifted_chebyshev_polynomial_t(Tensor x, Tensor n) -> Tensor")
    @Operator("aten::special_shifted_chebyshev_polynomial_t.out(Tensor x, Tensor n, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_shifted_chebyshev_polynomial_t.x_scalar(Scalar x, Tensor n) -> Tensor")
    @Operator(
            "aten::special_shifted_chebyshev_polynomial_t.x_scalar_out(Scalar x, Tensor n, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_shifted_chebyshev_polynomial_t.n_scalar(Tensor x, Scalar n) -> Tensor")
    @Operator(
            "aten::special_shifted_chebyshev_polynomial_t.n_scalar_out(Tensor x, Scalar n, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor shiftedChebyshevPolynomialT(Object x, Object n, Tensor out) {
        return Pointwise.floating(SHIFTED_CHEBYSHEV_POLYNOMIAL_T, x, n, out);
    }

    @Operator("aten::special_shifted_chebyshev_polynomial_u(Tensor x, Tensor n) -> Tensor")
    @Operator("aten::special_shifted_chebyshev_polynomial_u.out(Tensor x, Tensor n, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_shifted_chebyshev_polynomial_u.x_scalar(Scalar x, Tensor n) -> Tensor")
    @Operator(
            "aten::special_shifted_chebyshev_polynomial_u.x_scalar_out(Scalar x, Tensor n, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_shifted_chebyshev_polynomial_u.n_scalar(Tensor x, Scalar n) -> Tensor")
    @Operator(
            "aten::special_shifted_chebyshev_polynomial_u.n_scalar_out(Tensor x, Scalar n, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor shiftedChebyshevPolynomialU(Object x, Object n, Tensor out) {
        return Pointwise.floating(SHIFTED_CHEBYSHEV_POLYNOMIAL_U, x, n, out);
    }

    @Operator("aten::special_shifted_chebyshev_polynomial_v(Tensor x, Tensor n) -> Tensor")
    @Operator("aten::special_shifted_chebyshev_polynomial_v.out(Tensor x, Tensor n, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_shifted_chebyshev_polynomial_v.x_scalar(Scalar x, Tensor n) -> Tensor")
    @Operator(
            "aten::special_shifted_chebyshev_polynomial_v.x_scalar_out(Scalar x, Tensor n, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_shifted_chebyshev_polynomial_v.n_scalar(Tensor x, Scalar n) -> Tensor")
    @Operator(
            "aten::special_shifted_chebyshev_polynomial_v.n_scalar_out(Tensor x, Scalar n, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor shiftedChebyshevPolynomialV(Object x, Object n, Tensor out) {
        return Pointwise.floating(SHIFTED_CHEBYSHEV_POLYNOMIAL_V, x, n, out);
    }

    @Operator("aten::special_shifted_chebyshev_polynomial_w(Tensor x, Tensor n) -> Tensor")
    @Operator("aten::special_shifted_chebyshev_polynomial_w.out(Tensor x, Tensor n, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_shifted_chebyshev_polynomial_w.x_scalar(Scalar x, Tensor n) -> Tensor")
    @Operator(
            "aten::special_shifted_chebyshev_polynomial_w.x_scalar_out(Scalar x, Tensor n, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_shifted_chebyshev_polynomial_w.n_scalar(Tensor x, Scalar n) -> Tensor")
    @Operator(
            "aten::special_shifted_chebyshev_polynomial_w.n_scalar_out(Tensor x, Scalar n, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor shiftedChebyshevPolynomialW(Object x, Object n, Tensor out) {
        return Pointwise.floating(SHIFTED_CHEBYSHEV_POLYNOMIAL_W, x, n, out);
    }

    @Operator("aten::special_hermite_polynomial_h(Tensor x, Tensor n) -> Tensor")
    @Operator("aten::special_hermite_polynomial_h.out(Tensor x, Tensor n, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_hermite_polynomial_h.x_scalar(Scalar x, Tensor n) -> Tensor")
    @Operator("aten::special_hermite_polynomial_h.x_scalar_out(Scalar x, Tensor n, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_hermite_polynomial_h.n_scalar(Tensor x, Scalar n) -> Tensor")
    @Operator("aten::special_hermite_polynomial_h.n_scalar_out(Tensor x, Scalar n, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor hermitePolynomialH(Object x, Object n, Tensor out) {
        return Pointwise.floating(HERMITE_POLYNOMIAL_H, x, n, out);
    }

    @Operator("aten::special_hermite_polynomial_he(Tensor x, Tensor n) -> Tensor")
    @Operator("aten::special_hermite_polynomial_he.out(Tensor x, Tensor n, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_hermite_polynomial_he.x_scalar(Scalar x, Tensor n) -> Tensor")
    @Operator("aten::special_hermite_polynomial_he.x_scalar_out(Scalar x, Tensor n, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_hermite_polynomial_he.n_scalar(Tensor x, Scalar n) -> Tensor")
    @Operator("aten::special_hermite_polynomial_he.n_scalar_out(Tensor x, Scalar n, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor hermitePolynomialHe(Object x, Object n, Tensor out) {
        return Pointwise.floating(HERMITE_POLYNOMIAL_HE, x, n, out);
    }

    @Operator("aten::special_laguerre_polynomial_l(Tensor x, Tensor n) -> Tensor")
    @Operator("aten::special_laguerre_polynomial_l.out(Tensor x, Tensor n, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_laguerre_polynomial_l.x_scalar(Scalar x, Tensor n) -> Tensor")
    @Operator("aten::special_laguerre_polynomial_l.x_scalar_out(Scalar x, Tensor n, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_laguerre_polynomial_l.n_scalar(Tensor x, Scalar n) -> Tensor")
    @Operator("aten::special_laguerre_polynomial_l.n_scalar_out(Tensor x, Scalar n, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor laguerrePolynomialL(Object x, Object n, Tensor out) {
        return Pointwise.floating(LAGUERRE_POLYNOMIAL_L, x, n, out);
    }

    @Operator("aten::special_legendre_polynomial_p(Tensor x, Tensor n) -> Tensor")
    @Operator("aten::special_legendre_polynomial_p.out(Tensor x, Tensor n, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_legendre_polynomial_p.x_scalar(Scalar x, Tensor n) -> Tensor")
    @Operator("aten::special_legendre_polynomial_p.x_scalar_out(Scalar x, Tensor n, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::special_legendre_polynomial_p.n_scalar(Tensor x, Scalar n) -> Tensor")
    @Operator("aten::special_legendre_polynomial_p.n_scalar_out(Tensor x, Scalar n, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor legendrePolynomialP(Object x, Object n, Tensor out) {
        return Pointwise.floating(LEGENDRE_POLYNOMIAL_P, x, n, out);
    }
}
