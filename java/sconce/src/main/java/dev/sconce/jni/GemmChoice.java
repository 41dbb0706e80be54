package dev.sconce.jni;

import dev.sconce.NativeLibraryException;
import java.util.Map;

/**
 * What computes matrix products and convolutions: our own kernels, or a library in their place, to compare with and to check with.
 *
 * <p>Chosen when the native library is loaded, by the system property {@value #PROPERTY} or else the environment variable
 * {@value #VARIABLE}: {@code own} (the default, and the fastest), {@code blas} (products of float32 and float64) or {@code onednn}
 * (products and convolutions of float32; in builds with {@code USE_MKLDNN=1}). What a library cannot do, our own kernels do.
 */
public final class GemmChoice {
    /** System property. */
    public static final String PROPERTY = "sconce.gemm";
    /** Environment variable. */
    public static final String VARIABLE = "SCONCE_GEMM";

    private GemmChoice() {}

    /** What computes now: {@code own}, {@code blas} or {@code onednn}. */
    public static String current() {
        NativeLibrary.load();
        return CApi.sc_gemm().getString();
    }

    /** Does as property and variable say. Called while the native library is being loaded. */
    static void apply(Map<String, String> buildInfo) {
        String property = System.getProperty(PROPERTY);
        String name = property != null ? property : System.getenv(VARIABLE);
        if (name == null || name.isEmpty()) {
            return;
        }
        String source = property != null ? "-D" + PROPERTY : VARIABLE;
        try {
            if (name.equals("blas")) {
                Blas.open(buildInfo);
            } else if (name.equals("onednn")) {
                OneDnn.open(buildInfo);
            }
        } catch (NativeLibraryException e) {
            throw new NativeLibraryException("Cannot do " + source + "=" + name + ": " + e.getMessage(), e);
        }
        String refusal = CApi.sc_choose_gemm(name);
        if (refusal != null) {
            throw new NativeLibraryException("Cannot do " + source + "=" + name + ": " + refusal);
        }
    }
}
