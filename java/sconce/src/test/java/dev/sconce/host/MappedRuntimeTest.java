package dev.sconce.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.host.MappedRuntime.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What /proc/self/maps shows, from lines made up. */
final class MappedRuntimeTest {
    /** Lines as the kernel writes them: two segments for each file. */
    private static List<MappedRuntime> mapped(String... paths) {
        List<String> lines = new ArrayList<>(List.of(
                "55d0c4a3b000-55d0c4a3c000 r--p 00000000 fe:00 131091                     /usr/bin/java",
                "55d0c5f3e000-55d0c5f5f000 rw-p 00000000 00:00 0                          [heap]",
                "7f2c00000000-7f2c00021000 rw-p 00000000 00:00 0 "));
        int inode = 1000;
        for (String path : paths) {
            lines.add("7f2c10000000-7f2c10010000 r--p 00000000 fe:00 " + inode + "                       " + path);
            lines.add("7f2c10010000-7f2c10020000 r-xp 00010000 fe:00 " + inode++ + "                       " + path);
        }
        return MappedRuntime.parse(lines);
    }

    @ParameterizedTest
    @CsvSource({
        "OPENMP, libgomp.so.1",
        "OPENMP, libgomp.so.1.0.0",
        "OPENMP, libgomp-a34b3233.so.1",
        "OPENMP, libomp.so.5",
        "OPENMP, libomp-14.so.5",
        "OPENMP, libiomp5.so",
        "TBB, libtbb.so.12",
        "TBB, libtbb.so.12.8",
        "TBB, libtbb-2f9f3d2e.so.12",
        "BLAS, libopenblas.so.0",
        "BLAS, libopenblas_nolapack.so.0",
        "BLAS, libopenblasp-r0.3.21.so",
        "BLAS, libscipy_openblas64_-56d6093b.so",
        "BLAS, libmkl_rt.so.2",
        "BLAS, libblas.so.3.11.0",
        "LAPACK, liblapack.so.3",
        "ONEDNN, libdnnl.so.3"
    })
    void libraryFilesAreKnownByName(Kind kind, String file) {
        assertEquals(List.of(new MappedRuntime(kind, "/lib/" + file)), mapped("/lib/" + file));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "libtbbmalloc.so.2",
                "libjvm.so",
                "libgomp.txt",
                "libomptarget.so",
                "mylibgomp.so.1",
                "libjniopenblas.so",
                "libc.so.6"
            })
    void otherFilesAreNot(String file) {
        assertEquals(List.of(), mapped("/lib/" + file));
    }

    @Test
    void pathsMayHoldSpacesAndBeDeleted() {
        assertEquals(
                List.of(new MappedRuntime(Kind.OPENMP, "/my libs/libgomp.so.1 (deleted)")),
                mapped("/my libs/libgomp.so.1 (deleted)"));
    }

    @Test
    void oneOfEachKindIsNoWarning() {
        List<MappedRuntime> runtimes =
                mapped("/usr/lib/libopenblas.so.0", "/usr/lib/libgomp.so.1", "/usr/lib/libtbb.so.12");
        assertEquals(
                List.of(Kind.OPENMP, Kind.TBB, Kind.BLAS),
                runtimes.stream().map(MappedRuntime::kind).toList());
        assertEquals(List.of(), MappedRuntime.warnings(runtimes));
    }

    @Test
    void twoOfAKindAreAWarningThatNamesBoth() {
        List<String> warnings = MappedRuntime.warnings(mapped(
                "/usr/lib/libgomp.so.1", "/venv/libgomp-a34b3233.so.1", "/a/libopenblas.so.0", "/opt/libiomp5.so"));
        assertEquals(1, warnings.size());
        assertTrue(
                warnings.get(0)
                        .startsWith("3 OpenMP runtimes are mapped into this process: "
                                + "/usr/lib/libgomp.so.1, /venv/libgomp-a34b3233.so.1, /opt/libiomp5.so."),
                warnings.get(0));
        assertEquals(
                2,
                MappedRuntime.warnings(
                                mapped("/a/libtbb.so.12", "/b/libtbb.so.12", "/a/libblas.so.3", "/b/libmkl_rt.so.2"))
                        .size());
    }

    /** MKL is some files of one folder, and so is a BLAS with its C interface: one runtime each. */
    @Test
    void theFilesOfOneBlasAreOne() {
        List<MappedRuntime> runtimes = mapped(
                "/mkl/libmkl_core.so.2",
                "/mkl/libmkl_intel_lp64.so.2",
                "/mkl/libmkl_gnu_thread.so.2",
                "/mkl/libmkl_avx512.so.2");
        assertEquals(4, runtimes.size());
        assertEquals(List.of(), MappedRuntime.warnings(runtimes));
    }

    @Test
    void oneFileUnderTwoNamesIsOne() {
        assertEquals(
                List.of(new MappedRuntime(Kind.OPENMP, "/usr/lib/libgomp.so.1")),
                MappedRuntime.parse(List.of(
                        "7f2c10000000-7f2c10010000 r--p 00000000 fe:00 77 /usr/lib/libgomp.so.1",
                        "7f2c20000000-7f2c20010000 r--p 00000000 fe:00 77 /cache/libgomp.so.1")));
    }
}
