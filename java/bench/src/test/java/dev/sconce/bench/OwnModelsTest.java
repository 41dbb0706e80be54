package dev.sconce.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.sconce.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnModelsTest {
    @TempDir
    Path root;

    private static List<double[]> result(ModelFolder folder) throws Exception {
        try (Runner runner = new SconceEngine().load(folder, 1)) {
            return runner.result();
        }
    }

    private static double[] input(ModelFolder folder, int index) {
        return Numbers.of((Tensor) folder.inputs().get(index)).get(0);
    }

    @Test
    void mmIsAProductOfItsTwoInputs() throws Exception {
        ModelFolder folder = OwnModels.mm(root, 3);
        double[] a = input(folder, 0);
        double[] b = input(folder, 1);
        double[] expected = new double[9];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 3; k++) {
                    expected[3 * i + j] += a[3 * i + k] * b[3 * k + j];
                }
            }
        }
        assertArrayEquals(expected, result(folder).get(0), 1e-6);
    }

    @Test
    void additionsAddAsOftenAsTold() throws Exception {
        ModelFolder folder = OwnModels.additions(root, 4);
        double[] x = input(folder, 0);
        double[] y = input(folder, 1);
        double[] sum = result(folder).get(0);
        for (int i = 0; i < 8; i++) {
            assertEquals(x[i] + 4 * y[i], sum[i], 1e-5);
        }
    }

    @Test
    void separateAdditionsAllAddTheSame() throws Exception {
        ModelFolder folder = OwnModels.separateAdditions(root, 3);
        double[] x = input(folder, 0);
        double[] y = input(folder, 1);
        double[] sums = result(folder).get(0);
        assertEquals(24, sums.length);
        for (int i = 0; i < 24; i++) {
            assertEquals(x[i % 8] + y[i % 8], sums[i], 1e-6);
        }
    }

    @Test
    void theMlpReturnsProbabilities() throws Exception {
        double[] probabilities = result(OwnModels.mlp(root)).get(0);
        assertEquals(8, probabilities.length);
        assertEquals(1, Arrays.stream(probabilities).sum(), 1e-5);
    }

    @Test
    void theResidualNetworkKeepsItsNumbersInBounds() throws Exception {
        double[] scores = result(OwnModels.residual(root)).get(0);
        assertEquals(100, scores.length);
        for (double score : scores) {
            assertEquals(0, score, 100);
        }
    }

    @Test
    void theSameModelIsWrittenEachTime() throws Exception {
        byte[] first = Files.readAllBytes(OwnModels.mlp(root.resolve("a")).model());
        List<double[]> one = result(new ModelFolder(root.resolve("a/mlp")));
        List<double[]> two = result(OwnModels.mlp(root.resolve("b")));
        assertEquals(first.length, Files.size(root.resolve("b/mlp/model.pt")));
        assertNull(Numbers.difference(two, one));
    }

    @Test
    void aDifferenceIsFoundWhereverItIs() {
        List<double[]> expected = List.of(new double[] {1, -100}, new double[] {Double.NaN});
        assertNull(Numbers.difference(List.of(new double[] {1.05, -100}, new double[] {Double.NaN}), expected));
        assertNotNull(Numbers.difference(List.of(new double[] {1.2, -100}, new double[] {Double.NaN}), expected));
        assertNotNull(Numbers.difference(List.of(new double[] {1, -100}, new double[] {0}), expected));
        assertNotNull(Numbers.difference(List.of(new double[] {1, -100}), expected));
        assertNotNull(Numbers.difference(List.of(new double[] {1}, new double[] {Double.NaN}), expected));
    }
}
