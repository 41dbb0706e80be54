package dev.sconce.jni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BlasTest {
    @Test
    void theLibraryOfTheJarOpensAndStartsNoThreads() throws IOException {
        NativeLibrary.load();
        long before = threads();
        Blas.open();
        Blas.open();
        boolean isMkl = NativeLibrary.buildInfo().get("blas").equals("MKL");
        assertTrue(Blas.config().contains(isMkl ? "Math Kernel Library" : "OpenBLAS"), Blas::config);
        assertEquals(1, Blas.threads());
        assertEquals(before, threads());
    }

    private static long threads() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("Threads:"))
                    .mapToLong(line -> Long.parseLong(line.substring(8).strip()))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
