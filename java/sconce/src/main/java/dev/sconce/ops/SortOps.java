package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;

/** Order along one dimension: sort, topk, k-th value, median, mode. */
final class SortOps {
    private SortOps() {}

    private static final Kernel SORT = Kernel.of("sort");
    private static final Kernel STABLE_SORT = Kernel.of("sort_stable");
    private static final Kernel TOPK = Kernel.of("topk");
    private static final Kernel KTHVALUE = Kernel.of("kthvalue");
    private static final Kernel MEDIAN = Kernel.of("median");
    private static final Kernel NANMEDIAN = Kernel.of("nanmedian");
    private static final Kernel MODE = Kernel.of("mode");

    /** Values and indices of {@code length} along {@code dim}, in row-major order. */
    private static Tensor[] run(
            Kernel kernel, Tensor self, int dim, long length, long k, boolean descending, boolean sorted) {
        long[] sizes = self.shape();
        if (self.dim() > 0) {
            sizes[dim] = length;
        }
        Tensor[] found = {Tensor.empty(self.dtype(), sizes), Tensor.empty(DType.INT64, sizes)};
        return run(kernel, self, dim, k, descending, sorted, found);
    }

    private static Tensor[] run(
            Kernel kernel, Tensor self, int dim, long k, boolean descending, boolean sorted, Tensor[] found) {
        Tensor values = found[0];
        Tensor indices = found[1];
        if (values.numel() > 0) {
            Dimensions batch = Dimensions.around(dim, self, values, indices);
            long n = self.dim() == 0 ? 1 : self.sizes()[dim];
            KernelCall call = kernel.call()
                    .dtype(self.dtype())
                    .write(values)
                    .write(indices)
                    .read(self)
                    .i64(n)
                    .i64(k)
                    .bool(descending)
                    .bool(sorted)
                    .i64(Dimensions.bytes(self, dim))
                    .i64(Dimensions.bytes(values, dim))
                    .i64(Dimensions.bytes(indices, dim))
                    .i64(batch.count());
            batch.put(call);
            call.run();
        }
        return found;
    }

    /** One value and index a line. */
    private static Tensor[] one(Kernel kernel, String operator, Tensor self, long dim, long k, boolean keepdim) {
        int d = self.wrapDim(dim);
        if (self.dim() > 0 && self.sizes()[d] == 0) {
            throw Checks.error("%s(): Expected reduction dim %s to have non-zero size.", operator, d);
        }
        Tensor[] found = run(kernel, self, d, 1, k, false, false);
        return keepdim || self.dim() == 0
                ? found
                : new Tensor[] {DimensionOps.select(found[0], d, 0), DimensionOps.select(found[1], d, 0)};
    }

    private static long size(Tensor self, int dim) {
        return self.dim() == 0 ? 1 : self.sizes()[dim];
    }

    /** Among equals the order is that of PyTorch's CPU kernel. */
    @Operator("aten::sort(Tensor self, int dim=-1, bool descending=False) -> (Tensor values, Tensor indices)")
    @Operator("aten::sort.values(Tensor self, int dim=-1, bool descending=False, *, Tensor(a!) values, Tensor(b!)"
            + " indices) -> (Tensor(a!) values, Tensor(b!) indices)")
    static Tensor[] sort(Tensor self, long dim, boolean descending, Tensor[] outs) {
        return sort(self, false, dim, descending, outs);
    }

    @Operator("aten::sort.stable(Tensor self, *, bool? stable, int dim=-1, bool descending=False) -> (Tensor values,"
            + " Tensor indices)")
    @Operator("aten::sort.values_stable(Tensor self, *, bool? stable, int dim=-1, bool descending=False, Tensor(a!)"
            + " values, Tensor(b!) indices) -> (Tensor(a!) values, Tensor(b!) indices)")
    static Tensor[] sort(Tensor self, Boolean stable, long dim, boolean descending, Tensor[] outs) {
        int d = self.wrapDim(dim);
        Kernel kernel = Boolean.TRUE.equals(stable) ? STABLE_SORT : SORT;
        Tensor[] found = {Out.emptyLike(self, self.dtype()), Out.emptyLike(self, DType.INT64)};
        return Out.into(outs, run(kernel, self, d, 0, descending, true, found));
    }

    @Operator("aten::argsort(Tensor self, int dim=-1, bool descending=False) -> Tensor")
    static Tensor argsort(Tensor self, long dim, boolean descending) {
        return argsort(self, false, dim, descending, null);
    }

    @Operator("aten::argsort.stable(Tensor self, *, bool stable, int dim=-1, bool descending=False) -> Tensor")
    @Operator("aten::argsort.stable_out(Tensor self, *, bool stable, int dim=-1, bool descending=False, Tensor(a!) out)"
            + " -> Tensor(a!)")
    static Tensor argsort(Tensor self, boolean stable, long dim, boolean descending, Tensor out) {
        return Out.into(out, sort(self, stable, dim, descending, null)[1]);
    }

