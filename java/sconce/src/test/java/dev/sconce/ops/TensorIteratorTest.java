package dev.sconce.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.DType;
import dev.sconce.MemoryFormat;
import dev.sconce.OperatorException;
import dev.sconce.Scoped;
import dev.sconce.Strides;
import dev.sconce.Tensor;
import dev.sconce.jni.Native;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shapes, dtypes, strides and overlap of pointwise operators, against sums computed element by element in Java. */
@Scoped
class TensorIteratorTest {
    private static final Kernel ADD = Kernel.of("add");
    private static final Kernel EQ = Kernel.of("eq");
    private final int threads = Native.numThreads();

    @AfterEach
    void restoreThreads() {
        Native.setNumThreads(threads);
    }

    private static Tensor add(Tensor a, Tensor b, Tensor out) {
        return TensorIterator.of(ADD)
                .input(a)
                .input(b)
                .promote()
                .scalar(1L)
                .out(out)
                .run();
    }

    /** 0, 1, 2, … */
    private static Tensor counting(long... sizes) {
        float[] values = new float[(int) Tensor.numel(sizes)];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return Tensor.fromBlob(values, sizes);
    }

    // --- random views

    /** A view of new memory with these sizes: dimensions in any order, with gaps, some of size 1 repeated. */
    private static Tensor randomView(Random random, long[] sizes) {
        int rank = sizes.length;
        Integer[] order = new Integer[rank];
        Arrays.setAll(order, i -> i);
        Collections.shuffle(Arrays.asList(order), random);
        long[] strides = new long[rank];
        long stride = 1 + random.nextInt(2);
        for (int d : order) {
            strides[d] = stride;
            stride *= Math.max(1, sizes[d]) + random.nextInt(2);
        }
        long offset = random.nextInt(3);
        float[] values = new float[(int) (offset + Strides.extent(sizes, strides))];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(100);
        }
        return Tensor.fromBlob(values, new long[] {values.length}).asStrided(sizes, strides, offset);
    }

    private static long[] randomSizes(Random random) {
        long[] sizes = new long[random.nextInt(5)];
        Arrays.setAll(sizes, i -> random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(5));
        return sizes;
    }

    /** Sizes that broadcast with these: leading ones left out, some replaced by 1. */
    private static long[] broadcastable(Random random, long[] sizes) {
        int from = random.nextInt(sizes.length + 1);
        long[] shape = Arrays.copyOfRange(sizes, random.nextBoolean() ? 0 : from, sizes.length);
        for (int i = 0; i < shape.length; i++) {
            shape[i] = random.nextInt(3) == 0 ? 1 : shape[i];
        }
        return shape;
    }

    private static float element(Tensor tensor, long[] position) {
        long at = tensor.storageOffset();
        int missing = position.length - tensor.dim();
        for (int d = 0; d < tensor.dim(); d++) {
            at += tensor.sizes()[d] == 1 ? 0 : position[d + missing] * tensor.strides()[d];
        }
        return tensor.storage().buffer(at * 4, 4).getFloat(0);
    }

    private static float[] sum(Tensor a, Tensor b, long[] shape) {
        float[] sums = new float[(int) Tensor.numel(shape)];
        long[] position = new long[shape.length];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = element(a, position) + element(b, position);
            for (int d = shape.length - 1; d >= 0 && ++position[d] == shape[d]; d--) {
                position[d] = 0;
            }
        }
        return sums;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void anyViewsThatBroadcastAddUp(int threadCount) {
        Native.setNumThreads(threadCount);
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            long[] sizes = randomSizes(random);
            Tensor a = randomView(random, broadcastable(random, sizes));
            Tensor b = randomView(random, broadcastable(random, sizes));
            long[] shape = TensorIterator.broadcast(a.sizes(), b.sizes());
            float[] expected = sum(a, b, shape);
            Tensor sum = add(a, b, null);
            assertArrayEquals(shape, sum.sizes());
            assertTrue(sum.isNonOverlappingAndDense());
            assertArrayEquals(expected, sum.getDataAsFloatArray());
            assertArrayEquals(expected, add(a, b, randomView(random, shape)).getDataAsFloatArray());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void inPlaceEqualsOutOfPlaceWhateverOverlaps(int threadCount) {
        Native.setNumThreads(threadCount);
        Random random = new Random(11);
        for (int round = 0; round < 300; round++) {
            Tensor whole = counting(9, 9);
            Tensor target = window(random, whole);
            Tensor other = window(random, whole);
            float[] expected = sum(target, other, target.sizes());
            assertSame(target, add(target, other, target));
            assertArrayEquals(expected, target.getDataAsFloatArray());
        }
    }

    /** A 5 by 5 part of a 9 by 9 matrix, perhaps transposed. */
    private static Tensor window(Random random, Tensor matrix) {
        Tensor part = matrix.asStrided(new long[] {5, 5}, matrix.strides(), random.nextInt(5) * 9 + random.nextInt(5));
        return random.nextBoolean() ? part : DimensionOps.transpose(part, 0, 1);
    }

    @Test
    void largeTensorsAreSplitOverThreadsAndStillExact() {
        Native.setNumThreads(4);
        Tensor a = counting(700, 300);
        Tensor b = DimensionOps.transpose(counting(300, 700), 0, 1);
        assertArrayEquals(sum(a, b, a.sizes()), add(a, b, null).getDataAsFloatArray());
    }

    // --- shapes

    @Test
    void shapesThatDoNotBroadcastAreRefused() {
        OperatorException refusal = assertThrows(OperatorException.class, () -> add(counting(2, 3), counting(4), null));
        assertTrue(refusal.getMessage()
                .startsWith(
                        "The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1"));
    }

    @Test
    void anInPlaceResultMustHaveSelfsShape() {
        Tensor self = counting(3);
        OperatorException refusal = assertThrows(OperatorException.class, () -> add(self, counting(2, 3), self));
        assertTrue(refusal.getMessage().contains("doesn't match the broadcast shape [2, 3]"));
    }

    @Test
    void anOutTensorIsResized() {
        Tensor out = Tensor.empty(DType.FLOAT32, 0);
        assertSame(out, add(counting(2, 3), counting(3), out));
        assertArrayEquals(new long[] {2, 3}, out.sizes());
        assertArrayEquals(new float[] {0, 2, 4, 3, 5, 7}, out.getDataAsFloatArray());
    }

    @Test
    void anExpandedTensorMayBeFilled() {
        Tensor row = counting(3, 1);
        Tensor expanded = ViewOps.expand(row, 3, 4);
        assertSame(expanded, CreationOps.fill(expanded, Scalar.of(5L), expanded));
        assertArrayEquals(new float[] {5, 5, 5}, row.getDataAsFloatArray());
    }

    @Test
    void ofATensorWithoutElementsNoneShareMemory() {
        Tensor none = ViewOps.expand(Tensor.empty(DType.FLOAT32, 1, 0), 4, 0);
        assertSame(none, add(none, none, none));
    }

    @Test
    void anExpandedTensorCannotBeWrittenTo() {
        Tensor expanded = ViewOps.expand(counting(3, 1), 3, 4);
        OperatorException refusal = assertThrows(OperatorException.class, () -> add(expanded, counting(4), expanded));
        assertTrue(refusal.getMessage()
                .contains("more than one element of the written-to tensor refers to a single memory location"));
    }

    @Test
    void channelsLastStaysChannelsLast() {
        Tensor image = ConversionOps.contiguous(counting(2, 3, 4, 5), MemoryFormat.CHANNELS_LAST);
        Tensor bias = counting(3, 1, 1);
        assertTrue(add(image, bias, null).isContiguous(MemoryFormat.CHANNELS_LAST));
        assertTrue(add(bias, image, null).isContiguous(MemoryFormat.CHANNELS_LAST));
    }

    // --- dtypes

    /** By PyTorch's table: dimensioned tensors first, then 0-d tensors, then numbers. */
    @ParameterizedTest
    @CsvSource({
        "INT32, true, INT64, true, INT64",
        "INT32, true, INT64, false, INT32",
        "UINT8, true, INT8, true, INT16",
        "INT64, true, FLOAT64, false, FLOAT64",
        "FLOAT32, true, FLOAT64, false, FLOAT32",
        "FLOAT32, true, FLOAT64, true, FLOAT64",
        "FLOAT16, true, BFLOAT16, true, FLOAT32",
        "FLOAT16, true, FLOAT32, false, FLOAT16",
        "BOOL, true, INT64, false, INT64",
        "INT64, true, COMPLEX64, false, COMPLEX64",
        "FLOAT64, true, COMPLEX64, true, COMPLEX128"
    })
    void tensorsPromote(DType a, boolean dimensionsA, DType b, boolean dimensionsB, DType expected) {
        Tensor left = Elements.zero(dimensionsA ? Tensor.empty(a, 2) : Tensor.empty(a));
        Tensor right = Elements.zero(dimensionsB ? Tensor.empty(b, 2) : Tensor.empty(b));
        assertEquals(expected, add(left, right, null).dtype());
        assertEquals(expected, add(right, left, null).dtype());
    }

    @ParameterizedTest
    @CsvSource({
        "INT32, 1, INT32",
        "INT32, 1.5, FLOAT32",
        "FLOAT16, 1.5, FLOAT16",
        "UINT8, 300, UINT8",
        "FLOAT64, 2, FLOAT64"
    })
    void aNumberCountsOnlyWhenItIsOfAHigherKind(DType dtype, String number, DType expected) {
        Scalar scalar =
                Scalar.of(number.contains(".") ? (Object) Double.valueOf(number) : (Object) Long.valueOf(number));
        Tensor tensor = Elements.zero(Tensor.empty(dtype, 2));
        Tensor sum = TensorIterator.of(ADD)
                .input(tensor)
                .input(scalar)
                .promote()
                .scalar(1L)
                .run();
        assertEquals(expected, sum.dtype());
    }

    @Test
    void aResultThatCannotBeCastIsRefused() {
        Tensor integers = Elements.zero(Tensor.empty(DType.INT64, 2));
        OperatorException refusal = assertThrows(OperatorException.class, () -> add(integers, counting(2), integers));
        assertEquals("result type Float can't be cast to the desired output type Long", refusal.getMessage());
    }

    @Test
    void comparisonsPromoteButGiveBool() {
        Tensor integers = Elements.of(0, 1, 5);
        Tensor equal = TensorIterator.of(EQ)
                .input(integers)
                .input(counting(3))
                .promote()
                .result(DType.BOOL)
                .run();
        assertArrayEquals(new boolean[] {true, true, false}, equal.getDataAsBooleanArray());
    }
}
