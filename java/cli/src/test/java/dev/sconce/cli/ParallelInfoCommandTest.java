package dev.sconce.cli;

import static dev.sconce.cli.CommandTesting.sconce;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sconce.Parallel;
import dev.sconce.cli.CommandTesting.Ran;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sconce parallel-info}: the text of Parallel.info(), and the same as JSON. */
final class ParallelInfoCommandTest {
    @TempDir
    Path folder;

    @Test
    void printsTheTextOfParallelInfo() {
        Ran ran = sconce("parallel-info");
        assertEquals(0, ran.exitCode(), ran.err());
        // What may change between the two.
        String counters = "(cgroup throttling|threads of this process|inter-op threads alive) : .*";
        assertEquals(
                Parallel.info().toString().replaceAll(counters, ""), ran.out().replaceAll(counters, ""));
        assertTrue(ran.out().startsWith("ATen/Parallel:\n\tat::get_num_threads() : "), ran.out());
    }

    /** The command as a process: its exit code, and all lines to the last. */
    @Test
    void aProcessPrintsAllOfIt() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "parallel-info")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        assertTrue(output.startsWith("ATen/Parallel:\n"), output);
        // The mapped runtimes come last, and the BLAS library is open by then.
        assertTrue(output.lines().reduce((a, b) -> b).orElseThrow().matches("\t(BLAS|LAPACK|oneDNN) : .*"), output);
    }

    @Test
    void theBlasLibraryIsShownAsAModelWouldUseIt() {
        Ran ran = sconce("parallel-info");
        assertTrue(ran.out().matches("(?s).*\\t(openblas_get_num|mkl_get_max)_threads\\(\\) : 1\n.*"), ran.out());
    }

    @Test
    void jsonHasTheSameNumbers() throws IOException {
        Path json = folder.resolve("info.json");
        Ran ran = sconce("parallel-info", "--json", json);
        assertEquals(0, ran.exitCode(), ran.err());
        JsonObject info = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        JsonObject threads = info.getAsJsonObject("num_threads");
        assertEquals(Parallel.getNumThreads(), threads.get("threads").getAsInt());
        assertTrue(
                ran.lines()
                        .contains("\tintra-op : " + threads.get("threads").getAsInt() + ", from "
                                + threads.get("from").getAsString()),
                ran.out());
        assertTrue(info.getAsJsonObject("limits").get("available_processors").getAsInt() >= 1);
        assertTrue(info.getAsJsonObject("environment").has("OPENBLAS_CORETYPE"));
        assertTrue(info.getAsJsonObject("libraries").has("hardware_concurrency"));
    }
}
