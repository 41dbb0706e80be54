package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;

/** Singular values, eigenvalues and their vectors. */
final class SpectrumOps {
    private SpectrumOps() {}

    private static final Kernel SVD = Kernel.of("lapack_svd");
    private static final Kernel EIGH = Kernel.of("lapack_eigh");
    private static final Kernel EIG = Kernel.of("lapack_eig");

    private static final String NOT_CONVERGED =
            "The algorithm failed to converge because the input matrix is ill-conditioned or has too many repeated"
                    + " values (error code: %s).";

    /** U, S and Vh; without {@code vectors} U and Vh are empty. */
    private static Tensor[] decompose(Tensor a, boolean full, boolean vectors) {
        Lapack.matrices("linalg.svd", a);
        long m = a.size(-2);
        long n = a.size(-1);
        long k = Math.min(m, n);
        long[] batch = Lapack.batch(a);
        Tensor values = Lapack.reals(a, k);
        Tensor u = vectors ? Lapack.empty(a.dtype(), batch, m, full ? m : k) : Tensor.empty(a.dtype(), 0);
        Tensor vh = vectors ? Lapack.empty(a.dtype(), batch, full ? n : k, n) : Tensor.empty(a.dtype(), 0);
        if (k == 0) {
            if (vectors) {
                identity(u);
                identity(vh);
            }
            return new Tensor[] {u, values, vh};
        }
        Tensor work = Lapack.copy(a);
        Tensor info = Lapack.info(batch);
        Lapack.of(SVD, work)
                .sizes(m, n, 0)
                .flag(Lapack.VECTORS, vectors)
                .flag(Lapack.FULL, full)
                .write(work)
                .write(values)
                .write(vectors ? u : null)
                .write(vectors ? vh : null)
                .run(info);
        Lapack.check("linalg.svd", info, NOT_CONVERGED);
        return new Tensor[] {u, values, vh};
    }

    private static void identity(Tensor matrices) {
        Elements.zero(matrices);
        Elements.fill(DimensionOps.diagonal(matrices, 0, -2, -1), Scalar.of(1L));
    }

    private static void checkDriver(String driver) {
        if (driver != null) {
            throw Checks.error(
                    "torch.linalg.svd: keyword argument `driver=` is only supported on CUDA inputs with cuSOLVER backend.");
        }
    }

    @Operator(
            "aten::linalg_svd(Tensor A, bool full_matrices=True, *, str? driver=None) -> (Tensor U, Tensor S, Tensor Vh)")
    @Operator(
            "aten::linalg_svd.U(Tensor A, bool full_matrices=True, *, str? driver=None, Tensor(a!) U, Tensor(b!) S, Tensor(c!) Vh) -> (Tensor(a!) U, Tensor(b!) S, Tensor(c!) Vh)")
    static Tensor[] svd(Tensor a, boolean fullMatrices, String driver, Tensor[] outs) {
        checkDriver(driver);
        return Out.into(outs, decompose(a, fullMatrices, true));
    }

    @Operator("aten::linalg_svdvals(Tensor A, *, str? driver=None) -> Tensor")
    @Operator("aten::linalg_svdvals.out(Tensor A, *, str? driver=None, Tensor(a!) out) -> Tensor(a!)")
    static Tensor svdvals(Tensor a, String driver, Tensor out) {
        checkDriver(driver);
        return Out.into(out, decompose(a, false, false)[1]);
    }

    /** With V, not its adjoint. */
    @Operator("aten::svd(Tensor self, bool some=True, bool compute_uv=True) -> (Tensor U, Tensor S, Tensor V)")
    @Operator(
            "aten::svd.U(Tensor self, bool some=True, bool compute_uv=True, *, Tensor(a!) U, Tensor(b!) S, Tensor(c!) V) -> (Tensor(a!) U, Tensor(b!) S, Tensor(c!) V)")
    static Tensor[] svd(Tensor self, boolean some, boolean computeUv, Tensor[] outs) {
        if (!computeUv) {
            long[] batch = Lapack.batch(self);
            Tensor u = Elements.zero(Tensor.empty(self.dtype(), Lapack.shape(batch, self.size(-2), self.size(-2))));
            Tensor v = Elements.zero(Tensor.empty(self.dtype(), Lapack.shape(batch, self.size(-1), self.size(-1))));
            return Out.into(outs, u, svdvals(self, null, null), v);
        }
        Tensor[] parts = decompose(self, !some, true);
        return Out.into(outs, parts[0], parts[1], ComplexOps.adjoint(parts[2]));
    }

