package dev.sconce.ir;

/** The type of a value that is a function. */
public record FunctionType(Function function) implements Type {
    @Override
    public String annotation() {
        return "Function";
    }

    @Override
    public String toString() {
        return "Function";
    }
}
