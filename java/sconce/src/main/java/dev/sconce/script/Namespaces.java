package dev.sconce.script;

import dev.sconce.ScriptException;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.EnumType;
import dev.sconce.ir.Function;
import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.NamedValue;
import dev.sconce.ir.SchemaMatcher;
import dev.sconce.ir.SourceRange;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import dev.sconce.runtime.EnumValue;
import dev.sconce.runtime.ValueTypes;
import java.util.ArrayList;
import java.util.List;

/** What names select from: {@code torch}, {@code ops}, {@code CONSTANTS}, {@code __torch__} and the classes below it. */
final class Namespaces {
    private Namespaces() {}

    /** {@code torch} (operators of {@code aten}) or {@code ops.NAMESPACE}. */
    static final class Operators extends SugaredValue {
        private final String namespace;

        Operators(String namespace) {
            this.namespace = namespace;
        }

        @Override
        String kind() {
            return "namespace of operators";
        }

        @Override
        SugaredValue attribute(Emitter emitter, String field, SourceRange range) {
            String operator = namespace + "::" + field;
            return Callables.Await.isOperator(operator)
                    ? new Callables.Await(operator)
                    : new Callables.Builtin(operator, null);
        }
    }

    /** {@code ops}. */
    static final class Ops extends SugaredValue {
        @Override
        String kind() {
            return "namespace";
        }

        @Override
        SugaredValue attribute(Emitter emitter, String field, SourceRange range) {
            return new Operators(field);
        }
    }

    /** {@code CONSTANTS}: {@code CONSTANTS.c3} is the fourth of the archive's constants. */
    static final class ConstantTable extends SugaredValue {
        @Override
        String kind() {
            return "table of constants";
        }

        @Override
        SugaredValue attribute(Emitter emitter, String field, SourceRange range) {
            Object value = emitter.unit().constant(field, range);
            return new SimpleValue(emitter.constant(value, ValueTypes.of(value), range));
        }
    }

    /** {@code __torch__} and what is below it, until a class or function is found. */
    static final class Prefix extends SugaredValue {
        private final String prefix;

        Prefix(String prefix) {
            this.prefix = prefix;
        }

        @Override
        String kind() {
            return "namespace " + prefix;
        }

        @Override
        SugaredValue attribute(Emitter emitter, String field, SourceRange range) {
            String name = prefix + "." + field;
            Type type = emitter.unit().findType(name);
            if (type != null) {
                return ofType(type, range);
            }
            Function function = emitter.unit().findFunction(name);
            return function != null ? new Callables.FunctionValue(function) : new Prefix(name);
        }

        @Override
        SugaredValue call(Emitter emitter, List<NamedValue> arguments, List<NamedValue> keywords, SourceRange range) {
            throw new ScriptException("The archive has no class or function " + prefix, range);
        }
    }

    /** The value of a type's name. */
    static SugaredValue ofType(Type type, SourceRange range) {
        if (type instanceof ClassType of) {
            return new ClassValue(of);
        } else if (type instanceof Type.TupleType of) {
            return new NamedTuple(of);
        } else if (type instanceof EnumType of) {
            return new EnumClass(of);
        }
        throw new ScriptException(type.annotation() + " is a type and cannot be used as a value", range);
    }

    /** A class; calling it makes an object. */
    static final class ClassValue extends SugaredValue {
        private final ClassType type;

        ClassValue(ClassType type) {
            this.type = type;
        }

        ClassType type() {
            return type;
        }

        @Override
        String kind() {
            return "class " + type.qualifiedName();
        }

        /** Besides {@code __new__}, hooks and other methods can be called through the class, with the object as first argument. */
        @Override
        SugaredValue attribute(Emitter emitter, String field, SourceRange range) {
            if (field.equals("__new__")) {
                return SpecialForm.NEW;
            }
            Function method = type.method(field);
            if (method == null) {
                throw new ScriptException("Class " + type.qualifiedName() + " has no method " + field, range);
            }
            return new Callables.FunctionValue(method);
        }

        @Override
        SugaredValue call(Emitter emitter, List<NamedValue> arguments, List<NamedValue> keywords, SourceRange range) {
            Value object = emitter.insert("prim::CreateObject", range).addOutput(type);
            if (type.method("__init__") == null) {
                throw new ScriptException("Class " + type.qualifiedName() + " has no __init__", range);
            }
            new Callables.Method(object, "__init__").call(emitter, arguments, keywords, range);
            return new SimpleValue(object);
        }
    }

    /** A NamedTuple's name; calling it makes a tuple. */
    static final class NamedTuple extends SugaredValue {
        private final Type.TupleType type;

        NamedTuple(Type.TupleType type) {
            this.type = type;
        }

        @Override
        String kind() {
            return "NamedTuple " + type.name();
        }

        @Override
        SugaredValue call(Emitter emitter, List<NamedValue> arguments, List<NamedValue> keywords, SourceRange range) {
            List<FunctionSchema.Argument> fields = new ArrayList<>();
            int required = type.fields().size() - type.defaults().size();
            for (int i = 0; i < type.fields().size(); i++) {
                boolean hasDefault = i >= required;
                fields.add(new FunctionSchema.Argument(
                        type.fields().get(i),
                        type.elements().get(i),
                        false,
                        hasDefault,
                        hasDefault ? type.defaults().get(i - required) : null));
            }
            FunctionSchema schema =
                    new FunctionSchema(type.name(), fields, List.of(new FunctionSchema.Argument("", type)));
            SchemaMatcher.Match match = SchemaMatcher.match(schema, emitter.graph(), range, arguments, keywords, null);
            return new SimpleValue(emitter.insert("prim::TupleConstruct", range, match.inputs())
                    .addOutput(type));
        }
    }

    /** An enum's name; its members are constants. */
    static final class EnumClass extends SugaredValue {
        private final EnumType type;

        EnumClass(EnumType type) {
            this.type = type;
        }

        @Override
        String kind() {
            return "enum " + type.qualifiedName();
        }

        @Override
        SugaredValue attribute(Emitter emitter, String field, SourceRange range) {
            if (!type.members().containsKey(field)) {
                throw new ScriptException("Enum " + type.qualifiedName() + " has no member " + field, range);
            }
            return new SimpleValue(emitter.constant(new EnumValue(type, field), type, range));
        }

        @Override
        SugaredValue iterate(Emitter emitter, SourceRange range) {
            return new SimpleValue(emitter.list(
                    type,
                    type.members().keySet().stream()
                            .map(name -> emitter.constant(new EnumValue(type, name), type, range))
                            .toList(),
                    range));
        }
    }
}
