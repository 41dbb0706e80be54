package dev.sconce.cli;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * Writes a Flight Recorder file of Sconce's events in the Trace Event Format, which chrome://tracing and Perfetto show: a track a thread
 * with stretches of tasks and their operators, arrows from a fork to its task and from its end to who waited for it, and what is queued or
 * waits, holding no thread, as tracks of its own.
 */
final class ChromeTrace {
    static final String OPERATOR = "dev.sconce.Operator";
    static final String TASK = "dev.sconce.Task";
    static final String FORK = "dev.sconce.Fork";
    static final String REGION = "dev.sconce.ParallelRegion";
    static final String RANGE = "dev.sconce.ParallelRange";
    static final String WAIT = "dev.sconce.Wait";
    static final String SLOT = "dev.sconce.ComputeSlot";

    private static final int PROCESS = 1;

    /** A stretch of a task on a thread. */
    private record Stretch(long thread, Instant start, Instant end) {}

    private final JsonWriter json;
    private final Instant origin;
    private final Map<Long, String> threads = new TreeMap<>();
    private final Map<Long, Stretch> firstStretches = new HashMap<>();
    private final Map<Long, Stretch> lastStretches = new HashMap<>();
    private long arrows;

    private ChromeTrace(JsonWriter json, Instant origin) {
        this.json = json;
        this.origin = origin;
    }

    /** Reads a recording and writes the trace of what began no earlier than its {@link CallEvent}. */
    static void write(Path recording, Path trace) throws IOException {
        List<RecordedEvent> all = RecordingFile.readAllEvents(recording);
        Instant origin = all.stream()
                .filter(event -> event.getEventType().getName().equals(CallEvent.NAME))
                .map(RecordedEvent::getStartTime)
                .findFirst()
                .orElse(Instant.EPOCH);
        List<RecordedEvent> events = all.stream()
                .filter(event -> !event.getStartTime().isBefore(origin))
                .toList();
        try (JsonWriter json = new JsonWriter(Files.newBufferedWriter(trace))) {
            json.setIndent("");
            json.beginObject()
                    .name("displayTimeUnit")
                    .value("ns")
                    .name("traceEvents")
                    .beginArray();
            new ChromeTrace(json, origin).writeAll(events);
            json.endArray().endObject();
        }
    }

    private void writeAll(List<RecordedEvent> events) throws IOException {
        for (RecordedEvent event : events) {
            if (event.getEventType().getName().equals(TASK)) {
                Stretch stretch = new Stretch(thread(event.getThread()), event.getStartTime(), event.getEndTime());
                long task = event.getLong("task");
                firstStretches.merge(task, stretch, (a, b) -> a.start.isBefore(b.start) ? a : b);
                lastStretches.merge(task, stretch, (a, b) -> a.end.isAfter(b.end) ? a : b);
            }
        }
        for (RecordedEvent event : events) {
            switch (event.getEventType().getName()) {
                case OPERATOR -> slice(event, event.getString("operator"), "operator", "schema", "method", "source");
                case TASK -> slice(event, event.getString("function"), "task", "task", "over");
                case REGION -> {
                    long thread = thread(event.getThread());
                    parallel(event, thread, "parallel " + event.getString("kernel"), "threads", "parts", "waiting");
                }
                case RANGE -> {
                    long worker = event.getLong("worker");
                    threads.putIfAbsent(worker, "intra-op worker");
                    parallel(event, worker, event.getString("kernel"), "ranges", "busy", "region");
                }
                case FORK -> fork(event);
                case WAIT -> waiting(event);
                case SLOT -> slice(event, "wait for a compute slot", "slot");
                default -> {}
            }
        }
        for (Map.Entry<Long, String> thread : threads.entrySet()) {
            begin("M", "thread_name", "__metadata", thread.getKey(), origin);
            json.name("args")
                    .beginObject()
                    .name("name")
                    .value(thread.getValue())
                    .endObject();
            json.endObject();
        }
    }

    /** A bar on the track of the event's thread, with some of the event's fields. */
    private void slice(RecordedEvent event, String name, String category, String... fields) throws IOException {
        slice(event, thread(event.getThread()), event.getStartTime(), event.getDuration(), name, category, fields);
    }

    /** A bar that ended before its event was written. */
    private void parallel(RecordedEvent event, long thread, String name, String... fields) throws IOException {
        Instant start = event.getStartTime().minus(event.getDuration("age"));
        slice(event, thread, start, event.getDuration("length"), name, "parallel", fields);
    }

    private void slice(
            RecordedEvent event,
            long thread,
            Instant start,
            Duration duration,
            String name,
            String category,
            String... fields)
            throws IOException {
        begin("X", name, category, thread, start);
        json.name("dur").value(micros(duration));
        json.name("args").beginObject();
        for (String field : fields) {
            json.name(field).value(String.valueOf(event.<Object>getValue(field)));
        }
        json.endObject().endObject();
    }

    private void fork(RecordedEvent event) throws IOException {
        long task = event.getLong("task");
        Duration queued = event.getDuration("queued");
        bar("queued", event.getString("function"), task, event.getStartTime(), queued);
        Stretch first = firstStretches.get(task);
        if (first != null) {
            arrow("fork", thread(event.getThread("forkedBy")), event.getStartTime(), first.thread, first.start);
        }
    }

    /** An application thread that waits shows so on its track; a fork that waits holds no thread, and is a track of its own. */
    private void waiting(RecordedEvent event) throws IOException {
        String name = "wait in " + event.getString("function");
        long waiter = thread(event.getThread("thread"));
        if (!String.valueOf(event.getThread("thread").getJavaName()).startsWith("sconce-interop-")) {
            begin("X", name, "wait", waiter, event.getStartTime());
            json.name("dur").value(micros(event.getDuration()));
            json.endObject();
        } else {
            bar("wait", name, event.getLong("task"), event.getStartTime(), event.getDuration());
        }
        Stretch last = lastStretches.get(event.getLong("awaited"));
        if (last != null) {
            arrow("done", last.thread, last.end.minusNanos(1), thread(event.getThread()), event.getEndTime());
        }
    }

    /** An arrow from one track to another. */
    private void arrow(String name, long from, Instant start, long to, Instant end) throws IOException {
        long id = ++arrows;
        begin("s", name, "flow", from, start);
        json.name("id").value(id).endObject();
        begin("f", name, "flow", to, end);
        json.name("id").value(id).name("bp").value("e").endObject();
    }

    /** A bar that belongs to no thread. */
    private void bar(String category, String name, long id, Instant start, Duration duration) throws IOException {
        begin("b", name, category, 0, start);
        json.name("id").value(id).endObject();
        begin("e", name, category, 0, start.plus(duration));
        json.name("id").value(id).endObject();
    }

    private void begin(String phase, String name, String category, long thread, Instant time) throws IOException {
        json.beginObject();
        json.name("ph").value(phase).name("name").value(name).name("cat").value(category);
        json.name("pid").value(PROCESS).name("tid").value(thread);
        json.name("ts").value(micros(Duration.between(origin, time)));
    }

    private static double micros(Duration duration) {
        return duration.toNanos() / 1e3;
    }

    /** The track of a thread: the number that the system gave it; a virtual thread has none, and gets one beyond them. */
    private long thread(RecordedThread thread) {
        boolean isVirtual = thread.getOSThreadId() <= 0;
        long track = isVirtual ? (1L << 32) + thread.getJavaThreadId() : thread.getOSThreadId();
        String name = thread.getJavaName();
        threads.put(track, name == null || name.isEmpty() ? "thread " + track : name);
        return track;
    }
}
