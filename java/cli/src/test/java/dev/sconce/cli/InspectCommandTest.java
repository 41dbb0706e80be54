package dev.sconce.cli;

import static dev.sconce.cli.CommandTesting.fixture;
import static dev.sconce.cli.CommandTesting.sconce;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sconce.cli.CommandTesting.Ran;
import dev.sconce.jni.NativeLibrary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sconce inspect}: what it shows, and that it needs nothing native. */
final class InspectCommandTest {
    @TempDir
    Path folder;

    @Test
    void theSummaryNamesClassMethodsParametersAndOperators() {
        Ran ran = sconce("inspect", fixture("methods/model.pt"));
        assertEquals(0, ran.exitCode(), ran.err());
        assertTrue(ran.lines().contains("class: __torch__.Methods"), ran.out());
        assertTrue(ran.lines().contains("    twice(__torch__.Methods self, Tensor x) -> Tensor"), ran.out());
        assertTrue(ran.lines().contains("buffer tensors: 1, 1 elements, 8 bytes"), ran.out());
        assertTrue(ran.lines().contains("memory: 32 bytes, shared memory counted once"), ran.out());
        assertTrue(ran.out().contains("aten::matmul"), ran.out());
        assertEquals("all of it is supported", ran.lastLine());
    }

    @Test
    void allUnsupportedOperatorsAreNamedAtOnceWithTheirSource() throws IOException {
        Path json = folder.resolve("operators.json");
        Ran ran = sconce("inspect", fixture("bad/unsupported/model.pt"), "--operators", "--json", json);
        assertEquals(0, ran.exitCode(), ran.err());
        assertTrue(ran.out().contains("UNSUPPORTED Operator sconce_test::missing is not supported"), ran.out());
        assertTrue(ran.out().contains("UNSUPPORTED Operator sconce_test::absent is not supported"), ran.out());
        assertTrue(ran.out().contains("z = ops.sconce_test.absent(y, 3)"), ran.out());
        assertTrue(ran.out().contains("called also at code/__torch__.py:10"), ran.out());
        JsonObject report = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        assertEquals(2, report.getAsJsonArray("unsupported").size());
        JsonObject missing = report.getAsJsonArray("operators").get(2).getAsJsonObject();
        assertEquals("sconce_test::missing", missing.get("operator").getAsString());
        assertEquals(2, missing.get("calls").getAsInt());
        assertEquals(false, missing.get("supported").getAsBoolean());
    }

    @Test
    void codeIsTheSourceAndGraphTheGraphs() {
        assertTrue(
                sconce("inspect", fixture("methods/model.pt"), "--code").out().contains("class Methods(Module):"));
        String graphs =
                sconce("inspect", fixture("methods/model.pt"), "--graph").out();
        assertTrue(graphs.contains("# __torch__.Methods.twice"), graphs);
        assertTrue(graphs.contains("= aten::mul(%x, "), graphs);
    }

    @Test
    void memoryCountsSharedStoragesOnce() {
        Ran ran = sconce("inspect", fixture("methods/model.pt"), "--memory");
        assertEquals(
                List.of(
                        "weight  parameter  float32  [2, 3]  24",
                        "tied  parameter  float32  [2, 3]  24  shares the memory of weight",
                        "steps  buffer  int64  []  8",
                        "3 tensors, 32 bytes, shared memory counted once"),
                ran.lines());
    }

    @Test
    void oneViewAtATime() {
        assertEquals(
                2,
                sconce("inspect", fixture("methods/model.pt"), "--code", "--graph")
                        .exitCode());
        assertEquals(2, sconce("inspect", folder.resolve("none.pt")).exitCode());
    }

    /** In a JVM whose native library cannot be found, inspect does all it does; a command that needs the library says so. */
    @Test
    void nothingNativeIsLoaded() throws Exception {
        for (String view :
                List.of("--code", "--graph", "--operators", "--memory", "--json=" + folder.resolve("x.json"))) {
            assertEquals(
                    0,
                    withoutNativeLibrary("inspect", fixture("methods/model.pt").toString(), view),
                    view);
        }
        assertEquals(2, withoutNativeLibrary("parallel-info"));
    }

    private int withoutNativeLibrary(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-D" + NativeLibrary.PATH_PROPERTY + "=" + folder.resolve("nowhere"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        assertEquals(code == 2, output.contains("nowhere"), output);
        return code;
    }
}
