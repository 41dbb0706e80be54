package dev.sconce.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.DType;
import dev.sconce.OperatorException;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scope;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Singular values and eigenvalues of matrices that have none: LAPACK's routines may never return from them. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SpectrumTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    /** The identity and, behind it, the identity with {@code value} in the lower left corner. */
    private static Tensor matrices(DType dtype, double value) {
        double[] elements = new double[18];
        for (int i = 0; i < 18; i += i == 8 ? 1 : 4) {
            elements[i] = 1;
        }
        elements[9 + 6] = value;
        Tensor matrices = Tensor.fromBlob(elements, new long[] {2, 3, 3});
        return TensorIterator.cast(matrices, dtype);
    }

    private static double[] numbers(Tensor tensor) {
        Tensor real = tensor.dtype().isComplex() ? ComplexOps.viewAsReal(tensor) : tensor;
        return TensorIterator.cast(real, DType.FLOAT64).getDataAsDoubleArray();
    }

    private static void refused(String message, Executable call) {
        assertEquals(message, assertThrows(OperatorException.class, call).getMessage());
    }

    private static void allNaN(Tensor tensor) {
        assertTrue(Arrays.stream(numbers(tensor)).allMatch(Double::isNaN), tensor + " has numbers");
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64", "COMPLEX64", "COMPLEX128"})
    void singularValuesOfAnInfiniteMatrixAreNaN(DType dtype) {
        try (Scope ignored = Scope.open()) {
            Tensor a = matrices(dtype, INFINITY);
            for (boolean full : new boolean[] {false, true}) {
                Tensor[] parts = SpectrumOps.svd(a, full, null, null);
                for (Tensor part : parts) {
                    allNaN(DimensionOps.select(part, 0, 1));
                }
                assertArrayEquals(new double[] {1, 1, 1}, numbers(DimensionOps.select(parts[1], 0, 0)), 1e-6);
            }
            allNaN(DimensionOps.select(SpectrumOps.svdvals(a, null, null), 0, 1));
            allNaN(DimensionOps.select(PseudoinverseOps.pinv(a, (Double) null, null, false, null), 0, 1));
            assertArrayEquals(
                    new long[] {3, 0},
                    PseudoinverseOps.matrixRank(a, (Double) null, null, false, null)
                            .getDataAsLongArray());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64", "COMPLEX64", "COMPLEX128"})
    void theOthersAreRefused(DType dtype) {
        try (Scope ignored = Scope.open()) {
            String where = "(Batch element 1): ";
            String message = "The algorithm failed to converge because the input matrix contained non-finite values.";
            Tensor nan = matrices(dtype, Double.NaN);
            refused("linalg.svd: " + where + message, () -> SpectrumOps.svd(nan, true, null, null));
            for (double value : new double[] {Double.NaN, INFINITY, -INFINITY}) {
                Tensor a = matrices(dtype, value);
                refused("linalg.eigh: " + where + message, () -> SpectrumOps.eigh(a, "L", (Tensor[]) null));
                refused("linalg.eigh: " + where + message, () -> SpectrumOps.eigvalsh(a, "L", null));
                // The other triangle is not read.
                assertArrayEquals(new double[] {1, 1, 1, 1, 1, 1}, numbers(SpectrumOps.eigvalsh(a, "U", null)), 1e-6);
                String eig = "torch.linalg.eig: " + where + "input tensor should not contain infs or NaNs.";
                refused(eig, () -> SpectrumOps.eig(a, null));
                refused(eig, () -> SpectrumOps.eigvals(a, null));
                for (String driver : new String[] {"gelsd", "gelss"}) {
                    refused(
                            "torch.linalg.lstsq: " + where + message,
                            () -> SystemOps.lstsq(a, matrices(dtype, 0), null, driver, null));
                }
            }
        }
    }
}
