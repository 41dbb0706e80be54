package dev.sconce.bench;

import dev.sconce.Parallel;
import dev.sconce.ParallelInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What was measured on: it stands in each file of results. */
final class Machine {
    private Machine() {}

    static Map<String, Object> describe() {
        ParallelInfo info = Parallel.info();
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("date", LocalDate.now().toString());
        machine.put("cpu", cpuInfo("model name"));
        machine.put(
                "cpu_family", cpuInfo("vendor_id") + " family " + cpuInfo("cpu family") + " model " + cpuInfo("model"));
        machine.put("cpus", Runtime.getRuntime().availableProcessors());
        machine.put("cpu_capability", info.cpuCapability());
        machine.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("java", info.jvm());
        machine.put("sconce", info.build());
        machine.put("environment", info.environment());
        return machine;
    }

    /** The OpenMP, TBB and BLAS libraries that are mapped into this process now: Sconce's own, and those that the peers bring. */
    static List<String> mappedRuntimes() {
        return Parallel.info().runtimes().stream()
                .map(runtime -> runtime.kind() + " " + Path.of(runtime.path()).getFileName())
                .toList();
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
