package dev.sconce.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sconce.DType;
import dev.sconce.OperatorException;
import dev.sconce.Tensor;
import dev.sconce.ir.Type;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.Scalar;
import dev.sconce.runtime.Scope;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** What operators say of arguments that they do not take, and sizes at the end of what 64 bits count. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RefusalsTest {
    private static final long HUGE = 1L << 62;

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Tensor ones(long... sizes) {
        return CreationOps.ones(sizes, DType.FLOAT32, null, null, null);
    }

    private static void refused(String message, Executable call) {
        assertEquals(message, assertThrows(OperatorException.class, call).getMessage());
    }

    @Test
    void argumentsOfKernels() {
        Tensor mask = CreationOps.ones(new long[] {4}, DType.BOOL, null, null, null);
        refused(
                "Number of elements of source < number of ones in mask",
                () -> IndexOps.maskedScatter(ones(4), mask, ones(2), null));
        refused(
                "grid_sampler(): expected input to have non-empty spatial dimensions, but input has sizes [1, 1, 0, 3] with"
                        + " dimension 2 being empty",
                () -> GridOps.gridSampler(ones(1, 1, 0, 3), ones(1, 2, 2, 2), 0, 0, false));
        String modes =
                "grid_sampler(): expected interpolation mode 0 (bilinear), 1 (nearest) or 2 (bicubic) and padding mode"
                        + " 0 (zeros), 1 (border) or 2 (reflection), but got ";
        refused(modes + "7 and 0", () -> GridOps.gridSampler(ones(1, 1, 3, 3), ones(1, 2, 2, 2), 7, 0, false));
        refused(modes + "0 and -1", () -> GridOps.gridSampler(ones(1, 1, 3, 3), ones(1, 2, 2, 2), 0, -1, false));
        refused(
                "7 is not a valid value for reduction",
                () -> LossOps.nllLoss(ones(2, 3), Elements.of(0, 1), null, 7, -100));
        String distances = " only supports non-negative p values";
        refused("cdist" + distances, () -> DistanceOps.cdist(ones(2, 2), ones(2, 2), Double.NaN, null));
        refused("pdist" + distances, () -> DistanceOps.pdist(ones(2, 2), Double.NaN));
        refused(
                "`mode` must be sum, mean, or max.",
                () -> EmbeddingOps.embeddingBag(
                        ones(3, 2), Elements.of(0L), Elements.of(0L), false, 7, false, null, false));
        refused(
                "Input and output sizes should be greater than 0, but got input [1, 1, 0, 3] and output_size [2, 2]",
                () -> UpsampleOps.upsampleBilinear2d(ones(1, 1, 0, 3), new long[] {2, 2}, false, null, null));
    }

    private static String overflow(String sizes) {
        return "Storage size calculation overflowed with sizes=" + sizes + ": the tensor is too large";
    }

    @Test
    void sizesOfTensors() {
        refused(overflow("[4611686018427387904]"), () -> Tensor.empty(DType.FLOAT32, HUGE));
        refused(overflow("[4611686018427387904, 8]"), () -> Tensor.empty(DType.UINT8, HUGE, 8));
        refused(overflow("[4611686018427387904]"), () -> SequenceOps.positions(HUGE));
        refused(
                "numel: integer multiplication overflow: a tensor of sizes [4611686018427387904, 8] has more elements than"
                        + " 64 bits count",
                () -> Tensor.fromBlob(new float[0], new long[] {HUGE, 8}));
        refused(
                "an array of Java has at most 2147483647 elements, the tensor has 4611686018427387904: read it in parts",
                () -> ViewOps.expand(ones(1), HUGE).getDataAsFloatArray());
        for (int elements : new int[] {Integer.MAX_VALUE, 1 << 28, -1}) {
            String message =
                    "a direct buffer of " + elements + " elements of int64 cannot be: it has 0 to 268435455; share"
                            + " memory of your own in pieces, or fill a tensor part by part";
            refused(message, () -> Tensor.allocateLongBuffer(elements));
        }
    }

    @Test
    void sizesOfRepetitions() {
        String product = ": a size of 4 * 4611686018427387904 is more than 64 bits count";
        refused("repeat" + product, () -> ShapeOps.repeat(ones(4), new long[] {HUGE}, null));
        refused("repeat" + product, () -> ShapeOps.tile(ones(4), new long[] {HUGE}));
        assertThrows(OperatorException.class, () -> RearrangeOps.repeatInterleave(ones(4), HUGE, null, null));
        refused(
                "repeat_interleave: a size of 4611686018427387904 + 4611686018427387904 is more than 64 bits count",
                () -> RearrangeOps.repeatInterleave(Elements.of(HUGE, HUGE, HUGE, HUGE), null));
        refused(
                "repeat_interleave: repeats sum to 4611686018427387905, more than are supported",
                () -> RearrangeOps.repeatInterleave(Elements.of(1, HUGE), null));
        assertEquals(0, ShapeOps.repeat(ones(0), new long[] {HUGE}, null).numel());
        refused(
                "a list of 2 elements 4611686018427387904 times is longer than lists can be",
                () -> ListOps.mul(new ListValue(Type.INT, List.of(1L, 2L)), HUGE));
        assertEquals(0, ListOps.mul(new ListValue(Type.INT), HUGE).size());
    }

    @Test
    void lengthsOfStrings() {
        assertArrayEquals(new String[] {"a", "b"}, StringSearchOps.split("a b", " ", HUGE));
        assertArrayEquals(new String[] {"a", "b c"}, StringSearchOps.split("a b c", " ", 1));
        String message = "a string of 4611686018427387904 characters is longer than the 2147483639 that are supported";
        refused(message, () -> StringSearchOps.ljust("a", HUGE, " "));
        refused(message, () -> StringSearchOps.rjust("a", HUGE, " "));
        refused(message, () -> StringSearchOps.center("a", HUGE, " "));
        refused(message, () -> StringSearchOps.zfill("a", HUGE));
        assertThrows(OperatorException.class, () -> StringSearchOps.expandtabs("a\tb", HUGE));
    }

    @Test
    void slices() {
        assertArrayEquals(new long[] {1}, Slices.positions(5, 1L, null, Long.MAX_VALUE));
        assertArrayEquals(new long[] {4}, Slices.positions(5, null, null, Long.MIN_VALUE));
        assertArrayEquals(new long[] {4, 1}, Slices.positions(5, null, null, -3));
        assertArrayEquals(new long[] {0, 2, 4}, Slices.positions(5, null, null, 2));
    }

    @Test
    void rangesAndTriangles() {
        assertThrows(
                OperatorException.class,
                () -> SequenceOps.arange(
                        Scalar.of(Long.MIN_VALUE), Scalar.of(Long.MAX_VALUE), DType.INT64, null, null, null));
        refused(
                "triu_indices: a triangle of 3 by 2147483648 has more than 268435456 positions, more than are supported",
                () -> SequenceOps.triuIndices(3, 1L << 31, 0, null, null, null, null));
        refused(
                "tril_indices: row and col must be non-negative, got -1 and 3",
                () -> SequenceOps.trilIndices(-1, 3, 0, null, null, null, null));
        assertThrows(OperatorException.class, () -> SequenceOps.diagEmbed(ones(2), Long.MIN_VALUE, 0, 1));
    }

    @Test
    void tensorsWithoutDimensions() {
        String none = "Dimension specified as -1 but tensor has no dimensions";
        refused(none, () -> ones().size(-1));
        refused(none, () -> ones().stride(-1));
        refused(none, () -> ScanOps.trapezoid(ones(), Scalar.of(1L), -1));
        refused(none, () -> ScanOps.cumulativeTrapezoid(ones(), Scalar.of(1L), -1));
        refused(none, () -> ViewOps.unflatten(ones(), -1, new long[] {1}));
    }

    @Test
    void shapesOfParameters() {
        refused(
                "running_mean should have one dimension, got sizes [1, 3]",
                () -> NormalizationOps.batchNorm(ones(2, 3), null, null, ones(1, 3), ones(3), false, 0.1, 1e-5, false));
        refused(
                "weight should contain 3 elements not 6",
                () -> NormalizationOps.instanceNorm(ones(2, 3, 4), ones(6), null, null, null, true, 0.1, 1e-5, false));
        refused(
                "mat2 must be a matrix, got 1-D tensor: linear with a bias [1] and a weight [4]",
                () -> LinearAlgebraOps.linear(ones(2, 4), ones(4), ones(1), null));
        refused(
                "native_group_norm: expected an input of N=1, C=4 and HxW=3, but got sizes [2, 4, 3]",
                () -> NormalizationOps.nativeGroupNorm(ones(2, 4, 3), null, null, 1, 4, 3, 2, 1e-5));
    }

    @Test
    void anOrderOfGammaFunctionsThatMemoryHasNoRoomFor() {
        assertThrows(OperatorException.class, () -> SpecialOps.mvlgamma(ones(2), 1L << 61, null));
    }
}
