package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.MemoryFormat;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/** What a tensor says of itself, and its only element as a number. */
final class TensorInfoOps {
    private TensorInfoOps() {}

    @Operator("aten::size(Tensor self) -> int[]")
    @Operator("aten::sym_size(Tensor self) -> SymInt[]")
    static long[] size(Tensor self) {
        return self.shape();
    }

    @Operator("aten::size.int(Tensor self, int dim) -> int")
    @Operator("aten::sym_size.int(Tensor self, int dim) -> SymInt")
    static long size(Tensor self, long dim) {
        int d = dimOf(self, dim);
        return self.sizes()[d];
    }

    private static int dimOf(Tensor self, long dim) {
        if (self.dim() == 0) {
            throw Checks.error("Dimension specified as %s but tensor has no dimensions", dim);
        }
        return self.wrapDim(dim);
    }

    @Operator("aten::stride(Tensor self) -> int[]")
    @Operator("aten::sym_stride(Tensor self) -> SymInt[]")
    static long[] stride(Tensor self) {
        return self.strides().clone();
    }

    @Operator("aten::stride.int(Tensor self, int dim) -> int")
    @Operator("aten::sym_stride.int(Tensor self, int dim) -> SymInt")
    static long stride(Tensor self, long dim) {
        return self.strides()[dimOf(self, dim)];
    }

    @Operator("aten::dim(Tensor self) -> int")
    static long dim(Tensor self) {
        return self.dim();
    }

    @Operator("aten::numel(Tensor self) -> int")
    @Operator("aten::sym_numel(Tensor self) -> SymInt")
    static long numel(Tensor self) {
        return self.numel();
    }

    @Operator("aten::len.Tensor(Tensor t) -> int")
    static long len(Tensor t) {
        if (t.dim() == 0) {
            throw Checks.error("len() of a 0-d tensor");
        }
        return t.sizes()[0];
    }

    @Operator("aten::storage_offset(Tensor self) -> int")
    @Operator("aten::sym_storage_offset(Tensor self) -> SymInt")
    static long storageOffset(Tensor self) {
        return self.storageOffset();
    }

    @Operator("aten::element_size(Tensor self) -> int")
    static long elementSize(Tensor self) {
        return self.dtype().itemSize();
    }

    @Operator("aten::get_device(Tensor self) -> int")
    static long getDevice(Tensor self) {
        return -1;
    }

    @Operator("aten::is_contiguous(Tensor self) -> bool")
    static boolean isContiguous(Tensor self) {
        return self.isContiguous();
    }

    @Operator("aten::is_contiguous.memory_format(Tensor self, MemoryFormat memory_format) -> bool")
    static boolean isContiguous(Tensor self, MemoryFormat memoryFormat) {
        return self.isContiguous(memoryFormat);
    }

    @Operator("aten::is_non_overlapping_and_dense(Tensor self) -> bool")
    static boolean isNonOverlappingAndDense(Tensor self) {
        return self.isNonOverlappingAndDense();
    }

    @Operator("aten::is_floating_point(Tensor self) -> bool")
    static boolean isFloatingPoint(Tensor self) {
        return self.dtype().isFloatingPoint();
    }

    @Operator("aten::is_complex(Tensor self) -> bool")
    static boolean isComplex(Tensor self) {
        return self.dtype().isComplex();
    }

    @Operator("aten::is_signed(Tensor self) -> bool")
    static boolean isSigned(Tensor self) {
        return self.dtype().isSigned();
    }

    @Operator("aten::is_conj(Tensor self) -> bool")
    @Operator("aten::is_neg(Tensor self) -> bool")
    @Operator("aten::is_inference(Tensor self) -> bool")
    static boolean never(Tensor self) {
        return false;
    }

    @Operator("aten::is_leaf(Tensor self) -> bool")
    static boolean always(Tensor self) {
        return true;
    }

    @Operator("aten::is_same_size(Tensor self, Tensor other) -> bool")
    static boolean isSameSize(Tensor self, Tensor other) {
        return Arrays.equals(self.sizes(), other.sizes());
    }

    @Operator("aten::is_set_to(Tensor self, Tensor tensor) -> bool")
    static boolean isSetTo(Tensor self, Tensor tensor) {
        return self.storage() == tensor.storage()
                && self.storageOffset() == tensor.storageOffset()
                && Arrays.equals(self.sizes(), tensor.sizes())
                && Arrays.equals(self.strides(), tensor.strides());
    }

