package dev.sconce.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.IValue;
import dev.sconce.Models;
import dev.sconce.Module;
import dev.sconce.Parallel;
import dev.sconce.Tensor;
import dev.sconce.jni.Native;
import dev.sconce.ops.OperatorEntry;
import dev.sconce.ops.Operators;
import dev.sconce.runtime.ComputeSlot;
import dev.sconce.runtime.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The model forks {@code tasks} times {@code inner}, which forks {@code leaf} (a product and a multiplication), waits for it, and adds 1;
 * then it waits for all in the wrong order and adds them up.
 */
class FlightRecorderTest {
    private static final int TASKS = 3;

    private static List<RecordedEvent> unasked;
    private static List<RecordedEvent> events;

    /** A recording each, and of the events one only: JDK 17 can lose a string that it wrote in the last recording but one. */
    @BeforeAll
    static void record(@TempDir Path folder) throws IOException {
        try (Module module = Models.load("forks")) {
            IValue x = Models.inputs("forks")[0];
            Runnable call = () -> module.forward(x, IValue.from(TASKS)).close();
            call.run();
            unasked = record(folder.resolve("unasked.jfr"), call);
            events = record(folder.resolve("asked.jfr"), call, "Operator", "Task", "Fork", "Wait");
        }
    }

    /** What some work writes while a recording has these events on. */
    private static List<RecordedEvent> record(Path file, Runnable work, String... names) throws IOException {
        try (Recording recording = new Recording()) {
            for (String name : names) {
                recording.enable("dev.sconce." + name).withoutThreshold();
            }
            recording.start();
            work.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("dev.sconce."))
                .toList();
    }

