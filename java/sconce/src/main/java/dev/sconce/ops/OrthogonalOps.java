package dev.sconce.ops;

import dev.sconce.Tensor;

/** QR factorisations and products of Householder reflections. */
final class OrthogonalOps {
    private OrthogonalOps() {}

    private static final Kernel QR = Kernel.of("lapack_qr");
    private static final Kernel HOUSEHOLDER = Kernel.of("lapack_householder");
    private static final Kernel APPLY = Kernel.of("lapack_householder_apply");

    @Operator("aten::geqrf(Tensor self) -> (Tensor a, Tensor tau)")
    @Operator("aten::geqrf.a(Tensor self, *, Tensor(a!) a, Tensor(b!) tau) -> (Tensor(a!) a, Tensor(b!) tau)")
    static Tensor[] geqrf(Tensor self, Tensor[] outs) {
        Lapack.matrices("torch.geqrf", self);
        long m = self.size(-2);
        long n = self.size(-1);
        Tensor a = Lapack.copy(self);
        Tensor tau = Tensor.empty(self.dtype(), Lapack.shape(Lapack.batch(self), Math.min(m, n)));
        Lapack.of(QR, a).sizes(m, n, 0).write(a).write(tau).run();
        return Out.into(outs, a, tau);
    }

    @Operator("aten::linalg_qr(Tensor A, str mode=\"reduced\") -> (Tensor Q, Tensor R)")
    @Operator(
            "aten::linalg_qr.out(Tensor A, str mode=\"reduced\", *, Tensor(a!) Q, Tensor(b!) R) -> (Tensor(a!) Q, Tensor(b!) R)")
    static Tensor[] qr(Tensor a, String mode, Tensor[] outs) {
        Lapack.matrices("linalg.qr", a);
        boolean complete = mode.equals("complete");
        if (!complete && !mode.equals("reduced") && !mode.equals("r")) {
            throw Checks.error(
                    "qr received unrecognized mode '%s' but expected one of 'reduced' (default), 'r', or 'complete'",
                    mode);
        }
        long m = a.size(-2);
        long k = Math.min(m, a.size(-1));
        Tensor[] packed = geqrf(a, null);
        Tensor reflectors = packed[0];
        Tensor r = SequenceOps.triu(complete ? reflectors : DimensionOps.narrow(reflectors, -2, 0, k), 0, null);
        if (mode.equals("r")) {
            return Out.into(outs, Tensor.empty(a.dtype(), 0), r);
        }
        Tensor q = Lapack.empty(a.dtype(), Lapack.batch(a), m, complete ? m : k);
        if (complete) {
            Elements.zero(q);
        }
        TensorIterator.copy(DimensionOps.narrow(q, -1, 0, k), DimensionOps.narrow(reflectors, -1, 0, k));
        Lapack.of(HOUSEHOLDER, q)
                .sizes(m, q.size(-1), k)
                .write(q)
                .read(packed[1])
                .run();
        return Out.into(outs, q, r);
    }

    @Operator("aten::qr(Tensor self, bool some=True) -> (Tensor Q, Tensor R)")
    @Operator("aten::qr.Q(Tensor self, bool some=True, *, Tensor(a!) Q, Tensor(b!) R) -> (Tensor(a!) Q, Tensor(b!) R)")
    static Tensor[] qr(Tensor self, boolean some, Tensor[] outs) {
        return qr(self, some ? "reduced" : "complete", outs);
    }

    @Operator("aten::linalg_householder_product(Tensor input, Tensor tau) -> Tensor")
    @Operator("aten::linalg_householder_product.out(Tensor input, Tensor tau, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::orgqr(Tensor self, Tensor input2) -> Tensor")
    @Operator("aten::orgqr.out(Tensor self, Tensor input2, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor householderProduct(Tensor input, Tensor tau, Tensor out) {
        Lapack.matrices("torch.linalg.householder_product", input);
        Checks.sameDtype("torch.linalg.householder_product", input, tau);
        long m = input.size(-2);
        long n = input.size(-1);
        long k = tau.size(-1);
        if (m < n || n < k) {
            throw Checks.error(
                    "torch.linalg.householder_product: input.shape[-2] must be greater than or equal to input.shape[-1],"
                            + " and that to tau.shape[-1], but got %sx%s and %s",
                    m, n, k);
        }
        batches("torch.linalg.householder_product", input, tau);
        Tensor q = Lapack.copy(input);
        Lapack.of(HOUSEHOLDER, q)
                .sizes(m, n, k)
                .write(q)
                .read(Out.contiguous(tau))
                .run();
        return Out.into(out, q);
    }

    private static void batches(String operator, Tensor matrices, Tensor tau) {
        if (Tensor.numel(Lapack.batch(matrices)) * tau.size(-1) != tau.numel() || tau.dim() != matrices.dim() - 1) {
            throw Checks.error(
                    "%s: Expected batch dimensions of tau to be equal to those of input, but got sizes %s and %s",
                    operator, tau.sizes(), matrices.sizes());
        }
    }

    @Operator("aten::ormqr(Tensor self, Tensor input2, Tensor input3, bool left=True, bool transpose=False) -> Tensor")
    @Operator(
            "aten::ormqr.out(Tensor self, Tensor input2, Tensor input3, bool left=True, bool transpose=False, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor ormqr(Tensor self, Tensor tau, Tensor other, boolean left, boolean transpose, Tensor out) {
        Lapack.matrices("torch.ormqr", self, other);
        Checks.sameDtype("torch.ormqr", self, tau);
        Checks.sameDtype("torch.ormqr", self, other);
        batches("torch.ormqr", self, tau);
        long k = tau.size(-1);
        if (k > self.size(-1) || self.size(-2) != other.size(left ? -2 : -1) || self.dim() != other.dim()) {
            throw Checks.error(
                    "torch.ormqr: sizes of input, tau and other do not fit each other: %s, %s, %s",
                    self.sizes(), tau.sizes(), other.sizes());
        }
        Tensor product = Lapack.copy(other);
        Lapack.of(APPLY, product)
                .sizes(other.size(-2), other.size(-1), k)
                .flag(Lapack.RIGHT, !left)
                .flag(self.dtype().isComplex() ? Lapack.ADJOINT : Lapack.TRANSPOSE, transpose)
                .read(Lapack.copy(DimensionOps.narrow(self, -1, 0, k)))
                .read(Out.contiguous(tau))
                .write(product)
                .run();
        return Out.into(out, product);
    }
}
