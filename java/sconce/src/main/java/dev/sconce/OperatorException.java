package dev.sconce;

/** An operator refused its arguments (dtype, rank, shape, index), or its kernel failed. */
public class OperatorException extends SconceException {
    private static final long serialVersionUID = 1L;

    public OperatorException(String message) {
        super(message);
    }

    public OperatorException(String message, Throwable cause) {
        super(message, cause);
    }
}
