package dev.sconce;

import dev.sconce.host.ThreadDefaults;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A process that sets thread counts, loads libraries, and so on, as its arguments say, one after the other, and prints what came of each. */
public final class ThreadCountProgram {
    private ThreadCountProgram() {}

    public static void main(String[] steps) {
        for (String step : steps) {
            try {
                System.out.println(step + ": " + perform(step));
            } catch (SconceException refused) {
                System.out.println(step + ": refused: " + refused.getMessage());
            }
        }
    }

    private static Object perform(String step) {
        String[] words = step.split("=");
        switch (words[0]) {
            case "setNumThreads" -> Parallel.setNumThreads(Integer.parseInt(words[1]));
            case "setNumInteropThreads" -> Parallel.setNumInteropThreads(Integer.parseInt(words[1]));
            case "fork" -> {
                try (Module forks = Models.load("forks")) {
                    forks.forwardAsync(Models.inputs("forks")).join().close();
                }
            }
            case "forward" -> {
                try (Module module = Models.load("conv_net")) {
                    module.forward(Models.inputs("conv_net")).close();
                }
            }
            case "intra" -> {
                ParallelInfo info = Parallel.info();
                return Parallel.getNumThreads() + " from " + info.numThreads().from();
            }
            case "inter" -> {
                ParallelInfo info = Parallel.info();
                return Parallel.getNumInteropThreads() + " from "
                        + info.numInteropThreads().from();
            }
            case "ignored" -> {
                return Parallel.info().ignored();
            }
            case "load" -> System.load(words[1]);
            case "warnings" -> {
                return Parallel.info().warnings();
            }
            default -> throw new IllegalArgumentException(step);
        }
        return "done";
    }

    /**
     * Starts such a process.
     *
     * @param launcher words before the java command, such as {@code taskset -c 0}
     * @param variables environment variables; those of thread counts are not inherited
     * @return the lines that it prints
     */
    public static List<String> run(List<String> launcher, Map<String, String> variables, List<String> steps) {
        List<String> command = new ArrayList<>(launcher);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                ThreadCountProgram.class.getName()));
        command.addAll(steps);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeAll(ThreadDefaults.VARIABLES);
        builder.environment().putAll(variables);
        try {
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(command + ": " + output);
            }
            return output.lines().toList();
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }
}
