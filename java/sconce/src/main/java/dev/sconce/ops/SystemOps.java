package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/** Systems of linear equations that are triangular, over- or underdetermined, or written over several dimensions. */
final class SystemOps {
    private SystemOps() {}

    private static final Kernel TRIANGULAR = Kernel.of("lapack_triangular_solve");
    private static final Kernel LSTSQ = Kernel.of("lapack_lstsq");

    @Operator(
            "aten::linalg_solve_triangular(Tensor self, Tensor B, *, bool upper, bool left=True, bool unitriangular=False) -> Tensor")
    @Operator(
            "aten::linalg_solve_triangular.out(Tensor self, Tensor B, *, bool upper, bool left=True, bool unitriangular=False, Tensor(a!) out) -> Tensor(a!)")
    static Tensor solveTriangular(
            Tensor self, Tensor b, boolean upper, boolean left, boolean unitriangular, Tensor out) {
        Lapack.square("linalg.solve_triangular", self);
        Checks.sameDtype("linalg.solve_triangular", self, b);
        Solving.agree("linalg.solve_triangular", self, b, left);
        return Out.into(out, triangular(self, b, upper, left, 0, unitriangular));
    }

    private static Tensor triangular(Tensor a, Tensor b, boolean upper, boolean left, long operation, boolean unit) {
        long[] batch = TensorIterator.broadcast(Lapack.batch(a), Lapack.batch(b));
        Tensor x = Lapack.copy(b, batch);
        Lapack.of(TRIANGULAR, x)
                .sizes(0, a.size(-1), b.size(left ? -1 : -2))
                .flag(Lapack.UPPER, upper)
                .flag(Lapack.RIGHT, !left)
                .flag(Lapack.UNIT, unit)
                .flag(operation, true)
                .read(Lapack.copy(a, batch))
                .write(x)
                .run();
        return x;
    }

    @Operator(
            "aten::triangular_solve(Tensor self, Tensor A, bool upper=True, bool transpose=False, bool unitriangular=False) -> (Tensor solution, Tensor cloned_coefficient)")
    @Operator(
            "aten::triangular_solve.X(Tensor self, Tensor A, bool upper=True, bool transpose=False, bool unitriangular=False, *, Tensor(a!) X, Tensor(b!) M) -> (Tensor(a!) solution, Tensor(b!) cloned_coefficient)")
    static Tensor[] triangularSolve(
            Tensor self, Tensor a, boolean upper, boolean transpose, boolean unitriangular, Tensor[] outs) {
        Lapack.square("triangular_solve", a);
        Checks.sameDtype("triangular_solve", self, a);
        Solving.agree("triangular_solve", a, self, true);
        Tensor x = triangular(a, self, upper, true, transpose ? Lapack.TRANSPOSE : 0, unitriangular);
        return Out.into(outs, x, Lapack.copy(a, Lapack.batch(x)));
    }

    private static final java.util.List<String> DRIVERS = java.util.List.of("gels", "gelsy", "gelsd", "gelss");

    @Operator(
            "aten::linalg_lstsq(Tensor self, Tensor b, float? rcond=None, *, str? driver=None) -> (Tensor solution, Tensor residuals, Tensor rank, Tensor singular_values)")
    @Operator(
            "aten::linalg_lstsq.out(Tensor self, Tensor b, float? rcond=None, *, str? driver=None, Tensor(a!) solution, Tensor(b!) residuals, Tensor(c!) rank, Tensor(d!) singular_values) -> (Tensor(a!) solution, Tensor(b!) residuals, Tensor(c!) rank, Tensor(d!) singular_values)")
    static Tensor[] lstsq(Tensor self, Tensor b, Double rcond, String driver, Tensor[] outs) {
        Lapack.matrices("torch.linalg.lstsq", self);
        Checks.sameDtype("torch.linalg.lstsq", self, b);
        int method = driver == null ? 1 : DRIVERS.indexOf(driver);
        if (method < 0) {
            throw Checks.error(
                    "torch.linalg.lstsq: parameter `driver` should be one of (gels, gelsy, gelsd, gelss), got %s",
                    driver);
        }
        boolean vector = Solving.isVector(self, b);
        Tensor right = vector ? DimensionOps.unsqueeze(b, -1) : b;
        Lapack.matrices("torch.linalg.lstsq", right);
        long m = self.size(-2);
        long n = self.size(-1);
        long k = right.size(-1);
        if (right.size(-2) != m) {
            throw Checks.error(
                    "torch.linalg.lstsq: input.size(-2) should match other.size(-2), got %s and %s", m, right.size(-2));
        }
        long[] batch = TensorIterator.broadcast(Lapack.batch(self), Lapack.batch(right));
        Tensor a = Lapack.copy(self, batch);
        Tensor x = Elements.zero(Lapack.empty(self.dtype(), batch, Math.max(m, n), k));
        TensorIterator.copy(DimensionOps.narrow(x, -2, 0, m), right);
        Tensor rank = method == 0 ? Tensor.empty(DType.INT64, 0) : Elements.zero(Tensor.empty(DType.INT64, batch));
        Tensor values = method < 2 ? Tensor.empty(self.dtype().toReal(), 0) : Lapack.reals(a, Math.min(m, n));
        if (m > 0 && n > 0) {
            Tensor info = Lapack.info(batch);
            double condition = rcond == null ? Lapack.epsilon(self.dtype()) * Math.max(m, n) : rcond;
            Lapack.of(LSTSQ, a)
                    .sizes(m, n, k)
                    .option(method, condition)
                    .write(a)
                    .write(x)
                    .write(method == 0 ? null : rank)
                    .write(method < 2 ? null : values)
                    .run(info);
            Lapack.check(
                    "torch.linalg.lstsq",
                    info,
                    "The least squares solution could not be computed because the input matrix does not have full rank (error code: %s).");
        }
        Tensor solution = DimensionOps.narrow(x, -2, 0, n);
        return Out.into(
                outs,
                vector ? DimensionOps.squeeze(solution, -1) : solution,
                residuals(x, m, n, method, rank),
                rank,
                values);
    }

