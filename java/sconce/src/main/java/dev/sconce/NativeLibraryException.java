package dev.sconce;

/** The native library could not be found, loaded, or used as asked. */
public class NativeLibraryException extends SconceException {
    private static final long serialVersionUID = 1L;

    public NativeLibraryException(String message) {
        super(message);
    }

    public NativeLibraryException(String message, Throwable cause) {
        super(message, cause);
    }
}
