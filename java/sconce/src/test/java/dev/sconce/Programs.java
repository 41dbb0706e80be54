package dev.sconce;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a test's program in a process of its own, for what a process decides once. */
final class Programs {
    private Programs() {}

    /** Fails unless the program prints "done" and nothing else, and ends with 0. What it says on standard error is in the message. */
    static void assertDone(Class<?> program, List<String> jvm, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
        command.addAll(jvm);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        Path errors = Files.createTempFile("program", ".err");
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            assertEquals("done 0", output.strip() + " " + status, Files.readString(errors));
        } finally {
            Files.delete(errors);
        }
    }
}
