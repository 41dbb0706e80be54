package dev.sconce.bench;

import dev.sconce.Parallel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What was measured on: it stands in each file of results. */
final class Machine {
    /** Runtimes of which a process should have one of a kind. */
    private static final List<String> RUNTIMES = List.of(
            "libgomp",
            "libiomp",
            "libomp",
            "libtbb",
            "libopenblas.",
            "libmkl_rt",
            "libonnxruntime.",
            "libtorch_cpu",
            "libsconce");

    private Machine() {}

    static Map<String, Object> describe() {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("date", LocalDate.now().toString());
        machine.put("cpu", cpuInfo("model name"));
        machine.put(
                "cpu_family", cpuInfo("vendor_id") + " family " + cpuInfo("cpu family") + " model " + cpuInfo("model"));
        machine.put("cpus", Runtime.getRuntime().availableProcessors());
        machine.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        machine.put("sconce", Parallel.info());
        Map<String, String> environment = new LinkedHashMap<>();
        for (String name : List.of(
                "OPENBLAS_CORETYPE", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OMP_WAIT_POLICY", "ATEN_CPU_CAPABILITY")) {
            environment.put(name, System.getenv(name));
        }
        machine.put("environment", environment);
        return machine;
    }

    /** The libraries of threads and of linear algebra that are mapped into this process now, each file once. */
    static List<String> mappedRuntimes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            TreeSet<String> files = new TreeSet<>();
            lines.filter(line -> line.contains("/"))
                    .map(line -> line.substring(line.lastIndexOf('/') + 1))
                    .filter(file -> RUNTIMES.stream().anyMatch(file::startsWith))
                    .forEach(files::add);
            return List.copyOf(files);
        } catch (IOException unknown) {
            return List.of();
        }
    }

    private static String cpuInfo(String key) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.split(":")[0].strip().equals(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException unknown) {
            return "unknown";
        }
    }
}
