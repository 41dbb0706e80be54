package dev.sconce.archive;

import dev.sconce.Device;
import dev.sconce.Tensor;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.Type;
import dev.sconce.runtime.Complex;
import dev.sconce.runtime.DictValue;
import dev.sconce.runtime.EnumValue;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.ObjectValue;
import dev.sconce.runtime.TupleValue;
import java.util.List;

/** The types of values that came without: those of Python's {@code torch.save}. */
final class ValueTypes {
    private ValueTypes() {}

    /** The type of a value, {@link Type#ANY} for the elements of a mixed or empty list. */
    static Type of(Object value) {
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
    static Type common(List<Object> values) {
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
    static boolean fits(Object value, Type declared) {
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
}
