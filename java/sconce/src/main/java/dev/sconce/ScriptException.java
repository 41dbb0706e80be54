package dev.sconce;

import dev.sconce.ir.SourceRange;

/** TorchScript source that cannot be compiled; the message ends with the source line and a caret. */
public class ScriptException extends SconceException {
    private static final long serialVersionUID = 1L;
    private final transient SourceRange range;

    public ScriptException(String message, SourceRange range) {
        super(range == null || range.text().isEmpty() ? message : message + "\n" + range.highlight());
        this.range = range;
    }

    /** Where in the source; null when it is not known. */
    public SourceRange range() {
        return range;
    }
}
