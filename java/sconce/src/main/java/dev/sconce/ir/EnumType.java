package dev.sconce.ir;

import java.util.Map;

/** A Python enum: qualified name, type of the values, and the values by member name in order of declaration. */
public record EnumType(String qualifiedName, Type valueType, Map<String, Object> members) implements Type {
    @Override
    public boolean isSubtypeOf(Type other) {
        return Type.super.isSubtypeOf(other) || other == ANY_ENUM;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EnumType that && qualifiedName.equals(that.qualifiedName);
    }

    @Override
    public int hashCode() {
        return qualifiedName.hashCode();
    }

    @Override
    public String annotation() {
        return qualifiedName;
    }

    @Override
    public String toString() {
        return "Enum<" + qualifiedName + ">";
    }
}
