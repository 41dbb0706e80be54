package dev.sconce.exec;

import dev.sconce.Device;
import dev.sconce.Tensor;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.EnumType;
import dev.sconce.ir.InterfaceType;
import dev.sconce.ir.Type;
import dev.sconce.runtime.Complex;
import dev.sconce.runtime.DictValue;
import dev.sconce.runtime.EnumValue;
import dev.sconce.runtime.FutureValue;
import dev.sconce.runtime.Generator;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.ObjectValue;
import dev.sconce.runtime.TupleValue;

/** Whether values are of TorchScript types: for {@code isinstance}, and for what a caller hands in. */
final class ValueTypes {
    private ValueTypes() {}

    static boolean isInstance(Object value, Type type) {
        if (type instanceof Type.OptionalType optional) {
            return value == null || isInstance(value, optional.element());
        }
        if (type instanceof Type.UnionType union) {
            return union.members().stream().anyMatch(member -> isInstance(value, member));
        }
        if (type instanceof Type.ListType list) {
            return value instanceof ListValue actual
                    && (isElementOf(actual.elementType(), list.element())
                            || (actual.elementType() == Type.ANY
                                    && actual.items().stream().allMatch(item -> isInstance(item, list.element()))));
        }
        if (type instanceof Type.DictType dict) {
            return value instanceof DictValue actual
                    && (isElementOf(actual.valueType(), dict.value())
                            || (actual.valueType() == Type.ANY
                                    && actual.entries().entrySet().stream()
                                            .allMatch(e -> isInstance(e.getKey(), dict.key())
                                                    && isInstance(e.getValue(), dict.value()))))
                    && (actual.keyType() == Type.ANY || actual.keyType().equals(dict.key()));
        }
        if (type instanceof Type.TupleType tuple) {
            return value instanceof TupleValue actual && isTuple(actual, tuple);
        }
        if (type instanceof Type.FutureType future) {
            return value instanceof FutureValue actual && actual.elementType().isSubtypeOf(future.element());
        }
        if (type instanceof ClassType || type instanceof InterfaceType) {
            return value instanceof ObjectValue object && object.type().isSubtypeOf(type);
        }
        if (type instanceof EnumType) {
            return value instanceof EnumValue member && member.type().equals(type);
        }
        return type instanceof Type.Primitive primitive && isPrimitive(value, primitive);
    }

    private static boolean isElementOf(Type actual, Type wanted) {
        return actual.equals(wanted) || (actual == Type.ANY && wanted == Type.ANY);
    }

    private static boolean isTuple(TupleValue value, Type.TupleType type) {
        if (value.size() != type.elements().size()
                || (type.name() != null
                        && value.type() != null
                        && !type.name().equals(value.type().name()))) {
            return false;
        }
        for (int i = 0; i < value.size(); i++) {
            if (!isInstance(value.get(i), type.elements().get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPrimitive(Object value, Type.Primitive type) {
        return switch (type) {
            case TENSOR -> value instanceof Tensor;
            case INT -> value instanceof Long;
            case FLOAT -> value instanceof Double;
            case BOOL -> value instanceof Boolean;
            case COMPLEX -> value instanceof Complex;
            case NUMBER ->
                value instanceof Long
                        || value instanceof Double
                        || value instanceof Complex
                        || value instanceof Boolean;
            case STRING -> value instanceof String;
            case NONE -> value == null;
            case DEVICE -> value instanceof Device;
            case GENERATOR -> value instanceof Generator;
            case ANY -> true;
            case ANY_LIST -> value instanceof ListValue;
            case ANY_TUPLE -> value instanceof TupleValue;
            case ANY_CLASS -> value instanceof ObjectValue;
            case ANY_ENUM -> value instanceof EnumValue;
            case STREAM, STORAGE, QUANTIZER, CAPSULE -> false;
        };
    }

    /** The type of a value, in the words of a message: {@code int}, {@code Tensor}, {@code List[...]}. */
    static String describe(Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof Tensor tensor) {
            return tensor.toString();
        }
        if (value instanceof Long) {
            return "int " + value;
        }
        if (value instanceof Double) {
            return "float " + value;
        }
        if (value instanceof Boolean) {
            return "bool";
        }
        if (value instanceof String) {
            return "str";
        }
        if (value instanceof ListValue list) {
            return "List[" + list.elementType().annotation() + "] of " + list.size();
        }
        if (value instanceof TupleValue tuple) {
            return "Tuple of " + tuple.size();
        }
        if (value instanceof DictValue dict) {
            return "Dict[" + dict.keyType().annotation() + ", "
                    + dict.valueType().annotation() + "]";
        }
        if (value instanceof FutureValue future) {
            return "Future[" + future.elementType().annotation() + "]";
        }
        if (value instanceof ObjectValue object) {
            return object.type().qualifiedName();
        }
        return value.getClass().getSimpleName();
    }
}
