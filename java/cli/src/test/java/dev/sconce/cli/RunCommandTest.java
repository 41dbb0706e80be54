package dev.sconce.cli;

import static dev.sconce.cli.CommandTesting.fixture;
import static dev.sconce.cli.CommandTesting.sconce;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sconce.Tensor;
import dev.sconce.archive.NumpyFile;
import dev.sconce.archive.TorchFile;
import dev.sconce.cli.CommandTesting.Ran;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code sconce run}, {@code bench} and what all commands share. */
final class RunCommandTest {
    @TempDir
    Path folder;

    @Test
    void eachResultIsPrintedWithTypeShapeAndFirstValues() {
        Ran ran = sconce("run", fixture("good/structure/model.pt"), "--inputs", fixture("good/structure/inputs.pt"));
        assertEquals(0, ran.exitCode(), ran.err());
        assertEquals(
                List.of(
                        "result  tuple  tuple of 4",
                        "result[0]  dict  dict of 2",
                        "result[0]['q']  Tensor  float32  [2, 3]  Infinity -Infinity NaN Infinity Infinity -Infinity",
                        "result[0]['r']  Tensor  bool  [2, 3]  True False False True True False",
                        "result[1]  list  list of 2",
                        "result[1][0]  int  2",
                        "result[1][1]  int  3",
                        "result[2]  tuple  tuple of 2",
                        "result[2].tensor  Tensor  float32  [3, 2]  1.0 0.5 -2.0 0.25 0.0 -0.125",
                        "result[2].number  int  3",
                        "result[3]  float  NaN"),
                ran.lines());
    }

    @Test
    void theResultIsSavedAsTorchSaveDoes() {
        Path output = folder.resolve("out.pt");
        Path model = fixture("good/in_place/model.pt");
        Path inputs = fixture("good/in_place/inputs.pt");
        assertEquals(
                0, sconce("run", model, "--inputs", inputs, "--output", output).exitCode());
        Tensor saved = (Tensor) TorchFile.load(output);
        assertArrayEquals(new long[] {2, 3}, saved.shape());
        assertEquals(2, saved.getDataAsFloatArray()[0]);
    }

    @Test
    void numpyFilesAreArguments() {
        Path npy = folder.resolve("x.npy");
        Tensor x = Tensor.fromBlob(new float[] {1, 2}, new long[] {1, 2});
        NumpyFile.save(x, npy);
        Ran ran = sconce("run", fixture("methods/model.pt"), "--inputs", npy);
        assertEquals("result  Tensor  float32  [1, 3]  6.0 9.0 12.0", ran.out().strip(), ran.err());
        Path npz = folder.resolve("x.npz");
        NumpyFile.saveAll(Map.of("x", x), npz);
        assertEquals(
                ran.out(),
                sconce("run", fixture("methods/model.pt"), "--inputs", npz).out());
    }

    @Test
    void anyMethodCanBeCalled() {
        Path npy = folder.resolve("x.npy");
        NumpyFile.save(Tensor.fromBlob(new float[] {1, 2}, new long[] {2}), npy);
        Ran ran = sconce("run", fixture("methods/model.pt"), "--method", "twice", "--inputs", npy, "--threads", 1);
        assertEquals("result  Tensor  float32  [2]  2.0 4.0", ran.out().strip(), ran.err());
        Ran unknown = sconce("run", fixture("methods/model.pt"), "--method", "thrice", "--inputs", npy);
        assertEquals(2, unknown.exitCode());
        assertTrue(unknown.err().contains("thrice"), unknown.err());
    }

    @Test
    void errorsAreMessagesWithoutStackTrace() {
        Path model = fixture("bad/raises/model.pt");
        Path inputs = fixture("bad/raises/inputs.pt");
        Ran ran = sconce("run", model, "--inputs", inputs);
        assertEquals(2, ran.exitCode());
        assertTrue(ran.err().startsWith("sconce: builtins.ValueError: seven dimensions, please"), ran.err());
        assertFalse(ran.err().contains("\tat "), ran.err());
        assertTrue(
                sconce("run", model, "--inputs", inputs, "--stacktrace").err().contains("\tat "));
    }

    @Test
    void unusableArgumentsAreExitCode2() {
        assertEquals(2, sconce().exitCode());
        assertEquals(2, sconce("jump").exitCode());
        assertEquals(2, sconce("run").exitCode());
        assertEquals(2, sconce("run", folder.resolve("none.pt")).exitCode());
        assertEquals(2, sconce("run", fixture("methods/model.pt")).exitCode());
        assertEquals(
                2, sconce("run", fixture("methods/model.pt"), "--threads", "0").exitCode());
        assertEquals(2, sconce("bench", fixture("methods/model.pt")).exitCode());
        assertEquals(
                2, sconce("run", fixture("methods/model.pt"), "--warmup", "-5").exitCode());
    }