    private static List<RecordedEvent> named(String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("dev.sconce." + name))
                .toList();
    }

    @Test
    void nothingIsRecordedUnlessAskedFor() {
        assertEquals(List.of(), unasked);
        assertFalse(Trace.operators());
        assertFalse(Trace.tasks());
        assertFalse(Trace.regions());
        assertFalse(Trace.slots());
    }

    @Test
    void anOperatorIsAnEventWithSchemaMethodAndSource() {
        List<RecordedEvent> operators = named("Operator");
        List<RecordedEvent> products = operators.stream()
                .filter(event -> event.getString("operator").equals("aten::mm"))
                .toList();
        assertEquals(TASKS, products.size());
        RecordedEvent product = products.get(0);
        assertTrue(product.getString("schema").startsWith("aten::mm(Tensor self, Tensor mat2)"), product.toString());
        assertTrue(product.getString("method").endsWith("Forks.leaf"), product.toString());
        assertTrue(product.getString("source").matches("code/__torch__.*\\.py:\\d+:\\d+"), product.toString());
        assertTrue(product.getDuration().compareTo(Duration.ZERO) > 0, product.toString());
        // One product and one multiplication a task, its addition of 1, and one of its result to the total.
        assertEquals(2 * TASKS, count(operators, "aten::add."));
        assertEquals(TASKS, count(operators, "aten::mul."));
    }

    private static long count(List<RecordedEvent> operators, String operator) {
        return operators.stream()
                .filter(event -> event.getString("operator").startsWith(operator))
                .filter(event -> event.getString("schema").contains("Tensor self"))
                .count();
    }

    @Test
    void aForkIsAnEventWithItsTimes() {
        List<RecordedEvent> forks = named("Fork");
        assertEquals(2 * TASKS, forks.size());
        Set<Long> tasks = new HashSet<>();
        for (RecordedEvent fork : forks) {
            assertTrue(fork.getString("function").matches("fork of .*Forks\\.(inner|leaf)"), fork.toString());
            Duration inside = fork.getDuration("queued").plus(fork.getDuration("running"));
            // The event is longer than its parts, but timed in the processor's ticks, of whose rate the JVM has an
            // estimate: on one machine events were 0.23 % shorter than by System.nanoTime, whatever their length.
            Duration length = fork.getDuration();
            Duration longest = length.plusNanos(Math.min(length.toNanos() / 100, 1_000_000));
            assertTrue(inside.compareTo(longest) <= 0, fork.toString());
            assertTrue(tasks.add(fork.getLong("task")));
        }
        assertEquals(
                TASKS,
                forks.stream()
                        .filter(fork -> fork.getThread("forkedBy").getJavaName().startsWith("sconce-interop-"))
                        .count());
    }

    @Test
    void whatWaitsIsAnEventWithWhatItWaitsFor() {
        List<RecordedEvent> waits = named("Wait");
        Set<Long> tasks = new HashSet<>();
        named("Fork").forEach(fork -> tasks.add(fork.getLong("task")));
        for (RecordedEvent wait : waits) {
            // What is waited for is a fork.
            assertTrue(tasks.contains(wait.getLong("awaited")), wait.toString());
        }
        // Each task has a stretch more than it has waits.
        List<RecordedEvent> stretches = named("Task");
        long parked = waits.size();
        assertEquals(2 * TASKS + 1 + parked, stretches.size());
        assertEquals(
                2 * TASKS + 1,
                stretches.stream().filter(stretch -> stretch.getBoolean("over")).count());
    }

    @Test
    void aWaitForAComputeSlotIsAnEvent(@TempDir Path folder) throws Exception {
        Thread late = new Thread(
                () -> {
                    ComputeSlot.current().acquire();
                    ComputeSlot.current().release();
                },
                "late");
        List<RecordedEvent> waits = record(
                folder.resolve("slot.jfr"),
                () -> {
                    int taken = 0;
                    while (Native.tryAcquireSlot()) {
                        taken++;
                    }
                    late.start();
                    while (ComputeSlot.waiting() == 0) {
                        Thread.onSpinWait();
                    }
                    for (; taken > 0; taken--) {
                        Native.releaseSlot();
                    }
                    join(late);
                },
                "ComputeSlot");
        assertEquals(1, waits.size());
        assertEquals("late", waits.get(0).getThread().getJavaName());
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** Of more elements than one range takes. */
    @Test
    void aParallelRegionIsAnEventWithItsParts(@TempDir Path folder) throws IOException {
        int threads = Parallel.getNumThreads();
        Parallel.setNumThreads(2);
        List<RecordedEvent> recorded;
        try (Tensor many = Tensor.fromBlob(new float[1 << 20], new long[] {1 << 20})) {
            OperatorEntry relu = Operators.table().entries("aten::relu").get(0);
            Runnable call = () -> {
                try (Scope ignored = Scope.open()) {
                    relu.invoke(new Object[] {many});
                }
            };
            recorded = record(folder.resolve("region.jfr"), call, "ParallelRegion", "ParallelRange");
        } finally {
            Parallel.setNumThreads(threads);
        }
        List<RecordedEvent> regions = recorded.stream()
                .filter(event -> event.getEventType().getName().equals("dev.sconce.ParallelRegion"))
                .toList();
        assertEquals(1, regions.size());
        RecordedEvent region = regions.get(0);
        assertEquals(2, region.getLong("threads"));
        assertTrue(region.getDuration("waiting").compareTo(region.getDuration("length")) <= 0, region.toString());
        assertTrue(region.getDuration("age").compareTo(region.getDuration("length")) >= 0, region.toString());
        List<RecordedEvent> ranges = recorded.stream()
                .filter(event -> event.getEventType().getName().equals("dev.sconce.ParallelRange"))
                .toList();
        assertEquals(region.getLong("parts"), ranges.size());
        for (RecordedEvent range : ranges) {
            assertEquals(region.getLong("region"), range.getLong("region"));
            assertTrue(range.getDuration("busy").compareTo(range.getDuration("length")) <= 0, range.toString());
        }
        assertEquals(
                region.getLong("ranges"),
                ranges.stream().mapToLong(range -> range.getLong("ranges")).sum());
    }
}