    @Operator("aten::_shape_as_tensor(Tensor self) -> Tensor")
    static Tensor shapeAsTensor(Tensor self) {
        return Elements.of(self.sizes());
    }

    // --- dtypes

    @Operator("aten::result_type.Tensor(Tensor tensor, Tensor other) -> ScalarType")
    static DType resultType(Tensor tensor, Tensor other) {
        return new TypePromotion().add(tensor).add(other).result();
    }

    @Operator("aten::result_type.Scalar(Tensor tensor, Scalar other) -> ScalarType")
    static DType resultType(Tensor tensor, Scalar other) {
        return new TypePromotion().add(tensor).add(other).result();
    }

    @Operator("aten::result_type.Scalar_Tensor(Scalar scalar, Tensor tensor) -> ScalarType")
    static DType resultType(Scalar scalar, Tensor tensor) {
        return resultType(tensor, scalar);
    }

    @Operator("aten::result_type.Scalar_Scalar(Scalar scalar1, Scalar scalar2) -> ScalarType")
    static DType resultType(Scalar scalar1, Scalar scalar2) {
        return new TypePromotion().add(scalar1).add(scalar2).result();
    }

    @Operator("aten::can_cast(ScalarType from_, ScalarType to) -> bool")
    static boolean canCast(DType from, DType to) {
        return TensorIterator.canCast(from, to);
    }

    @Operator("aten::promote_types(ScalarType type1, ScalarType type2) -> ScalarType")
    static DType promoteTypes(DType type1, DType type2) {
        return DType.promote(type1, type2);
    }

    // --- the only element

    @Operator("aten::item(Tensor self) -> Scalar")
    @Operator("aten::_local_scalar_dense(Tensor self) -> Scalar")
    @Operator("aten::ScalarImplicit(Tensor a) -> Scalar")
    static Scalar item(Tensor self) {
        return Elements.scalar(self);
    }

    @Operator("aten::Int.Tensor(Tensor a) -> int")
    static long toInt(Tensor a) {
        return Elements.toLong(a);
    }

    @Operator("aten::Float.Tensor(Tensor a) -> float")
    static double toFloat(Tensor a) {
        return Elements.toDouble(a);
    }

    @Operator("aten::Bool.Tensor(Tensor a) -> bool")
    @Operator("aten::is_nonzero(Tensor self) -> bool")
    static boolean toBool(Tensor a) {
        return Elements.toBoolean(a);
    }

    @Operator("sconce::select_item(Tensor self, int dim, int index) -> Scalar")
    static Scalar selectItem(Tensor self, long dim, long index) {
        return Scalar.of(Elements.selected(self, dim, index));
    }

    @Operator("sconce::select_Int(Tensor self, int dim, int index) -> int")
    static long selectInt(Tensor self, long dim, long index) {
        return Elements.selected(self, dim, index) instanceof Long number
                ? number
                : toInt(DimensionOps.select(self, dim, index));
    }

    @Operator("sconce::select_Float(Tensor self, int dim, int index) -> float")
    static double selectFloat(Tensor self, long dim, long index) {
        return Elements.selected(self, dim, index) instanceof Double number
                ? number
                : toFloat(DimensionOps.select(self, dim, index));
    }

    @Operator("sconce::select_Bool(Tensor self, int dim, int index) -> bool")
    static boolean selectBool(Tensor self, long dim, long index) {
        return self.dim() == 1 && Elements.selected(self, dim, index) instanceof Boolean flag
                ? flag
                : toBool(DimensionOps.select(self, dim, index));
    }

    @Operator("aten::IntImplicit(Tensor a) -> int")
    static long intImplicit(Tensor a) {
        if (a.dim() != 0) {
            throw Checks.error(
                    "Cannot input a tensor of dimension other than 0 as a scalar argument, got sizes %s", a.sizes());
        }
        if (!a.dtype().isIntegral(false)) {
            throw Checks.error("Cannot input a tensor of type %s as an integral argument", a.dtype());
        }
        return Elements.toLong(a);
    }

    @Operator("aten::FloatImplicit(Tensor a) -> float")
    static double floatImplicit(Tensor a) {
        if (a.dim() != 0) {
            throw Checks.error(
                    "Cannot input a tensor of dimension other than 0 as a scalar argument, got sizes %s", a.sizes());
        }
        return Elements.toDouble(a);
    }
}
