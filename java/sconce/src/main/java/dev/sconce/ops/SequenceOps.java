package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Device;
import dev.sconce.Layout;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;

/** Evenly spaced numbers, identity matrices and triangles' indices. */
final class SequenceOps {
    private SequenceOps() {}

    /** Rows and columns of so many positions fit an array. */
    private static final long MOST_INDICES = 1 << 28;

    private static final String OPTIONS =
            "ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None";

    private static final Kernel ARANGE = Kernel.of("arange");
    private static final Kernel LINSPACE = Kernel.of("linspace");

    // --- arange

    private static Tensor arange(Scalar start, Scalar end, Scalar step, DType dtype, long count) {
        if (dtype.isIntegral(false)) {
            Tensor result = Tensor.empty(DType.INT64, count);
            ARANGE.call()
                    .dtype(DType.INT64)
                    .write(result)
                    .i64(count)
                    .f64(0)
                    .f64(0)
                    .f64(0)
                    .i64(start.toLong())
                    .i64(step.toLong())
                    .run();
            return dtype == DType.INT64 ? result : TensorIterator.cast(result, dtype);
        }
        DType computed = dtype == DType.FLOAT32 ? DType.FLOAT32 : DType.FLOAT64;
        Tensor result = Tensor.empty(computed, count);
        ARANGE.call()
                .dtype(computed)
                .write(result)
                .i64(count)
                .f64(start.toDouble())
                .f64(0)
                .f64(step.toDouble())
                .i64s(0, 0)
                .run();
        return dtype == computed ? result : TensorIterator.cast(result, dtype);
    }

    private static void checkStep(Scalar start, Scalar end, Scalar step) {
        if (step.toDouble() == 0) {
            throw Checks.error("step must be nonzero");
        }
        if (!Double.isFinite(start.toDouble()) || !Double.isFinite(end.toDouble())) {
            throw Checks.error("unsupported range: %s -> %s", start, end);
        }
        if ((end.toDouble() - start.toDouble()) * Math.signum(step.toDouble()) < 0) {
            throw Checks.error("upper bound and lower bound inconsistent with step sign: %s, %s, %s", start, end, step);
        }
    }

    @Operator("aten::arange.start_step(Scalar start, Scalar end, Scalar step=1, *, " + OPTIONS + ") -> Tensor")
    static Tensor arange(
            Scalar start, Scalar end, Scalar step, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        checkStep(start, end, step);
        boolean integral = !start.isFloatingPoint() && !end.isFloatingPoint() && !step.isFloatingPoint();
        DType result = dtype != null ? dtype : integral ? DType.INT64 : DType.FLOAT32;
        long count;
        if (result == DType.INT64) {
            long from = start.toLong();
            long to = end.toLong();
            long by = step.toLong();
            if (by == 0) {
                throw Checks.error("step must be nonzero");
            }
            if (((to ^ from) & (to ^ to - from)) < 0) {
                throw Checks.error("invalid size, possible overflow?: arange from %s to %s", from, to);
            }
            count = to == from ? 0 : (to - from - Long.signum(by)) / by + 1;
        } else {
            count = (long) Math.ceil((end.toDouble() - start.toDouble()) / step.toDouble());
        }
        return arange(start, end, step, result, Math.max(0, count));
    }

    @Operator("aten::arange.start(Scalar start, Scalar end, *, " + OPTIONS + ") -> Tensor")
    static Tensor arange(Scalar start, Scalar end, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return arange(start, end, Scalar.of(1L), dtype, layout, device, pinMemory);
    }

    @Operator("aten::arange(Scalar end, *, " + OPTIONS + ") -> Tensor")
    static Tensor arange(Scalar end, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return arange(Scalar.of(0L), end, Scalar.of(1L), dtype, layout, device, pinMemory);
    }

    @Operator("aten::arange.start_out(Scalar start, Scalar end, Scalar step=1, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor arangeOut(Scalar start, Scalar end, Scalar step, Tensor out) {
        return Out.into(out, arange(start, end, step, out.dtype(), null, null, null));
    }

    @Operator("aten::arange.out(Scalar end, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor arangeOut(Scalar end, Tensor out) {
        return arangeOut(Scalar.of(0L), end, Scalar.of(1L), out);
    }

