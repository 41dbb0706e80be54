package dev.sconce.ir;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TorchScript class: a module's or a plain one. Attributes have slots in order of declaration; methods are compiled
 * lazily. Two class types are equal when they are the same object: a compilation unit makes one per qualified name.
 */
public final class ClassType implements Type {
    /**
     * A slot of an instance. Parameters and buffers are marked so, as {@code __parameters__} and {@code __buffers__}
     * list them.
     */
    public record Attribute(String name, Type type, boolean isParameter, boolean isBuffer) {}

    private static final Map<String, ClassType> BUILTIN = new ConcurrentHashMap<>();

    /**
     * The class of that name which no model defines ({@code
     * __torch__.torch.classes.quantized.LinearPackedParamsBase}): one in the process, as operators' schemas name it.
     * Thread-safe.
     */
    public static ClassType builtin(String qualifiedName) {
        return BUILTIN.computeIfAbsent(qualifiedName, name -> new ClassType(name, false));
    }

    private static final String BUILTIN_PREFIX = "__torch__.torch.classes.";

    private final String qualifiedName;
    private final boolean isModule;
    private final Map<String, Integer> slots = new LinkedHashMap<>();
    private final List<Attribute> attributes = new ArrayList<>();
    private final Map<String, Object> constants = new LinkedHashMap<>();
    private final Map<String, Type> constantTypes = new LinkedHashMap<>();
    private final Map<String, Function> methods = new LinkedHashMap<>();
    private final Map<String, Property> properties = new LinkedHashMap<>();
    private final List<Function> forwardPreHooks = new ArrayList<>();
    private final List<Function> forwardHooks = new ArrayList<>();

    /** A property: its getter, and its setter or null. */
    public record Property(String name, Function getter, Function setter) {}

    public ClassType(String qualifiedName, boolean isModule) {
        this.qualifiedName = qualifiedName;
        this.isModule = isModule;
    }

    public String qualifiedName() {
        return qualifiedName;
    }

    /** Whether it is one of {@link #builtin}: PyTorch defines it, in C++. */
    public boolean isBuiltin() {
        return qualifiedName.startsWith(BUILTIN_PREFIX);
    }

    public boolean isModule() {
        return isModule;
    }

    /** Adds a slot and returns its number. */
    public int addAttribute(Attribute attribute) {
        if (slots.containsKey(attribute.name())) {
            throw new IllegalArgumentException(qualifiedName + " already has an attribute " + attribute.name());
        }
        slots.put(attribute.name(), attributes.size());
        attributes.add(attribute);
        return attributes.size() - 1;
    }

    public List<Attribute> attributes() {
        return attributes;
    }

    /** The slot of the attribute, or -1. */
    public int slot(String name) {
        return slots.getOrDefault(name, -1);
    }

    /** The attribute of that name, or null. */
    public Attribute attribute(String name) {
        int slot = slot(name);
        return slot < 0 ? null : attributes.get(slot);
    }

    /** Adds a class constant ({@code __constants__} and final annotations). */
    public void addConstant(String name, Type type, Object value) {
        constants.put(name, value);
        constantTypes.put(name, type);
    }

    public boolean hasConstant(String name) {
        return constants.containsKey(name);
    }

    public Object constant(String name) {
        return constants.get(name);
    }

    public Type constantType(String name) {
        return constantTypes.get(name);
    }

    public void addMethod(String name, Function method) {
        methods.put(name, method);
    }

    /** The method of that name, or null. */
    public Function method(String name) {
        return methods.get(name);
    }

    public Collection<Function> methods() {
        return methods.values();
    }

    /** Adds a method that a call of the module runs before {@code forward}, with the arguments as a tuple. */
    public void addForwardPreHook(Function hook) {
        forwardPreHooks.add(hook);
    }

    public List<Function> forwardPreHooks() {
        return forwardPreHooks;
    }

    /** Adds a method that a call of the module runs after {@code forward}, with the arguments as a tuple and the result. */
    public void addForwardHook(Function hook) {
        forwardHooks.add(hook);
    }

    public List<Function> forwardHooks() {
        return forwardHooks;
    }

    public void addProperty(Property property) {
        properties.put(property.name(), property);
    }

    /** The property of that name, or null. */
    public Property property(String name) {
        return properties.get(name);
    }

    @Override
    public boolean isSubtypeOf(Type other) {
        if (Type.super.isSubtypeOf(other) || other == ANY_CLASS) {
            return true;
        }
        return other instanceof InterfaceType required && required.isImplementedBy(this);
    }

    @Override
    public String annotation() {
        return qualifiedName;
    }

    @Override
    public String toString() {
        return qualifiedName;
    }
}
