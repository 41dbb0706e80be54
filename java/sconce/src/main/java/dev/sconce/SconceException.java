package dev.sconce;

/** The family of all errors of this library. A message says what was wrong, where, and what to do. */
public class SconceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SconceException(String message) {
        super(message);
    }

    public SconceException(String message, Throwable cause) {
        super(message, cause);
    }
}
