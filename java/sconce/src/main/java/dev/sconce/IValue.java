package dev.sconce;

import dev.sconce.ir.Type;
import dev.sconce.runtime.Complex;
import dev.sconce.runtime.DictValue;
import dev.sconce.runtime.FutureValue;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.RefCounted;
import dev.sconce.runtime.TupleValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * An argument or a result of a model, of any TorchScript type. A result owns what is in it: {@link #close} frees its tensors; one
 * that is dropped is freed some time after the garbage collector has seen it. The {@code to...} methods hand out what the IValue
 * owns, without another count: close the one or the other. Immutable itself; lists and dictionaries inside are not.
 */
public final class IValue implements AutoCloseable {
    private final Object value;

    private IValue(Object value) {
        this.value = value;
    }

    /** None. */
    public static IValue optionalNull() {
        return new IValue(null);
    }

    public static IValue from(Tensor tensor) {
        return new IValue(tensor);
    }

    public static IValue from(boolean value) {
        return new IValue(value);
    }

    public static IValue from(long value) {
        return new IValue(value);
    }

    public static IValue from(double value) {
        return new IValue(value);
    }

    public static IValue from(String value) {
        return new IValue(value);
    }

    /**
     * A {@code Future[T]} that completes as {@code future} does. Its value is checked against T when it is there, and stays the
     * future's owner's: close it after the calls that got it. A failed or cancelled future raises its exception where the model waits
     * for it.
     */
    public static IValue from(CompletableFuture<IValue> future) {
        return new IValue(JavaFutures.of(future));
    }

    /** {@code List[bool]}. */
    public static IValue listFrom(boolean... list) {
        return new IValue(ListValue.ofBooleans(list));
    }

    /** {@code List[int]}. */
    public static IValue listFrom(long... list) {
        return new IValue(ListValue.ofLongs(list));
    }

    /** {@code List[float]}. */
    public static IValue listFrom(double... list) {
        return new IValue(ListValue.ofDoubles(list));
    }

    /** {@code List[Tensor]}; the list adds its own counts to the tensors. */
    public static IValue listFrom(Tensor... list) {
        return new IValue(ListValue.ofTensors(list));
    }

    /** {@code List[str]}. */
    public static IValue listFrom(String... list) {
        return new IValue(ListValue.ofStrings(list));
    }

    /** A list of anything; the call that takes it gives it its element type. */
    public static IValue listFrom(IValue... list) {
        ListValue values = new ListValue(Type.ANY);
        for (IValue item : list) {
            values.add(item.value);
        }
        return new IValue(values);
    }

    /** A tuple. */
    public static IValue tupleFrom(IValue... items) {
        Object[] values = new Object[items.length];
        for (int i = 0; i < items.length; i++) {
            values[i] = items[i].value;
        }
        return new IValue(new TupleValue(values));
    }

    /** {@code Dict[str, V]}. */
    public static IValue dictStringKeyFrom(Map<String, IValue> map) {
        DictValue dict = new DictValue(Type.STRING, Type.ANY);
        map.forEach((key, item) -> dict.put(key, item.value));
        return new IValue(dict);
    }

    /** {@code Dict[int, V]}. */
    public static IValue dictLongKeyFrom(Map<Long, IValue> map) {
        DictValue dict = new DictValue(Type.INT, Type.ANY);
        map.forEach((key, item) -> dict.put(key, item.value));
        return new IValue(dict);
    }

    /** Wraps a value in the interpreter's representation (docs/architecture.md); takes over the caller's count. */
    public static IValue of(Object value) {
        return new IValue(value);
    }

    /** The value in the interpreter's representation. */
    public Object value() {
        return value;
    }

    public boolean isNull() {
        return value == null;
    }

    public boolean isTensor() {
        return value instanceof Tensor;
    }

    public boolean isBool() {
        return value instanceof Boolean;
    }

    public boolean isLong() {
        return value instanceof Long;
    }

    public boolean isDouble() {
        return value instanceof Double;
    }

    public boolean isString() {
        return value instanceof String;
    }

    public boolean isTuple() {
        return value instanceof TupleValue;
    }

    public boolean isList() {
        return value instanceof ListValue;
    }

    public boolean isFuture() {
        return value instanceof FutureValue;
    }

    public boolean isDict() {
        return value instanceof DictValue;
    }

    private <T> T as(Class<T> type, String name) {
        if (!type.isInstance(value)) {
            throw new SconceException("the value is no " + name + " but "
                    + (value == null ? "None" : value.getClass().getSimpleName() + " " + value));
        }
        return type.cast(value);
    }

    public Tensor toTensor() {
        return as(Tensor.class, "Tensor");
    }

    public boolean toBool() {
        return as(Boolean.class, "bool");
    }

    public long toLong() {
        return as(Long.class, "int");
    }

    public double toDouble() {
        return as(Double.class, "float");
    }

    /** The string; named as in PyTorch's Java API. */
    public String toStr() {
        return as(String.class, "str");
    }

    public Complex toComplex() {
        return as(Complex.class, "complex");
    }

    /**
     * A model's {@code Future[T]} as a Java future, a new one each time; the value that it completes with is the caller's to close.
     * Cancelling it, or whatever else completes it early, stops the forked task. Stages that depend on it run on the inter-op pool, as
     * far as they are not {@code ...Async}.
     */
    public CompletableFuture<IValue> toFuture() {
        return JavaFutures.of(as(FutureValue.class, "Future"));
    }

    public IValue[] toTuple() {
        return wrapAll(as(TupleValue.class, "tuple").items());
    }

    public IValue[] toList() {
        return wrapAll(as(ListValue.class, "list").items());
    }

    public boolean[] toBoolList() {
        return as(ListValue.class, "list").toBooleanArray();
    }

    public long[] toLongList() {
        return as(ListValue.class, "list").toLongArray();
    }

    public double[] toDoubleList() {
        return as(ListValue.class, "list").toDoubleArray();
    }

    public Tensor[] toTensorList() {
        return as(ListValue.class, "list").toTensorArray();
    }

    public String[] toStringList() {
        return as(ListValue.class, "list").toStringArray();
    }

    /** The entries of a {@code Dict[str, V]}, in order. */
    public Map<String, IValue> toDictStringKey() {
        Map<String, IValue> map = new LinkedHashMap<>();
        as(DictValue.class, "dict").entries().forEach((key, item) -> map.put((String) key, new IValue(item)));
        return map;
    }

    /** The entries of a {@code Dict[int, V]}, in order. */
    public Map<Long, IValue> toDictLongKey() {
        Map<Long, IValue> map = new LinkedHashMap<>();
        as(DictValue.class, "dict").entries().forEach((key, item) -> map.put((Long) key, new IValue(item)));
        return map;
    }

    private static IValue[] wrapAll(List<Object> items) {
        return items.stream().map(IValue::new).toArray(IValue[]::new);
    }

    /**
     * Gives up the value: frees the tensors that nothing else holds. Numbers, strings and None need no closing. What was closed already,
     * or is a scope's, stays as it is.
     */
    @Override
    public void close() {
        if (value instanceof RefCounted counted) {
            counted.close();
        }
    }

    @Override
    public String toString() {
        return String.valueOf(value);
    }
}
