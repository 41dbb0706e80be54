package dev.sconce;

/** A model asks for something that this library does not have: an operator, a dtype, a layout. Names it, and where it stands. */
public class UnsupportedException extends SconceException {
    private static final long serialVersionUID = 1L;

    public UnsupportedException(String message) {
        super(message);
    }

    public UnsupportedException(String message, Throwable cause) {
        super(message, cause);
    }
}
