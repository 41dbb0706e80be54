package dev.sconce.jni;

import dev.sconce.NativeLibraryException;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;

/**
 * oneDNN, in builds with {@code USE_MKLDNN=1}: opened when {@link GemmChoice} takes it. It comes from its jar on the class path; without
 * one, an installed one is taken. It computes on the threads that call it and starts none. Thread-safe.
 */
public final class OneDnn {
    /** System property: the library to open, a file or a name for the dynamic linker, instead of the jar's. */
    public static final String PATH_PROPERTY = "sconce.onednn.path";

    private OneDnn() {}

    /**
     * Makes sure that the library is open.
     *
     * @throws NativeLibraryException if this build has none, or it cannot be opened
     */
    public static void open() {
        open(NativeLibrary.buildInfo());
    }

    /** The same, while the native library is still being loaded. */
    static synchronized void open(Map<String, String> buildInfo) {
        if (!buildInfo.get("use_mkldnn").equals("ON")) {
            throw new NativeLibraryException(
                    "This build of Sconce has no oneDNN: build it with scripts/build-native -DUSE_MKLDNN=1");
        }
        if (CApi.sc_onednn_config() == null) {
            new ForeignLibrary(
                            "oneDNN",
                            PATH_PROPERTY,
                            buildInfo.get("mkldnn_installed"),
                            "dnnl",
                            "libdnnl.so.3",
                            // Taken only where the process has no OpenMP runtime of that name yet.
                            List.of("libgomp.so.1"),
                            CApi::sc_open_onednn)
                    .openNow();
        }
    }

    /** The version of the open library, such as {@code v3.11.0 (Git Hash …)}; null when none is open. */
    public static String config() {
        NativeLibrary.load();
        BytePointer config = CApi.sc_onednn_config();
        return config == null ? null : config.getString();
    }
}
