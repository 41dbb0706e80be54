package dev.sconce.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.IValue;
import dev.sconce.Models;
import dev.sconce.Module;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The model forks {@code tasks} times {@code inner}, which forks {@code leaf} (a product and a multiplication), waits for it, and adds 1;
 * then it waits for all in the wrong order and adds them up.
 */
class FlightRecorderTest {
    private static final int TASKS = 3;

    @TempDir
    Path folder;

    private final Module module = Models.load("forks");
    private final IValue x = Models.inputs("forks")[0];

    @BeforeEach
    void warmUp() {
        forward();
    }

    @AfterEach
    void close() {
        module.close();
    }

    private void forward() {
        module.forward(x, IValue.from(TASKS)).close();
    }

    /** What one call writes while a recording has only these events on. */
    private List<RecordedEvent> record(String... events) throws IOException {
        Path file = folder.resolve("run.jfr");
        try (Recording recording = new Recording()) {
            for (String event : events) {
                recording.enable("dev.sconce." + event).withoutThreshold();
            }
            recording.start();
            forward();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("dev.sconce."))
                .toList();
    }

    private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("dev.sconce." + name))
                .toList();
    }

    @Test
    void nothingIsRecordedUnlessAskedFor() throws IOException {
        assertEquals(List.of(), record());
        assertFalse(Trace.operators());
        assertFalse(Trace.tasks());
    }

    @Test
    void anOperatorIsAnEventWithSchemaMethodAndSource() throws IOException {
        List<RecordedEvent> events = record("Operator");
        assertEquals(events, named(events, "Operator"));
        List<RecordedEvent> products = events.stream()
                .filter(event -> event.getString("operator").equals("aten::mm"))
                .toList();
        assertEquals(TASKS, products.size());
        RecordedEvent product = products.get(0);
        assertTrue(product.getString("schema").startsWith("aten::mm(Tensor self, Tensor mat2)"), product.toString());
        assertTrue(product.getString("method").endsWith("Forks.leaf"), product.toString());
        assertTrue(product.getString("source").matches("code/__torch__.*\\.py:\\d+:\\d+"), product.toString());
        assertTrue(product.getDuration().compareTo(Duration.ZERO) > 0, product.toString());
        // One product and one multiplication a task, its addition of 1, and one of its result to the total.
        assertEquals(2 * TASKS, count(events, "aten::add."));
        assertEquals(TASKS, count(events, "aten::mul."));
    }

    private static long count(List<RecordedEvent> events, String operator) {
        return events.stream()
                .filter(event -> event.getString("operator").startsWith(operator))
                .filter(event -> event.getString("schema").contains("Tensor self"))
                .count();
    }

    @Test
    void aForkIsAnEventWithItsTimes() throws IOException {
        List<RecordedEvent> forks = named(record("Fork"), "Fork");
        assertEquals(2 * TASKS, forks.size());
        Set<Long> tasks = new HashSet<>();
        for (RecordedEvent fork : forks) {
            assertTrue(fork.getString("function").matches("fork of .*Forks\\.(inner|leaf)"), fork.toString());
            Duration inside = fork.getDuration("queued").plus(fork.getDuration("running"));
            assertTrue(inside.compareTo(fork.getDuration()) <= 0, fork.toString());
            assertTrue(tasks.add(fork.getLong("task")));
        }
        assertEquals(
                TASKS,
                forks.stream()
                        .filter(fork -> fork.getThread("forkedBy").getJavaName().startsWith("sconce-interop-"))
                        .count());
    }

    @Test
    void whatWaitsIsAnEventWithWhatItWaitsFor() throws IOException {
        List<RecordedEvent> events = record("Task", "Fork", "Wait");
        List<RecordedEvent> waits = named(events, "Wait");
        Set<Long> tasks = new HashSet<>();
        named(events, "Fork").forEach(fork -> tasks.add(fork.getLong("task")));
        for (RecordedEvent wait : waits) {
            // What is waited for is a fork.
            assertTrue(tasks.contains(wait.getLong("awaited")), wait.toString());
        }
        // Each task has a stretch more than it has waits.
        List<RecordedEvent> stretches = named(events, "Task");
        long parked = waits.size();
        assertEquals(2 * TASKS + 1 + parked, stretches.size());
        assertEquals(
                2 * TASKS + 1,
                stretches.stream().filter(stretch -> stretch.getBoolean("over")).count());
    }
}
