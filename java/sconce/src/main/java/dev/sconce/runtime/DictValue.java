package dev.sconce.runtime;

import dev.sconce.ir.Type;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A mutable dictionary in order of insertion, shared by reference. Counts its keys and values. Threads that change one dictionary at
 * once get an order as it happens, as in Python, or an exception; the counts stay right.
 */
public final class DictValue extends Holder {
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
        synchronized (entries) {
            return entries.containsKey(key);
        }
    }

    /** The value, or null where the key is not there (or None is its value: see {@link #containsKey}). */
    public Object get(Object key) {
        synchronized (entries) {
            return entries.get(key);
        }
    }

    public void put(Object key, Object value) {
        changing();
        RefCounted.retain(value);
        Object former;
        synchronized (entries) {
            if (!entries.containsKey(key)) {
                RefCounted.retain(key);
            }
            former = entries.put(key, value);
        }
        RefCounted.release(former);
    }

    /** Removes the entry; its value's count goes to the open scope. */
    public Object remove(Object key) {
        changing();
        Object value;
        synchronized (entries) {
            if (!entries.containsKey(key)) {
                return null;
            }
            value = entries.remove(key);
        }
        RefCounted.release(key);
        if (value instanceof RefCounted counted && Scope.current() != null) {
            Scope.current().adopt(counted);
        }
        return value;
    }

    public void clear() {
        changing();
        releaseHeld();
    }

    @Override
    protected void releaseHeld() {
        Map<Object, Object> former;
        synchronized (entries) {
            former = new LinkedHashMap<>(entries);
            entries.clear();
        }
        former.forEach((key, value) -> {
            releaseInner(key);
            releaseInner(value);
        });
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
