package dev.sconce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.host.CpuLimits;
import dev.sconce.host.CpuQuota;
import dev.sconce.host.MappedRuntime;
import dev.sconce.host.MappedRuntime.Kind;
import dev.sconce.host.ThreadCount;
import dev.sconce.jni.Blas;
import dev.sconce.jni.Native;
import dev.sconce.runtime.ComputeSlot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code Parallel.info()}: PyTorch's lines, and what this process is. */
final class ParallelInfoTest {
    private final int threads = Parallel.getNumThreads();

    @AfterEach
    void restore() {
        Parallel.setNumThreads(threads);
    }

    /** What torch 2.13 prints, line by line; a library that a build lacks is "not found", in its words too. */
    private static final List<String> PYTORCHS_LINES = List.of(
            "ATen/Parallel:",
            "\tat::get_num_threads\\(\\) : \\d+",
            "\tat::get_num_interop_threads\\(\\) : \\d+",
            "OpenMP (not found|\\d{6} \\(a\\.k\\.a\\. OpenMP \\d\\.\\d\\))",
            "MKL not found|MKL not opened.*|.*Math Kernel Library.*",
            "MKLDNN not found|MKLDNN not opened.*|Intel\\(R\\) MKL-DNN v.* \\(Git Hash .*\\)",
            "std::thread::hardware_concurrency\\(\\) : \\d+",
            "Environment variables:",
            "\tOMP_NUM_THREADS : .*",
            "\tMKL_NUM_THREADS : .*",
            "ATen parallel backend: (OpenMP|TBB)");

    @Test
    void itsTextHasPyTorchsLinesInPyTorchsOrder() {
        List<String> missing = new ArrayList<>(PYTORCHS_LINES);
        Parallel.info().toString().lines().forEach(line -> {
            if (!missing.isEmpty() && line.matches(missing.get(0))) {
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

    /** The BLAS library computes on the thread that calls it. */
    @Test
    void thePoolOfTheBlasLibraryIsEmpty() {
        Blas.open();
        ParallelInfo info = Parallel.info();
        boolean isMkl = info.build().get("blas").equals("MKL");
        String threads = isMkl ? "mkl_get_max_threads" : "openblas_get_num_threads";
        assertEquals("1", info.libraries().get(threads));
        assertTrue(info.toString().contains("\n\t" + threads + "() : 1\n"), info::toString);
        assertTrue(
                info.runtimes().stream()
                        .anyMatch(runtime -> runtime.kind() == Kind.BLAS
                                && runtime.path().contains(isMkl ? "libmkl" : "libopenblas")),
                info::toString);
    }

    /** What computed is there afterwards, and gives its right to compute back. */
    @Test
    void thePoolsAreCounted() {
        Parallel.setNumThreads(3);
        long bytes = 64 << 20;
        long address = Native.allocate(bytes);
        LongBuffer words =
                ByteBuffer.allocateDirect(24).order(ByteOrder.nativeOrder()).asLongBuffer();
        words.put(new long[] {address, bytes, 7});
        ComputeSlot.current().acquire();
        assertEquals(0, Native.run(Native.kernel("fill_bytes"), Native.addressOf(words), 3, 3));
        ComputeSlot.current().release();
        Native.free(address);
        ParallelInfo.Pools pools = Parallel.info().pools();
        if (Parallel.info().build().get("threading").equals("OMP")) {
            assertEquals(2, pools.intraOpWorkers());
        }
        assertTrue(pools.capacity() >= 3, pools::toString);
        assertEquals(pools.capacity(), pools.free());
        assertTrue(pools.processThreads() > pools.intraOpWorkers() + pools.interopThreads(), pools::toString);
        assertTrue(pools.interopThreads() <= Parallel.getNumInteropThreads(), pools::toString);
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

    /** A process of its own loads the threading runtime from another file too, as another library of it might. */
    @Test
    void aSecondRuntimeInTheProcessIsAWarning(@TempDir Path folder) throws IOException {
        ParallelInfo info = Parallel.info();
        Kind kind = info.build().get("threading").equals("OMP") ? Kind.OPENMP : Kind.TBB;
        Path first = info.runtimes().stream()
                .filter(runtime -> runtime.kind() == kind)
                .map(runtime -> Path.of(runtime.path()))
                .findFirst()
                .orElseThrow();
        Path second = Files.copy(first, folder.resolve(first.getFileName()));
        List<String> lines =
                ThreadCountProgram.run(List.of(), Map.of(), List.of("warnings", "load=" + second, "warnings"));
        assertEquals("warnings: []", lines.get(0));
        assertTrue(
                lines.get(2).startsWith("warnings: [2 " + kind + " runtimes are mapped into this process: "),
                lines.get(2));
        assertTrue(lines.get(2).contains(first.toString()) && lines.get(2).contains(second.toString()), lines.get(2));
    }

    @Test
    void warningsAreLinesOfTheirOwn() {
        ParallelInfo info = Parallel.info();
        List<MappedRuntime> two = List.of(
                new MappedRuntime(Kind.OPENMP, "/a/libgomp.so.1"), new MappedRuntime(Kind.OPENMP, "/b/libomp.so"));
        ParallelInfo warned = new ParallelInfo(
                info.numThreads(),
                info.numInteropThreads(),
                info.pools(),
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

    /** Rounded down, at least 1: what the default is, and so no warning. */
    @Test
    void moreThreadsThanTheQuotaAreAWarning() {
        CpuLimits limits = new CpuLimits(null, new CpuQuota(150_000, 100_000, "/cg/cpu.max"), 8, List.of());
        assertEquals(List.of(), ParallelInfo.warnings(limits.cpus(), limits, List.of()));
        ThreadCount set = new ThreadCount(2, "OMP_NUM_THREADS=2");
        List<String> warnings = ParallelInfo.warnings(set, limits, List.of());
        assertEquals(1, warnings.size());
        assertTrue(
                warnings.get(0)
                        .startsWith(
                                "2 intra-op threads (OMP_NUM_THREADS=2) share a cgroup quota of 1.5 CPUs (150000/100000 µs):"),
                warnings.get(0));
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
