package dev.sconce.cli;

import dev.sconce.SconceException;
import dev.sconce.trace.Trace;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import jdk.jfr.Recording;

/** Records what a call does: a Flight Recorder recording of Sconce's events, turned into a {@link ChromeTrace}. */
final class TraceRecording {
    private static final List<String> EVENTS = List.of(
            ChromeTrace.OPERATOR,
            ChromeTrace.REGION,
            ChromeTrace.RANGE,
            ChromeTrace.TASK,
            ChromeTrace.FORK,
            ChromeTrace.WAIT,
            ChromeTrace.SLOT);

    private TraceRecording() {}

    /**
     * Makes the call, and writes what it did to a file, also where it fails.
     *
     * @param warmUp done before, while the recording is on already: else the trace would show how the recorder itself warms up
     */
    static <T> T of(Runnable warmUp, Supplier<T> call, Path file) {
        if (!Trace.isAvailable()) {
            throw new SconceException(
                    "--trace needs Java Flight Recorder, which this JVM lacks: run it with a JDK that has"
                            + " the module jdk.jfr");
        }
        try {
            Path events = Files.createTempFile("sconce", ".jfr");
            CallEvent event = new CallEvent();
            try (Recording recording = started();
                    Closeable ignored = () -> write(event, recording, events, file)) {
                warmUp.run();
                event.begin();
                return call.get();
            } finally {
                Files.delete(events);
            }
        } catch (IOException failed) {
            throw new SconceException(file + ": the trace cannot be written: " + failed, failed);
        }
    }

    private static Recording started() {
        Recording recording = new Recording();
        EVENTS.forEach(event -> recording.enable(event).withoutThreshold());
        recording.enable(CallEvent.class).withoutThreshold();
        recording.start();
        return recording;
    }

    private static void write(CallEvent event, Recording recording, Path events, Path file) throws IOException {
        event.commit();
        recording.stop();
        recording.dump(events);
        ChromeTrace.write(events, file);
    }
}
