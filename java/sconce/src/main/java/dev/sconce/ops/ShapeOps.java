package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.MemoryFormat;
import dev.sconce.OperatorException;
import dev.sconce.Strides;
import dev.sconce.Tensor;
import java.util.Arrays;

/** Several tensors joined, or one repeated: results are copies. */
final class ShapeOps {
    private ShapeOps() {}

    /** {@code torch.cat}: tensors of no elements and one dimension are left out, as PyTorch does. */
    @Operator("aten::cat(Tensor[] tensors, int dim=0) -> Tensor")
    @Operator("aten::cat.out(Tensor[] tensors, int dim=0, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::concat(Tensor[] tensors, int dim=0) -> Tensor")
    @Operator("aten::concat.out(Tensor[] tensors, int dim=0, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::concatenate(Tensor[] tensors, int dim=0) -> Tensor")
    @Operator("aten::concatenate.out(Tensor[] tensors, int dim=0, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor cat(Tensor[] tensors, long dim, Tensor out) {
        if (tensors.length == 0) {
            throw new OperatorException("torch.cat(): expected a non-empty list of Tensors");
        }
        TypePromotion promotion = new TypePromotion();
        Tensor first = null;
        boolean channelsLast = true;
        for (Tensor tensor : tensors) {
            promotion.add(tensor);
            if (isSkipped(tensor)) {
                continue;
            }
            first = first == null ? tensor : first;
            channelsLast &= tensor.dim() == 4 && tensor.memoryFormat() == MemoryFormat.CHANNELS_LAST;
        }
        if (first == null) {
            return Out.into(out, Tensor.empty(promotion.result(), 0));
        }
        if (first.dim() == 0) {
            throw new OperatorException("zero-dimensional tensor (at position 0) cannot be concatenated");
        }
        int d = first.wrapDim(dim);
        long[] sizes = first.shape();
        sizes[d] = 0;
        for (int i = 0; i < tensors.length; i++) {
            if (!isSkipped(tensors[i])) {
                checkJoins(first, tensors[i], i, d);
                sizes[d] += tensors[i].sizes()[d];
            }
        }
        MemoryFormat format = channelsLast ? MemoryFormat.CHANNELS_LAST : MemoryFormat.CONTIGUOUS;
        Tensor joined = Tensor.emptyStrided(promotion.result(), sizes, Strides.of(format, sizes));
        long at = 0;
        for (Tensor tensor : tensors) {
            if (!isSkipped(tensor)) {
                long length = tensor.sizes()[d];
                TensorIterator.copy(DimensionOps.slice(joined, d, at, at + length, 1), tensor);
                at += length;
            }
        }
        return Out.into(out, joined);
    }

    static Tensor cat(long dim, Tensor... tensors) {
        return cat(tensors, dim, null);
    }

    private static boolean isSkipped(Tensor tensor) {
        return tensor.dim() == 1 && tensor.sizes()[0] == 0;
    }

    private static void checkJoins(Tensor first, Tensor tensor, int position, int dim) {
        if (tensor.dim() != first.dim()) {
            throw Checks.error("Tensors must have same number of dimensions: got %s and %s", first.dim(), tensor.dim());
        }
        for (int d = 0; d < first.dim(); d++) {
            if (d != dim && tensor.sizes()[d] != first.sizes()[d]) {
                throw Checks.error(
                        "Sizes of tensors must match except in dimension %s. Expected size %s but got size %s for"
                                + " tensor number"
                                + " %s in the list.",
                        dim, first.sizes()[d], tensor.sizes()[d], position);
            }
        }
    }

    @Operator("aten::stack(Tensor[] tensors, int dim=0) -> Tensor")
    @Operator("aten::stack.out(Tensor[] tensors, int dim=0, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor stack(Tensor[] tensors, long dim, Tensor out) {
        if (tensors.length == 0) {
            throw new OperatorException("stack expects a non-empty TensorList");
        }
        int d = Tensor.wrapDim(dim, tensors[0].dim() + 1);
        Tensor[] rows = new Tensor[tensors.length];
        for (int i = 0; i < rows.length; i++) {
            if (!Arrays.equals(tensors[i].sizes(), tensors[0].sizes())) {
                throw Checks.error(
                        "stack expects each tensor to be equal size, but got %s at entry 0 and %s at entry %s",
                        tensors[0].sizes(), tensors[i].sizes(), i);
            }
            rows[i] = DimensionOps.unsqueeze(tensors[i], d);
        }
        if (out == null && d < tensors[0].dim()) { // side by side in d, in the memory order that the tensors share
            return ViewOps.unflatten(cat(tensors, d, null), d, new long[] {
                tensors.length, tensors[0].sizes()[d]
            });
        }
        return cat(rows, d, out);
    }

