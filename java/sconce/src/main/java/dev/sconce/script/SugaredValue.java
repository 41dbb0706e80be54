package dev.sconce.script;

import dev.sconce.ScriptException;
import dev.sconce.ir.NamedValue;
import dev.sconce.ir.SourceRange;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import java.util.List;

/**
 * What an expression means at compile time: a value of the graph ({@link SimpleValue}), or something that can be selected from, called
 * or iterated, such as a namespace, a class, a method or {@code range(n)}. By default nothing of that can be done.
 */
abstract class SugaredValue {
    /** What it is, for messages. */
    abstract String kind();

    /** As a value of the graph. */
    Value asValue(Emitter emitter, SourceRange range) {
        throw cannot("be used as a value", range);
    }

    SugaredValue attribute(Emitter emitter, String field, SourceRange range) {
        throw cannot("be asked for its attribute " + field, range);
    }

    boolean hasAttribute(String field, SourceRange range) {
        throw cannot("be asked whether it has an attribute", range);
    }

    void setAttribute(Emitter emitter, String field, Value value, SourceRange range) {
        throw cannot("be assigned attributes", range);
    }

    SugaredValue call(Emitter emitter, List<NamedValue> arguments, List<NamedValue> keywords, SourceRange range) {
        throw cannot("be called", range);
    }

    /** The elements for unpacking; {@code size} is how many are wanted, or -1 where that is not known. */
    List<SugaredValue> asTuple(Emitter emitter, int size, SourceRange range) {
        throw cannot("be used as a tuple", range);
    }

    /** What a {@code for} goes over. */
    SugaredValue iterate(Emitter emitter, SourceRange range) {
        throw cannot("be iterated", range);
    }

    /** The number of elements of what {@link #iterate} gave. */
    Value length(Emitter emitter, SourceRange range) {
        throw cannot("be iterated", range);
    }

    /** The number of elements where compile time knows it: the loop is then unrolled; -1 elsewhere. */
    int staticLength() {
        return -1;
    }

    /** The element at the index; {@code hint} is the type that the source wants, or null. */
    SugaredValue item(Emitter emitter, Value index, Type hint, SourceRange range) {
        throw cannot("be indexed", range);
    }

    final ScriptException cannot(String what, SourceRange range) {
        return new ScriptException("A " + kind() + " cannot " + what, range);
    }
}
