package dev.sconce.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.sconce.ThreadCountProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Thread counts under a quota that the kernel enforces: where this process may make a cgroup below its own, as root of a machine may. */
final class CgroupQuotaTest {
    private Path group;

    @BeforeEach
    void makeACgroup() throws IOException {
        String name = "sconce-test-" + ProcessHandle.current().pid();
        for (CpuCgroup own : CpuCgroup.find(Path.of("/"), new ArrayList<>())) {
            Path candidate = own.folder().resolve(name);
            try {
                Files.createDirectory(candidate);
            } catch (IOException notAllowed) {
                continue;
            }
            group = candidate;
            if (Files.exists(candidate.resolve("cpu.max")) || Files.exists(candidate.resolve("cpu.cfs_quota_us"))) {
                return;
            }
            Files.delete(candidate);
            group = null;
        }
        abort("no cgroup with a CPU quota can be made here");
    }

    /** Its last process may not be quite gone when its output is. */
    @AfterEach
    void removeIt() throws Exception {
        for (int attempt = 0; group != null && Files.exists(group); attempt++) {
            try {
                Files.delete(group);
            } catch (IOException busy) {
                if (attempt == 100) {
                    throw busy;
                }
                Thread.sleep(20);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"150000, 100000, 1.5", "40000, 80000, 0.5"})
    void aQuotaLimitsBothPools(long quota, long period, double cpus) throws IOException {
        Path file;
        if (Files.exists(group.resolve("cpu.max"))) {
            file = group.resolve("cpu.max");
            Files.writeString(file, quota + " " + period);
        } else {
            file = group.resolve("cpu.cfs_quota_us");
            Files.writeString(group.resolve("cpu.cfs_period_us"), Long.toString(period));
            Files.writeString(file, Long.toString(quota));
        }
        ThreadCount without = ThreadDefaults.ofProcess().limits().cpus();
        String from = without.threads() == 1
                ? without.from()
                : "cgroup quota of " + cpus + " CPUs (" + quota + "/" + period + " µs) in " + file;
        List<String> enter =
                List.of("/bin/sh", "-c", "echo $$ > " + group.resolve("cgroup.procs") + " && exec \"$@\"", "sh");
        assertEquals(
                List.of("intra: 1 from " + from, "inter: 1 from " + from),
                ThreadCountProgram.run(enter, Map.of(), List.of("intra", "inter")));
    }
}
