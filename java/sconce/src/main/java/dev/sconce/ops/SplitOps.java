package dev.sconce.ops;

import dev.sconce.OperatorException;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/** One tensor as several views along a dimension: split, chunk, unbind and their kin. */
final class SplitOps {
    private SplitOps() {}

    @Operator("aten::unbind.int(Tensor(a -> *) self, int dim=0) -> Tensor(a)[]")
    static Tensor[] unbind(Tensor self, long dim) {
        int d = self.wrapDim(dim);
        if (self.dim() == 0) {
            throw new OperatorException("unbind: the tensor has no dimensions");
        }
        Tensor[] parts = new Tensor[Math.toIntExact(self.sizes()[d])];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = DimensionOps.select(self, d, i);
        }
        return parts;
    }

    @Operator("aten::split.Tensor(Tensor(a -> *) self, SymInt split_size, int dim=0) -> Tensor(a)[]")
    @Operator("aten::unsafe_split.Tensor(Tensor self, SymInt split_size, int dim=0) -> Tensor[]")
    static Tensor[] split(Tensor self, long splitSize, long dim) {
        if (self.dim() == 0) {
            throw new OperatorException("split expects at least a 1-dimensional tensor");
        }
        int d = self.wrapDim(dim);
        long size = self.sizes()[d];
        if (splitSize < 0 || (splitSize == 0 && size != 0)) {
            throw Checks.error(
                    "split_size can only be 0 if dimension size is 0, but got dimension size of %s and split_size %s",
                    size, splitSize);
        }
        int count = splitSize == 0 ? 1 : Math.max(1, Math.toIntExact((size + splitSize - 1) / splitSize));
        Tensor[] parts = new Tensor[count];
        for (int i = 0; i < count; i++) {
            long from = i * splitSize;
            parts[i] = DimensionOps.slice(self, d, from, Math.min(size, from + splitSize), 1);
        }
        return parts;
    }

    @Operator("aten::split.sizes(Tensor(a -> *) self, SymInt[] split_size, int dim=0) -> Tensor(a)[]")
    @Operator("aten::split(Tensor(a -> *) self, int[] split_sizes, int dim=0) -> Tensor(a)[]")
    @Operator("aten::split_with_sizes(Tensor(a -> *) self, SymInt[] split_sizes, int dim=0) -> Tensor(a)[]")
    @Operator("aten::unsafe_split_with_sizes(Tensor self, SymInt[] split_sizes, int dim=0) -> Tensor[]")
    static Tensor[] splitWithSizes(Tensor self, long[] splitSizes, long dim) {
        if (self.dim() == 0) {
            throw new OperatorException("split_with_sizes expects at least a 1-dimensional tensor");
        }
        long size = self.size(dim);
        Tensor[] parts = new Tensor[splitSizes.length];
        long from = 0;
        for (int i = 0; i < parts.length; i++) {
            if (splitSizes[i] < 0) {
                throw Checks.error(
                        "split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes=%s",
                        splitSizes);
            }
            parts[i] = DimensionOps.slice(self, dim, from, from + splitSizes[i], 1);
            from += splitSizes[i];
        }
        if (from != size) {
            throw Checks.error(
                    "split_with_sizes expects split_sizes to sum exactly to %s (input tensor's size at dimension"
                            + " %s), but got"
                            + " split_sizes=%s",
                    size, dim, splitSizes);
        }
        return parts;
    }

    @Operator("aten::chunk(Tensor(a -> *) self, int chunks, int dim=0) -> Tensor(a)[]")
    @Operator("aten::unsafe_chunk(Tensor self, int chunks, int dim=0) -> Tensor[]")
    static Tensor[] chunk(Tensor self, long chunks, long dim) {
        if (self.dim() == 0) {
            throw new OperatorException("chunk expects at least a 1-dimensional tensor");
        }
        if (chunks <= 0) {
            throw Checks.error("chunk expects `chunks` to be greater than 0, got: %s", chunks);
        }
        long size = self.size(dim);
        long splitSize = size / chunks + (size % chunks == 0 ? 0 : 1);
        if (splitSize == 0) {
            return splitWithSizes(self, new long[Math.toIntExact(chunks)], dim);
        }
        return split(self, splitSize, dim);
    }

    @Operator("aten::tensor_split.sections(Tensor(a -> *) self, SymInt sections, int dim=0) -> Tensor(a)[]")
    static Tensor[] tensorSplit(Tensor self, long sections, long dim) {
        if (self.dim() == 0) {
            throw new OperatorException(
                    "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims");
        }
        if (sections <= 0) {
            throw Checks.error("number of sections must be larger than 0, got %s", sections);
        }
        long size = self.size(dim);
        long[] sizes = new long[Math.toIntExact(sections)];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = size / sections + (i < size % sections ? 1 : 0);
        }
        return splitWithSizes(self, sizes, dim);
    }

    @Operator("aten::tensor_split.indices(Tensor(a -> *) self, SymInt[] indices, int dim=0) -> Tensor(a)[]")
    static Tensor[] tensorSplit(Tensor self, long[] indices, long dim) {
        if (self.dim() == 0) {
            throw new OperatorException(
                    "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims");
        }
        Tensor[] parts = new Tensor[indices.length + 1];
        Long from = null;
        for (int i = 0; i <= indices.length; i++) {
            Long to = i == indices.length ? null : Long.valueOf(indices[i]);
            parts[i] = DimensionOps.slice(self, dim, from, to, 1);
            from = to;
        }
        return parts;
    }

    @Operator("aten::tensor_split.tensor_indices_or_sections(Tensor(a -> *) self, Tensor tensor_indices_or_sections,"
            + " int dim=0)"
            + " -> Tensor(a)[]")
    static Tensor[] tensorSplit(Tensor self, Tensor indicesOrSections, long dim) {
        Checks.dtypeIs("tensor_split", "tensor_indices_or_sections", indicesOrSections, dev.sconce.DType.INT64);
        return switch (indicesOrSections.dim()) {
            case 0 -> tensorSplit(self, Elements.toLong(indicesOrSections), dim);
            case 1 -> tensorSplit(self, indicesOrSections.getDataAsLongArray(), dim);
            default ->
                throw Checks.error(
                        "tensor_split expected tensor_indices_or_sections to be a zero-dimensional or one-dimensional"
                                + " tensor, but got a tensor with %s dims",
                        indicesOrSections.dim());
        };
    }

    private static int stackDim(String operator, Tensor self, int rank, int dim) {
        if (self.dim() < rank) {
            throw Checks.error(
                    "torch.%s requires a tensor with at least %s dimension, but got a tensor with %s dimensions!",
                    operator, rank, self.dim());
        }
        return dim;
    }

    private static Tensor[] evenly(String operator, Tensor self, long sections, int dim) {
        if (sections <= 0 || self.size(dim) % sections != 0) {
            throw Checks.error(
                    "torch.%s attempted to split along dimension %s, but the size of the dimension %s is not"
                            + " divisible by the"
                            + " split_size %s!",
                    operator, dim, self.size(dim), sections);
        }
        long[] sizes = new long[Math.toIntExact(sections)];
        Arrays.fill(sizes, self.size(dim) / sections);
        return splitWithSizes(self, sizes, dim);
    }

    @Operator("aten::hsplit.int(Tensor(a -> *) self, int sections) -> Tensor(a)[]")
    static Tensor[] hsplit(Tensor self, long sections) {
        return evenly("hsplit", self, sections, stackDim("hsplit", self, 1, self.dim() == 1 ? 0 : 1));
    }

    @Operator("aten::hsplit.array(Tensor(a -> *) self, int[] indices) -> Tensor(a)[]")
    static Tensor[] hsplit(Tensor self, long[] indices) {
        return tensorSplit(self, indices, stackDim("hsplit", self, 1, self.dim() == 1 ? 0 : 1));
    }

    @Operator("aten::vsplit.int(Tensor(a -> *) self, int sections) -> Tensor(a)[]")
    static Tensor[] vsplit(Tensor self, long sections) {
        return evenly("vsplit", self, sections, stackDim("vsplit", self, 2, 0));
    }

    @Operator("aten::vsplit.array(Tensor(a -> *) self, int[] indices) -> Tensor(a)[]")
    static Tensor[] vsplit(Tensor self, long[] indices) {
        return tensorSplit(self, indices, stackDim("vsplit", self, 2, 0));
    }

    @Operator("aten::dsplit.int(Tensor(a -> *) self, int sections) -> Tensor(a)[]")
    static Tensor[] dsplit(Tensor self, long sections) {
        return evenly("dsplit", self, sections, stackDim("dsplit", self, 3, 2));
    }

    @Operator("aten::dsplit.array(Tensor(a -> *) self, int[] indices) -> Tensor(a)[]")
    static Tensor[] dsplit(Tensor self, long[] indices) {
        return tensorSplit(self, indices, stackDim("dsplit", self, 3, 2));
    }

    /**
     * Each tensor in chunks along {@code dim}, the last filled up with zeros; the first chunks of all tensors side by side,
     * flat from {@code dim} on, then the second ones, and so on.
     */
    @Operator("aten::_chunk_cat(Tensor[] tensors, int dim, int num_chunks) -> Tensor")
    @Operator("aten::_chunk_cat.out(Tensor[] tensors, int dim, int num_chunks, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor chunkCat(Tensor[] tensors, long dim, long numChunks, Tensor out) {
        if (tensors.length == 0 || numChunks < 1) {
            throw Checks.error("_chunk_cat expects a non-empty input tensor list and a positive num_chunks");
        }
        int d = tensors[0].someDim(dim);
        Tensor[] flat = new Tensor[tensors.length];
        for (int i = 0; i < tensors.length; i++) {
            Tensor tensor = tensors[i];
            if (tensor.numel() == 0) {
                throw Checks.error("_chunk_cat expects non-empty tensor");
            }
            if (dim < 0 && tensor.dim() != tensors[0].dim()) {
                throw Checks.error("_chunk_cat expects non-negative dim when input tensors have different ndims");
            }
            if (d >= tensor.dim()) {
                throw Checks.error("_chunk_cat expects dim < ndim for all input tensors");
            }
            long size = tensor.sizes()[d];
            long chunk = (size + numChunks - 1) / numChunks;
            long[] pad = new long[2 * (tensor.dim() - d)];
            pad[pad.length - 1] = chunk * numChunks - size;
            Tensor padded = PaddingOps.constantPad(tensor, pad, Scalar.of(0L), null);
            long[] shape = Arrays.copyOf(tensor.sizes(), d + 2);
            shape[d] = numChunks;
            shape[d + 1] = -1;
            flat[i] = ViewOps.reshape(padded, shape);
        }
        return ShapeOps.cat(flat, d + 1, out);
    }
}