    @Operator("aten::linalg_eigh(Tensor self, str UPLO=\"L\") -> (Tensor eigenvalues, Tensor eigenvectors)")
    @Operator(
            "aten::linalg_eigh.eigvals(Tensor self, str UPLO=\"L\", *, Tensor(a!) eigvals, Tensor(b!) eigvecs) -> (Tensor(a!) eigenvalues, Tensor(b!) eigenvectors)")
    static Tensor[] eigh(Tensor self, String uplo, Tensor[] outs) {
        return Out.into(outs, hermitian(self, uplo, true));
    }

    @Operator(
            "aten::_linalg_eigh(Tensor A, str UPLO=\"L\", bool compute_v=True) -> (Tensor eigenvalues, Tensor eigenvectors)")
    static Tensor[] eigh(Tensor a, String uplo, boolean computeV) {
        Tensor[] parts = hermitian(a, uplo, computeV);
        return computeV ? parts : new Tensor[] {parts[0], Tensor.empty(a.dtype(), 0)};
    }

    @Operator("aten::linalg_eigvalsh(Tensor self, str UPLO=\"L\") -> Tensor")
    @Operator("aten::linalg_eigvalsh.out(Tensor self, str UPLO=\"L\", *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor eigvalsh(Tensor self, String uplo, Tensor out) {
        return Out.into(out, hermitian(self, uplo, false)[0]);
    }

    private static Tensor[] hermitian(Tensor self, String uplo, boolean vectors) {
        Lapack.square("linalg.eigh", self);
        if (!uplo.equalsIgnoreCase("L") && !uplo.equalsIgnoreCase("U")) {
            throw Checks.error("Expected UPLO argument to be 'L' or 'U', but got %s", uplo);
        }
        long n = self.size(-1);
        Tensor a = Lapack.copy(self);
        Tensor values = Lapack.reals(self, n);
        if (n > 0) {
            Tensor info = Lapack.info(Lapack.batch(self));
            Lapack.of(EIGH, a)
                    .sizes(0, n, 0)
                    .flag(Lapack.UPPER, uplo.equalsIgnoreCase("U"))
                    .flag(Lapack.VECTORS, vectors)
                    .write(a)
                    .write(values)
                    .run(info);
            Lapack.check("linalg.eigh", info, NOT_CONVERGED);
        }
        return new Tensor[] {values, a};
    }

    @Operator("aten::linalg_eig(Tensor self) -> (Tensor eigenvalues, Tensor eigenvectors)")
    @Operator(
            "aten::linalg_eig.out(Tensor self, *, Tensor(a!) eigenvalues, Tensor(b!) eigenvectors) -> (Tensor(a!) eigenvalues, Tensor(b!) eigenvectors)")
    static Tensor[] eig(Tensor self, Tensor[] outs) {
        return Out.into(outs, general(self, true));
    }

    @Operator("aten::linalg_eigvals(Tensor self) -> Tensor")
    @Operator("aten::linalg_eigvals.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor eigvals(Tensor self, Tensor out) {
        return Out.into(out, general(self, false)[0]);
    }

    private static Tensor[] general(Tensor self, boolean vectors) {
        Lapack.square("linalg.eig", self);
        long n = self.size(-1);
        long[] batch = Lapack.batch(self);
        DType complex = self.dtype().toComplex();
        Tensor values = Tensor.empty(complex, Lapack.shape(batch, n));
        Tensor columns = vectors ? Lapack.empty(complex, batch, n, n) : null;
        if (n > 0) {
            Tensor work = Lapack.copy(self);
            Tensor info = Lapack.info(batch);
            Lapack.of(EIG, work)
                    .sizes(0, n, 0)
                    .flag(Lapack.VECTORS, vectors)
                    .write(work)
                    .write(values)
                    .write(columns)
                    .run(info);
            Lapack.check("torch.linalg.eig", info, NOT_CONVERGED, "input tensor should not contain infs or NaNs.");
        }
        return new Tensor[] {values, columns};
    }
}