    static Tensor stack(long dim, Tensor... tensors) {
        return stack(tensors, dim, null);
    }

    @Operator("aten::hstack(Tensor[] tensors) -> Tensor")
    @Operator("aten::hstack.out(Tensor[] tensors, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor hstack(Tensor[] tensors, Tensor out) {
        Tensor[] rows = atLeast1d(tensors);
        return cat(rows, rows.length > 0 && rows[0].dim() == 1 ? 0 : 1, out);
    }

    @Operator("aten::vstack(Tensor[] tensors) -> Tensor")
    @Operator("aten::vstack.out(Tensor[] tensors, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::row_stack(Tensor[] tensors) -> Tensor")
    @Operator("aten::row_stack.out(Tensor[] tensors, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor vstack(Tensor[] tensors, Tensor out) {
        return cat(atLeast2d(tensors), 0, out);
    }

    @Operator("aten::dstack(Tensor[] tensors) -> Tensor")
    @Operator("aten::dstack.out(Tensor[] tensors, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor dstack(Tensor[] tensors, Tensor out) {
        return cat(atLeast3d(tensors), 2, out);
    }

    @Operator("aten::column_stack(Tensor[] tensors) -> Tensor")
    @Operator("aten::column_stack.out(Tensor[] tensors, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor columnStack(Tensor[] tensors, Tensor out) {
        Tensor[] columns = new Tensor[tensors.length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = tensors[i].dim() <= 1
                    ? ViewOps.reshape(tensors[i], new long[] {tensors[i].numel(), 1})
                    : tensors[i];
        }
        return cat(columns, 1, out);
    }

    @Operator("aten::atleast_1d.Sequence(Tensor[] tensors) -> Tensor[]")
    static Tensor[] atLeast1d(Tensor[] tensors) {
        return Arrays.stream(tensors).map(DimensionOps::atLeast1d).toArray(Tensor[]::new);
    }

    @Operator("aten::atleast_2d.Sequence(Tensor[] tensors) -> Tensor[]")
    static Tensor[] atLeast2d(Tensor[] tensors) {
        return Arrays.stream(tensors).map(DimensionOps::atLeast2d).toArray(Tensor[]::new);
    }

    @Operator("aten::atleast_3d.Sequence(Tensor[] tensors) -> Tensor[]")
    static Tensor[] atLeast3d(Tensor[] tensors) {
        return Arrays.stream(tensors).map(DimensionOps::atLeast3d).toArray(Tensor[]::new);
    }

    @Operator("aten::block_diag(Tensor[] tensors) -> Tensor")
    static Tensor blockDiag(Tensor[] tensors) {
        TypePromotion promotion = new TypePromotion();
        long rows = 0;
        long columns = 0;
        Tensor[] blocks = new Tensor[tensors.length];
        for (int i = 0; i < tensors.length; i++) {
            if (tensors[i].dim() > 2) {
                throw Checks.error(
                        "torch.block_diag: Input tensors must have 2 or fewer dimensions. Input %s has %s dimensions",
                        i, tensors[i].dim());
            }
            promotion.add(tensors[i]);
            blocks[i] = DimensionOps.atLeast2d(tensors[i]);
            rows += blocks[i].sizes()[0];
            columns += blocks[i].sizes()[1];
        }
        DType dtype = tensors.length == 0 ? DType.FLOAT32 : promotion.result();
        Tensor result = Elements.zero(Tensor.empty(dtype, tensors.length == 0 ? 1 : rows, columns));
        long row = 0;
        long column = 0;
        for (Tensor block : blocks) {
            Tensor place = DimensionOps.narrow(result, 0, row, block.sizes()[0]);
            TensorIterator.copy(DimensionOps.narrow(place, 1, column, block.sizes()[1]), block);
            row += block.sizes()[0];
            column += block.sizes()[1];
        }
        return result;
    }

    // --- repetition

    @Operator("aten::repeat(Tensor self, SymInt[] repeats) -> Tensor")
    @Operator("aten::repeat.out(Tensor self, SymInt[] repeats, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor repeat(Tensor self, long[] repeats, Tensor out) {
        int added = repeats.length - self.dim();
        if (added < 0) {
            throw new OperatorException(
                    "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor");
        }
        // An element of dimension d lies at (repetition, own index): view the result so, and copy into all repetitions
        // at once.
        long[] sizes = new long[repeats.length];
        long[] paired = new long[2 * repeats.length];
        long[] strides = new long[2 * repeats.length];
        for (int d = 0; d < repeats.length; d++) {
            long own = d < added ? 1 : self.sizes()[d - added];
            if (repeats[d] < 0) {
                throw Checks.error("Trying to create tensor with negative dimension %s: %s", repeats[d], repeats);
            }
            sizes[d] = Checks.product("repeat", own, repeats[d]);
            paired[2 * d] = repeats[d];
            paired[2 * d + 1] = own;
            strides[2 * d + 1] = d < added ? 0 : self.strides()[d - added];
        }
        Tensor result = Tensor.empty(self.dtype(), sizes);
        if (result.numel() > 0) {
            TensorIterator.copy(ViewOps.view(result, paired), self.asStrided(paired, strides, self.storageOffset()));
        }
        return Out.into(out, result);
    }

