package dev.sconce.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.DType;
import dev.sconce.Quantizer;
import dev.sconce.Tensor;
import dev.sconce.ir.Type;
import dev.sconce.runtime.Complex;
import dev.sconce.runtime.DictValue;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.Storage;
import dev.sconce.runtime.TupleValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What counts as equal. */
final class ComparisonTest {
    private static final Tolerance EXACT = new Tolerance(0.0, 0.0);

    private static boolean equal(Object actual, Object expected, Tolerance tolerance) {
        return Comparison.of(actual, expected, tolerance).isEqual();
    }

    private static Tensor doubles(double... values) {
        return Tensor.fromBlob(values, new long[] {values.length});
    }

    private static Tensor bits(DType dtype, int... values) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(2 * values.length).order(ByteOrder.nativeOrder());
        for (int i = 0; i < values.length; i++) {
            bytes.putShort(2 * i, (short) values[i]);
        }
        return Tensor.fromBlob(bytes, new long[] {values.length}, dtype);
    }

    @Test
    void aNumberMayDifferByAtolAndRtolOfTheExpectedOne() {
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            double expected = random.nextGaussian() * Math.pow(10, random.nextInt(12) - 6);
            double rtol = random.nextDouble() * 0.1;
            double atol = random.nextDouble() * 1e-3;
            double allowed = atol + rtol * Math.abs(expected);
            double sign = random.nextBoolean() ? 1 : -1;
            Tolerance tolerance = new Tolerance(rtol, atol);
            assertTrue(equal(doubles(expected + sign * 0.99 * allowed), doubles(expected), tolerance));
            assertFalse(equal(doubles(expected + sign * 1.01 * allowed), doubles(expected), tolerance));
            assertTrue(equal(expected + sign * 0.99 * allowed, expected, tolerance));
            assertFalse(equal(expected + sign * 1.01 * allowed, expected, tolerance));
        }
    }

    @Test
    void integersAreIdenticalHoweverFarApart() {
        long[] values = {0, 1, -1, 1L << 62, -(1L << 62), Long.MIN_VALUE, Long.MAX_VALUE};
        for (long a : values) {
            for (long e : values) {
                Tensor actual = Tensor.fromBlob(new long[] {a}, new long[] {1});
                Tensor expected = Tensor.fromBlob(new long[] {e}, new long[] {1});
                assertEquals(a == e, equal(actual, expected, EXACT), a + " for " + e);
                assertEquals(a == e, equal(a, e, EXACT), a + " for " + e);
            }
        }
    }

    @Test
    void toleranceIsOfTheExpectedNotOfTheFoundNumber() {
        Tolerance tolerance = new Tolerance(0.5, 0.0);
        assertTrue(equal(doubles(1), doubles(2), tolerance));
        assertFalse(equal(doubles(2), doubles(1), tolerance));
    }

    @Test
    void nanEqualsNanOnlyAndInfinityItselfOnly() {
        double[] special = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, 1e300};
        Tolerance generous = new Tolerance(1e6, 1e6);
        for (double a : special) {
            for (double e : special) {
                boolean isSame = Double.compare(a, e) == 0;
                boolean isFinite = Double.isFinite(a) && Double.isFinite(e);
                if (!isFinite) {
                    assertEquals(isSame, equal(doubles(a), doubles(e), generous), a + " for " + e);
                    assertEquals(isSame, equal(a, e, generous), a + " for " + e);
                }
            }
        }
        assertTrue(Double.isNaN(
                Comparison.of(doubles(Double.NaN, 5), doubles(1, 1), EXACT).maxAbsolute()));
    }

    @Test
    void zerosOfBothSignsAreEqual() {
        assertTrue(equal(doubles(-0.0), doubles(0.0), EXACT));
    }

    @Test
    void theLargestDifferencesAreFoundEvenAfterAFailure() {
        Comparison comparison = Comparison.of(doubles(1, 5, 10.5, 7), doubles(2, 5, 10, 0), EXACT);
        assertEquals(7, comparison.maxAbsolute());
        assertEquals(0.5, comparison.maxRelative());
        assertEquals("result[0] is 1.0, expected 2.0 (and 2 more)", comparison.mismatch());
    }

    @Test
    void quantizedIntegersMayDifferByOneStepOfTheSameScale() {
        Tensor expected = quantized(Quantizer.perTensor(0.1, 3), 4, 250, 7);
        assertTrue(equal(quantized(Quantizer.perTensor(0.1, 3), 4, 249, 8), expected, EXACT));
        assertFalse(equal(quantized(Quantizer.perTensor(0.1, 3), 4, 248, 7), expected, EXACT));
        assertFalse(equal(quantized(Quantizer.perTensor(0.1, 4), 4, 250, 7), expected, EXACT));
        assertFalse(equal(quantized(Quantizer.perTensor(0.1001, 3), 4, 250, 7), expected, EXACT));
        assertEquals(
                "result is quantized by scale 0.2, zero point 3, expected scale 0.1, zero point 3",
                Comparison.of(quantized(Quantizer.perTensor(0.2, 3), 4, 250, 7), expected, EXACT)
                        .mismatch());
    }

    private static Tensor quantized(Quantizer quantizer, int... integers) {
        Storage storage = Storage.allocate(integers.length);
        for (int i = 0; i < integers.length; i++) {
            storage.buffer(i, 1).put(0, (byte) integers[i]);
        }
        return Tensor.of(storage, DType.QUINT8, quantizer, new long[] {integers.length}, new long[] {1}, 0);
    }

    @Test
    void dtypeAndShapeMustBeTheSame() {
        Tensor ints = Tensor.fromBlob(new int[] {1, 2}, new long[] {2});
        Tensor longs = Tensor.fromBlob(new long[] {1, 2}, new long[] {2});
        assertEquals(
                "result has dtype int32, expected int64",
                Comparison.of(ints, longs, EXACT).mismatch());
        Tensor row = Tensor.fromBlob(new long[] {1, 2}, new long[] {1, 2});
        assertEquals(
                "result has shape [2], expected [1, 2]",
                Comparison.of(longs, row, EXACT).mismatch());
        Tensor empty = Tensor.fromBlob(new long[0], new long[] {0, 3});
        Tensor other = Tensor.fromBlob(new long[0], new long[] {3, 0});
        assertFalse(equal(empty, other, EXACT));
        assertTrue(equal(empty, Tensor.fromBlob(new long[0], new long[] {0, 3}), EXACT));
    }

    @Test
    void stridesDoNotMatter() {
        Tensor columns = Tensor.fromBlob(new float[] {1, 2, 3, 4, 5, 6}, new long[] {3, 2})
                .asStrided(new long[] {2, 3}, new long[] {1, 2}, 0);
        Tensor rows = Tensor.fromBlob(new float[] {1, 3, 5, 2, 4, 6}, new long[] {2, 3});
        assertTrue(equal(columns, rows, EXACT));
        Tensor wrong = Tensor.fromBlob(new float[] {1, 3, 5, 2, 4, 7}, new long[] {2, 3});
        assertEquals(
                "result[1, 2] is 6.0, expected 7.0",
                Comparison.of(columns, wrong, EXACT).mismatch());
    }

    @Test
    void integersAndBoolsAreIdenticalWhateverTheTolerance() {
        Tolerance generous = new Tolerance(1.0, 1.0);
        assertFalse(equal(
                Tensor.fromBlob(new long[] {Long.MAX_VALUE}, new long[] {}),
                Tensor.fromBlob(new long[] {Long.MAX_VALUE - 1}, new long[] {}),
                generous));
        assertFalse(equal(
                Tensor.fromBlob(new boolean[] {true}, new long[] {1}),
                Tensor.fromBlob(new boolean[] {false}, new long[] {1}),
                generous));
        assertFalse(equal(3L, 2L, generous));
        assertFalse(equal(true, false, generous));
        assertFalse(equal("a", "b", generous));
        assertTrue(equal(
                Tensor.fromBlobUnsigned(new byte[] {(byte) 200}, new long[] {1}),
                Tensor.fromBlobUnsigned(new byte[] {(byte) 200}, new long[] {1}),
                EXACT));
    }

    @Test
    void kindsOfValuesAreNotMixed() {
        Object[] values = {
            null, 1L, 1.0, true, "1", new Complex(1, 0), ListValue.ofLongs(1), new TupleValue(1L), doubles(1)
        };
        for (Object a : values) {
            for (Object e : values) {
                assertEquals(a == e, equal(a, e, Tolerance.DEFAULT), a + " for " + e);
            }
        }
        assertEquals(
                "result is of type int, expected float",
                Comparison.of(1L, 1.0, EXACT).mismatch());
    }

    @Test
    void containersAreComparedElementByElement() {
        ListValue list = new ListValue(Type.ANY, List.of(new TupleValue(1L, doubles(1, 2)), "x"));
        ListValue same = new ListValue(Type.ANY, List.of(new TupleValue(1L, doubles(1, 2)), "x"));
        assertTrue(equal(list, same, EXACT));
        ListValue other = new ListValue(Type.ANY, List.of(new TupleValue(1L, doubles(1, 3)), "x"));
        assertEquals(
                "result[0][1][1] is 2.0, expected 3.0",
                Comparison.of(list, other, EXACT).mismatch());
        assertEquals(
                "result has 1 elements, expected 2",
                Comparison.of(ListValue.ofLongs(1), ListValue.ofLongs(1, 2), EXACT)
                        .mismatch());
    }

    @Test
    void aNamedTupleEqualsATuple() {
        Type.TupleType type = new Type.TupleType(List.of(Type.INT, Type.INT), "Pair", List.of("a", "b"), List.of());
        assertTrue(equal(new TupleValue(type, new Object[] {1L, 2L}), new TupleValue(1L, 2L), EXACT));
    }

    @Test
    void dictionariesHaveTheSameKeysInTheSameOrder() {
        DictValue ab = dict("a", "b");
        assertTrue(equal(ab, dict("a", "b"), EXACT));
        assertFalse(equal(ab, dict("b", "a"), EXACT));
        assertFalse(equal(ab, dict("a"), EXACT));
        DictValue changed = dict("a", "b");
        changed.put("b", 9L);
        assertEquals(
                "result['b'] is 9, expected 0",
                Comparison.of(changed, ab, EXACT).mismatch());
    }

    private static DictValue dict(String... keys) {
        DictValue dict = new DictValue(Type.STRING, Type.INT);
        for (String key : keys) {
            dict.put(key, 0L);
        }
        return dict;
    }

    @Test
    void complexNumbersAreComparedByTheirDistance() {
        Tolerance tolerance = new Tolerance(0.1, 0.0);
        assertTrue(equal(new Complex(3.2, 4.2), new Complex(3, 4), tolerance));
        assertFalse(equal(new Complex(3.4, 4.4), new Complex(3, 4), tolerance));
        assertTrue(equal(new Complex(Double.NaN, 1), new Complex(2, Double.NaN), tolerance));
        assertFalse(equal(new Complex(Double.NaN, 1), new Complex(2, 1), tolerance));
        assertTrue(
                equal(new Complex(Double.POSITIVE_INFINITY, 1), new Complex(Double.POSITIVE_INFINITY, 1), tolerance));
        assertFalse(
                equal(new Complex(Double.POSITIVE_INFINITY, 1), new Complex(Double.POSITIVE_INFINITY, 2), tolerance));
    }

    @Test
    void halfPrecisionIsReadExactly() {
        double[] half = TensorElements.floating(
                bits(DType.FLOAT16, 0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400, 0xfc00, 0x7e00, 0x8000));
        double[] expected = {1, -2, 65504, 0x1p-24, 0x1p-14, Double.NEGATIVE_INFINITY, Double.NaN, -0.0};
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], half[i]);
        }
        double[] brain = TensorElements.floating(bits(DType.BFLOAT16, 0x3f80, 0xc000, 0x7f80, 0x0001));
        assertEquals(1, brain[0]);
        assertEquals(-2, brain[1]);
        assertEquals(Double.POSITIVE_INFINITY, brain[2]);
        assertEquals(0x1p-133, brain[3]);
    }

    @Test
    void defaultsDependOnTheDtype() {
        assertTrue(equal(
                Tensor.fromBlob(new float[] {1.00005f}, new long[] {1}),
                Tensor.fromBlob(new float[] {1}, new long[] {1}),
                Tolerance.DEFAULT));
        assertFalse(equal(doubles(1.00005), doubles(1), Tolerance.DEFAULT));
        assertTrue(equal(bits(DType.BFLOAT16, 0x3f81), bits(DType.BFLOAT16, 0x3f80), Tolerance.DEFAULT));
        assertFalse(equal(bits(DType.BFLOAT16, 0x3f83), bits(DType.BFLOAT16, 0x3f80), Tolerance.DEFAULT));
    }
}
