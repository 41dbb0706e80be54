package dev.sconce.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import dev.sconce.runtime.Scope;
import org.junit.jupiter.api.Test;

/** {@code sconce::attention} gives what its operators give one by one. */
class AttentionOpsTest {
    private static final double LOW = Double.NEGATIVE_INFINITY;

    private static Tensor numbers(long... sizes) {
        float[] numbers = new float[(int) Tensor.numel(sizes)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) Math.sin(i * 0.7 + sizes.length);
        }
        return Tensor.fromBlob(numbers, sizes);
    }

    /** True where the number is large. */
    private static Tensor flags(long... sizes) {
        return ComparisonOps.gt(numbers(sizes), Scalar.of(0.5), null);
    }

    private static Tensor stepByStep(Tensor q, Tensor keyT, Tensor v, Tensor mask, Tensor fill, double filling) {
        Tensor scores = ArithmeticOps.mul(LinearAlgebraOps.matmul(q, keyT, null), Scalar.of(0.25), null);
        scores = mask == null ? scores : ArithmeticOps.add(scores, mask, Scalar.of(1L), null);
        scores = fill == null ? scores : SelectionOps.maskedFill(scores, fill, Scalar.of(filling), (Tensor) null);
        return LinearAlgebraOps.matmul(SoftmaxOps.softmax(scores, -1, (DType) null, null), v, null);
    }

    private static void check(Tensor mask, Tensor fill, double filling) {
        Tensor q = numbers(2, 3, 20, 8);
        Tensor keyT = DimensionOps.transpose(numbers(2, 3, 33, 8), -2, -1);
        Tensor v = numbers(2, 3, 33, 5);
        Tensor expected = stepByStep(q, keyT, v, mask, fill, filling);
        for (boolean headsInner : new boolean[] {false, true}) {
            Tensor result = AttentionOps.attention(q, keyT, v, mask, fill, filling, 0.5, 2, headsInner, false);
            assertArrayEquals(
                    expected.getDataAsFloatArray(), Out.contiguous(result).getDataAsFloatArray(), 1e-6f);
        }
    }

    @Test
    void withMasks() {
        try (Scope ignored = Scope.open()) {
            check(null, null, 0);
            check(numbers(20, 33), null, 0);
            check(numbers(2, 1, 1, 33), null, 0);
            check(null, flags(2, 1, 20, 33), LOW);
            check(null, flags(33), -1e4);
            check(numbers(3, 20, 33), flags(2, 1, 1, 33), LOW);
            check(numbers(3, 20, 33), flags(2, 1, 1, 33), -2); // no kernel has both
        }
    }

    @Test
    void headsMayLieInsideQueries() {
        try (Scope ignored = Scope.open()) {
            Tensor x = numbers(2, 3, 4, 4);
            Tensor result = AttentionOps.attention(x, x, x, null, null, 0, 1, 1, true, false);
            assertArrayEquals(new long[] {2, 3, 4, 4}, result.sizes());
            assertTrue(DimensionOps.transpose(result, 1, 2).isContiguous());
        }
    }

    @Test
    void resultLiesInMemoryAsTheQuery() {
        try (Scope ignored = Scope.open()) {
            Tensor x = numbers(2, 3, 4, 5);
            Tensor swapped = DimensionOps.transpose(numbers(2, 4, 3, 5), 1, 2);
            Tensor batchInner = DimensionOps.permute(numbers(4, 2, 3, 5), new long[] {1, 2, 0, 3});
            for (Tensor query : new Tensor[] {x, swapped, batchInner}) {
                assertArrayEquals(query.strides(), strides(query, x, x, null));
                assertArrayEquals(query.strides(), strides(query, swapped, x, numbers(2, 1, 1, 4)));
                // not by flash attention
                assertArrayEquals(x.strides(), strides(query, x, x, numbers(3, 4, 4)));
                assertArrayEquals(new long[] {84, 28, 7, 1}, strides(query, x, numbers(2, 3, 4, 7), null));
                assertArrayEquals(x.strides(), strides(query, numbers(1, 3, 4, 5), numbers(1, 3, 4, 5), null));
            }
        }
    }

    /** The product of their counts of elements is 2 to the 66. */
    @Test
    void largeOnesLieAsTheQueryToo() {
        try (Scope ignored = Scope.open()) {
            Tensor x = DimensionOps.transpose(Elements.zero(Tensor.empty(DType.FLOAT32, 1, 2, 2, 1 << 20)), 1, 2);
            assertArrayEquals(x.strides(), strides(x, x, x, null));
        }
    }

    private static long[] strides(Tensor query, Tensor key, Tensor value, Tensor mask) {
        return AttentionOps.scaledDotProductAttention(query, key, value, mask, 0, false, null, false)
                .strides();
    }

    @Test
    void whoSeesNothingGetsNan() {
        try (Scope ignored = Scope.open()) {
            check(null, ComparisonOps.gt(numbers(20, 1), Scalar.of(0.5), null), LOW);
        }
    }

    @Test
    void aMaskByWindowsIsRepeatedForEachImage() {
        try (Scope ignored = Scope.open()) {
            Tensor mask = AttentionOps.windowMask(numbers(1, 2, 1, 3, 3), numbers(4, 5, 3, 7));
            assertArrayEquals(new long[] {4, 1, 3, 3}, mask.sizes());
            float[] once = numbers(1, 2, 1, 3, 3).getDataAsFloatArray();
            float[] twice = Out.contiguous(mask).getDataAsFloatArray();
            for (int i = 0; i < twice.length; i++) {
                assertEquals(once[i % once.length], twice[i]);
            }
        }
    }
}
