package dev.sconce.jni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which backend a process gets, where a package holds one or both. */
class NativeBackendTest {
    /** What runs in this process: of a package with both, the tests' JVM may have been told to take the other one. */
    private static final String LOADED =
            NativeLibrary.buildInfo().get("threading").toLowerCase(Locale.ROOT);
    /** That of ATEN_THREADING, which lies beside none. */
    private static final String OURS = !isBeside(LOADED) ? LOADED : LOADED.equals("omp") ? "tbb" : "omp";

    private static final String THREADING = OURS.toUpperCase(Locale.ROOT);
    private static final String OTHER = OURS.equals("omp") ? "tbb" : "omp";

    private static boolean isBeside(String backend) {
        return NativeBackend.class.getResource("linux-x86_64/backends/" + backend + "/libsconce.so") != null;
    }

    private static String run(String... options) {
        return LoadingProgram.run(List.of(options), Map.of());
    }

    @Test
    void withoutAChoiceItIsTheOneOfAtenThreading() {
        assertEquals(THREADING + " own", run());
    }

    @Test
    void theOneOfAtenThreadingMayBeNamed() {
        assertEquals(THREADING + " own", run("-Dsconce.backend=" + OURS));
    }

    @Test
    void theOtherRunsIfThePackageHoldsItAndElseIsRefused() {
        String answer = run("-Dsconce.backend=" + OTHER);
        if (isBeside(OTHER)) {
            assertEquals(OTHER.toUpperCase(Locale.ROOT) + " own", answer);
        } else {
            assertEquals(
                    "refused: There is no backend " + OTHER + " in this package, which has " + OURS
                            + ": leave -Dsconce.backend out, or build one with scripts/build-native"
                            + " -Dsconce.backends=omp,tbb",
                    answer);
        }
    }

    @Test
    void scriptsTestSaysWhetherBothAreThere() {
        String backends = System.getenv("SCONCE_EXPECT_BACKENDS");
        if (backends != null) {
            assertEquals(backends.contains(OTHER), isBeside(OTHER), "the package was built for " + backends);
        }
    }

    @Test
    void anUnknownNameIsRefused() {
        assertEquals(
                "refused: -Dsconce.backend=cuda is not a backend: set it to omp or tbb", run("-Dsconce.backend=cuda"));
    }

    @Test
    void aFolderOfLibrariesMayHoldBothToo() {
        String folder = System.getProperty("java.io.tmpdir");
        String answer = run("-Dsconce.backend=" + OTHER, "-Dsconce.library.path=" + folder);
        assertTrue(answer.startsWith("refused: There is no libsconce.so in " + folder), answer);
    }
}
