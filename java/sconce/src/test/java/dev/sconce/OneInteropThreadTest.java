package dev.sconce;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With an inter-op pool of one thread nothing waits forever: each case in a process of its own, since the size is set once. */
class OneInteropThreadTest {
    @ParameterizedTest
    @EnumSource(OneInteropThreadProgram.Case.class)
    void endsAsItShould(OneInteropThreadProgram.Case which) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OneInteropThreadProgram.class.getName(),
                        which.name())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals("done", output.strip());
        assertEquals(0, process.waitFor());
    }
}
