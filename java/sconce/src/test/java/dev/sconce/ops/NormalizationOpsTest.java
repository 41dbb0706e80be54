package dev.sconce.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sconce.DType;
import dev.sconce.OperatorException;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scope;
import org.junit.jupiter.api.Test;

/** What norms leave in their running statistics. */
class NormalizationOpsTest {
    @Test
    void batchWithoutElementsLeavesTheStatistics() {
        try (Scope ignored = Scope.open()) {
            for (long[] sizes : new long[][] {{0, 2}, {0, 2, 3}, {4, 2, 0}}) {
                Tensor input = Tensor.empty(DType.FLOAT32, sizes);
                Tensor mean = Tensor.fromBlob(new float[] {1, 2}, new long[] {2});
                Tensor var = Tensor.fromBlob(new float[] {3, 4}, new long[] {2});
                Tensor result = NormalizationOps.batchNorm(input, null, null, mean, var, true, 0.1, 1e-5, false);
                assertArrayEquals(sizes, result.shape());
                assertArrayEquals(new float[] {1, 2}, mean.getDataAsFloatArray());
                assertArrayEquals(new float[] {3, 4}, var.getDataAsFloatArray());
                assertThrows(
                        OperatorException.class,
                        () -> NormalizationOps.nativeBatchNorm(input, null, null, mean, var, true, 0.1, 1e-5));
            }
        }
    }
}
