package dev.sconce.exec;

import dev.sconce.OperatorException;
import dev.sconce.SconceException;
import dev.sconce.ir.Function;
import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.Type;
import dev.sconce.runtime.DictValue;
import dev.sconce.runtime.FutureValue;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.Scope;
import dev.sconce.runtime.TupleValue;
import dev.sconce.runtime.ValueTypes;
import java.util.Map;

/** Runs functions of a model: the entry to this package. Thread-safe. */
public final class Interpreter {
    private Interpreter() {}

    /**
     * Calls a function on this thread and waits for its result; forks run on the inter-op pool. An interrupt of the thread stops the
     * call, and the thread stays interrupted.
     *
     * @param arguments positional, self first for a method; borrowed
     * @return the result; the caller owns one count of it, or the open scope where there is one
     */
    public static Object call(
            Function function, Object[] arguments, Map<String, Object> keywords, Invocation invocation) {
        try (Scope scope = Scope.open()) {
            FutureValue future = Task.call(Code.of(function), bind(function, arguments, keywords), invocation);
            return scope.keep(resultOf(future));
        }
    }

    /**
     * Starts a call on the inter-op pool, where the function is compiled too.
     *
     * @return completed by the call, which {@link FutureValue#cancel} stops; the caller's, or the open scope's
     */
    public static FutureValue start(
            Function function, Object[] arguments, Map<String, Object> keywords, Invocation invocation) {
        try (Scope scope = Scope.open()) {
            return scope.keep(Task.start(
                    Code.whenRun(function),
                    bind(function, arguments, keywords),
                    function.schema().returns().isEmpty()
                            ? Type.NONE
                            : function.schema().returns().get(0).type(),
                    invocation,
                    InteropPool.queue()));
        }
    }

    private static Object resultOf(FutureValue future) {
        Throwable error = future.error();
        if (error == null) {
            return future.value();
        }
        if (error instanceof SconceException known) {
            throw known;
        }
        if (error instanceof Error fatal) {
            throw fatal;
        }
        throw new SconceException(String.valueOf(error.getMessage()), error);
    }

    /** Arguments in the order of the schema: positional, then by name, then defaults; each checked against its type. */
    private static Object[] bind(Function function, Object[] positional, Map<String, Object> keywords) {
        FunctionSchema schema = function.schema();
        int count = schema.arguments().size();
        if (positional.length > count) {
            throw new OperatorException(function.qualifiedName() + "() expected at most " + (count - 1)
                    + " argument(s) but received " + (positional.length - 1) + " argument(s). Declaration: " + schema);
        }
        for (String keyword : keywords.keySet()) {
            int index = schema.argumentIndex(keyword);
            if (index < 0) {
                throw new OperatorException(function.qualifiedName() + "(): unknown keyword argument '" + keyword
                        + "'. Declaration: " + schema);
            }
            if (index < positional.length) {
                throw new OperatorException(function.qualifiedName() + "(): argument '" + keyword
                        + "' is given twice, by position and by name. Declaration: " + schema);
            }
        }
        Object[] bound = new Object[count];
        for (int i = 0; i < count; i++) {
            FunctionSchema.Argument argument = schema.arguments().get(i);
            Object value;
            if (i < positional.length) {
                value = positional[i];
            } else if (keywords.containsKey(argument.name())) {
                value = keywords.get(argument.name());
            } else if (argument.hasDefault()) {
                value = argument.defaultValue();
            } else {
                throw new OperatorException(function.qualifiedName() + "() is missing value for argument '"
                        + argument.name() + "'. Declaration: " + schema);
            }
            bound[i] = conform(value, argument.type());
            if (!ValueTypes.isInstance(bound[i], argument.type())) {
                throw new OperatorException(function.qualifiedName() + "() expected a value of type '"
                        + argument.type().annotation() + "' for argument '" + argument.name()
                        + "' but instead found type '"
                        + ValueTypes.describe(value) + "'. Position: " + i + ". Declaration: " + schema);
            }
        }
        return bound;
    }

    /**
     * A value as the declared type has it, where the caller's cannot know it: the element type of a list or dict, the name of a named
     * tuple, an int for a float. Lists and dicts are copied then.
     */
    static Object conform(Object value, Type type) {
        if (type instanceof Type.OptionalType optional) {
            return value == null ? null : conform(value, optional.element());
        }
        if (type == Type.FLOAT && value instanceof Long number) {
            return number.doubleValue();
        }
        if (type instanceof Type.ListType list && value instanceof Iterable<?> plain) {
            ListValue typed = new ListValue(list.element());
            plain.forEach(item -> typed.add(conform(item, list.element())));
            return typed;
        }
        if (type instanceof Type.ListType list
                && value instanceof ListValue given
                && !given.elementType().equals(list.element())) {
            ListValue typed = new ListValue(list.element());
            given.items().forEach(item -> typed.add(conform(item, list.element())));
            return typed;
        }
        if (type instanceof Type.DictType dict
                && value instanceof DictValue given
                && !(given.keyType().equals(dict.key()) && given.valueType().equals(dict.value()))) {
            DictValue typed = new DictValue(dict.key(), dict.value());
            given.entries().forEach((k, v) -> typed.put(k, conform(v, dict.value())));
            return typed;
        }
        if (type instanceof Type.FutureType wanted
                && value instanceof FutureValue given
                && given.elementType() == Type.ANY) {
            return given.then(wanted.element(), result -> checked(result, wanted.element()));
        }
        if (type instanceof Type.TupleType tuple
                && value instanceof TupleValue given
                && given.size() == tuple.elements().size()) {
            Object[] items = new Object[given.size()];
            for (int i = 0; i < items.length; i++) {
                items[i] = conform(given.get(i), tuple.elements().get(i));
            }
            return new TupleValue(tuple.name() == null ? null : tuple, items);
        }
        return value;
    }

    /** What a caller's future has come to, which nobody could check before. */
    private static Object checked(Object value, Type type) {
        Object conforming = conform(value, type);
        if (!ValueTypes.isInstance(conforming, type)) {
            throw new OperatorException("expected a future of a value of type '" + type.annotation()
                    + "' but it completed with type '" + ValueTypes.describe(value) + "'");
        }
        return conforming;
    }
}