    @Test
    void filesThatCannotBeWrittenAreToldBeforeTheCall() {
        Path raises = fixture("bad/raises/model.pt");
        Path inputs = fixture("bad/raises/inputs.pt");
        for (String option : List.of("--json", "--output", "--trace")) {
            Ran nowhere = sconce("run", raises, "--inputs", inputs, option, folder.resolve("none/file"));
            assertEquals(2, nowhere.exitCode());
            assertEquals(
                    "sconce: " + folder.resolve("none/file") + ": there is no such folder",
                    nowhere.err().strip());
            Ran aFolder = sconce("run", raises, "--inputs", inputs, option, folder);
            assertTrue(aFolder.err().contains(folder + ": this is a folder"), aFolder.err());
        }
    }

    @Test
    void aFailedCallIsToldAlsoWhereItsTraceCannotBeWritten() {
        Ran ran = sconce(
                "run",
                fixture("bad/raises/model.pt"),
                "--inputs",
                fixture("bad/raises/inputs.pt"),
                "--trace",
                "/dev/full");
        assertTrue(ran.err().startsWith("sconce: builtins.ValueError: seven dimensions, please"), ran.err());
    }

    @Test
    void outputThatDoesNotArriveIsExitCode2() {
        StringWriter err = new StringWriter();
        CommandLine command = Main.commandLine()
                .setOut(new PrintWriter(new OutputStreamWriter(OutputStream.nullOutputStream()) {
                    @Override
                    public void write(String text, int from, int length) throws IOException {
                        throw new IOException("No space left on device");
                    }
                }))
                .setErr(new PrintWriter(err, true));
        assertEquals(2, Main.execute(command, "--version"));
        assertTrue(err.toString().startsWith("sconce: the output cannot be written"), err.toString());
    }

    @Test
    void onlyWhatIsPrintedOfAHugeResultIsRead() {
        Tensor huge = Tensor.fromBlob(new float[] {1.5f}, new long[] {1})
                .asStrided(new long[] {3_000_000_000L}, new long[] {0}, 0);
        assertEquals(
                List.of("result  Tensor  float32  [3000000000]  1.5 1.5 1.5 1.5 1.5 1.5 1.5 1.5 …"),
                ValueText.lines(huge));
    }

    @Test
    void helpAndVersionAreExitCode0() {
        for (String command : List.of("run", "verify", "bench", "tune", "inspect", "parallel-info")) {
            Ran help = sconce(command, "--help");
            assertEquals(0, help.exitCode());
            assertTrue(help.out().contains("Example"), help.out());
            assertTrue(help.out().contains("--json"), help.out());
        }
        assertTrue(sconce("--version").out().startsWith("sconce "));
    }

    @Test
    void jsonHoldsWhatIsPrinted() throws IOException {
        Path json = folder.resolve("out.json");
        sconce(
                "run",
                fixture("good/structure/model.pt"),
                "--inputs",
                fixture("good/structure/inputs.pt"),
                "--json",
                json);
        JsonObject result =
                JsonParser.parseString(Files.readString(json)).getAsJsonObject().getAsJsonObject("result");
        assertEquals("tuple", result.get("type").getAsString());
        JsonObject nan = result.getAsJsonArray("elements").get(3).getAsJsonObject();
        assertEquals("NaN", nan.get("value").getAsString());
    }

    @Test
    void benchPrintsALineAThreadCount() {
        Ran ran = sconce(
                "bench",
                fixture("good/linear/model.pt"),
                "--inputs",
                fixture("good/linear/inputs.pt"),
                "--threads",
                "1,2",
                "--clients",
                "2",
                "--seconds",
                "0.05");
        assertEquals(0, ran.exitCode(), ran.err());
        assertEquals(2, ran.lines().size());
        for (int threads = 1; threads <= 2; threads++) {
            String number = "\\d+\\.\\d+";
            String line = ran.lines().get(threads - 1);
            assertTrue(
                    line.matches("threads " + threads + " clients 2 median_ms " + number + " p90_ms " + number
                            + " p99_ms " + number + " per_second " + number),
                    line);
        }
    }

    @Test
    void percentilesAreOfTheNearestRank() {
        Load.Result result = new Load.Result(new long[] {1_000_000, 2_000_000, 3_000_000, 4_000_000}, 2);
        assertEquals(2, result.percentileMillis(0.5));
        assertEquals(4, result.percentileMillis(0.9));
    }

    @Test
    void theCallsPerSecondAreThoseOfAllClients() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        List<Runnable> clients = List.of(calls::incrementAndGet, calls::incrementAndGet);
        Load.Result result = Load.run(clients, 0.01);
        assertEquals(calls.get(), result.nanoseconds().length);
        double busy = Arrays.stream(result.nanoseconds()).sum() / 1e9;
        // Each client's share of the calls, by its share of the time: at least all calls by all time, as two run at
        // once.
        assertTrue(result.perSecond() >= calls.get() / busy, result.perSecond() + " of " + calls + " in " + busy);
    }
}