    @Operator("aten::tile(Tensor self, SymInt[] dims) -> Tensor")
    static Tensor tile(Tensor self, long[] dims) {
        long[] repeats = new long[Math.max(dims.length, self.dim())];
        Arrays.fill(repeats, 1);
        System.arraycopy(dims, 0, repeats, repeats.length - dims.length, dims.length);
        return repeat(self, repeats, null);
    }

    // --- grids

    @Operator("aten::meshgrid(Tensor[] tensors) -> Tensor[]")
    static Tensor[] meshgrid(Tensor[] tensors) {
        return meshgrid(tensors, "ij");
    }

    @Operator("aten::meshgrid.indexing(Tensor[] tensors, *, str indexing) -> Tensor[]")
    static Tensor[] meshgrid(Tensor[] tensors, String indexing) {
        if (!indexing.equals("ij") && !indexing.equals("xy")) {
            throw Checks.error("torch.meshgrid: indexing must be one of \"xy\" or \"ij\", but received: %s", indexing);
        }
        if (tensors.length == 0) {
            throw Checks.error("meshgrid expects a non-empty TensorList");
        }
        long[] shape = new long[tensors.length];
        for (int i = 0; i < shape.length; i++) {
            if (tensors[i].dim() > 1) {
                throw Checks.error(
                        "torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: %s", tensors[i]);
            }
            shape[i] = tensors[i].numel();
        }
        boolean swap = indexing.equals("xy") && tensors.length >= 2;
        Tensor[] grids = new Tensor[tensors.length];
        for (int i = 0; i < grids.length; i++) {
            long[] view = new long[shape.length];
            Arrays.fill(view, 1);
            view[i] = shape[i];
            Tensor grid = ViewOps.expand(ViewOps.view(tensors[i], view), shape, false);
            grids[i] = swap ? DimensionOps.transpose(grid, 0, 1) : grid;
        }
        return grids;
    }

    @Operator("aten::cartesian_prod(Tensor[] tensors) -> Tensor")
    static Tensor cartesianProduct(Tensor[] tensors) {
        for (Tensor tensor : tensors) {
            Checks.rank("cartesian_prod", "every tensor", tensor, 1);
        }
        if (tensors.length == 1) {
            return tensors[0];
        }
        Tensor[] grids = meshgrid(tensors);
        for (int i = 0; i < grids.length; i++) {
            grids[i] = ViewOps.flatten(grids[i], 0, -1);
        }
        return stack(1, grids);
    }

    /** Rows of {@code r} elements, in lexicographic order of their positions. */
    @Operator("aten::combinations(Tensor self, int r=2, bool with_replacement=False) -> Tensor")
    static Tensor combinations(Tensor self, long r, boolean withReplacement) {
        Checks.rank("combinations", "self", self, 1);
        if (r < 0) {
            throw Checks.error("Expect a non-negative number, but got %s", r);
        }
        if (r == 0) {
            return Tensor.empty(self.dtype(), 0);
        }
        if (r > 64) {
            throw Checks.error("combinations: rows of %s elements are more than the 64 dimensions of a grid", r);
        }
        Tensor[] elements = new Tensor[(int) r];
        Tensor[] positions = new Tensor[elements.length];
        Arrays.fill(elements, self);
        Arrays.fill(positions, SequenceOps.positions(self.numel()));
        Tensor[] grids = meshgrid(positions);
        Tensor chosen = null;
        for (int i = 1; i < grids.length; i++) {
            Tensor ordered = withReplacement
                    ? ComparisonOps.le(grids[i - 1], grids[i], null)
                    : ComparisonOps.lt(grids[i - 1], grids[i], null);
            chosen = chosen == null ? ordered : ComparisonOps.logicalAnd(chosen, ordered, null);
        }
        Tensor[] columns = meshgrid(elements);
        for (int i = 0; i < columns.length; i++) {
            columns[i] = chosen == null ? columns[i] : IndexOps.maskedSelect(columns[i], chosen, null);
        }
        return stack(1, columns);
    }
}
