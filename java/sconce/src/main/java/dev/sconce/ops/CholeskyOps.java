package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;

/** Factorisations of symmetric and Hermitian matrices: Cholesky's for positive definite ones, LDL for all. */
final class CholeskyOps {
    private CholeskyOps() {}

    private static final Kernel CHOLESKY = Kernel.of("lapack_cholesky");
    private static final Kernel SOLVE = Kernel.of("lapack_cholesky_solve");
    private static final Kernel INVERSE = Kernel.of("lapack_cholesky_inverse");
    private static final Kernel LDL = Kernel.of("lapack_ldl_factor");
    private static final Kernel LDL_SOLVE = Kernel.of("lapack_ldl_solve");

    @Operator(
            "aten::linalg_cholesky_ex(Tensor self, *, bool upper=False, bool check_errors=False) -> (Tensor L, Tensor info)")
    @Operator(
            "aten::linalg_cholesky_ex.L(Tensor self, *, bool upper=False, bool check_errors=False, Tensor(a!) L, Tensor(b!) info) -> (Tensor(a!) L, Tensor(b!) info)")
    static Tensor[] choleskyEx(Tensor self, boolean upper, boolean checkErrors, Tensor[] outs) {
        Lapack.square("linalg.cholesky", self);
        Tensor factor = Lapack.copy(self);
        Tensor info = Lapack.info(Lapack.batch(self));
        Lapack.of(CHOLESKY, factor)
                .sizes(0, self.size(-1), 0)
                .flag(Lapack.UPPER, upper)
                .write(factor)
                .run(info);
        if (checkErrors) {
            check("torch.linalg.cholesky_ex", info);
        }
        Tensor triangle = upper ? SequenceOps.triu(factor, 0, factor) : SequenceOps.tril(factor, 0, factor);
        return Out.into(outs, triangle, info);
    }

    private static void check(String operator, Tensor info) {
        Lapack.check(
                operator,
                info,
                "The factorization could not be completed because the input is not positive-definite (the leading minor"
                        + " of order %s is not positive-definite).");
    }

    @Operator("aten::linalg_cholesky(Tensor self, *, bool upper=False) -> Tensor")
    @Operator("aten::linalg_cholesky.out(Tensor self, *, bool upper=False, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::cholesky(Tensor self, bool upper=False) -> Tensor")
    @Operator("aten::cholesky.out(Tensor self, bool upper=False, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor cholesky(Tensor self, boolean upper, Tensor out) {
        Tensor[] factor = choleskyEx(self, upper, false, null);
        check("linalg.cholesky", factor[1]);
        return Out.into(out, factor[0]);
    }

    @Operator("aten::cholesky_solve(Tensor self, Tensor input2, bool upper=False) -> Tensor")
    @Operator("aten::cholesky_solve.out(Tensor self, Tensor input2, bool upper=False, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor choleskySolve(Tensor self, Tensor factor, boolean upper, Tensor out) {
        Lapack.square("cholesky_solve", factor);
        Checks.sameDtype("cholesky_solve", self, factor);
        Solving.agree("cholesky_solve", factor, self, true);
        long[] batch = TensorIterator.broadcast(Lapack.batch(self), Lapack.batch(factor));
        Tensor x = Lapack.copy(self, batch);
        Lapack.of(SOLVE, x)
                .sizes(0, factor.size(-1), self.size(-1))
                .flag(Lapack.UPPER, upper)
                .read(Lapack.copy(factor, batch))
                .write(x)
                .run();
        return Out.into(out, x);
    }

    @Operator("aten::cholesky_inverse(Tensor self, bool upper=False) -> Tensor")
    @Operator("aten::cholesky_inverse.out(Tensor self, bool upper=False, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor choleskyInverse(Tensor self, boolean upper, Tensor out) {
        Lapack.square("cholesky_inverse", self);
        Tensor inverse = Lapack.copy(self);
        Tensor info = Lapack.info(Lapack.batch(self));
        Lapack.of(INVERSE, inverse)
                .sizes(0, self.size(-1), 0)
                .flag(Lapack.UPPER, upper)
                .write(inverse)
                .run(info);
        Lapack.check(
                "cholesky_inverse",
                info,
                "The diagonal element %s is zero, the inversion could not be completed because the input matrix is singular.");
        // LAPACK wrote one triangle; the other is its adjoint.
        Tensor half = upper ? SequenceOps.triu(inverse, 0, null) : SequenceOps.tril(inverse, 0, null);
        Tensor strict = upper ? SequenceOps.triu(inverse, 1, null) : SequenceOps.tril(inverse, -1, null);
        return ArithmeticOps.add(half, ComplexOps.adjoint(strict), Scalar.of(1L), out);
    }

