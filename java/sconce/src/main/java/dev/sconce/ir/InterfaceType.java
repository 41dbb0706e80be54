package dev.sconce.ir;

import java.util.LinkedHashMap;
import java.util.Map;

/** A TorchScript interface: method schemas that a class must have. */
public final class InterfaceType implements Type {
    private final String qualifiedName;
    private final boolean isModule;
    private final Map<String, FunctionSchema> methods = new LinkedHashMap<>();

    public InterfaceType(String qualifiedName, boolean isModule) {
        this.qualifiedName = qualifiedName;
        this.isModule = isModule;
    }

    public String qualifiedName() {
        return qualifiedName;
    }

    public boolean isModule() {
        return isModule;
    }

    public void addMethod(FunctionSchema schema) {
        methods.put(schema.name(), schema);
    }

    /** The schema of that method (its first argument is self), or null. */
    public FunctionSchema method(String name) {
        return methods.get(name);
    }

    public Map<String, FunctionSchema> methods() {
        return methods;
    }

    /** Whether the class has every method of this interface, with as many arguments and fitting types. */
    public boolean isImplementedBy(ClassType type) {
        if (isModule && !type.isModule()) {
            return false;
        }
        return methods.values().stream().allMatch(required -> {
            Function method = type.method(required.name());
            return method != null && method.schema().fits(required, 1);
        });
    }

    @Override
    public boolean isSubtypeOf(Type other) {
        if (Type.super.isSubtypeOf(other)) {
            return true;
        }
        return other instanceof InterfaceType that
                && that.methods.values().stream().allMatch(required -> {
                    FunctionSchema mine = methods.get(required.name());
                    return mine != null && mine.fits(required, 1);
                });
    }

    @Override
    public String annotation() {
        return qualifiedName;
    }

    @Override
    public String toString() {
        return "InterfaceType<" + qualifiedName + ">";
    }
}
