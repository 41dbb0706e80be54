package dev.sconce.runtime;

import dev.sconce.ir.Type;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** An immutable tuple, or a NamedTuple where its type has field names. Counts its elements. */
public final class TupleValue extends Holder {
    private final Object[] items;
    private final Type.TupleType type;

    public TupleValue(Object... items) {
        this(null, items);
    }

    /** @param type of a NamedTuple; null for a plain tuple */
    public TupleValue(Type.TupleType type, Object[] items) {
        this.type = type;
        this.items = items.clone();
        for (Object item : this.items) {
            RefCounted.retain(item);
        }
        adoptByScope();
    }

    /** The type where it is known: always for a NamedTuple. */
    public Type.TupleType type() {
        return type;
    }

    public int size() {
        return items.length;
    }

    public Object get(int index) {
        return items[index];
    }

    public List<Object> items() {
        return Collections.unmodifiableList(Arrays.asList(items));
    }

    @Override
    protected void releaseHeld() {
        for (Object item : items) {
            releaseInner(item);
        }
    }

    @Override
    public String toString() {
        return Arrays.toString(items);
    }
}
