package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import java.util.Arrays;

/** The copying twins of view operators, which functionalised graphs have. */
final class ViewCopyOps {
    private ViewCopyOps() {}

    private static Tensor[] copies(Tensor[] views) {
        return Arrays.stream(views).map(Out::contiguousCopy).toArray(Tensor[]::new);
    }

    @Operator("aten::alias_copy(Tensor self) -> Tensor")
    @Operator("aten::detach_copy(Tensor self) -> Tensor")
    @Operator("aten::lift_fresh_copy(Tensor self) -> Tensor")
    static Tensor alias(Tensor self) {
        return Out.contiguousCopy(self);
    }

    @Operator("aten::view_copy(Tensor self, SymInt[] size) -> Tensor")
    static Tensor view(Tensor self, long[] size) {
        return Out.contiguousCopy(ViewOps.reshape(self, size));
    }

    @Operator("aten::view_copy.dtype(Tensor self, ScalarType dtype) -> Tensor")
    static Tensor view(Tensor self, DType dtype) {
        return Out.contiguousCopy(ViewOps.view(self, dtype));
    }

    @Operator("aten::_reshape_copy(Tensor self, SymInt[] size) -> Tensor")
    static Tensor reshape(Tensor self, long[] size) {
        return Out.contiguousCopy(ViewOps.reshape(self, size));
    }

    @Operator("aten::expand_copy(Tensor self, SymInt[] size, *, bool implicit=False) -> Tensor")
    static Tensor expand(Tensor self, long[] size, boolean implicit) {
        return Out.contiguousCopy(ViewOps.expand(self, size, implicit));
    }

    @Operator(
            "aten::as_strided_copy(Tensor self, SymInt[] size, SymInt[] stride, SymInt? storage_offset=None) -> Tensor")
    static Tensor asStrided(Tensor self, long[] size, long[] stride, Long storageOffset) {
        return Out.contiguousCopy(ViewOps.asStrided(self, size, stride, storageOffset));
    }

    @Operator("aten::permute_copy(Tensor self, int[] dims) -> Tensor")
    static Tensor permute(Tensor self, long[] dims) {
        return Out.contiguousCopy(DimensionOps.permute(self, dims));
    }

    @Operator("aten::transpose_copy.int(Tensor self, int dim0, int dim1) -> Tensor")
    static Tensor transpose(Tensor self, long dim0, long dim1) {
        return Out.contiguousCopy(DimensionOps.transpose(self, dim0, dim1));
    }

    @Operator("aten::t_copy(Tensor self) -> Tensor")
    static Tensor t(Tensor self) {
        return Out.contiguousCopy(DimensionOps.t(self));
    }

    @Operator("aten::unsqueeze_copy(Tensor self, int dim) -> Tensor")
    static Tensor unsqueeze(Tensor self, long dim) {
        return Out.contiguousCopy(DimensionOps.unsqueeze(self, dim));
    }

    @Operator("aten::squeeze_copy(Tensor self) -> Tensor")
    static Tensor squeeze(Tensor self) {
        return Out.contiguousCopy(DimensionOps.squeeze(self));
    }

    @Operator("aten::squeeze_copy.dim(Tensor self, int dim) -> Tensor")
    static Tensor squeeze(Tensor self, long dim) {
        return Out.contiguousCopy(DimensionOps.squeeze(self, dim));
    }

    @Operator("aten::squeeze_copy.dims(Tensor self, int[] dim) -> Tensor")
    static Tensor squeeze(Tensor self, long[] dim) {
        return Out.contiguousCopy(DimensionOps.squeeze(self, dim));
    }

    @Operator("aten::select_copy.int(Tensor self, int dim, SymInt index) -> Tensor")
    static Tensor select(Tensor self, long dim, long index) {
        return Out.contiguousCopy(DimensionOps.select(self, dim, index));
    }

    @Operator("aten::slice_copy.Tensor(Tensor self, int dim=0, SymInt? start=None, SymInt? end=None, SymInt step=1)"
            + " -> Tensor")
    static Tensor slice(Tensor self, long dim, Long start, Long end, long step) {
        return Out.contiguousCopy(DimensionOps.slice(self, dim, start, end, step));
    }

    @Operator("aten::diagonal_copy(Tensor self, int offset=0, int dim1=0, int dim2=1) -> Tensor")
    static Tensor diagonal(Tensor self, long offset, long dim1, long dim2) {
        return Out.contiguousCopy(DimensionOps.diagonal(self, offset, dim1, dim2));
    }

    @Operator("aten::unfold_copy(Tensor self, int dimension, int size, int step) -> Tensor")
    static Tensor unfold(Tensor self, long dimension, long size, long step) {
        return Out.contiguousCopy(DimensionOps.unfold(self, dimension, size, step));
    }

    @Operator("aten::view_as_real_copy(Tensor self) -> Tensor")
    static Tensor viewAsReal(Tensor self) {
        return Out.contiguousCopy(ComplexOps.viewAsReal(self));
    }

    @Operator("aten::view_as_complex_copy(Tensor self) -> Tensor")
    static Tensor viewAsComplex(Tensor self) {
        return Out.contiguousCopy(ComplexOps.viewAsComplex(self));
    }

    @Operator("aten::unbind_copy.int(Tensor self, int dim=0) -> Tensor[]")
    static Tensor[] unbind(Tensor self, long dim) {
        return copies(SplitOps.unbind(self, dim));
    }

    @Operator("aten::split_copy.Tensor(Tensor self, SymInt split_size, int dim=0) -> Tensor[]")
    static Tensor[] split(Tensor self, long splitSize, long dim) {
        return copies(SplitOps.split(self, splitSize, dim));
    }

    @Operator("aten::split_with_sizes_copy(Tensor self, SymInt[] split_sizes, int dim=0) -> Tensor[]")
    static Tensor[] splitWithSizes(Tensor self, long[] splitSizes, long dim) {
        return copies(SplitOps.splitWithSizes(self, splitSizes, dim));
    }
}
