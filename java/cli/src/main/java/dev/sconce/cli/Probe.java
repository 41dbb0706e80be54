package dev.sconce.cli;

import dev.sconce.SconceException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process of its own that measures, since a backend and the size of the inter-op pool can be chosen only once in a process. It rests
 * until it is asked, so that several can take turns. Not thread-safe.
 */
final class Probe implements AutoCloseable {
    private final Process process;
    private final PrintWriter questions;
    private final BufferedReader answers;
    private final String backend;
    private final boolean forks;

    private Probe(String backend, List<String> arguments) {
        try {
            process = new ProcessBuilder(command(backend, arguments))
                    .redirectError(Redirect.INHERIT)
                    .start();
        } catch (IOException failed) {
            throw new SconceException("cannot start a process to measure in: " + failed.getMessage(), failed);
        }
        questions = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        try {
            String[] ready = answer().split(" ");
            this.backend = ready[1];
            this.forks = Boolean.parseBoolean(ready[2]);
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /** Of the product of PyTorch's notes. @param backend one of {@link dev.sconce.jni.NativeLibrary#backends} */
    static Probe ofMm(String backend) {
        return new Probe(backend, List.of("mm"));
    }

    /** Of a model. @param interopThreads 0 for as many as are configured */
    static Probe ofModel(Path model, Path inputs, int interopThreads) {
        return new Probe(null, List.of("model", model.toString(), inputs.toString(), Integer.toString(interopThreads)));
    }

    /** This JVM with its options and class path, less what only one process can do. */
    private static List<String> command(String backend, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!option.matches("-(javaagent|agentlib|agentpath|XX:StartFlightRecording|XX:FlightRecorderOptions).*")) {
                command.add(option);
            }
        }
        if (backend != null) { // comes after the option of this JVM, and wins
            command.add("-Dsconce.backend=" + backend);
        }
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(ProbeMain.class.getName());
        command.addAll(arguments);
        return command;
    }

    /** The backend that it computes with, as {@code ATEN_THREADING} has it. */
    String backend() {
        return backend;
    }

    /** Whether its model forks. */
    boolean forks() {
        return forks;
    }

    /** Calls for so long, each client at least once. */
    Measured.Slice run(int threads, int clients, double seconds) {
        questions.println(threads + " " + clients + " " + seconds);
        String[] numbers = answer().split(" ");
        return new Measured.Slice(
                Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]), Double.parseDouble(numbers[2]));
    }

    private String answer() {
        try {
            String line = answers.readLine();
            if (line == null) {
                throw new SconceException("a process that measures has died; what it said stands above");
            }
            if (line.startsWith("error ")) {
                throw new SconceException(line.substring("error ".length()));
            }
            return line;
        } catch (IOException failed) {
            throw new SconceException("a process that measures does not answer: " + failed.getMessage(), failed);
        }
    }

    @Override
    public void close() {
        questions.close(); // it ends when there are no more questions
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