    /** As arange, but with the end. */
    @Operator("aten::range.step(Scalar start, Scalar end, Scalar step=1, *, " + OPTIONS + ") -> Tensor")
    static Tensor range(
            Scalar start, Scalar end, Scalar step, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        checkStep(start, end, step);
        long count = (long) Math.floor((end.toDouble() - start.toDouble()) / step.toDouble()) + 1;
        return arange(start, end, step, CreationOps.orDefault(dtype), count);
    }

    @Operator("aten::range(Scalar start, Scalar end, *, " + OPTIONS + ") -> Tensor")
    static Tensor range(Scalar start, Scalar end, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return range(start, end, Scalar.of(1L), dtype, layout, device, pinMemory);
    }

    /** 0, 1, … n - 1 as int64. */
    static Tensor positions(long n) {
        return arange(Scalar.of(0L), Scalar.of(n), Scalar.of(1L), DType.INT64, n);
    }

    // --- linspace and logspace

    private static Scalar bound(Tensor end) {
        if (end.dim() != 0) {
            throw Checks.error(
                    "linspace and logspace only support 0-dimensional start and end tensors, but got sizes %s",
                    end.sizes());
        }
        return Elements.scalar(end);
    }

    /** An end as a number of the dtype; what is between them need not be one. An end that is not among the steps may be any. */
    private static double bound(Scalar end, DType dtype, boolean among) {
        return among ? end.to(dtype).toDouble() : 0;
    }

    private static Tensor linspace(double start, double end, long steps, DType dtype) {
        if (steps < 0) {
            throw Checks.error("number of steps must be non-negative");
        }
        DType computed = dtype == DType.FLOAT32 ? DType.FLOAT32 : DType.FLOAT64;
        Tensor result = Tensor.empty(computed, steps);
        double step = steps > 1 ? (end - start) / (steps - 1) : 0;
        // A single number is the start.
        LINSPACE.call()
                .dtype(computed)
                .write(result)
                .i64(steps)
                .f64(start)
                .f64(steps == 1 ? start : end)
                .f64(step)
                .i64s(0, 0)
                .run();
        return dtype == computed ? result : TensorIterator.cast(result, dtype);
    }

    @Operator("aten::linspace(Scalar start, Scalar end, int steps, *, " + OPTIONS + ") -> Tensor")
    static Tensor linspace(
            Scalar start, Scalar end, long steps, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        DType result = CreationOps.orDefault(dtype);
        return linspace(bound(start, result, steps > 0), bound(end, result, steps > 1), steps, result);
    }

    @Operator("aten::linspace.Tensor_Tensor(Tensor start, Tensor end, int steps, *, " + OPTIONS + ") -> Tensor")
    static Tensor linspace(
            Tensor start, Tensor end, long steps, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return linspace(bound(start), bound(end), steps, dtype, layout, device, pinMemory);
    }

    @Operator("aten::linspace.Scalar_Tensor(Scalar start, Tensor end, int steps, *, " + OPTIONS + ") -> Tensor")
    static Tensor linspace(
            Scalar start, Tensor end, long steps, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return linspace(start, bound(end), steps, dtype, layout, device, pinMemory);
    }

    @Operator("aten::linspace.Tensor_Scalar(Tensor start, Scalar end, int steps, *, " + OPTIONS + ") -> Tensor")
    static Tensor linspace(
            Tensor start, Scalar end, long steps, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return linspace(bound(start), end, steps, dtype, layout, device, pinMemory);
    }

    @Operator("aten::logspace(Scalar start, Scalar end, int steps, float base=10., *, " + OPTIONS + ") -> Tensor")
    static Tensor logspace(
            Scalar start,
            Scalar end,
            long steps,
            double base,
            DType dtype,
            Layout layout,
            Device device,
            Boolean pinMemory) {
        DType result = CreationOps.orDefault(dtype);
        Tensor exponents = linspace(
                bound(start, result, steps > 0),
                bound(end, result, steps > 1),
                steps,
                result.isIntegral(true) ? DType.FLOAT64 : result);
        Tensor powers = NumericOps.pow(Scalar.of(base), exponents, (Tensor) null);
        return powers.dtype() == result ? powers : TensorIterator.cast(powers, result);
    }

