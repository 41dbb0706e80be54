package dev.sconce.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    @TempDir
    private Path folder;

    @Test
    void saysInALineWhatAUserCanMend() {
        assertEquals(
                "bench: " + folder.resolve("zoo") + ": there is no such folder\n",
                errorOf("models", folder.resolve("zoo")));
        assertEquals(
                "bench: there is no model.pt in or below [" + folder + "]: give folders with model.pt and inputs.pt\n",
                errorOf("models", folder));
        assertEquals("bench: --slices is a number of at least 1, not 0\n", errorOf("threads", "--slices=0"));
    }

    private static String errorOf(String benchmark, Object argument) {
        StringWriter err = new StringWriter();
        int status = Main.commandLine().setErr(new PrintWriter(err, true)).execute(benchmark, argument.toString());
        assertEquals(1, status);
        return err.toString();
    }
}
