package dev.sconce.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What limits the CPUs of this process, as it was when read.
 *
 * @param affinity the CPUs that the reading thread may run on, or null where the system does not tell
 * @param quota the tightest CPU quota of its cgroups, or null when there is none
 * @param availableProcessors what the JVM says ({@code -XX:ActiveProcessorCount} changes it)
 * @param ignored a sentence for each thing that was there and could not be understood, and so does not count
 */
public record CpuLimits(CpuList affinity, CpuQuota quota, int availableProcessors, List<String> ignored) {
    private static final String AFFINITY = "Cpus_allowed_list:";

    /** Reads the limits of the calling thread below a root directory: {@code /}, but for tests. */
    public static CpuLimits read(Path root, int availableProcessors) {
        List<String> ignored = new ArrayList<>();
        CpuList affinity = affinity(root.resolve("proc/thread-self/status"), ignored);
        CpuQuota tightest = null;
        for (CpuCgroup cgroup : CpuCgroup.find(root, ignored)) {
            CpuQuota quota = cgroup.quota(ignored);
            if (quota != null && (tightest == null || quota.isTighterThan(tightest))) {
                tightest = quota;
            }
        }
        return new CpuLimits(affinity, tightest, availableProcessors, List.copyOf(ignored));
    }

    /** The threads that these limits keep busy, and the limit that says so: the least, or the first of several that are. */
    public ThreadCount cpus() {
        ThreadCount least = new ThreadCount(availableProcessors, "Java's availableProcessors()");
        if (quota != null && quota.cpus() <= least.threads()) {
            least = new ThreadCount(quota.cpus(), "cgroup quota of " + quota + " in " + quota.file());
        }
        if (affinity != null && affinity.count() <= least.threads()) {
            least = new ThreadCount(affinity.count(), "affinity mask " + affinity.text());
        }
        return least;
    }

    /**
     * The counters of the cgroup whose quota holds, or of the process's own cgroup when there is no quota; null when none counts. Read
     * now.
     */
    public Throttling throttling(Path root) {
        List<String> ignored = new ArrayList<>();
        if (quota != null) {
            return CpuCgroup.throttling(Path.of(quota.file()).resolveSibling("cpu.stat"), ignored);
        }
        return CpuCgroup.find(root, ignored).stream()
                .map(cgroup -> cgroup.throttling(ignored))
                .filter(counters -> counters != null)
                .findFirst()
                .orElse(null);
    }

    private static CpuList affinity(Path status, List<String> ignored) {
        try {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith(AFFINITY)) {
                    return CpuList.parse(line.substring(AFFINITY.length()).strip());
                }
            }
            ignored.add(status + ": no line " + AFFINITY);
        } catch (IOException | IllegalArgumentException unreadable) {
            ignored.add(status + ": cannot be read: " + unreadable.getMessage());
        }
        return null;
    }
}
