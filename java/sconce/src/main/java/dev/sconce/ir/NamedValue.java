package dev.sconce.ir;

/**
 * An argument of a call.
 *
 * @param name the keyword; null for a positional argument
 * @param range where the argument stands in the source
 */
public record NamedValue(String name, Value value, SourceRange range) {
    /** A positional argument. */
    public static NamedValue of(Value value) {
        return new NamedValue(null, value, value.node().range());
    }

    public Type type() {
        return value.type();
    }
}
