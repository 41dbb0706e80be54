package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;

/**
 * The common dtype of operands, as {@code torch.result_type} has it: tensors with dimensions first, then 0-d tensors,
 * then plain numbers; a lower category counts only where it is of a higher kind (bool, integer, floating, complex).
 */
public final class TypePromotion {
    private DType dimension;
    private DType zeroDimension;
    private DType number;

    public TypePromotion add(Tensor tensor) {
        DType dtype = tensor.dtype();
        if (tensor.dim() > 0) {
            dimension = combine(dimension, dtype);
        } else if (tensor.isWrappedNumber()) {
            number = combine(number, numberType(dtype));
        } else {
            zeroDimension = combine(zeroDimension, dtype);
        }
        return this;
    }

    public TypePromotion add(Scalar scalar) {
        number = combine(number, scalar.dtype());
        return this;
    }

    /** The result; null where nothing was added. */
    public DType result() {
        return combineCategories(dimension, combineCategories(zeroDimension, number));
    }

    private static DType numberType(DType dtype) {
        return dtype == DType.FLOAT64 ? DType.FLOAT32 : dtype == DType.COMPLEX128 ? DType.COMPLEX64 : dtype;
    }

    private static DType combine(DType a, DType b) {
        return a == null ? b : b == null ? a : DType.promote(a, b);
    }

    private static int kind(DType dtype) {
        return dtype == DType.BOOL ? 0 : dtype.isIntegral(false) ? 1 : dtype.isComplex() ? 3 : 2;
    }

    /** PyTorch's combine_categories: the higher category wins unless the lower is of a higher kind. */
    private static DType combineCategories(DType higher, DType lower) {
        if (higher == null || lower == null) {
            return higher == null ? lower : higher;
        }
        if (kind(lower) <= kind(higher)) {
            return higher;
        }
        return DType.promote(higher, lower);
    }
}
