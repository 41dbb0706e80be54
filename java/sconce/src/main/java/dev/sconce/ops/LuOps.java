package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/** LU factorisations with row exchanges, and what they give: determinants, inverses and solutions. */
final class LuOps {
    private LuOps() {}

    private static final Kernel FACTOR = Kernel.of("lapack_lu_factor");
    private static final Kernel SOLVE = Kernel.of("lapack_lu_solve");
    private static final Scalar ONE = Scalar.of(1L);

    // --- factorisations

    @Operator(
            "aten::linalg_lu_factor_ex(Tensor A, *, bool pivot=True, bool check_errors=False) -> (Tensor LU, Tensor pivots, Tensor info)")
    @Operator(
            "aten::linalg_lu_factor_ex.out(Tensor A, *, bool pivot=True, bool check_errors=False, Tensor(a!) LU, Tensor(b!) pivots, Tensor(c!) info) -> (Tensor(a!) LU, Tensor(b!) pivots, Tensor(c!) info)")
    static Tensor[] factorEx(Tensor a, boolean pivot, boolean checkErrors, Tensor[] outs) {
        Lapack.matrices("torch.linalg.lu_factor_ex", a);
        if (!pivot) {
            throw Checks.error("linalg.lu_factor: LU without pivoting is not implemented on the CPU");
        }
        long m = a.size(-2);
        long n = a.size(-1);
        Tensor lu = Lapack.copy(a);
        long[] batch = Lapack.batch(a);
        Tensor pivots = Tensor.empty(DType.INT32, Lapack.shape(batch, Math.min(m, n)));
        Tensor info = Lapack.info(batch);
        Lapack.of(FACTOR, lu).sizes(m, n, 0).write(lu).write(pivots).run(info);
        if (checkErrors) {
            checkFactor("torch.linalg.lu_factor_ex", info);
        }
        return Out.into(outs, lu, pivots, info);
    }

    private static void checkFactor(String operator, Tensor info) {
        Lapack.check(
                operator,
                info,
                "U[%s,%s] is zero and using it on lu_solve would result in a division by zero. If you still want to"
                        + " perform the factorization, consider calling linalg.lu(A, pivot) or linalg.lu_factor_ex(A,"
                        + " pivot)");
    }

    @Operator(
            "aten::_lu_with_info(Tensor self, bool pivot=True, bool check_errors=True) -> (Tensor LU, Tensor pivots, Tensor info)")
    static Tensor[] luWithInfo(Tensor self, boolean pivot, boolean checkErrors) {
        return factorEx(self, pivot, false, null);
    }

    @Operator("aten::linalg_lu_factor(Tensor A, *, bool pivot=True) -> (Tensor LU, Tensor pivots)")
    @Operator(
            "aten::linalg_lu_factor.out(Tensor A, *, bool pivot=True, Tensor(a!) LU, Tensor(b!) pivots) -> (Tensor(a!) LU, Tensor(b!) pivots)")
    static Tensor[] factor(Tensor a, boolean pivot, Tensor[] outs) {
        Tensor[] factors = factorEx(a, pivot, false, null);
        checkFactor("torch.linalg.lu_factor", factors[2]);
        return Out.into(outs, factors[0], factors[1]);
    }

    @Operator("aten::linalg_lu(Tensor A, *, bool pivot=True) -> (Tensor P, Tensor L, Tensor U)")
    @Operator(
            "aten::linalg_lu.out(Tensor A, *, bool pivot=True, Tensor(a!) P, Tensor(b!) L, Tensor(c!) U) -> (Tensor(a!) P, Tensor(b!) L, Tensor(c!) U)")
    static Tensor[] lu(Tensor a, boolean pivot, Tensor[] outs) {
        Tensor[] factors = factorEx(a, pivot, false, null);
        return unpack(factors[0], factors[1], true, true, outs);
    }

