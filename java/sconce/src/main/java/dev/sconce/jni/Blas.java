package dev.sconce.jni;

import dev.sconce.NativeLibraryException;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;

/**
 * The BLAS and LAPACK library behind the kernels of linear algebra, OpenBLAS or MKL as the native library was built: opened when the
 * first of them is needed, since it is large and most models never do. It comes from its jar on the class path; without one, an installed
 * one is taken. It computes on the threads that call it and starts none. Thread-safe.
 */
public final class Blas {
    /** System property: the library to open, a file or a name for the dynamic linker, instead of the jar's. */
    public static final String PATH_PROPERTY = "sconce.blas.path";

    private static volatile boolean opened;

    private Blas() {}

    /**
     * Makes sure that the library is open. Costs one volatile read when it is.
     *
     * @throws NativeLibraryException if there is none, or it cannot be opened
     */
    public static void open() {
        if (!opened) {
            open(NativeLibrary.buildInfo());
        }
    }

    /** The same, while the native library is still being loaded. */
    static synchronized void open(Map<String, String> buildInfo) {
        if (!opened) {
            (buildInfo.get("blas").equals("MKL") ? mkl(buildInfo) : openBlas(buildInfo)).openNow();
            opened = true;
        }
    }

    /** What the library says of itself, or null when it was not needed yet. */
    public static String config() {
        NativeLibrary.load();
        BytePointer config = CApi.sc_blas_config();
        return config == null ? null : config.getString().strip();
    }

    /** Threads that the library would use for one call, or 0 when it was not needed yet. */
    public static int threads() {
        NativeLibrary.load();
        return CApi.sc_blas_threads();
    }

    private static ForeignLibrary openBlas(Map<String, String> buildInfo) {
        return new ForeignLibrary(
                "OpenBLAS",
                PATH_PROPERTY,
                buildInfo.get("blas_installed"),
                "openblas",
                "libopenblas.so.0",
                List.of("libgcc_s.so.1", "libquadmath.so.0", "libgfortran.so.5"),
                CApi::sc_open_blas);
    }

    private static ForeignLibrary mkl(Map<String, String> buildInfo) {
        return new ForeignLibrary(
                "MKL",
                PATH_PROPERTY,
                buildInfo.get("blas_installed"),
                "mkl",
                "libmkl_rt.so.2",
                // Its interface, its threading layer, its core, and the kernels and vector functions of each kind of
                // CPU.
                List.of(
                        "libmkl_intel_lp64.so.2",
                        "libmkl_gnu_thread.so.2",
                        "libmkl_core.so.2",
                        "libmkl_def.so.2",
                        "libmkl_mc3.so.2",
                        "libmkl_avx2.so.2",
                        "libmkl_avx512.so.2",
                        "libmkl_vml_def.so.2",
                        "libmkl_vml_cmpt.so.2",
                        "libmkl_vml_mc3.so.2",
                        "libmkl_vml_avx2.so.2",
                        "libmkl_vml_avx512.so.2"),
                CApi::sc_open_blas);
    }
}
