package dev.sconce.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.DType;
import dev.sconce.OperatorException;
import dev.sconce.Scoped;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import org.junit.jupiter.api.Test;

/**
 * Decompositions whose vectors may have any sign: multiplied together they are the matrix again. What is unique of them
 * is among the goldens.
 */
@Scoped
class DecompositionTest {
    /** Numbers without a pattern. */
    private static Tensor matrices(long... shape) {
        double[] data = new double[(int) Tensor.numel(shape)];
        for (int i = 0; i < data.length; i++) {
            data[i] = Math.sin(1.7 * i * i + 0.3);
        }
        return Tensor.fromBlob(data, shape);
    }

    private static Tensor complex(Tensor real) {
        return ComplexOps.complex(real, ArithmeticOps.mul(real, real, null), null);
    }

    private static Tensor times(Tensor a, Tensor b) {
        return LinearAlgebraOps.matmul(a, b, null);
    }

    private static Tensor scaledColumns(Tensor vectors, Tensor values) {
        return ArithmeticOps.mul(
                vectors, ConversionOps.to(DimensionOps.unsqueeze(values, -2), vectors.dtype(), false, null), null);
    }

    private static void assertClose(Tensor expected, Tensor actual) {
        Tensor distance = NumericOps.abs(ArithmeticOps.sub(expected, actual, Scalar.of(1L), null), null);
        double worst = Elements.toDouble(ReductionOps.max(distance, (Tensor) null));
        assertTrue(worst < 1e-10, "the largest difference is " + worst);
    }

    private static void assertOrthonormalColumns(Tensor vectors) {
        Tensor identity = SequenceOps.eye(vectors.size(-1), vectors.dtype(), null, null, null);
        Tensor products = times(ComplexOps.adjoint(vectors), vectors);
        assertClose(ViewOps.expandAs(identity, products), products);
    }

    @Test
    void singularVectorsComposeToTheMatrix() {
        for (Tensor a : new Tensor[] {matrices(5, 3), matrices(2, 3, 5), matrices(2, 2, 4, 4)}) {
            Tensor[] parts = SpectrumOps.svd(a, false, (String) null, null);
            assertClose(a, times(scaledColumns(parts[0], parts[1]), parts[2]));
            assertOrthonormalColumns(parts[0]);
            assertOrthonormalColumns(ComplexOps.adjoint(parts[2]));
        }
    }

    @Test
    void fullSingularVectorsAreABasis() {
        Tensor[] parts = SpectrumOps.svd(matrices(5, 3), true, (String) null, null);
        assertEquals(5, parts[0].size(-1));
        assertOrthonormalColumns(parts[0]);
        assertOrthonormalColumns(parts[2]);
    }

    @Test
    void hermitianEigenvectorsComposeToTheMatrix() {
        Tensor a = matrices(3, 4, 4);
        Tensor symmetric = ArithmeticOps.add(a, ComplexOps.adjoint(a), Scalar.of(1L), null);
        for (String triangle : new String[] {"L", "U"}) {
            Tensor[] parts = SpectrumOps.eigh(symmetric, triangle, (Tensor[]) null);
            assertClose(symmetric, times(scaledColumns(parts[1], parts[0]), ComplexOps.adjoint(parts[1])));
        }
    }

    @Test
    void eigenvectorsOfARealMatrixAreComplexAndOfUnitLength() {
        Tensor a = matrices(2, 5, 5);
        Tensor[] parts = SpectrumOps.eig(a, null);
        assertEquals(DType.COMPLEX128, parts[0].dtype());
        Tensor wide = ConversionOps.to(a, DType.COMPLEX128, false, null);
        assertClose(times(wide, parts[1]), scaledColumns(parts[1], parts[0]));
        Tensor lengths = NormOps.vectorNorm(parts[1], Scalar.of(2L), new long[] {-2}, false, null, null);
        assertClose(CreationOps.onesLike(lengths, null, null, null, null, null), lengths);
    }

    @Test
    void eigenvectorsOfAComplexMatrix() {
        Tensor a = complex(matrices(4, 4));
        Tensor[] parts = SpectrumOps.eig(a, null);
        assertClose(times(a, parts[1]), scaledColumns(parts[1], parts[0]));
    }

    @Test
    void aMatrixThatLapackRefusesIsNamedByItsBatchIndex() {
        Tensor a = matrices(2, 3, 3);
        Elements.zero(DimensionOps.select(a, 0, 1));
        OperatorException error = assertThrows(OperatorException.class, () -> LuOps.inv(a, null));
        assertEquals(
                "linalg.inv: (Batch element 1): The diagonal element 1 is zero, the inversion could not be completed"
                        + " because the input matrix is singular.",
                error.getMessage());
    }
}
