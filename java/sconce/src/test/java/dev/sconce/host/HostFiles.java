package dev.sconce.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A made-up {@code /proc} and {@code /sys} below a folder. */
final class HostFiles {
    private final Path root;

    HostFiles(Path root) {
        this.root = root;
    }

    HostFiles file(String path, String text) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    HostFiles affinity(String list) {
        return file("proc/thread-self/status", "Name:\tjava\nCpus_allowed:\tff\nCpus_allowed_list:\t" + list + "\n");
    }

    /** The unified hierarchy, mounted where it is usual, and this process in the cgroup of a path. */
    HostFiles version2(String path) {
        file("proc/self/cgroup", "0::" + path + "\n");
        return file(
                "proc/self/mountinfo",
                "31 23 0:28 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n");
    }

    /** Version 1 with cpu and cpuacct in one hierarchy, as distributions had it. */
    HostFiles version1(String path) {
        file("proc/self/cgroup", "4:memory:/elsewhere\n3:cpu,cpuacct:" + path + "\n2:cpuset:/\n");
        return file(
                "proc/self/mountinfo",
                "30 23 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
                        + "31 23 0:28 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n");
    }

    CpuLimits limits(int availableProcessors) {
        return CpuLimits.read(root, availableProcessors);
    }
}