    @Operator("aten::logspace.Tensor_Tensor(Tensor start, Tensor end, int steps, float base=10., *, " + OPTIONS
            + ") -> Tensor")
    static Tensor logspace(
            Tensor start,
            Tensor end,
            long steps,
            double base,
            DType dtype,
            Layout layout,
            Device device,
            Boolean pinMemory) {
        return logspace(bound(start), bound(end), steps, base, dtype, layout, device, pinMemory);
    }

    @Operator("aten::logspace.Scalar_Tensor(Scalar start, Tensor end, int steps, float base=10., *, " + OPTIONS
            + ") -> Tensor")
    static Tensor logspace(
            Scalar start,
            Tensor end,
            long steps,
            double base,
            DType dtype,
            Layout layout,
            Device device,
            Boolean pinMemory) {
        return logspace(start, bound(end), steps, base, dtype, layout, device, pinMemory);
    }

    @Operator("aten::logspace.Tensor_Scalar(Tensor start, Scalar end, int steps, float base=10., *, " + OPTIONS
            + ") -> Tensor")
    static Tensor logspace(
            Tensor start,
            Scalar end,
            long steps,
            double base,
            DType dtype,
            Layout layout,
            Device device,
            Boolean pinMemory) {
        return logspace(bound(start), end, steps, base, dtype, layout, device, pinMemory);
    }

    // --- matrices

    @Operator("aten::eye.m(SymInt n, SymInt m, *, " + OPTIONS + ") -> Tensor")
    static Tensor eye(long n, long m, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        if (n < 0 || m < 0) {
            throw Checks.error("n and m must be greater or equal to 0, got %s and %s", n, m);
        }
        Tensor result = Elements.zero(Tensor.empty(CreationOps.orDefault(dtype), n, m));
        Elements.fill(DimensionOps.diagonal(result, 0, 0, 1), Scalar.of(1L));
        return result;
    }

    @Operator("aten::eye(SymInt n, *, " + OPTIONS + ") -> Tensor")
    static Tensor eye(long n, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return eye(n, n, dtype, layout, device, pinMemory);
    }

    /** {@code diagonal} of a matrix, as the nearest one that has all elements above or below it. */
    private static long diagonal(long rows, long columns, long diagonal) {
        return Math.max(-rows, Math.min(columns, diagonal));
    }

    /** [rows, columns] bool: whether an element lies on the diagonal or below it. */
    static Tensor lowerTriangle(long rows, long columns, long diagonal) {
        Scalar offset = Scalar.of(diagonal(rows, columns, diagonal));
        Tensor limit = ArithmeticOps.add(positions(rows), offset, Scalar.of(1L), null);
        return ComparisonOps.le(positions(columns), DimensionOps.unsqueeze(limit, 1), null);
    }

    @Operator("aten::tril(Tensor self, SymInt diagonal=0) -> Tensor")
    @Operator("aten::tril.out(Tensor self, SymInt diagonal=0, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::tril_(Tensor(a!) self, SymInt diagonal=0) -> Tensor(a!)")
    static Tensor tril(Tensor self, long diagonal, Tensor out) {
        matrix("tril", self);
        Tensor below = lowerTriangle(self.size(-2), self.size(-1), diagonal);
        return SelectionOps.maskedFill(self, ComparisonOps.logicalNot(below, null), Scalar.of(0L), out);
    }

    @Operator("aten::triu(Tensor self, SymInt diagonal=0) -> Tensor")
    @Operator("aten::triu.out(Tensor self, SymInt diagonal=0, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::triu_(Tensor(a!) self, SymInt diagonal=0) -> Tensor(a!)")
    static Tensor triu(Tensor self, long diagonal, Tensor out) {
        matrix("triu", self);
        long first = diagonal(self.size(-2), self.size(-1), diagonal);
        Tensor below = lowerTriangle(self.size(-2), self.size(-1), first - 1);
        return SelectionOps.maskedFill(self, below, Scalar.of(0L), out);
    }

    private static void matrix(String operator, Tensor self) {
        if (self.dim() < 2) {
            throw Checks.error("%s: input tensor must have at least 2 dimensions", operator);
        }
    }

    @Operator("aten::tril_indices(int row, int col, int offset=0, *, ScalarType? dtype=4, Layout? layout=None,"
            + " Device? device=None, bool?"
            + " pin_memory=None) -> Tensor")
    static Tensor trilIndices(
            long row, long col, long offset, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return triangleIndices("tril_indices", row, col, offset, dtype);
    }