    /** The sums of squares that LAPACK left below the solution; nothing where there are none, or the rank is not full. */
    private static Tensor residuals(Tensor x, long m, long n, int method, Tensor rank) {
        if (m <= n
                || method == 1
                || (method > 1
                        && !Elements.toBoolean(ReductionOps.all(ComparisonOps.eq(rank, Scalar.of(n), null), null)))) {
            return Tensor.empty(x.dtype().toReal(), 0);
        }
        Tensor rest = NumericOps.abs(DimensionOps.narrow(x, -2, n, m - n), null);
        return ReductionOps.sum(NumericOps.square(rest, null), new long[] {-2}, false, null, null);
    }

    @Operator("aten::linalg_tensorsolve(Tensor self, Tensor other, int[]? dims=None) -> Tensor")
    @Operator(
            "aten::linalg_tensorsolve.out(Tensor self, Tensor other, int[]? dims=None, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor tensorsolve(Tensor self, Tensor other, long[] dims, Tensor out) {
        Tensor a = self;
        if (dims != null) {
            long[] last = new long[dims.length];
            Arrays.setAll(last, i -> self.dim() - dims.length + i);
            a = DimensionOps.movedim(self, dims, last);
        }
        long[] shape = Arrays.copyOfRange(a.sizes(), Math.min(other.dim(), a.dim()), a.dim());
        long n = Tensor.numel(shape);
        if (n * other.numel() != a.numel() || n != other.numel()) {
            throw Checks.error(
                    "Expected self to satisfy the requirement prod(self.shape[other.ndim:]) == prod(self.shape[:other.ndim]),"
                            + " but got %s != %s",
                    n, other.numel());
        }
        Tensor x =
                LuOps.solve(ViewOps.reshape(a, new long[] {n, n}), ViewOps.reshape(other, new long[] {n}), true, null);
        return Out.into(out, ViewOps.reshape(x, shape));
    }

    @Operator("aten::linalg_tensorinv(Tensor self, int ind=2) -> Tensor")
    @Operator("aten::linalg_tensorinv.out(Tensor self, int ind=2, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor tensorinv(Tensor self, long ind, Tensor out) {
        if (ind <= 0 || ind > self.dim()) {
            throw Checks.error("Expected a strictly positive integer for 'ind', up to %s, got %s", self.dim(), ind);
        }
        long[] head = Arrays.copyOf(self.sizes(), (int) ind);
        long[] tail = Arrays.copyOfRange(self.sizes(), (int) ind, self.dim());
        if (Tensor.numel(head) != Tensor.numel(tail)) {
            throw Checks.error(
                    "Expected self to satisfy the requirement prod(self.shape[ind:]) == prod(self.shape[:ind]), but got %s != %s",
                    Tensor.numel(tail), Tensor.numel(head));
        }
        Tensor square = ViewOps.reshape(self, new long[] {Tensor.numel(head), Tensor.numel(tail)});
        return Out.into(out, ViewOps.reshape(LuOps.inv(square, null), Lapack.shape(tail, head)));
    }
}
