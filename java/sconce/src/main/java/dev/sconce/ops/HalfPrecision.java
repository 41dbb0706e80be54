package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Float16;
import dev.sconce.runtime.Scalar;

/** float16 and bfloat16: what has no kernel for them is computed in float32 and rounded once. */
final class HalfPrecision {
    private HalfPrecision() {}

    static boolean is(DType dtype) {
        return dtype == DType.FLOAT16 || dtype == DType.BFLOAT16;
    }

    /** A number as the dtype, float16 or bfloat16, has it, refused where it is beyond that; for other dtypes as it is. */
    static Scalar rounded(Scalar number, DType dtype) {
        if (!is(dtype)) {
            return number;
        }
        float value = (float) number.to(dtype).toDouble();
        return Scalar.of((double)
                (dtype == DType.FLOAT16
                        ? Float16.toFloat(Float16.bits(value))
                        : Float.intBitsToFloat((int) ScalarBits.bfloat16Bits(value) << 16)));
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
