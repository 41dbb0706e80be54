package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import java.util.Arrays;

/**
 * Runs the kernels that fold dimensions of one tensor ({@code ReduceArgs}): which dimensions go, what the result looks
 * like, the call.
 */
final class Reduction {
    private final Kernel kernel;
    private final Tensor self;
    private final boolean[] reduced;
    private boolean keepdim;
    private DType result;
    private double parameter;
    private boolean ordered;
    private boolean inMemoryOrder;

    private Reduction(Kernel kernel, Tensor self, boolean[] reduced) {
        this.kernel = kernel;
        this.self = self;
        this.reduced = reduced;
        this.result = self.dtype();
    }

    /** Over {@code dims}; null or empty is all dimensions. */
    static Reduction of(Kernel kernel, Tensor self, long... dims) {
        boolean[] reduced = new boolean[self.dim()];
        if (dims == null || dims.length == 0) {
            Arrays.fill(reduced, true);
        } else {
            for (int d : Checks.distinctDims(dims, self.dim())) {
                if (self.dim() > 0) {
                    reduced[d] = true;
                }
            }
        }
        return new Reduction(kernel, self, reduced);
    }

    Reduction keepdim(boolean keep) {
        keepdim = keep;
        return this;
    }

    /** The dtype that the kernel writes; without it, self's. */
    Reduction result(DType dtype) {
        result = dtype;
        return this;
    }

    Reduction parameter(double value) {
        parameter = value;
        return this;
    }

    /** For kernels that count positions within the reduced dimensions: these are not reordered. */
    Reduction ordered() {
        ordered = true;
        return this;
    }

    /** Lays the result out in the order in which its dimensions lie in self, instead of row-major. */
    Reduction inMemoryOrder() {
        inMemoryOrder = true;
        return this;
    }

    /** Refuses to fold nothing, for functions without a value for it. */
    Reduction nonEmpty(String operator) {
        if (self.numel() == 0) {
            for (int d = 0; d < reduced.length; d++) {
                if (reduced[d] && self.sizes()[d] == 0) {
                    throw Checks.error("%s(): Expected reduction dim %s to have non-zero size.", operator, d);
                }
            }
        }
        return this;
    }

    /** How many elements are folded into one. */
    long count() {
        long count = 1;
        for (int d = 0; d < reduced.length; d++) {
            count *= reduced[d] ? self.sizes()[d] : 1;
        }
        return count;
    }

    private long[] shape() {
        return kept(self.sizes());
    }

    /** The values of the result's dimensions, where 1 stands for one that is folded and kept. */
    private long[] kept(long[] values) {
        long[] kept = new long[reduced.length];
        int rank = 0;
        for (int d = 0; d < reduced.length; d++) {
            if (!reduced[d]) {
                kept[rank++] = values[d];
            } else if (keepdim) {
                kept[rank++] = 1;
            }
        }
        return Arrays.copyOf(kept, rank);
    }

    Tensor run(Tensor out) {
        Tensor target = inMemoryOrder && out == null
                ? Out.emptyLike(self.asStrided(shape(), kept(self.strides()), self.storageOffset()), result)
                : Out.target(out, result, shape(), self);
        launch(target, null);
        return Out.into(out, target);
    }

    /** For kernels with two outputs; {@code wantFirst} false leaves the first null. */
    Tensor[] run(DType second, boolean wantFirst) {
        Tensor first = wantFirst ? Tensor.empty(result, shape()) : null;
        Tensor other = Tensor.empty(second, shape());
        launch(first, other);
        return new Tensor[] {first, other};
    }

    private void launch(Tensor first, Tensor second) {
        Tensor some = first != null ? first : second;
        if (some.numel() == 0) {
            return;
        }
        long item = self.dtype().itemSize();
        int rank = self.dim();
        long[] outStrides = new long[rank];
        int outDim = 0;
        for (int d = 0; d < rank; d++) {
            if (!reduced[d]) {
                outStrides[d] = some.strides()[outDim++];
            } else if (keepdim) {
                outDim++;
            }
        }
        Dimensions kept = new Dimensions(3);
        Dimensions gone = new Dimensions(1);
        long firstItem = result.itemSize();
        long secondItem = second == null ? 0 : second.dtype().itemSize();
        for (int d = rank - 1; d >= 0; d--) {
            long size = self.sizes()[d];
            if (reduced[d]) {
                gone.add(size, self.strides()[d] * item);
            } else {
                kept.add(size, self.strides()[d] * item, outStrides[d] * firstItem, outStrides[d] * secondItem);
            }
        }
        if (!ordered) {
            gone.sort();
        }
        kept.sort();
        kept.coalesce();
        gone.coalesce();
        KernelCall call = kernel.call()
                .dtype(self.dtype())
                .dtype(result)
                .writeOrNull(first)
                .writeOrNull(second)
                .read(self)
                .f64(parameter)
                .i64(kept.count())
                .i64(gone.count());
        kept.put(call);
        gone.put(call);
        call.run();
    }
}
