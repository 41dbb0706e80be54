package dev.sconce.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * This process's place in one hierarchy of cgroups that may limit CPU time: version 2, or version 1 with the cpu controller. A quota
 * of any group on the way to the root holds for all below it.
 */
final class CpuCgroup {
    private final boolean unified;
    private final Path mountPoint;
    private final Path own;

    private CpuCgroup(boolean unified, Path mountPoint, Path own) {
        this.unified = unified;
        this.mountPoint = mountPoint;
        this.own = own;
    }

    /** A cgroup file system that is mounted: which cgroup of the hierarchy ({@code top}) is seen where. */
    private record Mount(boolean unified, String top, String point) {}

    /**
     * The hierarchies that this process is in and can see: none, one, or (in a hybrid system) two.
     *
     * @param ignored gets a sentence for each thing that could not be understood
     */
    static List<CpuCgroup> find(Path root, List<String> ignored) {
        List<CpuCgroup> found = new ArrayList<>();
        List<Mount> mounts = mounts(root, ignored);
        Path memberships = root.resolve("proc/self/cgroup");
        for (String line : linesOf(memberships, ignored)) {
            // hierarchy:controllers:path
            String[] fields = line.split(":", 3);
            if (fields.length < 3 || !fields[2].startsWith("/")) {
                ignored.add(memberships + ": not understood: '" + line + "'");
                continue;
            }
            boolean unified = fields[0].equals("0") && fields[1].isEmpty();
            if (unified || List.of(fields[1].split(",")).contains("cpu")) {
                List<Mount> candidates = mounts.stream()
                        .filter(mount -> mount.unified == unified)
                        .toList();
                if (!candidates.isEmpty()) {
                    found.add(place(root, unified, fields[2], candidates));
                }
            }
        }
        return found;
    }

    /** Where a path of {@code /proc/self/cgroup} lies in the file system. */
    private static CpuCgroup place(Path root, boolean unified, String path, List<Mount> mounts) {
        for (Mount mount : mounts) {
            String top = mount.top.equals("/") ? "" : mount.top;
            if ((path + "/").startsWith(top + "/") && !path.contains("/..")) {
                Path point = root.resolve(mount.point.substring(1));
                return new CpuCgroup(
                        unified,
                        point,
                        point.resolve(path.substring(top.length()).replaceFirst("^/+", "")));
            }
        }
        // A path outside of what is mounted, as a container without a cgroup namespace sees: what is mounted is its
        // own.
        Path point = root.resolve(mounts.get(0).point.substring(1));
        return new CpuCgroup(unified, point, point);
    }

    private static List<Mount> mounts(Path root, List<String> ignored) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : linesOf(root.resolve("proc/self/mountinfo"), ignored)) {
            // id parent device top point options… - type source superOptions
            int separator = line.indexOf(" - ");
            String[] left = line.split(" ");
            String[] right = separator < 0
                    ? new String[0]
                    : line.substring(separator + 3).split(" ");
            if (left.length < 5 || right.length < 1 || !left[4].startsWith("/")) {
                continue;
            }
            boolean unified = right[0].equals("cgroup2");
            boolean cpu = right[0].equals("cgroup")
                    && List.of(right[right.length - 1].split(",")).contains("cpu");
            if (unified || cpu) {
                mounts.add(new Mount(unified, unescape(left[3]), unescape(left[4])));
            }
        }
        return mounts;
    }

    /** Spaces and the like are written as a backslash and three octal digits. */
    private static String unescape(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("\\", i) && text.substring(i + 1).matches("[0-7]{3}.*")) {
                plain.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                plain.append(text.charAt(i));
            }
        }
        return plain.toString();
    }

    /** The folder of this process's own cgroup. */
    Path folder() {
        return own;
    }

    /** The tightest quota of this process's cgroup and those above it, or null when none is set. */
    CpuQuota quota(List<String> ignored) {
        CpuQuota tightest = null;
        for (Path group = own; group.startsWith(mountPoint); group = group.getParent()) {
            CpuQuota quota = unified ? quotaOfVersion2(group, ignored) : quotaOfVersion1(group, ignored);
            if (quota != null && (tightest == null || quota.isTighterThan(tightest))) {
                tightest = quota;
            }
        }
        return tightest;
    }

    private static CpuQuota quotaOfVersion2(Path group, List<String> ignored) {
        Path file = group.resolve("cpu.max");
        String text = contents(file, ignored);
        if (text == null || text.matches("max( \\d+)?")) {
            return null;
        }
        String[] words = text.split(" ");
        return quota(words[0], words.length == 2 ? words[1] : "", file, ignored);
    }

    private static CpuQuota quotaOfVersion1(Path group, List<String> ignored) {
        Path file = group.resolve("cpu.cfs_quota_us");
        String quota = contents(file, ignored);
        if (quota == null || quota.equals("-1")) {
            return null;
        }
        String period = contents(group.resolve("cpu.cfs_period_us"), ignored);
        return quota(quota, period == null ? "" : period, file, ignored);
    }

    private static CpuQuota quota(String quota, String period, Path file, List<String> ignored) {
        String number = "0*[1-9]\\d{0,17}";
        if (!quota.matches(number) || !period.matches(number)) {
            ignored.add(file + ": not a quota and a period: '" + quota + "', '" + period + "'");
            return null;
        }
        return new CpuQuota(Long.parseLong(quota), Long.parseLong(period), file.toString());
    }

    /** The counters of this process's own cgroup, or null when it has none. */
    Throttling throttling(List<String> ignored) {
        return throttling(own.resolve("cpu.stat"), ignored);
    }

    /** The counters in a {@code cpu.stat}, or null when it has none: the root of version 2 does not count. */
    static Throttling throttling(Path file, List<String> ignored) {
        String text = contents(file, ignored);
        if (text == null) {
            return null;
        }
        Map<String, Long> counters = new HashMap<>();
        for (String line : text.split("\n")) {
            if (line.matches("\\w+ \\d{1,18}")) {
                String[] words = line.split(" ");
                counters.put(words[0], Long.parseLong(words[1]));
            }
        }
        Long micros = counters.get("throttled_usec");
        if (micros == null && counters.containsKey("throttled_time")) {
            micros = counters.get("throttled_time") / 1000;
        }
        if (micros == null || !counters.containsKey("nr_periods") || !counters.containsKey("nr_throttled")) {
            return null;
        }
        return new Throttling(counters.get("nr_periods"), counters.get("nr_throttled"), micros, file.toString());
    }

    private static List<String> linesOf(Path file, List<String> ignored) {
        String text = contents(file, ignored);
        return text == null ? List.of() : text.lines().toList();
    }

    /** The stripped text of a file; null when there is none, or none that can be read, which is told. */
    private static String contents(Path file, List<String> ignored) {
        if (!Files.exists(file)) {
            return null;
        }
        try {
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            ignored.add(file + ": cannot be read: " + unreadable);
            return null;
        }
    }
}
