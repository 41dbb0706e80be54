package dev.sconce.cli;

import static dev.sconce.cli.CommandTesting.fixture;
import static dev.sconce.cli.CommandTesting.sconce;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sconce run --trace}: the model forks a product and its tanh, computes another beside it, and waits. */
final class TraceTest {
    private static List<JsonObject> forks;
    private static List<JsonObject> raises;

    /** One recording a model: JDK 17 can lose a string that it wrote in the last recording but one. */
    @BeforeAll
    static void record(@TempDir Path folder) throws IOException {
        forks = trace("forks", 0, folder);
        raises = trace("bad/raises", 2, folder);
    }

    private static List<JsonObject> trace(String model, int exitCode, Path folder) throws IOException {
        Path file = folder.resolve("trace.json");
        assertEquals(
                exitCode,
                sconce("run", fixture(model + "/model.pt"), "--inputs", fixture(model + "/inputs.pt"), "--trace", file)
                        .exitCode());
        JsonObject trace = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        List<JsonObject> events = new ArrayList<>();
        for (JsonElement event : trace.getAsJsonArray("traceEvents")) {
            events.add(event.getAsJsonObject());
        }
        return events;
    }

    private static List<JsonObject> with(List<JsonObject> events, String field, String value) {
        return events.stream()
                .filter(event ->
                        event.has(field) && event.get(field).getAsString().equals(value))
                .toList();
    }

    private static boolean isInside(JsonObject inner, JsonObject outer) {
        double start = inner.get("ts").getAsDouble();
        double outerStart = outer.get("ts").getAsDouble();
        return inner.get("tid").equals(outer.get("tid"))
                && start >= outerStart
                && start + inner.get("dur").getAsDouble()
                        <= outerStart + outer.get("dur").getAsDouble();
    }

    @Test
    void operatorsLieInTheStretchesOfTheirTasks() {
        for (JsonObject event : forks) {
            assertTrue(event.get("ts").getAsDouble() >= 0, event.toString());
            assertTrue(event.has("tid") && event.has("pid") && event.has("name"), event.toString());
        }
        List<JsonObject> operators = with(forks, "cat", "operator");
        for (String name : List.of("aten::mm", "aten::tanh")) {
            assertEquals(2, with(operators, "name", name).size());
        }
        List<JsonObject> tasks = with(forks, "cat", "task");
        for (JsonObject operator : operators) {
            assertEquals("X", operator.get("ph").getAsString());
            assertTrue(tasks.stream().anyMatch(task -> isInside(operator, task)), operator.toString());
        }
    }

    @Test
    void anArrowLeadsFromTheForkToItsThread() {
        List<JsonObject> arrows = with(with(forks, "cat", "flow"), "name", "fork");
        JsonObject start = with(arrows, "ph", "s").get(0);
        JsonObject end = with(arrows, "ph", "f").get(0);
        assertEquals(2, arrows.size());
        assertEquals(start.get("id"), end.get("id"));
        assertNotEquals(start.get("tid"), end.get("tid"));
        List<JsonObject> stretches = with(with(forks, "cat", "task"), "name", "fork of __torch__.Forks.compute_z");
        assertEquals(1, stretches.size());
        assertEquals(stretches.get(0).get("tid"), end.get("tid"));
        assertEquals(stretches.get(0).get("ts"), end.get("ts"));
    }

    @Test
    void eachTrackHasItsThreadsName() {
        List<JsonObject> names = with(forks, "name", "thread_name");
        for (JsonObject slice : with(forks, "ph", "X")) {
            assertTrue(names.stream().anyMatch(name -> name.get("tid").equals(slice.get("tid"))), slice.toString());
        }
        assertTrue(names.stream()
                .anyMatch(name ->
                        name.getAsJsonObject("args").get("name").getAsString().startsWith("sconce-interop-")));
    }

    @Test
    void whatIsQueuedOrWaitsBeginsAndEnds() {
        assertEquals(2, with(forks, "cat", "queued").size());
        for (JsonObject begin : with(forks, "ph", "b")) {
            assertTrue(
                    with(with(forks, "ph", "e"), "cat", begin.get("cat").getAsString()).stream()
                            .anyMatch(end -> end.get("id").equals(begin.get("id"))
                                    && end.get("ts").getAsDouble()
                                            >= begin.get("ts").getAsDouble()),
                    begin.toString());
        }
    }

    @Test
    void aCallThatFailsIsRecordedToo() {
        assertEquals(1, with(raises, "cat", "task").size());
        assertEquals(1, with(raises, "name", "aten::dim").size());
    }
}
