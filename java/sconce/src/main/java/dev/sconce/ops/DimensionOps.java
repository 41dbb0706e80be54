package dev.sconce.ops;

import dev.sconce.OperatorException;
import dev.sconce.Tensor;
import java.util.Arrays;

/** Views that reorder, insert, remove or cut dimensions. Nothing is copied. */
final class DimensionOps {
    private DimensionOps() {}

    @Operator("aten::permute(Tensor(a) self, int[] dims) -> Tensor(a)")
    static Tensor permute(Tensor self, long[] dims) {
        if (dims.length != self.dim()) {
            throw Checks.error(
                    "permute: number of dimensions in the tensor input does not match the length of the desired"
                            + " ordering of dimensions i.e. input.dim() = %s is not equal to len(dims) = %s",
                    self.dim(), dims.length);
        }
        int[] order = Checks.distinctDims(dims, self.dim());
        long[] sizes = new long[order.length];
        long[] strides = new long[order.length];
        for (int i = 0; i < order.length; i++) {
            sizes[i] = self.sizes()[order[i]];
            strides[i] = self.strides()[order[i]];
        }
        return self.asStrided(sizes, strides, self.storageOffset());
    }

    @Operator("aten::transpose.int(Tensor(a) self, int dim0, int dim1) -> Tensor(a)")
    @Operator("aten::swapaxes(Tensor(a) self, int axis0, int axis1) -> Tensor(a)")
    @Operator("aten::swapdims(Tensor(a) self, int dim0, int dim1) -> Tensor(a)")
    static Tensor transpose(Tensor self, long dim0, long dim1) {
        int a = self.wrapDim(dim0);
        int b = self.wrapDim(dim1);
        long[] sizes = self.sizes().clone();
        long[] strides = self.strides().clone();
        if (a != b) {
            sizes[a] = self.sizes()[b];
            sizes[b] = self.sizes()[a];
            strides[a] = self.strides()[b];
            strides[b] = self.strides()[a];
        }
        return self.asStrided(sizes, strides, self.storageOffset());
    }

    @Operator("aten::transpose_(Tensor(a!) self, int dim0, int dim1) -> Tensor(a!)")
    @Operator("aten::swapaxes_(Tensor(a!) self, int axis0, int axis1) -> Tensor(a!)")
    @Operator("aten::swapdims_(Tensor(a!) self, int dim0, int dim1) -> Tensor(a!)")
    static Tensor transposeInPlace(Tensor self, long dim0, long dim1) {
        self.become(transpose(self, dim0, dim1));
        return self;
    }

    @Operator("aten::t(Tensor(a) self) -> Tensor(a)")
    static Tensor t(Tensor self) {
        if (self.dim() > 2) {
            throw Checks.error("t() expects a tensor with <= 2 dimensions, but self is %sD", self.dim());
        }
        return self.dim() < 2 ? self.alias() : transpose(self, 0, 1);
    }

    @Operator("aten::t_(Tensor(a!) self) -> Tensor(a!)")
    static Tensor tInPlace(Tensor self) {
        self.become(t(self));
        return self;
    }

    @Operator("aten::numpy_T(Tensor(a) self) -> Tensor(a)")
    @Operator("aten::numpy_T.a(Tensor(a) self) -> Tensor(a)")
    static Tensor numpyT(Tensor self) {
        long[] dims = new long[self.dim()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = dims.length - 1 - i;
        }
        return permute(self, dims);
    }

    @Operator("aten::mT(Tensor(a) self) -> Tensor(a)")
    @Operator("aten::mT.a(Tensor(a) self) -> Tensor(a)")
    static Tensor matrixTranspose(Tensor self) {
        if (self.dim() == 0) {
            return self;
        }
        if (self.dim() < 2) {
            throw Checks.error(
                    "tensor.mT is only supported on matrices or batches of matrices. Got %s-D tensor.", self.dim());
        }
        return transpose(self, -2, -1);
    }

    @Operator("aten::movedim.intlist(Tensor(a) self, int[] source, int[] destination) -> Tensor(a)")
    @Operator("aten::moveaxis.intlist(Tensor(a) self, int[] source, int[] destination) -> Tensor(a)")
    static Tensor movedim(Tensor self, long[] source, long[] destination) {
        if (source.length != destination.length) {
            throw Checks.error(
                    "movedim: Invalid source or destination dims: source (%s dims) should contain the same number"
                            + " of dims as"
                            + " destination (%s dims)",
                    source, destination);
        }
        int rank = self.dim();
        int[] from = Checks.distinctDims(source, rank);
        int[] to = Checks.distinctDims(destination, rank);
        long[] order = new long[rank];
        boolean[] moved = new boolean[rank];
        boolean[] taken = new boolean[rank];
        for (int i = 0; i < from.length && rank > 0; i++) {
            order[to[i]] = from[i];
            taken[to[i]] = true;
            moved[from[i]] = true;
        }
        int next = 0;
        for (int d = 0; d < rank; d++) {
            if (!taken[d]) {
                while (moved[next]) {
                    next++;
                }
                order[d] = next++;
            }
        }
        return permute(self, order);
    }

