package dev.sconce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.host.MappedRuntime;
import dev.sconce.host.MappedRuntime.Kind;
import dev.sconce.jni.Blas;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code Parallel.info()}: PyTorch's lines, and what this process is. */
final class ParallelInfoTest {
    private final int threads = Parallel.getNumThreads();

    @AfterEach
    void restore() {
        Parallel.setNumThreads(threads);
    }

    /** What torch 2.13 prints, line by line: what stands before numbers, versions and values. */
    private static final List<String> PYTORCHS_LINES = List.of(
            "ATen/Parallel:",
            "\tat::get_num_threads() : ",
            "\tat::get_num_interop_threads() : ",
            "OpenMP ",
            "MKL",
            "MKLDNN",
            "std::thread::hardware_concurrency() : ",
            "Environment variables:",
            "\tOMP_NUM_THREADS : ",
            "\tMKL_NUM_THREADS : ",
            "ATen parallel backend: ");

    @Test
    void itsTextHasPyTorchsLinesInPyTorchsOrder() {
        List<String> missing = new ArrayList<>(PYTORCHS_LINES);
        Parallel.info().toString().lines().forEach(line -> {
            if (!missing.isEmpty() && line.startsWith(missing.get(0))) {
                missing.remove(0);
            }
        });
        assertEquals(List.of(), missing, () -> Parallel.info().toString());
    }

    @Test
    void theBackendsLibraryTellsItsVersion() {
        ParallelInfo info = Parallel.info();
        if (info.build().get("threading").equals("OMP")) {
            assertTrue(info.toString().contains("\nATen parallel backend: OpenMP\n"));
            assertTrue(info.toString().contains("(a.k.a. OpenMP "), info::toString);
            assertTrue(Integer.parseInt(info.libraries().get("omp_get_max_threads")) >= 1);
        } else {
            assertTrue(info.toString().contains("\nATen parallel backend: TBB\n"));
            assertTrue(info.toString().contains("\nOpenMP not found\n"), info::toString);
            assertTrue(info.libraries().get("tbb").matches("20\\d\\d\\..*"), info::toString);
        }
    }

    @Test
    void theCountsFollowWhatWasSet() {
        Parallel.setNumThreads(5);
        ParallelInfo info = Parallel.info();
        assertEquals(5, info.numThreads().threads());
        assertEquals("setNumThreads(5)", info.numThreads().from());
        assertTrue(info.toString().startsWith("ATen/Parallel:\n\tat::get_num_threads() : 5\n"), info::toString);
        assertEquals(Parallel.getNumInteropThreads(), info.numInteropThreads().threads());
    }

    /** OpenBLAS computes on the thread that calls it. */
    @Test
    void thePoolOfTheBlasLibraryIsEmpty() {
        Blas.open();
        ParallelInfo info = Parallel.info();
        assertEquals("1", info.libraries().get("openblas_get_num_threads"));
        assertTrue(info.toString().contains("\n\topenblas_get_num_threads() : 1\n"), info::toString);
        assertTrue(
                info.runtimes().stream()
                        .anyMatch(runtime ->
                                runtime.kind() == Kind.BLAS && runtime.path().contains("openblas")),
                info::toString);
    }

    @Test
    void theThreadingRuntimeIsMappedOnce() {
        ParallelInfo info = Parallel.info();
        Kind kind = info.build().get("threading").equals("OMP") ? Kind.OPENMP : Kind.TBB;
        assertEquals(
                1,
                info.runtimes().stream()
                        .filter(runtime -> runtime.kind() == kind)
                        .count(),
                info::toString);
        assertEquals(List.of(), info.warnings());
        assertFalse(info.toString().contains("WARNING"), info::toString);
    }

    @Test
    void warningsAreLinesOfTheirOwn() {
        ParallelInfo info = Parallel.info();
        List<MappedRuntime> two = List.of(
                new MappedRuntime(Kind.OPENMP, "/a/libgomp.so.1"), new MappedRuntime(Kind.OPENMP, "/b/libomp.so"));
        ParallelInfo warned = new ParallelInfo(
                info.numThreads(),
                info.numInteropThreads(),
                info.liveInteropThreads(),
                info.limits(),
                info.throttling(),
                info.ignored(),
                info.cpuCapability(),
                info.cpuSupported(),
                info.build(),
                info.libraries(),
                info.environment(),
                two,
                info.jvm(),
                MappedRuntime.warnings(two));
        assertTrue(
                warned.toString()
                        .contains(
                                "\nWARNING: 2 OpenMP runtimes are mapped into this process: /a/libgomp.so.1, /b/libomp.so."),
                warned::toString);
    }

    @Test
    void variablesThatMatterAreShown() {
        Map<String, String> variables = ParallelInfo.variables(Map.of(
                "MKL_NUM_THREADS", "4",
                "KMP_BLOCKTIME", "0",
                "GOMP_SPINCOUNT", "10",
                "MKL_DYNAMIC", "FALSE",
                "TBB_VERSION", "1",
                "HOME", "/root",
                "LD_PRELOAD", "/x.so"));
        assertEquals("4", variables.get("MKL_NUM_THREADS"));
        assertTrue(variables.containsKey("OMP_PROC_BIND") && variables.get("OMP_PROC_BIND") == null);
        assertEquals(
                List.of("OMP_NUM_THREADS", "MKL_NUM_THREADS"),
                List.copyOf(variables.keySet()).subList(0, 2));
        assertTrue(variables
                .keySet()
                .containsAll(List.of("KMP_BLOCKTIME", "GOMP_SPINCOUNT", "MKL_DYNAMIC", "TBB_VERSION", "LD_PRELOAD")));
        assertFalse(variables.containsKey("HOME"));
    }
}
