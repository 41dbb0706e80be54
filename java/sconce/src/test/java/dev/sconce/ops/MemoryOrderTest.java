package dev.sconce.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.sconce.DType;
import dev.sconce.Scoped;
import dev.sconce.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Operators whose results lie in memory as their input does: PyTorch's, and those of graphs in which nobody asks for strides. */
@Scoped
class MemoryOrderTest {
    /** [2, channels, 2, 3] with its channels last. */
    private static Tensor image(int channels) {
        float[] values = new float[2 * channels * 6];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return DimensionOps.permute(Tensor.fromBlob(values, new long[] {2, 2, 3, channels}), new long[] {0, 3, 1, 2});
    }

    private static void assertSame(Tensor expected, Tensor actual, long... strides) {
        assertArrayEquals(expected.sizes(), actual.sizes());
        assertArrayEquals(strides, actual.strides(), Arrays.toString(actual.strides()));
        assertArrayEquals(
                Out.contiguous(expected).getDataAsFloatArray(),
                Out.contiguous(actual).getDataAsFloatArray());
    }

    @Test
    void shuffledChannelsStayLast() {
        Tensor parts = DimensionOps.transpose(ViewOps.view(image(6), new long[] {2, 2, 3, 2, 3}), 1, 2);
        long[] sizes = {2, 6, 2, 3};
        assertSame(ViewOps.reshape(parts, sizes), ViewOps.reshapeInMemoryOrder(parts, sizes), 36, 1, 18, 6);
    }

    @Test
    void whatIsAViewStaysOne() {
        Tensor flat = ViewOps.reshapeInMemoryOrder(image(6), new long[] {2, 6, -1});
        assertSame(ViewOps.reshape(image(6), new long[] {2, 6, 6}), flat, 36, 1, 6);
    }

    @Test
    void dimensionsOfOneGroupAreRowMajor() {
        // channels and positions become one: PyTorch's order is the only one
        assertSame(
                ViewOps.reshape(image(4), new long[] {2, 24}),
                ViewOps.reshapeInMemoryOrder(image(4), new long[] {2, 24}),
                24,
                1);
        // [2, 4, 2, 3] -> [2, 8, 3]: channels and rows together, inside of columns
        assertSame(
                ViewOps.reshape(image(4), new long[] {2, 8, 3}),
                ViewOps.reshapeInMemoryOrder(image(4), new long[] {2, 8, 3}),
                24,
                1,
                8);
    }

    @Test
    void aRowMajorInputGivesARowMajorResult() {
        Tensor x = Out.contiguous(image(6));
        Tensor turned = DimensionOps.transpose(x, 2, 3);
        long[] sizes = {2, 6, 6};
        assertSame(ViewOps.reshape(turned, sizes), ViewOps.reshapeInMemoryOrder(turned, sizes), 36, 6, 1);
    }

    @Test
    void sumsKeepTheOrderOfTheDimensionsThatStay() {
        Tensor parts = ViewOps.view(image(6), new long[] {2, 2, 3, 2, 3});
        long[] dim = {1};
        assertSame(
                ReductionOps.sum(parts, dim, false, null, null),
                ReductionOps.sumInMemoryOrder(parts, dim, false, null),
                18,
                1,
                9,
                3);
        assertSame(
                ReductionOps.sum(parts, dim, true, null, null),
                ReductionOps.sumInMemoryOrder(parts, dim, true, null),
                18,
                3,
                1,
                9,
                3);
        assertSame(
                ReductionOps.sum(image(6), null, false, null, null),
                ReductionOps.sumInMemoryOrder(image(6), null, false, DType.FLOAT32));
    }

    @Test
    void aConvolutionIsChannelsLastWhereInputOrWeightIs() {
        long[] lastOf3 = {48, 1, 12, 3};
        long[] firstOf3 = {48, 16, 4, 1};
        assertArrayEquals(
                lastOf3,
                convolved(strided(1, 6, 96, 1, 24, 6), strided(3, 6, 6, 1, 1, 1))
                        .strides());
        assertArrayEquals(
                firstOf3,
                convolved(strided(1, 6, 96, 16, 4, 1), strided(3, 6, 6, 1, 1, 1))
                        .strides());
        assertArrayEquals(
                lastOf3,
                convolved(strided(1, 6, 96, 16, 4, 1), strided(3, 6, 6, 1, 6, 6))
                        .strides());
        // of one channel both are the same memory: the strides tell
        assertArrayEquals(
                lastOf3,
                convolved(strided(1, 1, 16, 1, 4, 1), strided(3, 1, 1, 1, 1, 1)).strides());
        assertArrayEquals(
                firstOf3,
                convolved(strided(1, 1, 16, 16, 4, 1), strided(3, 1, 1, 1, 1, 1))
                        .strides());
    }

    private static Tensor convolved(Tensor input, Tensor weight) {
        long[] one = {1, 1};
        return ConvolutionOps.conv2d(input, weight, null, one, new long[2], one, 1);
    }

    /** Of [batch, channels, 4, 4], or [batch, channels, 1, 1] for a weight of three. */
    private static Tensor strided(long batch, long channels, long... strides) {
        long side = batch == 3 ? 1 : 4;
        return Tensor.emptyStrided(DType.FLOAT32, new long[] {batch, channels, side, side}, strides);
    }
}
