package dev.sconce.jni;

import dev.sconce.NativeLibraryException;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.Loader;

/**
 * Which backend of the thread pool is loaded, where a package holds several ({@code scripts/build-native -Dsconce.backends=omp,tbb}):
 * the one that the system property {@value #PROPERTY} names, {@code omp} or {@code tbb}; without it that of {@code ATEN_THREADING}.
 *
 * <p>That one lies where JavaCPP looks for it, the others in the folder {@code backends/NAME} beside it.
 */
final class NativeBackend {
    static final String PROPERTY = "sconce.backend";

    private static final List<String> NAMES = List.of("omp", "tbb");
    private static final String LIBRARY = System.mapLibraryName("sconce");

    private NativeBackend() {}

    /** The name in the property, or null. */
    static String chosen() {
        String name = System.getProperty(PROPERTY);
        if (name != null && !NAMES.contains(name)) {
            throw new NativeLibraryException("-D" + PROPERTY + "=" + name + " is not a backend: set it to omp or tbb");
        }
        return name;
    }

    /**
     * Loads the chosen backend's library if it lies in a folder of its own.
     *
     * @param folder where the native library is loaded from; null for the jar
     */
    static void loadBeside(String chosen, File folder) {
        URL library = beside(chosen, folder);
        if (library != null) {
            Loader.loadLibrary(NativeBackend.class, new URL[] {library}, "sconce");
        }
    }

    /** @throws NativeLibraryException if the library that was loaded is not of the chosen backend: the package has none of it */
    static void check(String chosen, String threading, File folder) {
        String loaded = threading.toLowerCase(Locale.ROOT);
        if (chosen.equals(loaded)) {
            return;
        }
        throw new NativeLibraryException("There is no backend " + chosen + " in this package, which has "
                + String.join(" and ", installed(loaded, folder)) + ": leave -D" + PROPERTY
                + " out, or build one with scripts/build-native -Dsconce.backends=omp,tbb");
    }

    /** The names of the package's backends, that of the loaded library first. */
    static List<String> installed(String loaded, File folder) {
        List<String> there = new ArrayList<>(List.of(loaded));
        boolean isBeside = beside(loaded, folder) != null; // and another is where JavaCPP looks
        NAMES.stream()
                .filter(name -> !name.equals(loaded) && (isBeside || beside(name, folder) != null))
                .forEach(there::add);
        return there;
    }

    private static URL beside(String name, File folder) {
        String path = "backends/" + name + "/" + LIBRARY;
        if (folder == null) {
            return NativeBackend.class.getResource(Loader.getPlatform() + "/" + path);
        }
        File file = new File(folder, path);
        try {
            return file.isFile() ? file.toURI().toURL() : null;
        } catch (MalformedURLException e) {
            throw new NativeLibraryException(
                    "Not a usable folder for -D" + NativeLibrary.PATH_PROPERTY + ": " + folder, e);
        }
    }
}
