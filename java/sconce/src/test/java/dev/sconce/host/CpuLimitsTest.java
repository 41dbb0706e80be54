package dev.sconce.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What limits the CPUs, on machines made of files. */
final class CpuLimitsTest {
    private static final String V2 = "sys/fs/cgroup/";
    private static final String V1 = "sys/fs/cgroup/cpu,cpuacct/";

    @TempDir
    Path root;

    private HostFiles host;

    @BeforeEach
    void anEightCpuMachine() {
        host = new HostFiles(root).affinity("0-7");
    }

    /** The limits when nothing was ignored. */
    private CpuLimits limits() {
        CpuLimits limits = host.limits(8);
        assertEquals(List.of(), limits.ignored());
        return limits;
    }

    @Test
    void withoutALimitAllCpusCount() {
        CpuLimits limits = limits();
        assertNull(limits.quota());
        assertNull(limits.throttling(root));
        assertEquals(new ThreadCount(8, "affinity mask 0-7"), limits.cpus());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"3|1", "0-1|2", "0-3,8|5", "1,3,5-7|5", "0-1023|1024"})
    void theAffinityMaskIsAListOfCpus(String text, int count) {
        assertEquals(new CpuList(text, count), CpuList.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "1-", "3-1", "1,,2", "1,", "-1", "99999999999"})
    void whatIsNoListOfCpusIsToldAndDoesNotCount(String text) {
        assertThrows(IllegalArgumentException.class, () -> CpuList.parse(text));
        CpuLimits limits = host.affinity(text).limits(4);
        assertNull(limits.affinity());
        assertEquals(1, limits.ignored().size());
        assertTrue(limits.ignored().get(0).contains("status"), limits.ignored()::toString);
        assertEquals(new ThreadCount(4, "Java's availableProcessors()"), limits.cpus());
    }

    @Test
    void theLeastLimitWinsAndIsNamed() {
        host.version2("/").file(V2 + "cpu.max", "300000 100000\n");
        String quota = "cgroup quota of 3.0 CPUs (300000/100000 µs) in " + root.resolve(V2 + "cpu.max");
        assertEquals(new ThreadCount(3, quota), host.limits(8).cpus());
        assertEquals(
                new ThreadCount(2, "Java's availableProcessors()"),
                host.limits(2).cpus());
        assertEquals(
                new ThreadCount(1, "affinity mask 5"),
                host.affinity("5").limits(2).cpus());
    }

    /** Rounded down, but at least 1. */
    @ParameterizedTest
    @CsvSource({
        "150000 100000, 1",
        "100000 100000, 1",
        "50000 100000, 1",
        "1000 1000000, 1",
        "199999 100000, 1",
        "200000 100000, 2",
        "350000 50000, 7",
        "999999999999999999 1, 2147483647"
    })
    void aQuotaIsWholeCpus(String cpuMax, int cpus) {
        host.version2("/a").file(V2 + "a/cpu.max", cpuMax + "\n");
        assertEquals(cpus, limits().quota().cpus());
    }

    @ParameterizedTest
    @ValueSource(strings = {"max 100000\n", "max\n"})
    void maxIsNoQuota(String cpuMax) {
        host.version2("/").file(V2 + "cpu.max", cpuMax);
        assertNull(limits().quota());
    }

    @Test
    void anAncestorsTighterQuotaHolds() {
        host.version2("/a/b/c")
                .file(V2 + "a/b/c/cpu.max", "400000 100000")
                .file(V2 + "a/b/cpu.max", "max 100000")
                .file(V2 + "a/cpu.max", "250000 100000");
        assertEquals(root.resolve(V2 + "a/cpu.max").toString(), limits().quota().file());
        assertEquals(2, limits().quota().cpus());
        host.file(V2 + "a/b/c/cpu.max", "50000 50000");
        assertEquals(
                root.resolve(V2 + "a/b/c/cpu.max").toString(), limits().quota().file());
        host.file(V2 + "other/cpu.max", "1000 100000");
        assertEquals(1, limits().quota().cpus());
        assertEquals(
                root.resolve(V2 + "a/b/c/cpu.max").toString(), limits().quota().file());
    }

    @Test
    void version1CountsInTwoFiles() {
        host.version1("/docker/x")
                .file(V1 + "docker/x/cpu.cfs_quota_us", "150000\n")
                .file(V1 + "docker/x/cpu.cfs_period_us", "50000\n")
                .file(V1 + "cpu.cfs_quota_us", "-1\n")
                .file(V1 + "cpu.cfs_period_us", "100000\n");
        assertEquals(
                new CpuQuota(
                        150000,
                        50000,
                        root.resolve(V1 + "docker/x/cpu.cfs_quota_us").toString()),
                limits().quota());
        host.file(V1 + "docker/cpu.cfs_quota_us", "200000").file(V1 + "docker/cpu.cfs_period_us", "100000");
        assertEquals(2, limits().quota().cpus());
    }

    @Test
    void version1SaysMinusOneForNone() {
        host.version1("/").file(V1 + "cpu.cfs_quota_us", "-1\n").file(V1 + "cpu.cfs_period_us", "100000\n");
        assertNull(limits().quota());
    }

    /** Both are mounted; the cpu controller is in one of them. */
    @Test
    void hybridSystemsAreReadInBothHierarchies() {
        String memberships = "3:cpu:/one\n1:name=systemd:/\n0::/two\n";
        host.file("proc/self/cgroup", memberships)
                .file(
                        "proc/self/mountinfo",
                        "22 27 0:21 / /proc rw,relatime - proc proc rw\n"
                                + "32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu\n"
                                + "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime shared:4 - cgroup2 cgroup2 rw\n")
                .file("sys/fs/cgroup/cpu/one/cpu.cfs_quota_us", "500000")
                .file("sys/fs/cgroup/cpu/one/cpu.cfs_period_us", "100000");
        assertEquals(5, limits().quota().cpus());
        host.file("sys/fs/cgroup/unified/two/cpu.max", "400000 100000");
        assertEquals(4, limits().quota().cpus());
    }

    /** Without a cgroup namespace a container sees the host's path, and its own cgroup mounted. */
    @Test
    void aPathIsTakenRelativeToWhatIsMounted() {
        host.file("proc/self/cgroup", "2:cpu,cpuacct:/docker/abc/inner\n")
                .file(
                        "proc/self/mountinfo",
                        "9 8 0:28 /docker/abc /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu,cpuacct\n")
                .file("sys/fs/cgroup/cpu/inner/cpu.cfs_quota_us", "300000")
                .file("sys/fs/cgroup/cpu/inner/cpu.cfs_period_us", "100000");
        assertEquals(3, limits().quota().cpus());
    }

    /** A path that the mount does not show (another container's, or above the namespace): the mount's own top is read. */
    @ParameterizedTest
    @ValueSource(strings = {"/docker/abcdef", "/../sibling", "/../../x"})
    void aPathOutsideOfWhatIsMountedMeansItsTop(String path) {
        host.file("proc/self/cgroup", "0::" + path + "\n")
                .file("proc/self/mountinfo", "9 8 0:28 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup rw\n")
                .file("sys/fs/cgroup/cpu.max", "200000 100000");
        assertEquals(2, limits().quota().cpus());
    }

    @Test
    void mountPointsMayHoldSpaces() {
        host.file("proc/self/cgroup", "0::/a\n")
                .file("proc/self/mountinfo", "9 8 0:28 / /my\\040cgroups\\134x rw - cgroup2 none rw\n")
                .file("my cgroups\\x/a/cpu.max", "600000 100000");
        assertEquals(6, limits().quota().cpus());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lots", "100000", "0 100000", "-5 100000", "100000 0", "1.5 1", "100000 100000 7"})
    void aDamagedQuotaIsToldAndDoesNotCount(String cpuMax) {
        host.version2("/a").file(V2 + "a/cpu.max", cpuMax).file(V2 + "cpu.max", "700000 100000");
        CpuLimits limits = host.limits(8);
        assertEquals(7, limits.quota().cpus());
        assertEquals(1, limits.ignored().size());
        assertTrue(
                limits.ignored().get(0).startsWith(root.resolve(V2 + "a/cpu.max") + ": not a quota and a period"),
                limits.ignored()::toString);
    }

    @Test
    void damagedVersion1FilesAreToldAndDoNotCount() {
        host.version1("/a/b")
                .file(V1 + "a/b/cpu.cfs_quota_us", "100000")
                .file(V1 + "a/cpu.cfs_quota_us", "-2")
                .file(V1 + "a/cpu.cfs_period_us", "100000");
        CpuLimits limits = host.limits(8);
        assertNull(limits.quota());
        assertEquals(2, limits.ignored().size(), limits.ignored()::toString);
    }

    @Test
    void aDamagedMembershipIsTold() {
        host.version2("/").file("proc/self/cgroup", "nonsense\n0::/\n").file(V2 + "cpu.max", "200000 100000");
        CpuLimits limits = host.limits(8);
        assertEquals(2, limits.quota().cpus());
        assertEquals(List.of(root.resolve("proc/self/cgroup") + ": not understood: 'nonsense'"), limits.ignored());
    }

    @Test
    void throttlingIsThatOfTheCgroupWhoseQuotaHolds() {
        host.version2("/a/b")
                .file(V2 + "a/cpu.max", "100000 100000")
                .file(V2 + "a/cpu.stat", "usage_usec 9\nnr_periods 40\nnr_throttled 7\nthrottled_usec 12345\n")
                .file(V2 + "a/b/cpu.stat", "nr_periods 0\nnr_throttled 0\nthrottled_usec 0\n");
        String file = root.resolve(V2 + "a/cpu.stat").toString();
        assertEquals(new Throttling(40, 7, 12345, file), limits().throttling(root));
    }

    @Test
    void version1CountsNanoseconds() {
        host.version1("/").file(V1 + "cpu.stat", "nr_periods 4\nnr_throttled 2\nthrottled_time 5000999\n");
        String file = root.resolve(V1 + "cpu.stat").toString();
        assertEquals(new Throttling(4, 2, 5000, file), limits().throttling(root));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "usage_usec 5\nuser_usec 3\n", "nr_periods x\nnr_throttled 1\nthrottled_usec 2\n"})
    void aCgroupThatDoesNotCountHasNoThrottling(String stat) {
        host.version2("/").file(V2 + "cpu.stat", stat);
        assertNull(limits().throttling(root));
    }

    /** On the machine that this runs on: whatever its cgroups are, they are understood. */
    @Test
    void thisMachinesLimitsAreUnderstood() {
        CpuLimits limits = CpuLimits.read(Path.of("/"), Runtime.getRuntime().availableProcessors());
        assertEquals(List.of(), limits.ignored());
        assertTrue(limits.affinity().count() >= limits.cpus().threads());
    }
}
