package dev.sconce.cli;

import static dev.sconce.cli.CommandTesting.fixture;
import static dev.sconce.cli.CommandTesting.sconce;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sconce.cli.CommandTesting.Ran;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** {@code sconce tune}: what it prints, draws and writes; what it measures is for nobody here to judge. */
final class TuneCommandTest {
    private static final String NUMBERS = " median_ms \\d+\\.\\d+ p99_ms \\d+\\.\\d+ per_second \\d+\\.\\d+";

    @TempDir
    Path folder;

    @Test
    void withoutAModelItIsTheScriptOfTheNotes() throws Exception {
        Path svg = folder.resolve("mm.svg");
        Path json = folder.resolve("mm.json");
        Ran ran = sconce("tune", "--threads", "1-2", "--seconds", "0.1", "--plot", svg, "--json", json);
        assertEquals(0, ran.exitCode(), ran.err());
        for (JsonElement curve : JsonParser.parseString(Files.readString(json)).getAsJsonArray()) {
            String backend = curve.getAsJsonObject().get("backend").getAsString();
            assertEquals(2, curve.getAsJsonObject().getAsJsonArray("points").size());
            for (int threads = 1; threads <= 2; threads++) {
                String line = "backend " + backend + " threads " + threads + " +median_ms +[0-9.]+ gflops +[0-9.]+ .*";
                assertEquals(
                        1, ran.lines().stream().filter(l -> l.matches(line)).count(), ran.out());
            }
        }
        Document document = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(withoutDoctype(svg))));
        assertEquals("svg", document.getDocumentElement().getTagName());
    }

    /** The document type stands on a server of W3C's, which a test does not ask. */
    private static String withoutDoctype(Path svg) throws IOException {
        return Files.readString(svg).replaceFirst("<!DOCTYPE[^>]*>", "");
    }

    @Test
    void aModelsBestSettingsAreNamedWithTheirNumbers() throws Exception {
        Path png = folder.resolve("model.png");
        Path json = folder.resolve("model.json");
        Ran ran = sconce(
                "tune",
                fixture("good/linear/model.pt"),
                "--inputs",
                fixture("good/linear/inputs.pt"),
                "--threads",
                "1-2",
                "--clients",
                "1-2",
                "--seconds",
                "0.1",
                "--plot",
                png,
                "--json",
                json);
        assertEquals(0, ran.exitCode(), ran.err());
        for (String name : List.of("lowest latency", "highest throughput", "knee")) {
            String line = name + ": threads [12] clients [12]" + NUMBERS;
            assertEquals(1, ran.lines().stream().filter(l -> l.matches(line)).count(), ran.out());
        }
        assertTrue(ran.lastLine().matches("measured [1-4] settings of 4 in .* s"), ran.lastLine());
        assertFalse(ran.out().contains("export"), ran.out());
        BufferedImage image = ImageIO.read(png.toFile());
        assertTrue(image.getWidth() >= 600 && image.getHeight() >= 400);
        JsonObject found = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        assertEquals(4, found.get("grid").getAsInt());
        assertFalse(found.getAsJsonArray("pareto").isEmpty());
        assertTrue(found.getAsJsonObject("knee").get("per_second").getAsDouble() > 0);
        assertFalse(found.getAsJsonObject("knee").has("interop_threads"), "the model does not fork");
    }

    @Test
    void theInteropPoolIsTunedWhereTheModelForks() {
        Ran ran = sconce(
                "tune",
                fixture("forks/model.pt"),
                "--inputs",
                fixture("forks/inputs.pt"),
                "--threads",
                "1",
                "--clients",
                "1",
                "--seconds",
                "0.1",
                "--apply");
        assertEquals(0, ran.exitCode(), ran.err());
        String line = "lowest latency: threads 1 interop_threads \\d+ clients 1" + NUMBERS;
        assertTrue(ran.lines().stream().anyMatch(l -> l.matches(line)), ran.out());
        assertTrue(ran.lines().contains("export OMP_NUM_THREADS=1"), ran.out());
        assertTrue(ran.lines().contains("Parallel.setNumThreads(1);"), ran.out());
        assertTrue(ran.out().contains("Parallel.setNumInteropThreads("), ran.out());
    }

    @Test
    void whatCannotBeMeasuredIsSaidBefore() {
        assertEquals(2, sconce("tune", fixture("forks/model.pt")).exitCode());
        assertEquals(2, sconce("tune", "--apply").exitCode());
        assertEquals(2, sconce("tune", "--threads", "2-1").exitCode());
        Ran unknown = sconce("tune", "--plot", folder.resolve("curve.gif"));
        assertEquals(2, unknown.exitCode());
        assertTrue(unknown.err().contains(".svg or .png"), unknown.err());
        assertEquals(
                2, sconce("tune", "--plot", folder.resolve("none/curve.svg")).exitCode());
    }

    @Test
    void aModelThatCannotBeCalledIsAMessage() {
        Ran ran = sconce("tune", fixture("bad/raises/model.pt"), "--inputs", fixture("bad/raises/inputs.pt"));
        assertEquals(2, ran.exitCode());
        assertTrue(ran.err().contains("seven dimensions, please"), ran.err());
    }
}
