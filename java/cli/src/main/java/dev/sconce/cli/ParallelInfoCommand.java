package dev.sconce.cli;

import dev.sconce.Parallel;
import dev.sconce.jni.Blas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code sconce parallel-info}: {@code torch.__config__.parallel_info()}, and where the numbers come from. */
@Command(
        name = "parallel-info",
        description = {
            "Shows how many threads are used, and why.",
            "",
            "Also how the native library was built, and the environment variables that count."
        },
        footer = {"", "Example:", "  OMP_NUM_THREADS=1 sconce parallel-info"})
final class ParallelInfoCommand extends Subcommand {
    /** In the order in which the native library asks them for the number of threads. */
    private static final List<String> THREAD_VARIABLES = List.of("MKL_NUM_THREADS", "OMP_NUM_THREADS");

    private static final List<String> OTHER_VARIABLES = List.of(
            "ATEN_CPU_CAPABILITY",
            "OPENBLAS_CORETYPE",
            "OPENBLAS_NUM_THREADS",
            "OMP_PROC_BIND",
            "OMP_PLACES",
            "OMP_WAIT_POLICY",
            "GOMP_CPU_AFFINITY",
            "KMP_AFFINITY",
            "KMP_BLOCKTIME",
            "SCONCE_JAVA_OPTIONS");

    @Override
    Integer run() {
        Map<String, Object> info = new LinkedHashMap<>(Parallel.info());
        info.put("num_threads_from", threadsFrom());
        info.put("num_interop_threads_from", "the processors that Java sees (affinity and cgroup)");
        info.put("available_processors", Runtime.getRuntime().availableProcessors());
        putIfKnown(info, "affinity", affinity());
        putIfKnown(info, "cgroup_cpu_max", firstLine(Path.of("/sys/fs/cgroup/cpu.max")));
        putIfKnown(info, "blas_in_use", Blas.config());
        info.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
        info.forEach((name, value) -> out().println(name + ": " + value));
        Map<String, String> variables = new LinkedHashMap<>();
        THREAD_VARIABLES.forEach(name -> variables.put(name, System.getenv(name)));
        OTHER_VARIABLES.forEach(name -> variables.put(name, System.getenv(name)));
        out().println("environment:");
        variables.forEach((name, value) -> out().println("  " + name + (value == null ? " is not set" : "=" + value)));
        info.put("environment", variables);
        writeJson(info);
        return Main.OK;
    }

    /** As the native library decides: the first variable that holds a whole number of at least 1, else the affinity. */
    private static String threadsFrom() {
        for (String variable : THREAD_VARIABLES) {
            String value = System.getenv(variable);
            if (value != null && value.matches("0*[1-9][0-9]{0,8}")) {
                return variable + "=" + value;
            }
        }
        return "the CPUs that this process may run on (affinity)";
    }

    private static void putIfKnown(Map<String, Object> info, String name, String value) {
        if (value != null) {
            info.put(name, value);
        }
    }

    /** The CPUs that this process may run on, such as {@code 0-3}; null where the system does not tell. */
    private static String affinity() {
        String key = "Cpus_allowed_list:";
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(key.length()).strip())
                    .findFirst()
                    .orElse(null);
        } catch (IOException unknown) {
            return null;
        }
    }

    private static String firstLine(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException unknown) {
            return null;
        }
    }
}
