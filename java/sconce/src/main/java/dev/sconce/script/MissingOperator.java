package dev.sconce.script;

import dev.sconce.UnsupportedException;
import dev.sconce.ir.SourceRange;

/** A call of an operator that does not exist here, or not for those arguments. */
public final class MissingOperator extends UnsupportedException {
    private static final long serialVersionUID = 1L;

    private final String operator;
    private final transient SourceRange range;

    MissingOperator(String operator, String message, SourceRange range, Throwable cause) {
        super(message, cause);
        this.operator = operator;
        this.range = range;
    }

    /** The name without overload, for instance {@code aten::add}. */
    public String operator() {
        return operator;
    }

    /** The call. */
    public SourceRange range() {
        return range;
    }
}
