package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Strides;
import dev.sconce.Tensor;
import java.util.Arrays;

/**
 * Views that name their sizes: the same storage under other sizes and strides. Nothing is copied, but by reshape where
 * no view will do.
 */
final class ViewOps {
    private ViewOps() {}

    @Operator("aten::view(Tensor(a) self, SymInt[] size) -> Tensor(a)")
    @Operator("aten::_unsafe_view(Tensor self, SymInt[] size) -> Tensor")
    static Tensor view(Tensor self, long[] size) {
        long[] sizes = inferSize(size, self.numel());
        long[] strides = viewStrides(self.sizes(), self.strides(), sizes);
        if (strides == null) {
            throw Checks.error(
                    "view size is not compatible with input tensor's size and stride (at least one dimension spans"
                            + " across"
                            + " two contiguous subspaces). Use .reshape(...) instead: view of %s with strides %s as %s",
                    self.sizes(), self.strides(), sizes);
        }
        return self.asStrided(sizes, strides, self.storageOffset());
    }

    @Operator("aten::view.dtype(Tensor(a) self, ScalarType dtype) -> Tensor(a)")
    static Tensor view(Tensor self, DType dtype) {
        int from = self.dtype().itemSize();
        int to = dtype.itemSize();
        long[] sizes = self.sizes().clone();
        long[] strides = self.strides().clone();
        long offset = self.storageOffset();
        int last = sizes.length - 1;
        if (from != to && (last < 0 || strides[last] != 1)) {
            throw Checks.error(
                    "self.stride(-1) must be 1 to view %s as %s (different element sizes), but got strides %s",
                    self.dtype(), dtype, strides);
        }
        for (int d = 0; d <= last && from != to; d++) {
            long bytes = (d == last ? sizes[d] : strides[d]) * from;
            if (bytes % to != 0) {
                throw Checks.error(
                        "sizes %s and strides %s of %s do not divide into elements of %s",
                        self.sizes(), self.strides(), self.dtype(), dtype);
            }
            if (d == last) {
                sizes[d] = bytes / to;
            } else {
                strides[d] = bytes / to;
            }
        }
        if (offset * from % to != 0) {
            throw Checks.error(
                    "self.storage_offset() must be divisible by %s to view %s as %s", to / from, self.dtype(), dtype);
        }
        return Tensor.of(self.storage(), dtype, sizes, strides, offset * from / to);
    }

    @Operator("aten::view_as(Tensor(a) self, Tensor other) -> Tensor(a)")
    static Tensor viewAs(Tensor self, Tensor other) {
        return view(self, other.sizes());
    }

    @Operator("aten::reshape(Tensor(a) self, SymInt[] shape) -> Tensor(a)")
    static Tensor reshape(Tensor self, long[] shape) {
        long[] sizes = inferSize(shape, self.numel());
        long[] strides = viewStrides(self.sizes(), self.strides(), sizes);
        if (strides != null) {
            return self.asStrided(sizes, strides, self.storageOffset());
        }
        Tensor copy = Out.contiguous(self);
        return copy.asStrided(sizes, Strides.contiguous(sizes), copy.storageOffset());
    }

    /**
     * A reshape inside a graph, where nobody asks for strides: where it must copy, dimensions lie in memory in the order in which
     * self's do, so that channels stay last.
     */
    @Operator("sconce::reshape(Tensor(a) self, SymInt[] shape) -> Tensor(a)")
    static Tensor reshapeInMemoryOrder(Tensor self, long[] shape) {
        long[] sizes = inferSize(shape, self.numel());
        long[] strides = viewStrides(self.sizes(), self.strides(), sizes);
        return strides != null
                ? self.asStrided(sizes, strides, self.storageOffset())
                : ReshapeCopy.of(self, sizes).run(self);
    }

    @Operator("aten::reshape_as(Tensor(a) self, Tensor other) -> Tensor(a)")
    static Tensor reshapeAs(Tensor self, Tensor other) {
        return reshape(self, other.sizes());
    }

    @Operator("aten::_reshape_alias(Tensor(a) self, SymInt[] size, SymInt[] stride) -> Tensor(a)")
    static Tensor reshapeAlias(Tensor self, long[] size, long[] stride) {
        return self.asStrided(size, stride, self.storageOffset());
    }

