package dev.sconce;

import static dev.sconce.ThreadCountProgram.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sconce.host.CpuLimits;
import dev.sconce.host.ThreadCount;
import dev.sconce.host.ThreadDefaults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which setting wins: each row in a process of its own, since a process decides once. The counts are ones that no machine has by itself.
 */
@Tag("any-capability")
final class ThreadCountPrecedenceTest {
    private static final String SET_ONCE =
            "Error: cannot set number of interop threads after parallel work has started or set_num_interop_threads called";

    /** The call over MKL's variable over OpenMP's over the default. */
    @ParameterizedTest(name = "MKL_NUM_THREADS={0} OMP_NUM_THREADS={1} setNumThreads({2})")
    @CsvSource(
            nullValues = "-",
            value = {
                "-,   -,   -,   default",
                "-,   -,   171, setNumThreads(171)",
                "-,   131, -,   OMP_NUM_THREADS=131",
                "-,   131, 171, setNumThreads(171)",
                "113, -,   -,   MKL_NUM_THREADS=113",
                "113, -,   171, setNumThreads(171)",
                "113, 131, -,   MKL_NUM_THREADS=113",
                "113, 131, 171, setNumThreads(171)"
            })
    void theCallOverMklOverOpenMpOverTheDefault(String mkl, String omp, Integer call, String winner) {
        List<String> steps = new ArrayList<>();
        if (call != null) {
            steps.add("setNumThreads=" + call);
        }
        steps.add("intra");
        steps.add("ignored");
        List<String> lines = run(List.of(), variables(mkl, omp), steps);
        ThreadCount cpus = ThreadDefaults.ofProcess().limits().cpus();
        String expected = winner.equals("default")
                ? cpus.threads() + " from " + cpus.from()
                : winner.replaceAll("\\D", "") + " from " + winner;
        assertEquals(List.of("intra: " + expected, "ignored: []"), lines.subList(lines.size() - 2, lines.size()));
    }

    /** As OpenMP reads them; what it would refuse counts as not set, and is told. */
    @ParameterizedTest(name = "MKL_NUM_THREADS=''{0}'' OMP_NUM_THREADS=''{1}''")
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                "0   | 131 | OMP_NUM_THREADS=131 | MKL_NUM_THREADS='0'",
                "-4  | 131 | OMP_NUM_THREADS=131 | MKL_NUM_THREADS='-4'",
                "all | 131 | OMP_NUM_THREADS=131 | MKL_NUM_THREADS='all'",
                "''  | 131 | OMP_NUM_THREADS=131 | MKL_NUM_THREADS=''",
                "113 | 0   | MKL_NUM_THREADS=113 | OMP_NUM_THREADS='0'",
                "-   | 4,x | default             | OMP_NUM_THREADS='4,x'",
                "-   | 0   | default             | OMP_NUM_THREADS='0'",
                "-   | 131,2 | OMP_NUM_THREADS=131,2 | -"
            })
    void anInvalidVariableCountsAsNotSet(String mkl, String omp, String winner, String ignored) {
        List<String> lines = run(List.of(), variables(mkl, omp), List.of("intra", "ignored"));
        ThreadCount cpus = ThreadDefaults.ofProcess().limits().cpus();
        String from = winner.equals("default") ? cpus.from() : winner;
        assertTrue(lines.get(0).endsWith(" from " + from), lines::toString);
        assertTrue(lines.get(1).startsWith("ignored: [" + (ignored == null ? "]" : ignored + ": ")), lines::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1"})
    void countsBelowOneAreRefused(String count) {
        List<String> lines = run(
                List.of(),
                variables("113", null),
                List.of(
                        "setNumThreads=" + count,
                        "intra",
                        "setNumInteropThreads=" + count,
                        "setNumInteropThreads=7",
                        "inter"));
        assertEquals(
                List.of(
                        "setNumThreads=" + count + ": refused: Expected positive number of threads, got " + count,
                        "intra: 113 from MKL_NUM_THREADS=113",
                        "setNumInteropThreads=" + count + ": refused: Expected positive number of threads, got "
                                + count,
                        "setNumInteropThreads=7: done",
                        "inter: 7 from setNumInteropThreads(7)"),
                lines);
    }

    @Test
    void theVariablesDoNotReachTheInteropPool() {
        ThreadCount cpus = ThreadDefaults.ofProcess().limits().cpus();
        assertEquals(
                List.of("inter: " + cpus.threads() + " from " + cpus.from()),
                run(List.of(), variables("113", "131"), List.of("inter")));
    }

    @Test
    void theInteropPoolIsSetOnce() {
        assertEquals(
                List.of(
                        "setNumInteropThreads=3: done",
                        "setNumInteropThreads=3: refused: " + SET_ONCE,
                        "inter: 3 from setNumInteropThreads(3)"),
                run(List.of(), Map.of(), List.of("setNumInteropThreads=3", "setNumInteropThreads=3", "inter")));
    }

    @Test
    void theInteropPoolIsNotSetAfterItHasStarted() {
        assertEquals(
                List.of("fork: done", "setNumInteropThreads=3: refused: " + SET_ONCE),
                run(List.of(), Map.of(), List.of("fork", "setNumInteropThreads=3")));
    }

    @Test
    void aCallWithoutForksDoesNotStartTheInteropPool() {
        assertEquals(
                List.of("forward: done", "setNumInteropThreads=3: done"),
                run(List.of(), Map.of(), List.of("forward", "setNumInteropThreads=3")));
    }

    @Test
    void theIntraOpCountMayBeSetAtAnyTime() {
        assertEquals(
                List.of(
                        "fork: done",
                        "setNumThreads=3: done",
                        "setNumThreads=2: done",
                        "intra: 2 from setNumThreads(2)"),
                run(List.of(), Map.of(), List.of("fork", "setNumThreads=3", "setNumThreads=2", "intra")));
    }

    @Test
    void theAffinityMaskLimitsBoth() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/taskset")), "no taskset (util-linux)");
        String cpu = CpuLimits.read(Path.of("/"), 1).affinity().text().split("[-,]")[0];
        assertEquals(
                List.of("intra: 1 from affinity mask " + cpu, "inter: 1 from affinity mask " + cpu),
                run(List.of("/usr/bin/taskset", "-c", cpu), Map.of(), List.of("intra", "inter")));
    }

    @Test
    void theJvmsProcessorCountLimitsBoth() {
        ThreadCount cpus = ThreadDefaults.ofProcess().limits().cpus();
        String from = cpus.threads() == 1 ? cpus.from() : "Java's availableProcessors()";
        assertEquals(
                List.of("intra: 1 from " + from, "inter: 1 from " + from),
                run(List.of(), Map.of("JDK_JAVA_OPTIONS", "-XX:ActiveProcessorCount=1"), List.of("intra", "inter")));
    }

    private static Map<String, String> variables(String mkl, String omp) {
        Map<String, String> variables = new HashMap<>();
        if (mkl != null) {
            variables.put("MKL_NUM_THREADS", mkl);
        }
        if (omp != null) {
            variables.put("OMP_NUM_THREADS", omp);
        }
        return variables;
    }
}