    @Operator("aten::movedim.int(Tensor(a) self, int source, int destination) -> Tensor(a)")
    @Operator("aten::moveaxis.int(Tensor(a) self, int source, int destination) -> Tensor(a)")
    static Tensor movedim(Tensor self, long source, long destination) {
        return movedim(self, new long[] {source}, new long[] {destination});
    }

    // --- insert and remove

    @Operator("aten::unsqueeze(Tensor(a) self, int dim) -> Tensor(a)")
    static Tensor unsqueeze(Tensor self, long dim) {
        int rank = self.dim();
        int d = Tensor.wrapDim(dim, rank + 1);
        long[] sizes = new long[rank + 1];
        long[] strides = new long[rank + 1];
        for (int i = 0; i <= rank; i++) {
            int from = i < d ? i : i - 1;
            if (i == d) {
                sizes[i] = 1;
                strides[i] = d >= rank ? 1 : self.sizes()[d] * self.strides()[d];
            } else {
                sizes[i] = self.sizes()[from];
                strides[i] = self.strides()[from];
            }
        }
        return self.asStrided(sizes, strides, self.storageOffset());
    }

    @Operator("aten::unsqueeze_(Tensor(a!) self, int dim) -> Tensor(a!)")
    static Tensor unsqueezeInPlace(Tensor self, long dim) {
        self.become(unsqueeze(self, dim));
        return self;
    }

    @Operator("aten::squeeze(Tensor(a) self) -> Tensor(a)")
    static Tensor squeeze(Tensor self) {
        return squeezed(self, -1L);
    }

    @Operator("aten::squeeze.dim(Tensor(a) self, int dim) -> Tensor(a)")
    static Tensor squeeze(Tensor self, long dim) {
        return squeezed(self, 1L << self.wrapDim(dim));
    }

    @Operator("aten::squeeze.dims(Tensor(a) self, int[] dim) -> Tensor(a)")
    static Tensor squeeze(Tensor self, long[] dim) {
        long mask = 0;
        for (int d : Checks.distinctDims(dim, self.dim())) {
            mask |= 1L << d;
        }
        return squeezed(self, mask);
    }

    private static Tensor squeezed(Tensor self, long mask) {
        int kept = 0;
        long[] sizes = new long[self.dim()];
        long[] strides = new long[self.dim()];
        for (int d = 0; d < self.dim(); d++) {
            if (self.sizes()[d] != 1 || (mask >> d & 1) == 0) {
                sizes[kept] = self.sizes()[d];
                strides[kept++] = self.strides()[d];
            }
        }
        return self.asStrided(Arrays.copyOf(sizes, kept), Arrays.copyOf(strides, kept), self.storageOffset());
    }

    @Operator("aten::squeeze_(Tensor(a!) self) -> Tensor(a!)")
    static Tensor squeezeInPlace(Tensor self) {
        self.become(squeeze(self));
        return self;
    }

    @Operator("aten::squeeze_.dim(Tensor(a!) self, int dim) -> Tensor(a!)")
    static Tensor squeezeInPlace(Tensor self, long dim) {
        self.become(squeeze(self, dim));
        return self;
    }

    @Operator("aten::squeeze_.dims(Tensor(a!) self, int[] dim) -> Tensor(a!)")
    static Tensor squeezeInPlace(Tensor self, long[] dim) {
        self.become(squeeze(self, dim));
        return self;
    }

    @Operator("aten::atleast_1d(Tensor self) -> Tensor")
    static Tensor atLeast1d(Tensor self) {
        return self.dim() == 0 ? unsqueeze(self, 0) : self;
    }

    @Operator("aten::atleast_2d(Tensor self) -> Tensor")
    static Tensor atLeast2d(Tensor self) {
        return self.dim() >= 2 ? self : unsqueeze(atLeast1d(self), 0);
    }

    @Operator("aten::atleast_3d(Tensor self) -> Tensor")
    static Tensor atLeast3d(Tensor self) {
        return self.dim() >= 3 ? self : unsqueeze(atLeast2d(self), -1);
    }

    // --- cut

    @Operator("aten::select.int(Tensor(a) self, int dim, SymInt index) -> Tensor(a)")
    static Tensor select(Tensor self, long dim, long index) {
        if (self.dim() == 0) {
            throw new OperatorException("select() cannot be applied to a 0-dim tensor.");
        }
        int d = self.wrapDim(dim);
        long size = self.sizes()[d];
        if (index < -size || index >= size) {
            throw Checks.error(
                    "select(): index %s out of range for tensor of size %s at dimension %s", index, self.sizes(), dim);
        }
        long[] sizes = without(self.sizes(), d);
        long[] strides = without(self.strides(), d);
        long at = index < 0 ? index + size : index;
        return self.asStrided(sizes, strides, self.storageOffset() + at * self.strides()[d]);
    }

    static long[] without(long[] values, int position) {
        long[] rest = new long[values.length - 1];
        System.arraycopy(values, 0, rest, 0, position);
        System.arraycopy(values, position + 1, rest, position, rest.length - position);
        return rest;
    }