    @Operator(
            "aten::lu_unpack(Tensor LU_data, Tensor LU_pivots, bool unpack_data=True, bool unpack_pivots=True) -> (Tensor P, Tensor L, Tensor U)")
    @Operator(
            "aten::lu_unpack.out(Tensor LU_data, Tensor LU_pivots, bool unpack_data=True, bool unpack_pivots=True, *, Tensor(a!) P, Tensor(b!) L, Tensor(c!) U) -> (Tensor(a!) P, Tensor(b!) L, Tensor(c!) U)")
    static Tensor[] unpack(Tensor lu, Tensor pivots, boolean unpackData, boolean unpackPivots, Tensor[] outs) {
        if (lu.dim() < 2) {
            throw Checks.error(
                    "torch.lu_unpack: Expected tensor with 2 or more dimensions. Got size: %s instead", lu.sizes());
        }
        long m = lu.size(-2);
        long n = lu.size(-1);
        long k = Math.min(m, n);
        Tensor none = Tensor.empty(lu.dtype(), 0);
        Tensor p = none;
        Tensor lower = none;
        Tensor upper = none;
        if (unpackPivots) {
            Checks.dtypeIs("lu_unpack", "LU_pivots", pivots, DType.INT32);
            long[] expected = Lapack.shape(Lapack.batch(lu), k);
            if (!Arrays.equals(pivots.sizes(), expected)) {
                throw Checks.error(
                        "torch.lu_unpack: expected LU_pivots of sizes %s for LU_data of sizes %s, but got %s",
                        expected, lu.sizes(), pivots.sizes());
            }
            Tensor rows = DimensionOps.unsqueeze(SequenceOps.positions(m), 1);
            Tensor hit = ComparisonOps.eq(rows, DimensionOps.unsqueeze(permutation(pivots, m), -2), null);
            p = ConversionOps.to(hit, lu.dtype(), false, null);
        }
        if (unpackData) {
            lower = SequenceOps.tril(DimensionOps.narrow(lu, -1, 0, k), -1, null);
            Elements.fill(DimensionOps.diagonal(lower, 0, -2, -1), ONE);
            upper = SequenceOps.triu(DimensionOps.narrow(lu, -2, 0, k), 0, null);
        }
        return Out.into(outs, p, lower, upper);
    }

    /** [..., m] int64: the row that each row came from, by the exchanges that LAPACK noted, counted from 1. */
    private static Tensor permutation(Tensor pivots, long m) {
        long[] batch = Arrays.copyOf(pivots.sizes(), pivots.dim() - 1);
        int exchanges = (int) pivots.size(-1);
        int[] noted = pivots.getDataAsIntArray();
        long count = Tensor.numel(batch);
        long[] order = new long[(int) (count * m)];
        for (int b = 0; b < count; b++) {
            int start = (int) (b * m);
            for (int i = 0; i < m; i++) {
                order[start + i] = i;
            }
            for (int i = 0; i < exchanges; i++) {
                int other = noted[b * exchanges + i] - 1;
                if (other < 0 || other >= m) {
                    throw Checks.error("lu_unpack: pivot %s is out of range 1..%s", other + 1, m);
                }
                long row = order[start + i];
                order[start + i] = order[start + other];
                order[start + other] = row;
            }
        }
        return ViewOps.view(Elements.of(order), Lapack.shape(batch, m));
    }

    // --- determinants

    /** +1 or -1 for each matrix: whether the number of row exchanges is even. */
    private static Tensor parity(Tensor pivots, DType dtype) {
        Tensor own = ArithmeticOps.add(SequenceOps.positions(pivots.size(-1)), ONE, ONE, null);
        Tensor count = ReductionOps.sum(ComparisonOps.ne(pivots, own, null), new long[] {-1}, false, null, null);
        Tensor odd = ArithmeticOps.remainder(count, Scalar.of(2L), null);
        return ConversionOps.to(
                ArithmeticOps.rsub(ArithmeticOps.mul(odd, Scalar.of(2L), null), ONE, ONE, null), dtype, false, null);
    }

    private static Tensor product(Tensor values) {
        if (!values.dtype().isComplex()) {
            return ReductionOps.prod(values, -1, false, null, null);
        }
        Tensor product =
                Elements.fill(Tensor.empty(values.dtype(), Arrays.copyOf(values.sizes(), values.dim() - 1)), ONE);
        for (long i = 0; i < values.size(-1); i++) {
            product = ArithmeticOps.mul(product, DimensionOps.select(values, -1, i), null);
        }
        return product;
    }

