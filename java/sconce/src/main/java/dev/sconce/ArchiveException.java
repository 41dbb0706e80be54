package dev.sconce;

/** An archive or a file of saved values that cannot be read: names the file and the record. */
public class ArchiveException extends SconceException {
    private static final long serialVersionUID = 1L;

    public ArchiveException(String message) {
        super(message);
    }

    public ArchiveException(String message, Throwable cause) {
        super(message, cause);
    }
}