    @Operator("aten::triu_indices(int row, int col, int offset=0, *, ScalarType? dtype=4, Layout? layout=None,"
            + " Device? device=None, bool?"
            + " pin_memory=None) -> Tensor")
    static Tensor triuIndices(
            long row, long col, long offset, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return triangleIndices("triu_indices", row, col, offset, dtype);
    }

    /** [2, n]: row and column of each position, row by row. Only rows that have some are looked at: there may be many others. */
    private static Tensor triangleIndices(String operator, long rows, long columns, long offset, DType dtype) {
        if (rows < 0 || columns < 0) {
            throw Checks.error("%s: row and col must be non-negative, got %s and %s", operator, rows, columns);
        }
        if (dtype != null && dtype != DType.INT64 && dtype != DType.INT32) {
            throw Checks.error("\"%s\" not implemented for '%s'", operator, dtype);
        }
        boolean lower = operator.equals("tril_indices");
        long diagonal = diagonal(rows, columns, offset);
        long firstRow = lower ? Math.max(0, -diagonal) : 0;
        long endRow = columns == 0 ? 0 : lower ? rows : Math.min(rows, columns - diagonal);
        long count = 0;
        for (long row = firstRow; row < endRow; row++) {
            count += lower ? Math.min(columns, row + diagonal + 1) : columns - Math.max(0, row + diagonal);
            if (count > MOST_INDICES) {
                throw Checks.error(
                        "%s: a triangle of %s by %s has more than %s positions, more than are supported",
                        operator, rows, columns, MOST_INDICES);
            }
        }
        long[] indices = new long[2 * (int) count];
        int at = 0;
        for (long row = firstRow; row < endRow; row++) {
            long first = lower ? 0 : Math.max(0, row + diagonal);
            long end = lower ? Math.min(columns, row + diagonal + 1) : columns;
            for (long column = first; column < end; column++, at++) {
                indices[at] = row;
                indices[at + (int) count] = column;
            }
        }
        Tensor result = ViewOps.view(Elements.of(indices), new long[] {2, count});
        return dtype == null || dtype == DType.INT64 ? result : TensorIterator.cast(result, dtype);
    }

    // --- diagonals

    @Operator("aten::diag_embed(Tensor self, int offset=0, int dim1=-2, int dim2=-1) -> Tensor")
    static Tensor diagEmbed(Tensor self, long offset, long dim1, long dim2) {
        int rank = self.dim() + 1;
        int first = Tensor.wrapDim(dim1, rank);
        int second = Tensor.wrapDim(dim2, rank);
        if (first == second || self.dim() == 0) {
            throw Checks.error(
                    "diag_embed: diagonal dimensions cannot be identical: %s, %s of sizes %s",
                    dim1, dim2, self.sizes());
        }
        long length =
                Checks.sum("diag_embed", self.size(-1), offset == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(offset));
        long[] sizes = new long[rank];
        int at = 0;
        for (int d = 0; d < rank; d++) {
            sizes[d] = d == first || d == second ? length : self.sizes()[at++];
        }
        Tensor result = Elements.zero(Tensor.empty(self.dtype(), sizes));
        TensorIterator.copy(DimensionOps.diagonal(result, offset, first, second), self);
        return result;
    }

    @Operator("aten::diag(Tensor self, int diagonal=0) -> Tensor")
    @Operator("aten::diag.out(Tensor self, int diagonal=0, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor diag(Tensor self, long diagonal, Tensor out) {
        if (self.dim() != 1 && self.dim() != 2) {
            throw Checks.error("diag(): Supports 1D or 2D tensors. Got %sD", self.dim());
        }
        return Out.into(
                out,
                self.dim() == 1
                        ? diagEmbed(self, diagonal, 0, 1)
                        : Out.copy(DimensionOps.diagonal(self, diagonal, 0, 1)));
    }

    @Operator("aten::diagflat(Tensor self, int offset=0) -> Tensor")
    static Tensor diagflat(Tensor self, long offset) {
        return diagEmbed(ViewOps.reshape(self, new long[] {-1}), offset, 0, 1);
    }
}
