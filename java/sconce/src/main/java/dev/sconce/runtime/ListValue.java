package dev.sconce.runtime;

import dev.sconce.Tensor;
import dev.sconce.ir.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * A mutable TorchScript list, shared by reference. Counts its elements. Not thread-safe, and without a lock, which small lists would
 * feel: of threads that change one list at once some get an exception, also because an element was released by two.
 */
public final class ListValue extends Holder {
    private final Type elementType;
    private final ArrayList<Object> items;

    private ListValue(Type elementType, ArrayList<Object> items) {
        this.elementType = elementType;
        this.items = items;
        adoptByScope();
    }

    public ListValue(Type elementType) {
        this(elementType, new ArrayList<>());
    }

    public ListValue(Type elementType, Collection<?> items) {
        this(elementType, new ArrayList<>(items));
        for (int i = 0; i < this.items.size(); i++) {
            RefCounted.retain(this.items.get(i));
        }
    }

    /** A list of these elements. */
    public static ListValue of(Type elementType, Object[] values) {
        if (values.length == 0) {
            return new ListValue(elementType); // which is to grow
        }
        ArrayList<Object> items = new ArrayList<>(values.length);
        for (Object value : values) {
            RefCounted.retain(value);
            items.add(value);
        }
        return new ListValue(elementType, items);
    }

    /** What is in one list, and then what is in the other. */
    public static ListValue concat(ListValue first, ListValue second) {
        ArrayList<Object> items = new ArrayList<>(first.size() + second.size());
        retainAll(first, items);
        retainAll(second, items);
        return new ListValue(first.elementType, items);
    }

    private static void retainAll(ListValue from, ArrayList<Object> to) {
        for (int i = 0; i < from.items.size(); i++) {
            Object value = from.items.get(i);
            RefCounted.retain(value);
            to.add(value);
        }
    }

    public static ListValue ofLongs(long... values) {
        ListValue list = new ListValue(Type.INT);
        for (long value : values) {
            list.items.add(value);
        }
        return list;
    }

    public static ListValue ofDoubles(double... values) {
        ListValue list = new ListValue(Type.FLOAT);
        for (double value : values) {
            list.items.add(value);
        }
        return list;
    }

    public static ListValue ofBooleans(boolean... values) {
        ListValue list = new ListValue(Type.BOOL);
        for (boolean value : values) {
            list.items.add(value);
        }
        return list;
    }

    public static ListValue ofStrings(String... values) {
        return new ListValue(Type.STRING, List.of(values));
    }

    /** Nulls are allowed and mean None. */
    public static ListValue ofTensors(Tensor... values) {
        return new ListValue(Type.TENSOR, Arrays.asList(values));
    }

    /** The element type; {@link Type#ANY} where it is not known. */
    public Type elementType() {
        return elementType;
    }

    public int size() {
        return items.size();
    }

    /** The element; negative indices are not counted from the end here. */
    public Object get(int index) {
        return items.get(index);
    }

    public void set(int index, Object value) {
        changing();
        RefCounted.retain(value);
        RefCounted.release(items.set(index, value));
    }

    public void add(Object value) {
        changing();
        RefCounted.retain(value);
        items.add(value);
    }

    public void add(int index, Object value) {
        changing();
        RefCounted.retain(value);
        items.add(index, value);
    }

    public void addAll(ListValue other) {
        // A copy, since a list may be added to itself.
        new ArrayList<>(other.items).forEach(this::add);
    }

    /** Removes the element and returns it; the caller's open scope owns the count that the list had. */
    public Object remove(int index) {
        changing();
        return handOver(items.remove(index));
    }

    private static Object handOver(Object value) {
        if (value instanceof RefCounted counted) {
            Scope scope = Scope.current();
            if (scope != null) {
                scope.adopt(counted);
            }
        }
        return value;
    }

    public void clear() {
        changing();
        releaseHeld();
    }

    @Override
    protected void releaseHeld() {
        for (int i = 0; i < items.size(); i++) {
            releaseInner(items.get(i));
        }
        items.clear();
    }

    /** Unmodifiable live view. */
    public List<Object> items() {
        return Collections.unmodifiableList(items);
    }

    /** Reorders the elements; {@code sorted} must hold the same elements. */
    public void reorder(List<Object> sorted) {
        changing();
        if (sorted.size() != items.size()) {
            throw new IllegalArgumentException("a reordering keeps the number of elements");
        }
        Object[] copy = sorted.toArray();
        for (int i = 0; i < copy.length; i++) {
            items.set(i, copy[i]);
        }
    }

    public long[] toLongArray() {
        long[] array = new long[items.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = (Long) items.get(i);
        }
        return array;
    }

    public double[] toDoubleArray() {
        double[] array = new double[items.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = ((Number) items.get(i)).doubleValue();
        }
        return array;
    }

    public boolean[] toBooleanArray() {
        boolean[] array = new boolean[items.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = (Boolean) items.get(i);
        }
        return array;
    }

    public String[] toStringArray() {
        return items.toArray(new String[0]);
    }

    public Tensor[] toTensorArray() {
        return items.toArray(new Tensor[0]);
    }

    @Override
    public String toString() {
        return items.toString();
    }
}
