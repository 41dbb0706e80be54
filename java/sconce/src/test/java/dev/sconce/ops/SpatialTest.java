package dev.sconce.ops;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.DType;
import dev.sconce.OperatorException;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments of windows that no image is large enough for. */
class SpatialTest {
    private static final long[] ONES = {1, 1};

    private static Tensor ones(long... sizes) {
        return CreationOps.ones(sizes, DType.FLOAT32, null, null, null);
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 31, 1L << 62, Long.MAX_VALUE, Long.MIN_VALUE})
    void aStrideOrPaddingBeyond32BitsIsRefused(long value) {
        try (Scope ignored = Scope.open()) {
            long[] huge = {1, value};
            Tensor image = ones(1, 1, 4, 4);
            Tensor weight = ones(1, 1, 3, 3);
            for (int which = 0; which < 3; which++) {
                long[] stride = which == 0 ? huge : ONES;
                long[] padding = which == 1 ? huge : ONES;
                long[] dilation = which == 2 ? huge : ONES;
                refused(() -> ConvolutionOps.conv2d(image, weight, null, stride, padding, dilation, 1));
                refused(() ->
                        ConvolutionOps.convTranspose2d(image, weight, null, stride, padding, new long[2], 1, dilation));
                refused(() -> PoolingOps.maxPool2d(image, ONES, stride, padding, dilation, false));
            }
        }
    }

    private static void refused(Runnable call) {
        OperatorException e = assertThrows(OperatorException.class, call::run);
        assertTrue(e.getMessage().contains("out of range"), e.getMessage());
    }

    @Test
    void thoseOf32BitsThatFitNoImageAreRefusedToo() {
        try (Scope ignored = Scope.open()) {
            Tensor weight = ones(1, 1, 3, 3);
            long[] large = {Integer.MAX_VALUE, Integer.MAX_VALUE};
            assertThrows(
                    OperatorException.class,
                    () -> ConvolutionOps.conv2d(ones(1, 1, 4, 4), weight, null, ONES, ONES, large, 1));
        }
    }
}