    @Operator("aten::flatten.using_ints(Tensor(a) self, int start_dim=0, int end_dim=-1) -> Tensor(a)")
    static Tensor flatten(Tensor self, long startDim, long endDim) {
        int start = self.wrapDim(startDim);
        int end = self.wrapDim(endDim);
        if (start > end) {
            throw Checks.error(
                    "flatten() has invalid args: start_dim cannot come after end_dim, got %s and %s", startDim, endDim);
        }
        if (self.dim() == 0) {
            return reshape(self, new long[] {1});
        }
        if (start == end) {
            return self;
        }
        long[] shape = new long[self.dim() - (end - start)];
        System.arraycopy(self.sizes(), 0, shape, 0, start);
        shape[start] = 1;
        for (int d = start; d <= end; d++) {
            shape[start] *= self.sizes()[d];
        }
        System.arraycopy(self.sizes(), end + 1, shape, start + 1, self.dim() - end - 1);
        return reshape(self, shape);
    }

    @Operator("aten::ravel(Tensor(a) self) -> Tensor(a)")
    static Tensor ravel(Tensor self) {
        return reshape(Out.contiguous(self), new long[] {-1});
    }

    @Operator("aten::unflatten.int(Tensor(a) self, int dim, SymInt[] sizes) -> Tensor(a)")
    static Tensor unflatten(Tensor self, long dim, long[] sizes) {
        int d = self.someDim(dim);
        if (sizes.length == 0) {
            throw Checks.error("unflatten: sizes must be non-empty");
        }
        long[] inner = inferSize(sizes, self.size(d));
        long[] shape = new long[self.dim() + sizes.length - 1];
        System.arraycopy(self.sizes(), 0, shape, 0, d);
        System.arraycopy(inner, 0, shape, d, inner.length);
        System.arraycopy(self.sizes(), d + 1, shape, d + inner.length, self.dim() - d - 1);
        return view(self, shape);
    }

    @Operator("aten::expand(Tensor(a) self, SymInt[] size, *, bool implicit=False) -> Tensor(a)")
    static Tensor expand(Tensor self, long[] size, boolean implicit) {
        int added = size.length - self.dim();
        if (added < 0) {
            throw Checks.error(
                    "expand(%s, size=%s): the number of sizes provided (%s) must be greater or equal to the number of"
                            + " dimensions in the tensor (%s)",
                    self, size, size.length, self.dim());
        }
        long[] sizes = size.clone();
        long[] strides = new long[size.length];
        for (int d = sizes.length - 1; d >= 0; d--) {
            long own = d < added ? 1 : self.sizes()[d - added];
            if (size[d] == -1 && d >= added) {
                sizes[d] = own;
            } else if (size[d] < 0) {
                throw Checks.error(
                        "The expanded size of the tensor (%s) isn't allowed in a leading, non-existing dimension %s",
                        size[d], d);
            }
            if (own == sizes[d]) {
                strides[d] = d >= added
                        ? self.strides()[d - added]
                        : d + 1 < sizes.length ? sizes[d + 1] * strides[d + 1] : 1;
            } else if (own != 1) {
                throw Checks.error(
                        "The expanded size of the tensor (%s) must match the existing size (%s) at non-singleton"
                                + " dimension"
                                + " %s.  Target sizes: %s.  Tensor sizes: %s",
                        size[d], own, d, size, self.sizes());
            }
        }
        return self.asStrided(sizes, strides, self.storageOffset());
    }

    static Tensor expand(Tensor self, long... size) {
        return Arrays.equals(self.sizes(), size) ? self : expand(self, size, false);
    }

    @Operator("aten::expand_as(Tensor(a) self, Tensor other) -> Tensor(a)")
    static Tensor expandAs(Tensor self, Tensor other) {
        return expand(self, other.sizes(), false);
    }

    @Operator("aten::broadcast_to(Tensor(a) self, SymInt[] size) -> Tensor(a)")
    static Tensor broadcastTo(Tensor self, long[] size) {
        return expand(self, size, false);
    }

    @Operator("aten::broadcast_tensors(Tensor[] tensors) -> Tensor[]")
    static Tensor[] broadcastTensors(Tensor[] tensors) {
        long[] shape = new long[0];
        for (Tensor tensor : tensors) {
            shape = TensorIterator.broadcast(shape, tensor.sizes());
        }
        Tensor[] expanded = new Tensor[tensors.length];
        for (int i = 0; i < tensors.length; i++) {
            expanded[i] = expand(tensors[i], shape, false);
        }
        return expanded;
    }

