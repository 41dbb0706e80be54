package dev.sconce.runtime;

import dev.sconce.Device;
import dev.sconce.Tensor;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.EnumType;
import dev.sconce.ir.InterfaceType;
import dev.sconce.ir.Type;
import java.util.List;

/** The TorchScript types of values in the interpreter's representation. */
public final class ValueTypes {
    private ValueTypes() {}

    /** The type of a value; {@link Type#ANY} for the elements of a mixed or empty list, and for what only a running program holds. */
    public static Type of(Object value) {
        if (value == null) {
            return Type.NONE;
        } else if (value instanceof Tensor) {
            return Type.TENSOR;
        } else if (value instanceof Long) {
            return Type.INT;
        } else if (value instanceof Double) {
            return Type.FLOAT;
        } else if (value instanceof Boolean) {
            return Type.BOOL;
        } else if (value instanceof String) {
            return Type.STRING;
        } else if (value instanceof Complex) {
            return Type.COMPLEX;
        } else if (value instanceof Device) {
            return Type.DEVICE;
        } else if (value instanceof ListValue list) {
            return new Type.ListType(list.elementType());
        } else if (value instanceof DictValue dict) {
            return new Type.DictType(dict.keyType(), dict.valueType());
        } else if (value instanceof TupleValue tuple) {
            return tuple.type() != null
                    ? tuple.type()
                    : new Type.TupleType(
                            tuple.items().stream().map(ValueTypes::of).toList());
        } else if (value instanceof ObjectValue object) {
            return object.type();
        } else if (value instanceof EnumValue member) {
            return member.type();
        }
        return Type.ANY;
    }

    /** The one type of all, an Optional of it where some are None; ANY when they differ or there are none. */
    public static Type common(List<Object> values) {
        Type common = null;
        boolean none = false;
        for (Object value : values) {
            if (value == null) {
                none = true;
                continue;
            }
            Type type = of(value);
            if (common != null && !common.equals(type)) {
                return Type.ANY;
            }
            common = type;
        }
        if (common == null) {
            return Type.ANY;
        }
        return none ? Type.OptionalType.of(common) : common;
    }

    /** Whether a declared type can hold the value, as far as the value's outermost kind tells. */
    public static boolean fits(Object value, Type declared) {
        if (declared instanceof Type.ListType) {
            return value instanceof ListValue;
        } else if (declared instanceof Type.DictType) {
            return value instanceof DictValue;
        } else if (declared instanceof Type.TupleType tuple) {
            return value instanceof TupleValue actual
                    && actual.size() == tuple.elements().size();
        } else if (declared instanceof Type.OptionalType optional) {
            return value == null || fits(value, optional.element());
        } else if (declared instanceof Type.UnionType union) {
            return union.members().stream().anyMatch(member -> fits(value, member));
        } else if (declared instanceof ClassType || declared instanceof Type.Primitive) {
            return of(value).isSubtypeOf(declared);
        }
        return true; // interfaces, and what only a running program can hold
    }

    /** Whether a value is of a type: for {@code isinstance}, and for what a caller hands in. */
    public static boolean isInstance(Object value, Type type) {
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
    public static String describe(Object value) {
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