    @Operator(
            "aten::linalg_ldl_factor_ex(Tensor self, *, bool hermitian=False, bool check_errors=False) -> (Tensor LD, Tensor pivots, Tensor info)")
    @Operator(
            "aten::linalg_ldl_factor_ex.out(Tensor self, *, bool hermitian=False, bool check_errors=False, Tensor(a!) LD, Tensor(b!) pivots, Tensor(c!) info) -> (Tensor(a!) LD, Tensor(b!) pivots, Tensor(c!) info)")
    static Tensor[] ldlFactorEx(Tensor self, boolean hermitian, boolean checkErrors, Tensor[] outs) {
        Lapack.square("torch.linalg.ldl_factor_ex", self);
        Tensor factor = Lapack.copy(SequenceOps.tril(self, 0, null));
        long[] batch = Lapack.batch(self);
        Tensor pivots = Tensor.empty(DType.INT32, Lapack.shape(batch, self.size(-1)));
        Tensor info = Lapack.info(batch);
        Lapack.of(LDL, factor)
                .sizes(0, self.size(-1), 0)
                .flag(Lapack.HERMITIAN, hermitian)
                .write(factor)
                .write(pivots)
                .run(info);
        if (checkErrors) {
            checkLdl("torch.linalg.ldl_factor_ex", info);
        }
        return Out.into(outs, factor, pivots, info);
    }

    private static void checkLdl(String operator, Tensor info) {
        Lapack.check(
                operator,
                info,
                "The factorization has a zero in position %s of D, and solving with it would divide by zero.");
    }

    @Operator("aten::linalg_ldl_factor(Tensor self, *, bool hermitian=False) -> (Tensor LD, Tensor pivots)")
    @Operator(
            "aten::linalg_ldl_factor.out(Tensor self, *, bool hermitian=False, Tensor(a!) LD, Tensor(b!) pivots) -> (Tensor(a!) LD, Tensor(b!) pivots)")
    static Tensor[] ldlFactor(Tensor self, boolean hermitian, Tensor[] outs) {
        Tensor[] factor = ldlFactorEx(self, hermitian, false, null);
        checkLdl("torch.linalg.ldl_factor", factor[2]);
        return Out.into(outs, factor[0], factor[1]);
    }

    @Operator("aten::linalg_ldl_solve(Tensor LD, Tensor pivots, Tensor B, *, bool hermitian=False) -> Tensor")
    @Operator(
            "aten::linalg_ldl_solve.out(Tensor LD, Tensor pivots, Tensor B, *, bool hermitian=False, Tensor(a!) out) -> Tensor(a!)")
    static Tensor ldlSolve(Tensor factor, Tensor pivots, Tensor b, boolean hermitian, Tensor out) {
        Lapack.square("torch.linalg.ldl_solve", factor);
        Lapack.pivots("torch.linalg.ldl_solve", factor, pivots);
        Checks.sameDtype("torch.linalg.ldl_solve", factor, b);
        Solving.agree("torch.linalg.ldl_solve", factor, b, true);
        long[] batch = TensorIterator.broadcast(Lapack.batch(factor), Lapack.batch(b));
        long n = factor.size(-1);
        Tensor x = Lapack.copy(b, batch);
        Lapack.of(LDL_SOLVE, x)
                .sizes(0, n, b.size(-1))
                .flag(Lapack.HERMITIAN, hermitian)
                .read(Lapack.copy(factor, batch))
                .write(x)
                .read(Out.contiguous(ViewOps.expand(pivots, Lapack.shape(batch, n), false)))
                .run();
        return Out.into(out, x);
    }
}
