package dev.sconce.jni;

import dev.sconce.SconceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A process of its own that loads the native library and prints which it got, or what was wrong. */
final class LoadingProgram {
    private LoadingProgram() {}

    public static void main(String[] arguments) {
        try {
            System.out.println(NativeLibrary.buildInfo().get("threading") + " " + GemmChoice.current());
        } catch (SconceException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }

    /** What it prints, with these options of the JVM and environment variables. */
    static String run(List<String> options, Map<String, String> variables) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                LoadingProgram.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().remove(GemmChoice.VARIABLE);
        builder.environment().putAll(variables);
        try {
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError("exit code " + process.exitValue() + ": " + output);
            }
            return output.strip();
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }
}
