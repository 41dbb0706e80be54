package dev.sconce.script;

import dev.sconce.ScriptException;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.EnumType;
import dev.sconce.ir.InterfaceType;
import dev.sconce.ir.NamedValue;
import dev.sconce.ir.Node;
import dev.sconce.ir.SourceRange;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A value of the graph; what can be done with it depends on its type. */
final class SimpleValue extends SugaredValue {
    /** Tensor attributes that are operators of {@code prim}. */
    private static final Set<String> TENSOR_PRIM = Set.of(
            "dtype",
            "device",
            "grad",
            "data",
            "shape",
            "is_cuda",
            "is_cpu",
            "is_xla",
            "is_xpu",
            "is_sparse",
            "is_sparse_csr",
            "is_mkldnn",
            "is_mps",
            "is_mtia",
            "is_quantized",
            "is_vulkan",
            "is_ipu",
            "is_meta",
            "is_nested",
            "requires_grad",
            "layout",
            "T",
            "H",
            "is_maia",
            "itemsize",
            "nbytes",
            "ndim",
            "name");

    private static final Set<String> TENSOR_ATEN = Set.of("is_leaf", "mT", "mH", "real", "imag", "retains_grad");

    /** Methods that convert a tensor, and the dtype number that they convert to. */
    private static final Map<String, Long> CASTS = Map.of(
            "byte", 0L, "char", 1L, "short", 2L, "int", 3L, "long", 4L, "half", 5L, "float", 6L, "double", 7L, "cfloat",
            9L, "cdouble", 10L);

    private final Value value;

    SimpleValue(Value value) {
        this.value = value;
    }

    Value value() {
        return value;
    }

    @Override
    String kind() {
        return "value of type " + value.type().annotation();
    }

    @Override
    Value asValue(Emitter emitter, SourceRange range) {
        return value;
    }

    @Override
    boolean hasAttribute(String field, SourceRange range) {
        if (value.type() instanceof ClassType type) {
            return type.method(field) != null || type.attribute(field) != null || type.hasConstant(field);
        }
        if (value.type() instanceof Type.TupleType tuple && tuple.fields() != null) {
            return tuple.fields().contains(field);
        }
        throw new ScriptException(
                "hasattr needs an object or a NamedTuple, not a " + value.type().annotation(), range);
    }

    @Override
    SugaredValue attribute(Emitter emitter, String field, SourceRange range) {
        Type type = value.type();
        if (type instanceof ClassType of) {
            SugaredValue found = classAttribute(emitter, of, field, range);
            if (found != null) {
                return found;
            }
        } else if (type instanceof InterfaceType of && of.method(field) != null) {
            return new Callables.Method(value, field);
        } else if (type instanceof Type.TupleType tuple
                && tuple.fields() != null
                && tuple.fields().contains(field)) {
            int index = tuple.fields().indexOf(field);
            return new SimpleValue(emitter.tupleIndex(
                    value,
                    emitter.constant((long) index, range),
                    tuple.elements().get(index),
                    range));
        } else if (type instanceof EnumType of && (field.equals("name") || field.equals("value"))) {
            boolean name = field.equals("name");
            Node node = emitter.insert(name ? "prim::EnumName" : "prim::EnumValue", range, value);
            return new SimpleValue(node.addOutput(name ? Type.STRING : of.valueType()));
        } else {
            SugaredValue found = operatorAttribute(emitter, field, range);
            if (found != null) {
                return found;
            }
        }
        return operatorMethod(emitter, field, range);
    }

    private SugaredValue classAttribute(Emitter emitter, ClassType type, String field, SourceRange range) {
        if (type.method(field) != null) {
            return new Callables.Method(value, field);
        }
        if (type.attribute(field) != null) {
            Node get = emitter.insert("prim::GetAttr", range, value).set("name", field);
            return new SimpleValue(get.addOutput(type.attribute(field).type()));
        }
        if (type.hasConstant(field)) {
            return new SimpleValue(emitter.constant(type.constant(field), type.constantType(field), range));
        }
        ClassType.Property property = type.property(field);
        return property == null
                ? null
                : new Callables.Method(value, property.getter().name()).call(emitter, List.of(), List.of(), range);
    }

    /** Attributes of tensors and devices that are operators, and of optionals and futures. */
    private SugaredValue operatorAttribute(Emitter emitter, String field, SourceRange range) {
        Type type = value.type();
        String operator = null;
        if (type.isSubtypeOf(Type.TENSOR)) {
            if (CASTS.containsKey(field)) {
                return new Callables.TensorCast(value, CASTS.get(field));
            }
            operator = TENSOR_PRIM.contains(field) ? "prim::" : TENSOR_ATEN.contains(field) ? "aten::" : null;
        } else if (type == Type.DEVICE && (field.equals("type") || field.equals("index"))) {
            operator = "prim::";
        } else if (type instanceof Type.OptionalType && field.equals("unchecked_unwrap_optional")) {
            operator = "prim::";
        }
        return operator == null ? null : new SimpleValue(emitter.builtins().insert(operator + field, range, value));
    }

