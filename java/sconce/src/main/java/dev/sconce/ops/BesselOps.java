package dev.sconce.ops;

import dev.sconce.Tensor;

/** Bessel and Airy functions, and the incomplete gamma functions. */
final class BesselOps {
    private BesselOps() {}

    private static final Kernel BESSEL_J0 = Kernel.of("bessel_j0");
    private static final Kernel BESSEL_J1 = Kernel.of("bessel_j1");
    private static final Kernel BESSEL_Y0 = Kernel.of("bessel_y0");
    private static final Kernel BESSEL_Y1 = Kernel.of("bessel_y1");
    private static final Kernel MODIFIED_BESSEL_I0 = Kernel.of("i0");
    private static final Kernel MODIFIED_BESSEL_I1 = Kernel.of("i1");
    private static final Kernel MODIFIED_BESSEL_K0 = Kernel.of("bessel_k0");
    private static final Kernel MODIFIED_BESSEL_K1 = Kernel.of("bessel_k1");
    private static final Kernel SCALED_MODIFIED_BESSEL_K0 = Kernel.of("bessel_k0e");
    private static final Kernel SCALED_MODIFIED_BESSEL_K1 = Kernel.of("bessel_k1e");
    private static final Kernel SPHERICAL_BESSEL_J0 = Kernel.of("spherical_bessel_j0");
    private static final Kernel AIRY_AI = Kernel.of("airy_ai");
    private static final Kernel IGAMMA = Kernel.of("igamma");
    private static final Kernel IGAMMAC = Kernel.of("igammac");

    @Operator("aten::special_bessel_j0(Tensor self) -> Tensor")
    @Operator("aten::special_bessel_j0.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor besselJ0(Tensor self, Tensor out) {
        return Pointwise.floating(BESSEL_J0, self, out);
    }

    @Operator("aten::special_bessel_j1(Tensor self) -> Tensor")
    @Operator("aten::special_bessel_j1.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor besselJ1(Tensor self, Tensor out) {
        return Pointwise.floating(BESSEL_J1, self, out);
    }

    @Operator("aten::special_bessel_y0(Tensor self) -> Tensor")
    @Operator("aten::special_bessel_y0.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor besselY0(Tensor self, Tensor out) {
        return Pointwise.floating(BESSEL_Y0, self, out);
    }

    @Operator("aten::special_bessel_y1(Tensor self) -> Tensor")
    @Operator("aten::special_bessel_y1.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor besselY1(Tensor self, Tensor out) {
        return Pointwise.floating(BESSEL_Y1, self, out);
    }

    @Operator("aten::special_modified_bessel_i0(Tensor self) -> Tensor")
    @Operator("aten::special_modified_bessel_i0.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor modifiedBesselI0(Tensor self, Tensor out) {
        return Pointwise.floating(MODIFIED_BESSEL_I0, self, out);
    }

    @Operator("aten::special_modified_bessel_i1(Tensor self) -> Tensor")
    @Operator("aten::special_modified_bessel_i1.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor modifiedBesselI1(Tensor self, Tensor out) {
        return Pointwise.floating(MODIFIED_BESSEL_I1, self, out);
    }

    @Operator("aten::special_modified_bessel_k0(Tensor self) -> Tensor")
    @Operator("aten::special_modified_bessel_k0.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor modifiedBesselK0(Tensor self, Tensor out) {
        return Pointwise.floating(MODIFIED_BESSEL_K0, self, out);
    }

    @Operator("aten::special_modified_bessel_k1(Tensor self) -> Tensor")
    @Operator("aten::special_modified_bessel_k1.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor modifiedBesselK1(Tensor self, Tensor out) {
        return Pointwise.floating(MODIFIED_BESSEL_K1, self, out);
    }

    @Operator("aten::special_scaled_modified_bessel_k0(Tensor x) -> Tensor")
    @Operator("aten::special_scaled_modified_bessel_k0.out(Tensor x, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor scaledModifiedBesselK0(Tensor x, Tensor out) {
        return Pointwise.floating(SCALED_MODIFIED_BESSEL_K0, x, out);
    }

    @Operator("aten::special_scaled_modified_bessel_k1(Tensor x) -> Tensor")
    @Operator("aten::special_scaled_modified_bessel_k1.out(Tensor x, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor scaledModifiedBesselK1(Tensor x, Tensor out) {
        return Pointwise.floating(SCALED_MODIFIED_BESSEL_K1, x, out);
    }

    @Operator("aten::special_spherical_bessel_j0(Tensor x) -> Tensor")
    @Operator("aten::special_spherical_bessel_j0.out(Tensor x, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor sphericalBesselJ0(Tensor x, Tensor out) {
        return Pointwise.floating(SPHERICAL_BESSEL_J0, x, out);
    }

    @Operator("aten::special_airy_ai(Tensor x) -> Tensor")
    @Operator("aten::special_airy_ai.out(Tensor x, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor airyAi(Tensor x, Tensor out) {
        return Pointwise.floating(AIRY_AI, x, out);
    }

    @Operator("aten::igamma(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::igamma.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::igamma_(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::special_gammainc(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::special_gammainc.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor igamma(Tensor self, Tensor other, Tensor out) {
        return Pointwise.floating(IGAMMA, self, other, out);
    }

    @Operator("aten::igammac(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::igammac.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::igammac_(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    @Operator("aten::special_gammaincc(Tensor self, Tensor other) -> Tensor")
    @Operator("aten::special_gammaincc.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor igammac(Tensor self, Tensor other, Tensor out) {
        return Pointwise.floating(IGAMMAC, self, other, out);
    }
}
