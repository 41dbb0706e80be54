package dev.sconce.script;

import dev.sconce.ScriptException;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.Function;
import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.InterfaceType;
import dev.sconce.ir.NamedValue;
import dev.sconce.ir.Node;
import dev.sconce.ir.SchemaMatcher;
import dev.sconce.ir.SourceRange;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import java.util.ArrayList;
import java.util.List;

/** What can be called: operators, casts, functions, methods. */
final class Callables {
    private Callables() {}

    /** An operator, or with {@code self} an operator as a method of a value. */
    static final class Builtin extends SugaredValue {
        private final String operator;
        private final NamedValue self;

        Builtin(String operator, NamedValue self) {
            this.operator = operator;
            this.self = self;
        }

        @Override
        String kind() {
            return "operator " + operator;
        }

        @Override
        SugaredValue call(Emitter emitter, List<NamedValue> arguments, List<NamedValue> keywords, SourceRange range) {
            return new SimpleValue(emitter.builtins().call(operator, arguments, keywords, self, range));
        }
    }

    /** {@code int(x)}, {@code float(x)}, {@code bool(x)}, {@code str(x)}: nothing is done to a value that has the type. */
    static final class Cast extends SugaredValue {
        private final Type type;
        private final String operator;

        Cast(Type type, String operator) {
            this.type = type;
            this.operator = operator;
        }

        @Override
        String kind() {
            return "cast";
        }

        @Override
        SugaredValue call(Emitter emitter, List<NamedValue> arguments, List<NamedValue> keywords, SourceRange range) {
            if (arguments.size() == 1 && keywords.isEmpty()) {
                Value value = arguments.get(0).value();
                if (value.type().isSubtypeOf(type)) {
                    return new SimpleValue(value);
                }
                boolean isContainer = value.type() instanceof Type.ListType
                        || value.type() instanceof Type.DictType
                        || value.type() == Type.STRING;
                if (type == Type.BOOL && isContainer) {
                    Value length = emitter.builtins().insert("aten::len", range, value);
                    return new SimpleValue(
                            emitter.builtins().insert("aten::gt", range, length, emitter.constant(0L, range)));
                }
            }
            return new SimpleValue(emitter.builtins().call(operator, arguments, keywords, null, range));
        }
    }

    /** {@code x.half()}: {@code x.to(dtype)}. */
    static final class TensorCast extends SugaredValue {
        private final Value self;
        private final long dtype;

        TensorCast(Value self, long dtype) {
            this.self = self;
            this.dtype = dtype;
        }

        @Override
        String kind() {
            return "tensor cast";
        }

        @Override
        SugaredValue call(Emitter emitter, List<NamedValue> arguments, List<NamedValue> keywords, SourceRange range) {
            List<NamedValue> all = new ArrayList<>(List.of(
                    new NamedValue("self", self, range),
                    new NamedValue("dtype", emitter.constant(dtype, range), range)));
            all.addAll(keywords);
            return new SimpleValue(emitter.builtins().call("aten::to", arguments, all, null, range));
        }
    }

    /** A function that objects override with a method: {@code len(x)} is {@code x.__len__()} for them. */
    static final class Magic extends SugaredValue {
        private final String method;
        private final SugaredValue otherwise;

        Magic(String method, SugaredValue otherwise) {
            this.method = method;
            this.otherwise = otherwise;
        }

        @Override
        String kind() {
            return otherwise.kind();
        }

        @Override
        SugaredValue call(Emitter emitter, List<NamedValue> arguments, List<NamedValue> keywords, SourceRange range) {
            if (!arguments.isEmpty() && arguments.get(0).value().type() instanceof ClassType) {
                return new SimpleValue(arguments.get(0).value())
                        .attribute(emitter, method, range)
                        .call(emitter, arguments.subList(1, arguments.size()), keywords, range);
            }
            return otherwise.call(emitter, arguments, keywords, range);
        }
    }

    /** A method of an object or interface. */
    static final class Method extends SugaredValue {
        private final Value self;
        private final String name;

        Method(Value self, String name) {
            this.self = self;
            this.name = name;
        }

        @Override
        String kind() {
            return "method";
        }