    @Operator("aten::linalg_det(Tensor A) -> Tensor")
    @Operator("aten::linalg_det.out(Tensor A, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::det(Tensor self) -> Tensor")
    static Tensor det(Tensor a, Tensor out) {
        Lapack.square("linalg.det", a);
        Tensor[] factors = factorEx(a, true, false, null);
        Tensor diagonal = product(DimensionOps.diagonal(factors[0], 0, -2, -1));
        return ArithmeticOps.mul(diagonal, parity(factors[1], a.dtype()), out);
    }

    @Operator("aten::linalg_slogdet(Tensor A) -> (Tensor sign, Tensor logabsdet)")
    @Operator(
            "aten::linalg_slogdet.out(Tensor A, *, Tensor(a!) sign, Tensor(b!) logabsdet) -> (Tensor(a!) sign, Tensor(b!) logabsdet)")
    @Operator("aten::slogdet(Tensor self) -> (Tensor sign, Tensor logabsdet)")
    @Operator(
            "aten::slogdet.out(Tensor self, *, Tensor(a!) sign, Tensor(b!) logabsdet) -> (Tensor(a!) sign, Tensor(b!) logabsdet)")
    static Tensor[] slogdet(Tensor a, Tensor[] outs) {
        Lapack.square("linalg.slogdet", a);
        Tensor[] factors = factorEx(a, true, false, null);
        Tensor diagonal = DimensionOps.diagonal(factors[0], 0, -2, -1);
        Tensor sign = ArithmeticOps.mul(product(NumericOps.sgn(diagonal, null)), parity(factors[1], a.dtype()), null);
        Tensor logs = UnaryMathOps.log(NumericOps.abs(diagonal, null), null);
        return Out.into(outs, sign, ReductionOps.sum(logs, new long[] {-1}, false, null, null));
    }

    @Operator("aten::logdet(Tensor self) -> Tensor")
    static Tensor logdet(Tensor self) {
        Tensor[] parts = slogdet(self, null);
        if (self.dtype().isComplex()) {
            return ArithmeticOps.add(UnaryMathOps.log(parts[0], null), parts[1], ONE, null);
        }
        Tensor negative = ComparisonOps.eq(parts[0], Scalar.of(-1L), null);
        return SelectionOps.maskedFill(parts[1], negative, Scalar.of(Double.NaN), null);
    }

    // --- solutions

    @Operator(
            "aten::linalg_lu_solve(Tensor LU, Tensor pivots, Tensor B, *, bool left=True, bool adjoint=False) -> Tensor")
    @Operator(
            "aten::linalg_lu_solve.out(Tensor LU, Tensor pivots, Tensor B, *, bool left=True, bool adjoint=False, Tensor(a!) out) -> Tensor(a!)")
    static Tensor luSolve(Tensor lu, Tensor pivots, Tensor b, boolean left, boolean adjoint, Tensor out) {
        Lapack.square("torch.linalg.lu_solve", lu);
        Lapack.pivots("linalg.lu_solve", lu, pivots);
        Checks.sameDtype("linalg.lu_solve", lu, b);
        if (!left) {
            // X A = B is A' X' = B'.
            Tensor turned = solve(lu, pivots, ComplexOps.adjoint(b), adjoint ? 0 : Lapack.ADJOINT);
            return Out.into(out, ComplexOps.adjoint(turned));
        }
        return Out.into(out, solve(lu, pivots, b, adjoint ? Lapack.ADJOINT : 0));
    }

    private static Tensor solve(Tensor lu, Tensor pivots, Tensor b, long operation) {
        Solving.agree("linalg.lu_solve", lu, b, true);
        long[] batch = TensorIterator.broadcast(Lapack.batch(lu), Lapack.batch(b));
        long n = lu.size(-1);
        Tensor x = Lapack.copy(b, batch);
        Tensor rows = Out.contiguous(ViewOps.expand(pivots, Lapack.shape(batch, n), false));
        Lapack.of(SOLVE, x)
                .sizes(0, n, b.size(-1))
                .flag(operation, true)
                .read(Lapack.copy(lu, batch))
                .write(x)
                .read(rows)
                .run();
        return x;
    }