    @Operator("aten::slice.Tensor(Tensor(a) self, int dim=0, SymInt? start=None, SymInt? end=None, SymInt step=1) ->"
            + " Tensor(a)")
    static Tensor slice(Tensor self, long dim, Long start, Long end, long step) {
        if (self.dim() == 0) {
            throw new OperatorException("slice() cannot be applied to a 0-dim tensor.");
        }
        if (step <= 0) {
            throw new OperatorException("slice step must be positive");
        }
        int d = self.wrapDim(dim);
        long size = self.sizes()[d];
        long from = clampIndex(start == null ? 0 : start, size);
        long to = Math.max(from, clampIndex(end == null ? Long.MAX_VALUE : end, size));
        long[] sizes = self.sizes().clone();
        long[] strides = self.strides().clone();
        sizes[d] = (to - from + step - 1) / step;
        strides[d] *= step;
        return self.asStrided(sizes, strides, self.storageOffset() + (sizes[d] == 0 ? 0 : from * self.strides()[d]));
    }

    private static long clampIndex(long index, long size) {
        return Math.max(0, Math.min(index < 0 ? index + size : index, size));
    }

    @Operator("aten::narrow(Tensor(a) self, int dim, SymInt start, SymInt length) -> Tensor(a)")
    static Tensor narrow(Tensor self, long dim, long start, long length) {
        if (self.dim() == 0) {
            throw new OperatorException("narrow() cannot be applied to a 0-dim tensor.");
        }
        long size = self.size(dim);
        if (length < 0) {
            throw new OperatorException("narrow(): length must be non-negative.");
        }
        if (start < -size || start > size) {
            throw Checks.error(
                    "start out of range (expected to be in range of [%s, %s], but got %s)", -size, size, start);
        }
        long from = start < 0 ? start + size : start;
        if (from > size - length) {
            throw Checks.error("start (%s) + length (%s) exceeds dimension size (%s).", from, length, size);
        }
        return slice(self, dim, from, from + length, 1);
    }

    @Operator("aten::narrow.Tensor(Tensor(a) self, int dim, Tensor start, SymInt length) -> Tensor(a)")
    static Tensor narrow(Tensor self, long dim, Tensor start, long length) {
        if (start.dim() != 0 || !start.dtype().isIntegral(false)) {
            throw new OperatorException("start must be an 0-dim integral Tensor.");
        }
        return narrow(self, dim, Elements.toLong(start), length);
    }

    @Operator("aten::narrow_copy(Tensor self, int dim, SymInt start, SymInt length) -> Tensor")
    static Tensor narrowCopy(Tensor self, long dim, long start, long length) {
        return Out.contiguousCopy(narrow(self, dim, start, length));
    }

    @Operator("aten::diagonal(Tensor(a) self, int offset=0, int dim1=0, int dim2=1) -> Tensor(a)")
    static Tensor diagonal(Tensor self, long offset, long dim1, long dim2) {
        int a = self.wrapDim(dim1);
        int b = self.wrapDim(dim2);
        if (a == b) {
            throw Checks.error("diagonal dimensions cannot be identical %s, %s", dim1, dim2);
        }
        long rows = self.sizes()[a];
        long columns = self.sizes()[b];
        long length = Math.max(0, offset >= 0 ? Math.min(rows, columns - offset) : Math.min(rows + offset, columns));
        long at = self.storageOffset();
        if (length > 0) {
            at += offset >= 0 ? offset * self.strides()[b] : -offset * self.strides()[a];
        }
        int first = Math.min(a, b);
        int second = Math.max(a, b);
        long[] sizes = append(without(without(self.sizes(), second), first), length);
        long[] strides = append(without(without(self.strides(), second), first), self.strides()[a] + self.strides()[b]);
        return self.asStrided(sizes, strides, at);
    }

    private static long[] append(long[] values, long last) {
        long[] longer = Arrays.copyOf(values, values.length + 1);
        longer[values.length] = last;
        return longer;
    }

    @Operator("aten::unfold(Tensor(a) self, int dimension, int size, int step) -> Tensor(a)")
    static Tensor unfold(Tensor self, long dimension, long size, long step) {
        int d = self.wrapDim(dimension);
        long length = self.dim() == 0 ? 1 : self.sizes()[d];
        if (step <= 0) {
            throw Checks.error("step is %s but must be > 0", step);
        }
        if (size < 0 || size > length) {
            throw Checks.error("maximum size for tensor at dimension %s is %s but size is %s", d, length, size);
        }
        long[] sizes = append(self.sizes(), size);
        long[] strides = append(self.strides(), self.dim() == 0 ? 1 : self.strides()[d]);
        if (self.dim() > 0) {
            sizes[d] = (length - size) / step + 1;
            strides[d] *= step;
        }
        return self.asStrided(sizes, strides, self.storageOffset());
    }

    @Operator("aten::linalg_diagonal(Tensor(a) A, *, int offset=0, int dim1=-2, int dim2=-1) -> Tensor(a)")
    static Tensor linalgDiagonal(Tensor self, long offset, long dim1, long dim2) {
        return diagonal(self, offset, dim1, dim2);
    }
}
