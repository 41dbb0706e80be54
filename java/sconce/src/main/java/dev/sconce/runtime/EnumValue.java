package dev.sconce.runtime;

import dev.sconce.ir.EnumType;

/** A member of an enum. */
public record EnumValue(EnumType type, String name) {
    public Object value() {
        return type.members().get(name);
    }

    @Override
    public String toString() {
        return type.qualifiedName().substring(type.qualifiedName().lastIndexOf('.') + 1) + "." + name;
    }
}
