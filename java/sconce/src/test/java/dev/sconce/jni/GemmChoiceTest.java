package dev.sconce.jni;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What computes matrix products and convolutions, as property and variable choose it. */
class GemmChoiceTest {
    private static final String THREADING = NativeLibrary.buildInfo().get("threading");
    private static final boolean HAS_ONEDNN =
            NativeLibrary.buildInfo().get("use_mkldnn").equals("ON");

    private static String run(String option, Map<String, String> variables) {
        return LoadingProgram.run(option == null ? List.of() : List.of(option), variables);
    }

    @Test
    void ourOwnKernelsAreTheDefault() {
        assertEquals(THREADING + " own", run(null, Map.of()));
        assertEquals(THREADING + " own", run(null, Map.of("SCONCE_GEMM", "")));
    }

    @Test
    void blasIsInEveryBuild() {
        assertEquals(THREADING + " blas", run(null, Map.of("SCONCE_GEMM", "blas")));
    }

    @Test
    void thePropertyCountsMoreThanTheVariable() {
        assertEquals(THREADING + " own", run("-Dsconce.gemm=own", Map.of("SCONCE_GEMM", "blas")));
        assertEquals(THREADING + " blas", run("-Dsconce.gemm=blas", Map.of("SCONCE_GEMM", "own")));
    }

    @Test
    void oneDnnIsInBuildsWithIt() {
        assertEquals(
                HAS_ONEDNN
                        ? THREADING + " onednn"
                        : "refused: Cannot do SCONCE_GEMM=onednn: This build of Sconce has no oneDNN: build it with"
                                + " scripts/build-native -DUSE_MKLDNN=1",
                run(null, Map.of("SCONCE_GEMM", "onednn")));
    }

    @Test
    void anUnknownNameIsRefused() {
        assertEquals(
                "refused: Cannot do -Dsconce.gemm=eigen: it is not one of own, blas, onednn",
                run("-Dsconce.gemm=eigen", Map.of()));
    }

    /** scripts/test says what it forces: a run on our own kernels would prove nothing. */
    @Test
    void theLibraryIsTheOneThatWasAskedFor() {
        String variable = System.getenv("SCONCE_GEMM");
        assertEquals(variable == null || variable.isEmpty() ? "own" : variable, GemmChoice.current());
    }
}
