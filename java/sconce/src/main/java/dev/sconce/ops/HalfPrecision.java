package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;

/** float16 and bfloat16: what has no kernel for them is computed in float32 and rounded once. */
final class HalfPrecision {
    private HalfPrecision() {}

    static boolean is(DType dtype) {
        return dtype == DType.FLOAT16 || dtype == DType.BFLOAT16;
    }

    /** float32 for half precision; other dtypes as they are. */
    static DType widened(DType dtype) {
        return is(dtype) ? DType.FLOAT32 : dtype;
    }

    /** The tensor, or null, in its widened dtype. */
    static Tensor widened(Tensor tensor) {
        return tensor == null || !is(tensor.dtype()) ? tensor : TensorIterator.cast(tensor, DType.FLOAT32);
    }
}