    @Operator("aten::as_strided(Tensor(a) self, SymInt[] size, SymInt[] stride, SymInt? storage_offset=None) ->"
            + " Tensor(a)")
    static Tensor asStrided(Tensor self, long[] size, long[] stride, Long storageOffset) {
        return self.asStrided(size, stride, storageOffset == null ? self.storageOffset() : storageOffset);
    }

    @Operator("aten::as_strided_(Tensor(a!) self, SymInt[] size, SymInt[] stride, SymInt? storage_offset=None) ->"
            + " Tensor(a!)")
    static Tensor asStridedInPlace(Tensor self, long[] size, long[] stride, Long storageOffset) {
        self.become(asStrided(self, size, stride, storageOffset));
        return self;
    }

    @Operator("aten::detach(Tensor(a) self) -> Tensor(a)")
    @Operator("aten::alias(Tensor(a) self) -> Tensor(a)")
    @Operator("aten::data(Tensor self) -> Tensor")
    static Tensor alias(Tensor self) {
        return self.alias();
    }

    @Operator("aten::detach_(Tensor(a!) self) -> Tensor(a!)")
    @Operator("aten::lift(Tensor self) -> Tensor")
    @Operator("aten::lift_fresh(Tensor(a) self) -> Tensor(a)")
    @Operator("aten::resolve_conj(Tensor(a) self) -> Tensor(a)")
    @Operator("aten::resolve_neg(Tensor(a) self) -> Tensor(a)")
    static Tensor same(Tensor self) {
        return self;
    }

    @Operator("aten::requires_grad_(Tensor(a!) self, bool requires_grad=True) -> Tensor(a!)")
    static Tensor requiresGrad(Tensor self, boolean requiresGrad) {
        return self;
    }

    /** The sizes with a -1 replaced by what the number of elements demands (PyTorch's infer_size). */
    static long[] inferSize(long[] shape, long numel) {
        long known = 1;
        int inferred = -1;
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] == -1) {
                if (inferred >= 0) {
                    throw Checks.error("only one dimension can be inferred, got %s", shape);
                }
                inferred = i;
            } else if (shape[i] < 0) {
                throw Checks.error("invalid shape dimension %s in %s", shape[i], shape);
            } else {
                known *= shape[i];
            }
        }
        if (inferred < 0 ? known == numel : known > 0 && numel % known == 0) {
            if (inferred < 0) {
                return shape;
            }
            long[] sizes = shape.clone();
            sizes[inferred] = numel / known;
            return sizes;
        }
        if (inferred >= 0 && known == 0 && numel == 0) {
            throw Checks.error(
                    "cannot reshape tensor of 0 elements into shape %s because the unspecified dimension size -1"
                            + " can be any"
                            + " value and is ambiguous",
                    shape);
        }
        throw Checks.error("shape '%s' is invalid for input of size %s", shape, numel);
    }

    /**
     * The strides under which {@code newSizes} is a view of a tensor; null where there are none (PyTorch's
     * computeStride).
     */
    static long[] viewStrides(long[] sizes, long[] strides, long[] newSizes) {
        long numel = Tensor.numel(sizes);
        if (numel == 0) {
            return Arrays.equals(sizes, newSizes) ? strides : Strides.contiguous(newSizes);
        }
        long[] newStrides = new long[newSizes.length];
        int view = newSizes.length - 1;
        long chunkStride = sizes.length == 0 ? 1 : strides[sizes.length - 1];
        long elements = 1;
        long viewed = 1;
        for (int d = sizes.length - 1; d >= 0; d--) {
            elements *= sizes[d];
            boolean ends = d == 0 || (sizes[d - 1] != 1 && strides[d - 1] != elements * chunkStride);
            if (!ends) {
                continue;
            }
            while (view >= 0 && (viewed < elements || newSizes[view] == 1)) {
                newStrides[view] = viewed * chunkStride;
                viewed *= newSizes[view];
                view--;
            }
            if (viewed != elements) {
                return null;
            }
            if (d > 0) {
                chunkStride = strides[d - 1];
                elements = 1;
                viewed = 1;
            }
        }
        while (view >= 0) {
            newStrides[view--] = chunkStride;
        }
        return newStrides;
    }
}
