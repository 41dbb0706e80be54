package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/** Running folds along a dimension, and differences. */
final class ScanOps {
    private ScanOps() {}

    private static final Kernel CUMSUM = Kernel.of("cumsum");
    private static final Kernel CUMPROD = Kernel.of("cumprod");
    private static final Kernel LOGCUMSUMEXP = Kernel.of("logcumsumexp");
    private static final Kernel CUMMAX = Kernel.of("cummax");
    private static final Kernel CUMMIN = Kernel.of("cummin");

    private static Tensor[] run(Kernel kernel, Tensor given, long dim, DType result, boolean withIndices) {
        int d = given.wrapDim(dim);
        // The kernels do not turn complex numbers into others, nor others into them.
        Tensor self = given.dtype().isComplex() || result.isComplex() ? TensorIterator.cast(given, result) : given;
        Tensor out = Tensor.empty(result, self.sizes());
        Tensor indices = withIndices ? Tensor.empty(DType.INT64, self.sizes()) : null;
        if (out.numel() > 0) {
            Dimensions batch = Dimensions.around(d, self, out, indices);
            KernelCall call = kernel.call()
                    .dtype(self.dtype())
                    .dtype(result)
                    .write(out)
                    .writeOrNull(indices)
                    .read(self)
                    .i64(self.dim() == 0 ? 1 : self.sizes()[d])
                    .i64(Dimensions.bytes(self, d))
                    .i64(Dimensions.bytes(out, d))
                    .i64(Dimensions.bytes(indices, d))
                    .i64(batch.count());
            batch.put(call);
            call.run();
        }
        return new Tensor[] {out, indices};
    }

    private static Tensor fold(Kernel kernel, Tensor self, long dim, DType dtype, Tensor out) {
        DType wanted = ReductionOps.wanted(dtype, out);
        DType result = ReductionOps.sumType(self, wanted);
        if (result == DType.BOOL && self.numel() > 0) {
            throw Checks.error("%s has no result of dtype bool", kernel.name());
        }
        return Out.into(out, run(kernel, ReductionOps.terms(self, wanted), dim, result, false)[0]);
    }

    @Operator("aten::cumsum(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor")
    @Operator("aten::cumsum.out(Tensor self, int dim, *, ScalarType? dtype=None, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::cumsum_(Tensor(a!) self, int dim, *, ScalarType? dtype=None) -> Tensor(a!)")
    static Tensor cumsum(Tensor self, long dim, DType dtype, Tensor out) {
        return fold(CUMSUM, self, dim, dtype, out);
    }

    @Operator("aten::cumprod(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor")
    @Operator("aten::cumprod.out(Tensor self, int dim, *, ScalarType? dtype=None, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::cumprod_(Tensor(a!) self, int dim, *, ScalarType? dtype=None) -> Tensor(a!)")
    static Tensor cumprod(Tensor self, long dim, DType dtype, Tensor out) {
        return fold(CUMPROD, self, dim, dtype, out);
    }

    @Operator("aten::logcumsumexp(Tensor self, int dim) -> Tensor")
    @Operator("aten::logcumsumexp.out(Tensor self, int dim, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor logcumsumexp(Tensor self, long dim, Tensor out) {
        if (!self.dtype().isComplex()) {
            Checks.floating("logcumsumexp", self);
        }
        return Out.into(out, run(LOGCUMSUMEXP, self, dim, self.dtype(), false)[0]);
    }

    @Operator("aten::cummax(Tensor self, int dim) -> (Tensor values, Tensor indices)")
    static Tensor[] cummax(Tensor self, long dim) {
        return run(CUMMAX, self, dim, self.dtype(), true);
    }

    @Operator("aten::cummin(Tensor self, int dim) -> (Tensor values, Tensor indices)")
    static Tensor[] cummin(Tensor self, long dim) {
        return run(CUMMIN, self, dim, self.dtype(), true);
    }

    @Operator("aten::diff(Tensor self, int n=1, int dim=-1, Tensor? prepend=None, Tensor? append=None) -> Tensor")
    static Tensor diff(Tensor self, long n, long dim, Tensor prepend, Tensor append) {
        int d = self.wrapDim(dim);
        if (self.dim() == 0 || n < 0) {
            throw Checks.error(
                    "diff expects input to be at least one-dimensional and an order that is not negative, got"
                            + " sizes %s and %s",
                    self.sizes(), n);
        }
        for (Tensor more : new Tensor[] {prepend, append}) {
            if (more != null && more.dim() != self.dim()) {
                throw Checks.error(
                        "diff expects prepend or append to be the same dimension as input, got sizes %s and %s",
                        more.sizes(), self.sizes());
            }
        }
        if (n == 0) {
            return Out.copy(self);
        }
        Tensor values = self;
        if (prepend != null) {
            values = ShapeOps.cat(d, prepend, values);
        }
        if (append != null) {
            values = ShapeOps.cat(d, values, append);
        }
        for (long i = 0; i < n && values.sizes()[d] > 0; i++) {
            long size = values.sizes()[d];
            Tensor later = DimensionOps.narrow(values, d, 1, size - 1);
            Tensor earlier = DimensionOps.narrow(values, d, 0, size - 1);
            values = self.dtype() == DType.BOOL
                    ? ComparisonOps.logicalXor(later, earlier, null)
                    : ArithmeticOps.sub(later, earlier, Scalar.of(1L), null);
        }
        return values;
    }

