package dev.sconce.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sconce.DType;
import dev.sconce.OperatorException;
import org.junit.jupiter.api.Test;

/** A number as an element of a dtype: what PyTorch's {@code fill_} stores, and what it refuses. */
class ScalarTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private static Object held(Object number, DType dtype) {
        return Scalar.of(number).to(dtype).value();
    }

    private static void refused(String type, DType dtype, Object... numbers) {
        for (Object number : numbers) {
            OperatorException e = assertThrows(OperatorException.class, () -> held(number, dtype), number::toString);
            assertEquals("value cannot be converted to type " + type + " without overflow", e.getMessage());
        }
    }

    @Test
    void integersAreOfTheirRange() {
        refused("uint8_t", DType.UINT8, 256L, 300L, 1L << 40, -256L, -300L, Long.MIN_VALUE, 255.5, 256.0, -0.5, -1.0);
        refused("int8_t", DType.INT8, 128L, -129L, 127.5, -128.5, 1e30);
        refused("int16_t", DType.INT16, 32768L, -32769L, 1e10);
        refused("int", DType.INT32, 1L << 31, (-1L << 31) - 1, 2147483648.0);
        refused("int64_t", DType.INT64, 1e30, -1e30);
        for (DType dtype : new DType[] {DType.UINT8, DType.INT8, DType.INT16, DType.INT32, DType.INT64}) {
            String type = dtype == DType.INT32 ? "int" : dtype + "_t";
            refused(type, dtype, INFINITY, -INFINITY, Double.NaN, new Complex(0, 2));
            assertEquals(1L, held(new Complex(1, 0), dtype));
            assertEquals(true, held(true, dtype));
            assertEquals(2L, held(2.7, dtype));
        }
        assertEquals(-1L, held(-1.5, DType.INT8));
        assertEquals(-128L, held(-128L, DType.INT8));
        assertEquals(Long.MAX_VALUE, held(Long.MAX_VALUE, DType.INT64));
    }

    @Test
    void negativeIntegersWrapInUnsignedOnes() {
        assertEquals(255L, held(255L, DType.UINT8));
        assertEquals(255L, held(-1L, DType.UINT8));
        assertEquals(127L, held(-129L, DType.UINT8));
        assertEquals(1L, held(-255L, DType.UINT8));
    }

    @Test
    void floatingNumbersAreOfTheirRangeOrInfinite() {
        refused("c10::Half", DType.FLOAT16, 65504.5, 70000L, -1e6, 1e39);
        refused("c10::BFloat16", DType.BFLOAT16, 3.4e38, 1e39);
        refused("float", DType.FLOAT32, 3.5e38, -1e39, new Complex(1, 1));
        refused("double", DType.FLOAT64, new Complex(0, 1));
        refused("c10::complex<float>", DType.COMPLEX64, 1e39, new Complex(0, 1e39));
        for (DType dtype : new DType[] {DType.FLOAT16, DType.BFLOAT16, DType.FLOAT32, DType.FLOAT64, DType.COMPLEX64}) {
            assertEquals(INFINITY, held(INFINITY, dtype));
            assertEquals(Double.NaN, held(Double.NaN, dtype));
            assertEquals(1e-50, held(1e-50, dtype));
        }
        assertEquals(65504.0, held(65504.0, DType.FLOAT16));
        assertEquals(1L << 62, held(1L << 62, DType.FLOAT32));
        assertEquals(1e39, held(1e39, DType.FLOAT64));
        assertEquals(1.0, held(new Complex(1, 0), DType.FLOAT32));
        assertEquals(new Complex(1, 2), held(new Complex(1, 2), DType.COMPLEX64));
    }

    @Test
    void whatIsNotZeroIsTrue() {
        for (Object number : new Object[] {300L, -1L, 0.5, INFINITY, Double.NaN, new Complex(0, 2)}) {
            assertEquals(true, held(number, DType.BOOL));
        }
        assertEquals(false, held(0L, DType.BOOL));
    }
}
