package dev.sconce.cli;

import static dev.sconce.cli.CommandTesting.fixture;
import static dev.sconce.cli.CommandTesting.sconce;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sconce.cli.CommandTesting.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code sconce verify}: its lines, its exit codes, and that nothing stops it. */
final class VerifyCommandTest {
    private static final String NUMBER = "(0|\\d\\.\\d\\de[-+]\\d\\d)";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"--threads=2", "--no-optimize", "--parallel-branches"})
    void casesThatHoldAreExitCode0(String option) {
        Ran ran = sconce("verify", fixture("good"), option);
        assertEquals(0, ran.exitCode(), ran.out());
        List<String> names = ran.lines().stream()
                .filter(line -> line.startsWith("PASS"))
                .map(line -> line.split(" +")[1])
                .toList();
        assertEquals(List.of("in_place", "linear", "linear/model-traced", "structure"), names);
        assertEquals("4 passed, 0 failed, 0 unsupported, 0 errors", ran.lastLine());
        assertEquals("", ran.err());
    }

    @Test
    void linkedFoldersAreFollowedButNotInCircles() throws IOException {
        Path real = Files.createDirectories(folder.resolve("elsewhere/linear"));
        for (String file : List.of("model.pt", "inputs.pt", "expected.pt")) {
            Files.copy(fixture("good/linear").resolve(file), real.resolve(file));
        }
        Path models = Files.createDirectories(folder.resolve("models"));
        Path link = Files.createSymbolicLink(models.resolve("link"), real);
        Files.createSymbolicLink(models.resolve("circle"), models);
        for (Path root : List.of(models, link)) {
            assertEquals(
                    "1 passed, 0 failed, 0 unsupported, 0 errors",
                    sconce("verify", root).lastLine());
        }
    }

    @Test
    void toleranceThatIsNoDistanceIsUnusable() {
        for (String value : List.of("-1", "NaN")) {
            assertEquals(2, sconce("verify", fixture("good"), "--rtol", value).exitCode());
            assertEquals(2, sconce("verify", fixture("good"), "--atol", value).exitCode());
        }
    }

    @Test
    void parallelBranchesNeedOptimizing() {
        Ran ran = sconce("verify", fixture("good"), "--no-optimize", "--parallel-branches");
        assertEquals(2, ran.exitCode());
        assertTrue(ran.err().contains("do not switch that off"), ran.err());
    }

    @Test
    void aLineHasNameDifferencesMillisecondsAndReason() {
        Ran ran = sconce("verify", fixture("good/linear"), fixture("bad/difference"));
        assertTrue(
                ran.lines().get(0).matches("PASS         linear  " + NUMBER + "  " + NUMBER + "  \\d+\\.\\d{3}"),
                ran.lines().get(0));
        String failed = ran.lines().get(2);
        assertTrue(
                failed.matches(
                        "FAIL         difference  5\\.00e-01  1\\.00e\\+00  \\d+\\.\\d{3}  result\\[0, 0\\] is 2\\.0, expected 2\\.5"
                                + " \\(and 5 more\\)"),
                failed);
    }

    @Test
    void itGoesOnAfterEveryKindOfFailure() throws IOException {
        Path damaged = Files.createDirectories(folder.resolve("damaged"));
        Files.writeString(damaged.resolve("model.pt"), "no model");
        Path lonely = Files.createDirectories(folder.resolve("lonely"));
        Files.copy(fixture("good/linear/model.pt"), lonely.resolve("model.pt"));
        Ran ran = sconce("verify", folder, fixture("bad"), fixture("good/linear"));
        assertEquals(1, ran.exitCode());
        assertEquals("2 passed, 1 failed, 1 unsupported, 3 errors", ran.lastLine());
        assertTrue(ran.out().contains("ERROR        damaged  -  -  -  "), ran.out());
        assertTrue(ran.out().contains("inputs.pt: there is no such file"), ran.out());
        assertTrue(
                ran.out().contains("ERROR        raises  -  -  -  builtins.ValueError: seven dimensions, please"),
                ran.out());
        assertTrue(
                ran.out().contains("UNSUPPORTED  unsupported  -  -  -  Operator sconce_test::missing is not supported"),
                ran.out());
        assertEquals("", ran.err());
    }

    @Test
    void eachRunIsSeededWhereAsked() {
        assertEquals(0, sconce("verify", fixture("random"), "--seed", "7").exitCode());
        assertEquals(1, sconce("verify", fixture("random"), "--seed", "8").exitCode());
    }

    @Test
    void tolerancesAreForAllDtypes() {
        assertEquals(
                1,
                sconce("verify", fixture("bad/difference"), "--atol", "0.4", "--rtol", "0")
                        .exitCode());
        assertEquals(
                0,
                sconce("verify", fixture("bad/difference"), "--atol", "0.6", "--rtol", "0")
                        .exitCode());
    }

    @Test
    void jsonHasTheCountsAndEachCase() throws IOException {
        Path json = folder.resolve("report.json");
        sconce("verify", fixture("bad"), "--json", json);
        JsonObject report = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        assertEquals(0, report.get("passed").getAsInt());
        assertEquals(1, report.get("failed").getAsInt());
        assertEquals(1, report.get("unsupported").getAsInt());
        assertEquals(1, report.get("errors").getAsInt());
        JsonObject first = report.getAsJsonArray("cases").get(0).getAsJsonObject();
        assertEquals("FAIL", first.get("outcome").getAsString());
        assertEquals("difference", first.get("name").getAsString());
        assertEquals(0.5, first.get("max_abs_diff").getAsDouble());
        assertTrue(report.getAsJsonArray("cases")
                .get(1)
                .getAsJsonObject()
                .get("max_abs_diff")
                .isJsonNull());
    }

    @Test
    void casesComeInOrderOfTheirNumbers() throws IOException {
        for (String name : List.of("case/10", "case/2", "case/1", "cas")) {
            Path at = Files.createDirectories(folder.resolve(name));
            Files.writeString(at.resolve("model.pt"), "");
        }
        assertEquals(
                List.of("cas", "case/1", "case/2", "case/10"),
                TestCase.find(folder).stream().map(TestCase::name).toList());
    }

    @Test
    void aFolderWithoutCasesIsUnusable() {
        Ran ran = sconce("verify", folder);
        assertEquals(2, ran.exitCode());
        assertEquals(
                "sconce: " + folder + ": there is no model.pt in this folder or below",
                ran.err().strip());
        assertEquals(2, sconce("verify", folder.resolve("nothing")).exitCode());
        assertEquals(2, sconce("verify").exitCode());
        assertEquals(2, sconce("verify", folder, "--rtol", "much").exitCode());
    }

    @Test
    void stackTracesAreShownOnRequestOnly() {
        assertFalse(sconce("verify", fixture("bad/raises")).err().contains("ModelException"));
        assertTrue(sconce("verify", fixture("bad/raises"), "--stacktrace").err().contains("ModelException"));
    }
}