    @Operator("aten::trapezoid.dx(Tensor y, *, Scalar dx=1, int dim=-1) -> Tensor")
    static Tensor trapezoid(Tensor y, Scalar dx, long dim) {
        if (y.size(dim) == 0) {
            return Elements.zero(Tensor.empty(y.dtype(), DimensionOps.without(y.sizes(), y.wrapDim(dim))));
        }
        if (y.dtype() == DType.BOOL) {
            throw Checks.error("trapezoid: received a bool input for `y`, but bool is not supported");
        }
        Tensor sum = ReductionOps.sum(y, new long[] {dim}, false, null, null);
        Tensor ends =
                ArithmeticOps.add(DimensionOps.select(y, dim, 0), DimensionOps.select(y, dim, -1), Scalar.of(1L), null);
        Tensor inner = ArithmeticOps.sub(sum, ArithmeticOps.mul(ends, Scalar.of(0.5), null), Scalar.of(1L), null);
        return ArithmeticOps.mul(inner, Scalar.of(dx.toDouble()), null);
    }

    @Operator("aten::cumulative_trapezoid.dx(Tensor y, *, Scalar dx=1, int dim=-1) -> Tensor")
    static Tensor cumulativeTrapezoid(Tensor y, Scalar dx, long dim) {
        Tensor sums = cumsum(pairs(y, dim), dim, null, null);
        return ArithmeticOps.div(ArithmeticOps.mul(sums, dx, null), Scalar.of(2.0), (Tensor) null);
    }

    private static Tensor pairs(Tensor y, long dim) {
        long size = y.size(dim);
        Tensor left = DimensionOps.narrow(y, dim, 0, Math.max(0, size - 1));
        Tensor right = DimensionOps.narrow(y, dim, Math.min(1, size), Math.max(0, size - 1));
        return ArithmeticOps.add(left, right, Scalar.of(1L), null);
    }

    /** The differences of {@code x} are the widths. */
    @Operator("aten::trapezoid.x(Tensor y, Tensor x, *, int dim=-1) -> Tensor")
    @Operator("aten::trapz.x(Tensor y, Tensor x, *, int dim=-1) -> Tensor")
    static Tensor trapezoid(Tensor y, Tensor x, long dim) {
        if (y.size(dim) == 0) {
            return trapezoid(y, Scalar.of(1L), dim);
        }
        Tensor sum = ReductionOps.sum(areas(y, x, dim), new long[] {dim}, false, null, null);
        return ArithmeticOps.div(sum, Scalar.of(2.0), (Tensor) null);
    }

    @Operator("aten::cumulative_trapezoid.x(Tensor y, Tensor x, *, int dim=-1) -> Tensor")
    static Tensor cumulativeTrapezoid(Tensor y, Tensor x, long dim) {
        return ArithmeticOps.div(cumsum(areas(y, x, dim), dim, null, null), Scalar.of(2.0), (Tensor) null);
    }

    /** Twice the areas between neighbours. */
    private static Tensor areas(Tensor y, Tensor x, long dim) {
        int d = y.someDim(dim);
        if (x.dim() == 1 && x.sizes()[0] != y.sizes()[d]) {
            throw Checks.error(
                    "trapezoid: There must be one `x` value for each sample point, got %s for %s in dimension %s",
                    x.sizes()[0], y.sizes(), d);
        }
        Tensor places = x;
        if (x.dim() < y.dim()) {
            long[] shape = new long[y.dim()];
            Arrays.fill(shape, 1);
            System.arraycopy(x.sizes(), 0, shape, x.dim() == 1 ? d : y.dim() - x.dim(), x.dim());
            places = ViewOps.reshape(x, shape);
        }
        Tensor widths = diff(places, 1, d, null, null);
        return ArithmeticOps.mul(pairs(y, d), widths, null);
    }

    @Operator("aten::trapz.dx(Tensor y, *, float dx=1., int dim=-1) -> Tensor")
    static Tensor trapz(Tensor y, double dx, long dim) {
        return trapezoid(y, Scalar.of(dx), dim);
    }
}
