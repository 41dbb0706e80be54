package dev.sconce.jni;

import dev.sconce.NativeLibraryException;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.Loader;

/**
 * A library that the native code opens by its path: from a JavaCPP preset's jar on the class path, or an installed one.
 *
 * @param title what it is, in messages
 * @param pathProperty the system property that names the file to open, or a name for the dynamic linker, before all others
 * @param installed the file that this build found installed, or empty
 * @param preset the preset's name, such as {@code openblas}
 * @param library the library's file name
 * @param companions files that it looks for beside itself
 * @param open opens a path; null, or what went wrong
 */
record ForeignLibrary(
        String title,
        String pathProperty,
        String installed,
        String preset,
        String library,
        List<String> companions,
        UnaryOperator<String> open) {

    /** @throws NativeLibraryException if there is none, or it cannot be opened */
    void openNow() {
        String path = path();
        String failure = open.apply(path);
        if (failure != null) {
            throw new NativeLibraryException("Cannot open " + title + " " + path + ": " + failure
                    + ". Put org.bytedeco:" + preset + " for " + Loader.getPlatform()
                    + " on the class path, install " + title + ", or set -D" + pathProperty);
        }
    }

    private String path() {
        String chosen = System.getProperty(pathProperty);
        if (chosen != null) {
            return chosen;
        }
        if (!installed.isEmpty()) {
            return installed;
        }
        String resources = "/org/bytedeco/" + preset + "/" + Loader.getPlatform() + "/";
        if (ForeignLibrary.class.getResource(resources + library) == null) {
            return library;
        }
        try {
            for (String companion : companions) {
                Loader.cacheResource(ForeignLibrary.class, resources + companion);
            }
            return Loader.cacheResource(ForeignLibrary.class, resources + library)
                    .getPath();
        } catch (IOException e) {
            throw new NativeLibraryException("Cannot extract " + library + " from its jar to " + cacheDirectory(), e);
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