    @Operator("aten::lu_solve(Tensor self, Tensor LU_data, Tensor LU_pivots) -> Tensor")
    @Operator("aten::lu_solve.out(Tensor self, Tensor LU_data, Tensor LU_pivots, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor luSolve(Tensor self, Tensor lu, Tensor pivots, Tensor out) {
        return luSolve(lu, pivots, self, true, false, out);
    }

    @Operator(
            "aten::linalg_solve_ex(Tensor A, Tensor B, *, bool left=True, bool check_errors=False) -> (Tensor result, Tensor info)")
    @Operator(
            "aten::linalg_solve_ex.out(Tensor A, Tensor B, *, bool left=True, bool check_errors=False, Tensor(a!) result, Tensor(b!) info) -> (Tensor(a!) result, Tensor(b!) info)")
    static Tensor[] solveEx(Tensor a, Tensor b, boolean left, boolean checkErrors, Tensor[] outs) {
        Lapack.square("linalg.solve", a);
        Checks.sameDtype("linalg.solve", a, b);
        boolean vector = Solving.isVector(a, b);
        if (vector && !left) {
            throw Checks.error(
                    "linalg.solve: Vector broadcasting of the left hand side is not supported for left=False."
                            + " In this case linalg.solve is equivalent to B / A.squeeze(-1)");
        }
        Tensor columns = vector ? DimensionOps.unsqueeze(b, -1) : b;
        Solving.agree("linalg.solve", a, columns, left);
        Tensor[] factors = factorEx(a, true, false, null);
        if (checkErrors) {
            checkSolvable("torch.linalg.solve_ex", factors[2]);
        }
        Tensor x = luSolve(factors[0], factors[1], columns, left, false, null);
        return Out.into(outs, vector ? DimensionOps.squeeze(x, -1) : x, factors[2]);
    }

    private static void checkSolvable(String operator, Tensor info) {
        Lapack.check(operator, info, "The solver failed because the input matrix is singular.");
    }

    @Operator("aten::linalg_solve(Tensor A, Tensor B, *, bool left=True) -> Tensor")
    @Operator("aten::linalg_solve.out(Tensor A, Tensor B, *, bool left=True, Tensor(a!) out) -> Tensor(a!)")
    static Tensor solve(Tensor a, Tensor b, boolean left, Tensor out) {
        Tensor[] solution = solveEx(a, b, left, false, null);
        checkSolvable("torch.linalg.solve", solution[1]);
        return Out.into(out, solution[0]);
    }

    @Operator("aten::linalg_inv_ex(Tensor A, *, bool check_errors=False) -> (Tensor inverse, Tensor info)")
    @Operator(
            "aten::linalg_inv_ex.inverse(Tensor A, *, bool check_errors=False, Tensor(a!) inverse, Tensor(b!) info) -> (Tensor(a!) inverse, Tensor(b!) info)")
    static Tensor[] invEx(Tensor a, boolean checkErrors, Tensor[] outs) {
        Lapack.square("linalg.inv", a);
        Tensor[] factors = factorEx(a, true, false, null);
        if (checkErrors) {
            checkInvertible("torch.linalg.inv_ex", factors[2]);
        }
        Tensor identity = SequenceOps.eye(a.size(-1), a.dtype(), null, null, null);
        return Out.into(outs, luSolve(factors[0], factors[1], identity, true, false, null), factors[2]);
    }

    private static void checkInvertible(String operator, Tensor info) {
        Lapack.check(
                operator,
                info,
                "The diagonal element %s is zero, the inversion could not be completed because the input matrix is"
                        + " singular.");
    }

    @Operator("aten::linalg_inv(Tensor A) -> Tensor")
    @Operator("aten::linalg_inv.out(Tensor A, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::inverse(Tensor self) -> Tensor")
    @Operator("aten::inverse.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor inv(Tensor a, Tensor out) {
        Tensor[] inverse = invEx(a, false, null);
        checkInvertible("linalg.inv", inverse[1]);
        return Out.into(out, inverse[0]);
    }
}
