package dev.sconce.jni;

import dev.sconce.NativeLibraryException;
import dev.sconce.host.ThreadDefaults;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;

/**
 * Loads the native library, once, when something native is first needed.
 *
 * <p>The library comes from the jar, unless the system property {@value #PATH_PROPERTY} names a folder that holds {@code libsconce.so} and
 * {@code libjnisconce.so}. Where a package holds several backends, {@code -Dsconce.backend=omp|tbb} chooses ({@link NativeBackend}).
 * Thread-safe.
 */
public final class NativeLibrary {
    /** System property: the folder to load the library from, instead of the jar. */
    public static final String PATH_PROPERTY = "sconce.library.path";

    private static volatile boolean loaded;
    /** What {@link #setNumThreads} was given; 0 before. */
    private static volatile int numThreads;

    private static final AtomicBoolean PREPARED = new AtomicBoolean();
    private static NativeLibraryException failure;

    private NativeLibrary() {}

    /**
     * Makes sure that the library is loaded. Costs one volatile read when it is.
     *
     * @throws NativeLibraryException if it cannot be; the same one on every later call
     */
    public static void load() {
        if (!loaded) {
            loadOnce();
        }
    }

    /** Begins to load it, on a thread of its own: a model is about to be read, and will need it. Whoever does is told when it cannot be. */
    public static void prepare() {
        if (!loaded && !PREPARED.getAndSet(true)) {
            Thread loader = new Thread("sconce-load") {
                @Override
                public void run() {
                    try {
                        load();
                    } catch (NativeLibraryException told) {
                        // again by the next call
                    }
                }
            };
            loader.setDaemon(true);
            loader.start();
        }
    }

    /** Sets the threads that a kernel may use, now or when the library is loaded. */
    static void setNumThreads(int threads) {
        numThreads = threads;
        if (loaded) {
            CApi.sc_set_num_threads(threads);
        }
    }

    /** How the library was built: version, compiler, build_type, threading, blas, capabilities, … */
    public static Map<String, String> buildInfo() {
        load();
        return keysAndValues(CApi.sc_build_info().getString());
    }

    /** What the threading libraries say of themselves now: hardware_concurrency, openmp and omp_get_max_threads, tbb, … */
    public static Map<String, String> threadingInfo() {
        load();
        return keysAndValues(CApi.sc_threading_info().getString());
    }

    private static Map<String, String> keysAndValues(String lines) {
        Map<String, String> map = new LinkedHashMap<>();
        lines.lines().forEach(line -> {
            int equals = line.indexOf('=');
            map.put(line.substring(0, equals), line.substring(equals + 1));
        });
        return map;
    }

    /** The backends that {@code -Dsconce.backend} can choose from, by name; that of this process first. */
    public static List<String> backends() {
        String loaded = buildInfo().get("threading").toLowerCase(Locale.ROOT);
        String path = System.getProperty(PATH_PROPERTY);
        return NativeBackend.installed(loaded, path == null ? null : new File(path));
    }

    /** The CPU capability that the kernels use: {@code DEFAULT}, {@code AVX2} or {@code AVX512}. */
    public static String cpuCapability() {
        load();
        return CApi.sc_cpu_capability().getString();
    }

    /** The capabilities that this machine can run, best last, separated by spaces. */
    public static String cpuSupported() {
        load();
        return CApi.sc_cpu_supported().getString();
    }

    private static synchronized void loadOnce() {
        if (loaded) {
            return;
        }
        if (failure != null) {
            throw failure;
        }
        // Read by JavaCPP when its Pointer class is initialised: its collector-driven deallocation and its memory
        // limits stay off.
        System.setProperty("org.bytedeco.javacpp.nopointergc", "true");
        System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        String path = System.getProperty(PATH_PROPERTY);
        File folder = path == null ? null : new File(path);
        try {
            String backend = NativeBackend.chosen();
            if (backend != null) {
                NativeBackend.loadBeside(backend, folder);
            }
            if (folder != null) {
                loadFrom(folder);
            }
            Loader.load(CApi.class);
            Map<String, String> info = keysAndValues(CApi.sc_build_info().getString());
            if (backend != null) {
                NativeBackend.check(backend, info.get("threading"), folder);
            }
            BytePointer refusal = CApi.sc_init();
            if (refusal != null) {
                throw new NativeLibraryException(
                        "The native library cannot be used on this machine: " + refusal.getString());
            }
            GemmChoice.apply(info);
            CApi.sc_set_num_threads(ThreadDefaults.ofProcess().intraOp().threads());
            CApi.sc_set_minimum_slots(ThreadDefaults.ofProcess().interOp().threads());
        } catch (NativeLibraryException e) {
            failure = e;
            throw e;
        } catch (LinkageError | RuntimeException e) {
            failure = new NativeLibraryException(
                    "Cannot load the native library from "
                            + (path != null ? path + " (" + PATH_PROPERTY + ")" : "the jar")
                            + " on " + Loader.getPlatform() + ": " + reason(e),
                    e);
            throw failure;
        }
        loaded = true;
        if (numThreads > 0) {
            CApi.sc_set_num_threads(numThreads);
        }
    }

    /** JavaCPP says that it found no library where it found one that did not load; why that did not, its cause knows. */
    private static String reason(Throwable failed) {
        Throwable deepest = failed;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        String reason = String.valueOf(deepest.getMessage());
        return reason.contains("cannot open shared object file")
                ? reason + "; install it (Debian's libgomp1 has libgomp.so.1, its libtbb12 libtbb.so.12)"
                : reason;
    }

    /** Loads both libraries from a folder, under the names by which JavaCPP then finds that it need not load them again. */
    private static void loadFrom(File folder) {
        for (String name : new String[] {"sconce", "jnisconce"}) {
            File file = new File(folder, System.mapLibraryName(name));
            if (!file.isFile()) {
                throw new NativeLibraryException("There is no " + file.getName() + " in " + folder + ": set -D"
                        + PATH_PROPERTY + " to the folder that scripts/build-native filled, or leave it unset");
            }
            try {
                Loader.loadLibrary(NativeLibrary.class, new URL[] {file.toURI().toURL()}, name);
            } catch (MalformedURLException e) {
                throw new NativeLibraryException("Not a usable folder for -D" + PATH_PROPERTY + ": " + folder, e);
            }
        }
    }
}