        @Override
        SugaredValue call(Emitter emitter, List<NamedValue> arguments, List<NamedValue> keywords, SourceRange range) {
            FunctionSchema schema = self.type() instanceof ClassType type
                    ? type.method(name).schema()
                    : ((InterfaceType) self.type()).method(name);
            List<NamedValue> all = new ArrayList<>(List.of(new NamedValue(null, self, range)));
            all.addAll(arguments);
            SchemaMatcher.Match match = SchemaMatcher.match(schema, emitter.graph(), range, all, keywords, null);
            Node call =
                    emitter.insert("prim::CallMethod", range, match.inputs()).set("name", name);
            return new SimpleValue(call.addOutput(schema.returnType()));
        }
    }

    /** A free function, or a hook of a module. */
    static final class FunctionValue extends SugaredValue {
        private final Function function;

        FunctionValue(Function function) {
            this.function = function;
        }

        @Override
        String kind() {
            return "function";
        }

        @Override
        SugaredValue call(Emitter emitter, List<NamedValue> arguments, List<NamedValue> keywords, SourceRange range) {
            SchemaMatcher.Match match =
                    SchemaMatcher.match(function.schema(), emitter.graph(), range, arguments, keywords, null);
            Node call = emitter.insert("prim::CallFunction", range, match.inputs())
                    .set("name", function.qualifiedName())
                    .set("function", function);
            return new SimpleValue(call.addOutput(function.schema().returnType()));
        }
    }

    /** {@code ops.prim.awaitable_wait(a)} and {@code awaitable_nowait(x)}, whose types no schema tells. */
    static final class Await extends SugaredValue {
        private final String operator;

        static boolean isOperator(String name) {
            return name.equals("prim::awaitable_wait") || name.equals("prim::awaitable_nowait");
        }

        Await(String operator) {
            this.operator = operator;
        }

        @Override
        String kind() {
            return "operator " + operator;
        }

        @Override
        SugaredValue call(Emitter emitter, List<NamedValue> arguments, List<NamedValue> keywords, SourceRange range) {
            boolean waits = operator.equals("prim::awaitable_wait");
            if (arguments.size() != 1 || (waits && !(arguments.get(0).type() instanceof Type.FutureType))) {
                throw new ScriptException(operator + " takes one " + (waits ? "awaitable" : "value"), range);
            }
            Type type = arguments.get(0).type();
            Node node = emitter.insert(operator, range, arguments.get(0).value());
            return new SimpleValue(
                    node.addOutput(waits ? ((Type.FutureType) type).element() : new Type.FutureType(type)));
        }
    }

    static final class Print extends SugaredValue {
        @Override
        String kind() {
            return "print";
        }

        @Override
        SugaredValue call(Emitter emitter, List<NamedValue> arguments, List<NamedValue> keywords, SourceRange range) {
            if (!keywords.isEmpty()) {
                throw new ScriptException("print takes no keyword arguments", range);
            }
            emitter.insert(
                    "prim::Print",
                    range,
                    arguments.stream().map(NamedValue::value).toList());
            return new SimpleValue(emitter.none(range));
        }
    }

    /** A closure, which only {@code fork} and {@code awaitable} can take. */
    static final class Closure extends SugaredValue {
        private final Value value;

        Closure(Value value) {
            this.value = value;
        }

        @Override
        String kind() {
            return "closure";
        }

        @Override
        Value asValue(Emitter emitter, SourceRange range) {
            return value;
        }
    }

    /** An exception class, by qualified name or null; calling it gives what {@code raise} takes. */
    static final class ExceptionClass extends SugaredValue {
        private final String name;

        ExceptionClass(String name) {
            this.name = name;
        }

        @Override
        String kind() {
            return "exception";
        }

        @Override
        SugaredValue call(Emitter emitter, List<NamedValue> arguments, List<NamedValue> keywords, SourceRange range) {
            Value message =
                    switch (arguments.size()) {
                        case 0 -> emitter.constant("", range);
                        case 1 -> arguments.get(0).value();
                        default ->
                            emitter.tuple(
                                    arguments.stream().map(NamedValue::value).toList(), range);
                    };
            return new ExceptionMessage(name, message);
        }
    }

    static final class ExceptionMessage extends SugaredValue {
        final String name;
        final Value message;

        ExceptionMessage(String name, Value message) {
            this.name = name;
            this.message = message;
        }

        @Override
        String kind() {
            return "exception";
        }
    }
}
