package dev.sconce.runtime;

import dev.sconce.ir.Type;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A mutable dictionary in order of insertion, shared by reference. Counts its keys and values. Not thread-safe, as a Python dict. */
public final class DictValue extends RefCounted {
    private final Type keyType;
    private final Type valueType;
    private final LinkedHashMap<Object, Object> entries = new LinkedHashMap<>();

    public DictValue(Type keyType, Type valueType) {
        this.keyType = keyType;
        this.valueType = valueType;
        adoptByScope();
    }

    public Type keyType() {
        return keyType;
    }

    public Type valueType() {
        return valueType;
    }

    public int size() {
        return entries.size();
    }

    public boolean containsKey(Object key) {
        return entries.containsKey(key);
    }

    /** The value, or null where the key is not there (or None is its value: see {@link #containsKey}). */
    public Object get(Object key) {
        return entries.get(key);
    }

    public void put(Object key, Object value) {
        changing();
        RefCounted.retain(value);
        if (entries.containsKey(key)) {
            RefCounted.release(entries.put(key, value));
        } else {
            RefCounted.retain(key);
            entries.put(key, value);
        }
    }

    /** Removes the entry; its value's count goes to the open scope. */
    public Object remove(Object key) {
        changing();
        Object value = entries.remove(key);
        RefCounted.release(key);
        if (value instanceof RefCounted counted && Scope.current() != null) {
            Scope.current().adopt(counted);
        }
        return value;
    }

    public void clear() {
        changing();
        destroy();
    }

    @Override
    protected void destroy() {
        entries.forEach((key, value) -> {
            RefCounted.release(key);
            RefCounted.release(value);
        });
        entries.clear();
    }

    /** Unmodifiable live view, in order of insertion. */
    public Map<Object, Object> entries() {
        return Collections.unmodifiableMap(entries);
    }

    @Override
    public String toString() {
        return entries.toString();
    }
}
