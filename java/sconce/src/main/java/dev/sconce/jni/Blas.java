package dev.sconce.jni;

import dev.sconce.NativeLibraryException;
import java.io.File;
import java.io.IOException;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;

/**
 * The BLAS and LAPACK library behind the kernels of linear algebra: opened when the first of them is needed, since it is large and most
 * models never do. It comes from the OpenBLAS jar on the class path; without one, an installed {@code libopenblas.so.0} is taken.
 * Thread-safe.
 */
public final class Blas {
    /** System property: the OpenBLAS library to open, a file or a name for the dynamic linker, instead of the jar's. */
    public static final String PATH_PROPERTY = "sconce.openblas.path";

    private static final String RESOURCES = "/org/bytedeco/openblas/" + Loader.getPlatform() + "/";
    private static final String LIBRARY = "libopenblas.so.0";
    /** What the library needs beside it. */
    private static final String[] COMPANIONS = {"libgcc_s.so.1", "libquadmath.so.0", "libgfortran.so.5"};

    private static volatile boolean opened;

    private Blas() {}

    /**
     * Makes sure that the library is open. Costs one volatile read when it is.
     *
     * @throws NativeLibraryException if there is none, or it cannot be opened
     */
    public static void open() {
        if (!opened) {
            openOnce();
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

    private static synchronized void openOnce() {
        if (opened) {
            return;
        }
        NativeLibrary.load();
        String path = path();
        String failure = CApi.sc_open_blas(path);
        if (failure != null) {
            throw new NativeLibraryException("Cannot open the BLAS library " + path + ": " + failure
                    + ". Put org.bytedeco:openblas for " + Loader.getPlatform()
                    + " on the class path, install OpenBLAS, or set -D"
                    + PATH_PROPERTY);
        }
        opened = true;
    }

    private static String path() {
        String chosen = System.getProperty(PATH_PROPERTY);
        if (chosen != null) {
            return chosen;
        }
        if (Blas.class.getResource(RESOURCES + LIBRARY) == null) {
            return LIBRARY;
        }
        try {
            for (String companion : COMPANIONS) {
                Loader.cacheResource(Blas.class, RESOURCES + companion);
            }
            File library = Loader.cacheResource(Blas.class, RESOURCES + LIBRARY);
            return library.getPath();
        } catch (IOException e) {
            throw new NativeLibraryException("Cannot extract " + LIBRARY + " from its jar to " + cacheDirectory(), e);
        }
    }

    private static String cacheDirectory() {
        try {
            return Loader.getCacheDir().getPath();
        } catch (IOException e) {
            return "JavaCPP's cache (" + e.getMessage() + ")";
        }
    }
}
