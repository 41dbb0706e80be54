package dev.sconce.examples.digits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.IValue;
import dev.sconce.Module;
import dev.sconce.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The Java in the README is this class's, and runs. */
class ReadmeExampleTest {
    @Test
    void theExampleRuns() {
        float[] pixels = new float[28 * 28];
        // README
        try (Module model = Module.load("digits.pt");
                Tensor image = Tensor.fromBlob(pixels, new long[] {1, 1, 28, 28});
                Tensor output = model.forward(IValue.from(image)).toTensor()) {
            float[] logProbabilities = output.getDataAsFloatArray();
            // END
            assertArrayEquals(new long[] {1, 10}, output.shape());
            double total = 0;
            for (float logProbability : logProbabilities) {
                total += Math.exp(logProbability);
            }
            assertEquals(1, total, 1e-5);
        }
    }

    @Test
    void theReadmeShowsIt() throws IOException {
        String source =
                Files.readString(Path.of("src/test/java", getClass().getName().replace('.', '/') + ".java"));
        String example = source.substring(source.indexOf("// README\n") + 10, source.indexOf("// END\n"))
                .stripTrailing()
                .stripIndent();
        String readme = Files.readString(Path.of("../../README.md"));
        assertTrue(readme.contains("```java\n" + example + "\n}\n```"), () -> "README.md lacks:\n" + example);
    }
}