    @Operator("aten::msort(Tensor self) -> Tensor")
    @Operator("aten::msort.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor msort(Tensor self, Tensor out) {
        return Out.into(out, sort(self, 0, false, null)[0]);
    }

    @Operator("aten::topk(Tensor self, SymInt k, int dim=-1, bool largest=True, bool sorted=True) -> (Tensor values,"
            + " Tensor indices)")
    @Operator("aten::topk.values(Tensor self, SymInt k, int dim=-1, bool largest=True, bool sorted=True, *,"
            + " Tensor(a!) values, Tensor(b!) indices) -> (Tensor(a!) values, Tensor(b!) indices)")
    static Tensor[] topk(Tensor self, long k, long dim, boolean largest, boolean sorted, Tensor[] outs) {
        Checks.notBool("topk", self);
        int d = self.wrapDim(dim);
        if (k < 0 || k > size(self, d)) {
            throw Checks.error("selected index k out of range: k is %s, dimension %s has size %s", k, d, size(self, d));
        }
        return Out.into(outs, run(TOPK, self, d, k, k, largest, sorted));
    }

    @Operator(
            "aten::kthvalue(Tensor self, SymInt k, int dim=-1, bool keepdim=False) -> (Tensor values, Tensor indices)")
    @Operator("aten::kthvalue.values(Tensor self, SymInt k, int dim=-1, bool keepdim=False, *, Tensor(a!) values,"
            + " Tensor(b!) indices) -> (Tensor(a!) values, Tensor(b!) indices)")
    static Tensor[] kthvalue(Tensor self, long k, long dim, boolean keepdim, Tensor[] outs) {
        Checks.notBool("kthvalue", self);
        int d = self.wrapDim(dim);
        if (k < 1 || k > size(self, d)) {
            throw Checks.error(
                    "kthvalue(): selected number k out of range for dimension %s: k is %s, the size %s",
                    d, k, size(self, d));
        }
        return Out.into(outs, one(KTHVALUE, "kthvalue", self, d, k, keepdim));
    }

    @Operator("aten::median.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)")
    @Operator("aten::median.dim_values(Tensor self, int dim, bool keepdim=False, *, Tensor(a!) values, Tensor(b!)"
            + " indices) -> (Tensor(a!) values, Tensor(b!) indices)")
    static Tensor[] median(Tensor self, long dim, boolean keepdim, Tensor[] outs) {
        Checks.notBool("median", self);
        return Out.into(outs, one(MEDIAN, "median", self, dim, 1, keepdim));
    }

    @Operator("aten::median(Tensor self) -> Tensor")
    @Operator("aten::median.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor median(Tensor self, Tensor out) {
        Checks.notBool("median", self);
        return Out.into(out, whole(MEDIAN, "median", self));
    }

    @Operator("aten::nanmedian.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)")
    @Operator("aten::nanmedian.dim_values(Tensor self, int dim, bool keepdim=False, *, Tensor(a!) values, Tensor(b!)"
            + " indices) -> (Tensor(a!) values, Tensor(b!) indices)")
    static Tensor[] nanmedian(Tensor self, long dim, boolean keepdim, Tensor[] outs) {
        Checks.notBool("nanmedian", self);
        return Out.into(outs, one(NANMEDIAN, "nanmedian", self, dim, 1, keepdim));
    }

    @Operator("aten::nanmedian(Tensor self) -> Tensor")
    @Operator("aten::nanmedian.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor nanmedian(Tensor self, Tensor out) {
        Checks.notBool("nanmedian", self);
        return Out.into(out, whole(NANMEDIAN, "nanmedian", self));
    }

    /** Of all elements; of none it is NaN. */
    private static Tensor whole(Kernel kernel, String operator, Tensor self) {
        if (self.numel() == 0) {
            return Elements.of(Scalar.of(Double.NaN), self.dtype());
        }
        return one(kernel, operator, ViewOps.reshape(self, new long[] {-1}), 0, 1, false)[0];
    }

    @Operator("aten::mode(Tensor self, int dim=-1, bool keepdim=False) -> (Tensor values, Tensor indices)")
    @Operator("aten::mode.values(Tensor self, int dim=-1, bool keepdim=False, *, Tensor(a!) values, Tensor(b!) indices)"
            + " -> (Tensor(a!) values, Tensor(b!) indices)")
    static Tensor[] mode(Tensor self, long dim, boolean keepdim, Tensor[] outs) {
        return Out.into(outs, one(MODE, "mode", self, dim, 1, keepdim));
    }
}
