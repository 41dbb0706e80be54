package dev.sconce.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.sconce.DType;
import dev.sconce.Scoped;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;
import java.util.List;
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

    @Test
    void whatPyTorchMakesAnewIsRowMajor() {
        // so that a view of it is allowed, whatever is behind x
        Tensor x = image(4);
        long[] rowMajor = {24, 6, 3, 1};
        Tensor mask = ComparisonOps.gt(x, Scalar.of(5L), null);
        Tensor index = Elements.fill(Tensor.empty(DType.INT64, 2, 4, 2, 3), Scalar.of(0L));
        Tensor first = SequenceOps.positions(1);
        Tensor one = Elements.fill(Tensor.empty(DType.FLOAT32, 2, 1, 2, 3), Scalar.of(1L));
        for (Tensor made : List.of(
                SelectionOps.maskedFill(x, mask, Scalar.of(0L), null),
                SelectionOps.maskedFill(Out.contiguous(x), mask, Scalar.of(0L), null),
                IndexOps.maskedScatter(x, mask, x, null),
                ScatterOps.scatter(x, 1, index, Scalar.of(1L), null),
                ScatterOps.scatterAdd(x, 1, index, x, null),
                ScatterOps.indexAdd(x, 1, first, one, Scalar.of(1L), null),
                ScatterOps.indexCopy(x, 1, first, one, null),
                SequenceOps.tril(x, 0, null),
                SequenceOps.triu(x, 0, null),
                ActivationOps.rrelu(x, Scalar.of(0.1), Scalar.of(0.3), false, null, null),
                AttentionOps.scaledDotProductAttention(x, x, x, null, 0, false, null, false),
                RearrangeOps.rot90(x, 4, new long[] {2, 3}),
                ViewCopyOps.view(x, x.sizes()),
                ViewCopyOps.alias(x),
                DimensionOps.narrowCopy(x, 1, 0, 4),
                PaddingOps.padCircular(x, new long[] {0, 0, 0, 0}),
                ActivationOps.logSigmoid(x, null),
                NumericOps.pow(Scalar.of(2L), x, null),
                DistanceOps.renorm(x, Scalar.of(2L), 1, Scalar.of(1L), null))) {
            assertArrayEquals(rowMajor, made.strides(), Arrays.toString(made.strides()));
        }
        assertArrayEquals(
                x.strides(),
                ScatterOps.indexFill(x, 1, first, Scalar.of(0L), null).strides());
    }

    @Test
    void whatIsMovedAboutKeepsChannelsLast() {
        Tensor x = image(4);
        Tensor plain = Out.contiguous(x);
        long[] dims = {1, 3};
        assertSame(RearrangeOps.flip(plain, dims, null), RearrangeOps.flip(x, dims, null), 24, 1, 12, 4);
        assertSame(RearrangeOps.channelShuffle(plain, 2), RearrangeOps.channelShuffle(x, 2), 24, 1, 12, 4);
        assertSame(SortOps.sort(plain, 1, true, null)[0], SortOps.sort(x, 1, true, null)[0], 24, 1, 12, 4);
        assertSame(ShapeOps.stack(0, plain, plain), ShapeOps.stack(0, x, x), 48, 24, 1, 12, 4);
        assertSame(ShapeOps.stack(1, plain, plain), ShapeOps.stack(1, x, x), 48, 4, 1, 24, 8);
        assertSame(ShapeOps.stack(4, plain, plain), ShapeOps.stack(4, x, x), 48, 12, 6, 2, 1);
        Tensor square = DimensionOps.permute(Tensor.empty(DType.FLOAT32, 2, 4, 2, 3), new long[] {0, 3, 1, 2});
        Elements.fill(DimensionOps.select(square, 1, 1), Scalar.of(7L));
        Elements.fill(DimensionOps.select(square, 1, 0), Scalar.of(5L));
        Elements.fill(DimensionOps.select(square, 1, 2), Scalar.of(3L));
        assertSame(
                RearrangeOps.pixelUnshuffle(Out.contiguous(square), 2),
                RearrangeOps.pixelUnshuffle(square, 2),
                24,
                1,
                12,
                12);
    }
}