    /** An operator that takes this value as {@code self}. */
    private SugaredValue operatorMethod(Emitter emitter, String field, SourceRange range) {
        NamedValue self = new NamedValue("self", value, range);
        String operator = field.equals("type") ? "aten::to" : "aten::" + field;
        if (emitter.builtins().takesSelf(operator, value.type())) {
            return new Callables.Builtin(operator, self);
        }
        if (value.type().isSubtypeOf(Type.TENSOR)) {
            if (field.equals("tolist")) {
                return SpecialForm.TOLIST;
            }
            if (field.equals("__getitem__")) {
                return SpecialForm.INDEX;
            }
            throw emitter.builtins().unknown(operator, range);
        }
        throw new ScriptException(
                "'" + value.type().annotation() + "' object has no attribute or method '" + field + "'", range);
    }

    @Override
    void setAttribute(Emitter emitter, String field, Value newValue, SourceRange range) {
        if (!(value.type() instanceof ClassType type)) {
            throw new ScriptException(
                    "Attribute " + field + " is assigned on a " + value.type().annotation() + ", which is no object",
                    range);
        }
        ClassType.Attribute attribute = type.attribute(field);
        if (attribute == null) {
            ClassType.Property property = type.property(field);
            if (property == null || property.setter() == null) {
                throw new ScriptException(type.qualifiedName() + " has no attribute " + field + " to assign", range);
            }
            NamedValue argument = new NamedValue(null, newValue, range);
            new Callables.Method(value, property.setter().name()).call(emitter, List.of(argument), List.of(), range);
            return;
        }
        Value converted = emitter.builtins().convert(attribute.type(), newValue, false, range);
        if (!converted.type().isSubtypeOf(attribute.type())) {
            throw new ScriptException(
                    "Attribute " + field + " has type " + attribute.type().annotation()
                            + " but is assigned a value of type "
                            + newValue.type().annotation(),
                    range);
        }
        emitter.insert("prim::SetAttr", range, value, converted).set("name", field);
    }

    @Override
    SugaredValue call(Emitter emitter, List<NamedValue> arguments, List<NamedValue> keywords, SourceRange range) {
        if (value.type() instanceof ClassType) {
            return attribute(emitter, "__call__", range).call(emitter, arguments, keywords, range);
        }
        return super.call(emitter, arguments, keywords, range);
    }

    @Override
    List<SugaredValue> asTuple(Emitter emitter, int size, SourceRange range) {
        List<Value> elements;
        if (value.type() instanceof Type.TupleType) {
            elements = emitter.tupleElements(value, range);
        } else if (value.type() instanceof Type.ListType list && size >= 0) {
            Node unpack = emitter.insert("prim::ListUnpack", range, value);
            elements = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                elements.add(unpack.addOutput(list.element()));
            }
        } else if (value.type() instanceof Type.ListType) {
            throw new ScriptException("The number of elements of this list is not known here", range);
        } else {
            throw cannot("be used as a tuple", range);
        }
        return elements.stream().<SugaredValue>map(SimpleValue::new).toList();
    }

    @Override
    SugaredValue iterate(Emitter emitter, SourceRange range) {
        Type type = value.type();
        if (type instanceof Type.ListType || type == Type.STRING || type.isSubtypeOf(Type.TENSOR)) {
            return this;
        }
        if (type instanceof Type.DictType) {
            return new SimpleValue(emitter.builtins().insert("aten::keys", range, value));
        }
        if (type instanceof Type.TupleType) {
            return new Iterables.Tuple(asTuple(emitter, -1, range));
        }
        throw cannot("be iterated", range);
    }

    @Override
    Value length(Emitter emitter, SourceRange range) {
        return emitter.builtins().insert("aten::len", range, value);
    }

    @Override
    SugaredValue item(Emitter emitter, Value index, Type hint, SourceRange range) {
        Type type = value.type();
        if (type instanceof Type.ListType || type == Type.STRING || type instanceof Type.DictType) {
            return new SimpleValue(emitter.builtins().insert("aten::__getitem__", range, value, index));
        }
        if (type.isSubtypeOf(Type.TENSOR)) {
            return new SimpleValue(
                    emitter.builtins().insert("aten::select", range, value, emitter.constant(0L, range), index));
        }
        if (type instanceof ClassType of && of.isModule() && hint != null) {
            return new SimpleValue(emitter.insert("prim::ModuleContainerIndex", range, value, index)
                    .addOutput(hint));
        }
        if (type instanceof ClassType) {
            NamedValue argument = new NamedValue(null, index, range);
            return attribute(emitter, "__getitem__", range).call(emitter, List.of(argument), List.of(), range);
        }
        throw cannot("be indexed", range);
    }
}
