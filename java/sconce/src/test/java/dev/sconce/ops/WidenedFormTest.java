package dev.sconce.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scope;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WidenedFormTest {
    private static Object call(String operator, Object... arguments) {
        return Operators.table().entries(operator).get(0).invoke(arguments);
    }

    private static Object list(long... values) {
        return Convert.from(values);
    }

    private static float[] floats(Tensor tensor) {
        return TensorIterator.cast(tensor, DType.FLOAT32).getDataAsFloatArray();
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT16", "BFLOAT16"})
    void sumsAreOfFloat32AndRoundedOnce(DType dtype) {
        try (Scope ignored = Scope.open()) {
            // 256 + 16 ones: in half precision added one by one, bfloat16 would stay at 256
            float[] values = new float[17];
            Arrays.fill(values, 1);
            values[0] = 256;
            Tensor x = TensorIterator.cast(Tensor.fromBlob(values, new long[] {1, 1, 17}), dtype);
            Tensor mean = (Tensor) call("aten::adaptive_avg_pool1d", x, list(1));
            assertEquals(dtype, mean.dtype());
            assertArrayEquals(new float[] {16}, floats(mean));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT16", "BFLOAT16"})
    void indicesStayIntegers(DType dtype) {
        try (Scope ignored = Scope.open()) {
            Tensor x = TensorIterator.cast(
                    Tensor.fromBlob(new float[] {1, 5, 2, -3, -1, -2}, new long[] {1, 1, 6}), dtype);
            Object[] results =
                    (Object[]) call("aten::max_pool1d_with_indices", x, list(3), list(), list(0), list(1), false);
            assertArrayEquals(new float[] {5, -1}, floats((Tensor) results[0]));
            assertEquals(dtype, ((Tensor) results[0]).dtype());
            assertArrayEquals(new long[] {1, 4}, ((Tensor) results[1]).getDataAsLongArray());
        }
    }
}
