package dev.sconce;

/** A call that was cancelled, or whose deadline passed, and that stopped between two operators. */
public class CancelledException extends SconceException {
    private static final long serialVersionUID = 1L;

    public CancelledException(String message) {
        super(message);
    }

    public CancelledException(String message, Throwable cause) {
        super(message, cause);
    }
}
