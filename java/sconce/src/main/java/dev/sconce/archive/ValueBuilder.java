package dev.sconce.archive;

import dev.sconce.ArchiveException;
import dev.sconce.DType;
import dev.sconce.Device;
import dev.sconce.OperatorException;
import dev.sconce.Quantizer;
import dev.sconce.Tensor;
import dev.sconce.UnsupportedException;
import dev.sconce.archive.Pickled.Container;
import dev.sconce.archive.Pickled.PickledDict;
import dev.sconce.archive.Pickled.PickledEnum;
import dev.sconce.archive.Pickled.PickledList;
import dev.sconce.archive.Pickled.PickledObject;
import dev.sconce.archive.Pickled.PickledStorage;
import dev.sconce.archive.Pickled.PickledTensor;
import dev.sconce.archive.Pickled.PickledTuple;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.EnumType;
import dev.sconce.ir.Function;
import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.Type;
import dev.sconce.runtime.Complex;
import dev.sconce.runtime.DictValue;
import dev.sconce.runtime.EnumValue;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.ObjectValue;
import dev.sconce.runtime.RefCounted;
import dev.sconce.runtime.Storage;
import dev.sconce.runtime.TupleValue;
import dev.sconce.runtime.ValueTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes the values of the interpreter from what a pickle describes. Types come from the class that holds the value, else from the tag
 * in the pickle, else from the elements. One description becomes one value; one record becomes one storage. All that is counted is
 * made within the open {@link dev.sconce.runtime.Scope}; closing the builder gives up its own hold of the storages.
 */
final class ValueBuilder implements AutoCloseable {
    /** Far above any model's; a level is some five frames, so that this many fit into a quarter of a thread's default stack. */
    private static final int MAX_DEPTH = 200;
    /** PyTorch's own limit in pointwise operators. */
    private static final int MAX_DIMENSIONS = 64;

    private static final Set<Class<?>> PLAIN =
            Set.of(Long.class, Double.class, Boolean.class, String.class, Complex.class, Device.class);

    private final String where;
    private final ZipRecords records;
    private final String storageFolder;
    private final TypeResolver types;
    private final Map<Object, Object> built = new IdentityHashMap<>();
    private final Map<String, Storage> storages = new HashMap<>();
    private int depth;

    /**
     * @param storageFolder where the records of storages lie, for instance {@code data/}
     * @param types null where the pickle has no classes, as in a file of {@code torch.save}; then type tags do not count either
     */
    ValueBuilder(String where, ZipRecords records, String storageFolder, TypeResolver types) {
        this.where = where;
        this.records = records;
        this.storageFolder = storageFolder;
        this.types = types;
    }

    /** The value; {@code expected} is its declared type, {@link Type#ANY} where nothing is known. */
    Object build(Object raw, Type expected) {
        if (!(raw instanceof Pickled)) {
            if (raw == null || PLAIN.contains(raw.getClass())) {
                return raw;
            }
            throw damaged("something stands where a value should");
        }
        Object known = built.get(raw);
        if (known != null) {
            return known;
        }
        if (depth >= MAX_DEPTH) {
            throw new ArchiveException(where + ": values are nested more than " + MAX_DEPTH + " deep");
        }
        depth++;
        try {
            return make((Pickled) raw, expected);
        } finally {
            depth--;
        }
    }

    private Object make(Pickled raw, Type expected) {
        if (raw instanceof PickledTensor tensor) {
            return remember(raw, tensor(tensor));
        } else if (raw instanceof PickledObject object) {
            return object(object);
        } else if (raw instanceof PickledEnum member) {
            return remember(raw, enumValue(member));
        } else if (raw instanceof Container container) {
            Type type = containerType(container, expected);
            if (raw instanceof PickledList list) {
                return list(list, type);
            }
            return raw instanceof PickledDict dict ? dict(dict, type) : remember(raw, tuple((PickledTuple) raw, type));
        }
        throw damaged("a class or a function stands where a value should");
    }

    private Object remember(Pickled raw, Object value) {
        built.put(raw, value);
        return value;
    }

    /** The declared type without what None or other members add to it; else the tag's. */
    private Type containerType(Container raw, Type expected) {
        Type declared = expected instanceof Type.OptionalType optional ? optional.element() : expected;
        boolean fits = raw instanceof PickledList
                ? declared instanceof Type.ListType
                : raw instanceof PickledDict ? declared instanceof Type.DictType : declared instanceof Type.TupleType;
        return fits || raw.tag == null || types == null ? declared : types.resolve(raw.tag);
    }

    private Object list(PickledList raw, Type type) {
        if (type instanceof Type.ListType known) {
            ListValue list = new ListValue(known.element());
            remember(raw, list); // before its elements: they may refer to it
            for (Object item : raw.items) {
                list.add(build(item, known.element()));
            }
            return list;
        }
        List<Object> items = new ArrayList<>(raw.items.size());
        for (Object item : raw.items) {
            items.add(build(item, Type.ANY));
        }
        return remember(raw, new ListValue(ValueTypes.common(items), items));
    }

    private Object dict(PickledDict raw, Type type) {
        boolean typed = type instanceof Type.DictType;
        Type keyType = typed ? ((Type.DictType) type).key() : Type.ANY;
        Type valueType = typed ? ((Type.DictType) type).value() : Type.ANY;
        DictValue dict = null;
        if (typed) {
            dict = new DictValue(keyType, valueType);
            remember(raw, dict);
        }
        List<Object> keys = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < raw.items.size(); i += 2) {
            Object key = build(raw.items.get(i), keyType);
            if (key instanceof RefCounted && !(key instanceof Tensor) || key instanceof EnumValue || key == null) {
                throw new UnsupportedException(where + ": a dict with a key of type " + ValueTypes.of(key)
                        + "; TorchScript has str, int, float, complex, bool and Tensor");
            }
            keys.add(key);
            values.add(build(raw.items.get(i + 1), valueType));
        }
        if (!typed) {
            dict = new DictValue(ValueTypes.common(keys), ValueTypes.common(values));
            remember(raw, dict);
        }
        for (int i = 0; i < keys.size(); i++) {
            dict.put(keys.get(i), values.get(i));
        }
        return dict;
    }

    private TupleValue tuple(PickledTuple raw, Type type) {
        Type.TupleType known =
                type instanceof Type.TupleType tuple && tuple.elements().size() == raw.items.size() ? tuple : null;
        Object[] items = new Object[raw.items.size()];
        for (int i = 0; i < items.length; i++) {
            items[i] = build(
                    raw.items.get(i),
                    known == null ? Type.ANY : known.elements().get(i));
        }
        return new TupleValue(known, items);
    }

    private EnumValue enumValue(PickledEnum raw) {
        if (!(resolve(raw.enumName) instanceof EnumType type)) {
            throw damaged(raw.enumName + " is used as an enum, and is none");
        }
        for (Map.Entry<String, Object> member : type.members().entrySet()) {
            if (member.getValue().equals(raw.value)) {
                return new EnumValue(type, member.getKey());
            }
        }
        throw new ArchiveException(where + ": enum " + raw.enumName + " has no member of that value");
    }

    private ObjectValue object(PickledObject raw) {
        if (!(resolve(raw.className) instanceof ClassType type)) {
            throw damaged(raw.className + " is used as a class, and is none");
        }
        if (type.isBuiltin()) {
            ObjectValue made = types.builtin(type, build(raw.state, Type.ANY));
            remember(raw, made);
            return made;
        }
        ObjectValue object = new ObjectValue(type);
        remember(raw, object);
        Function setState = type.method("__setstate__");
        if (setState != null) {
            List<FunctionSchema.Argument> arguments = setState.schema().arguments();
            types.setState(
                    object,
                    build(raw.state, arguments.size() > 1 ? arguments.get(1).type() : Type.ANY));
            return object;
        }
        if (raw.hasState && !(raw.state instanceof PickledDict)) {
            throw damaged("the state of a " + raw.className + " is no dict");
        }
        Map<String, Object> state = new HashMap<>();
        if (raw.state instanceof PickledDict dict) {
            for (int i = 0; i < dict.items.size(); i += 2) {
                if (dict.items.get(i) instanceof String name) {
                    state.put(name, dict.items.get(i + 1));
                }
            }
        }
        for (ClassType.Attribute attribute : type.attributes()) {
            if (!state.containsKey(attribute.name()) && !Type.NONE.isSubtypeOf(attribute.type())) {
                throw new ArchiveException(where + ": an object of " + raw.className
                        + " has no value for its attribute " + attribute.name() + " of type "
                        + attribute.type().annotation());
            }
            Object value = build(state.get(attribute.name()), attribute.type());
            if (!ValueTypes.fits(value, attribute.type())) {
                throw new ArchiveException(where + ": attribute " + attribute.name() + " of " + raw.className
                        + " is declared as " + attribute.type().annotation() + ", and its value is a "
                        + ValueTypes.of(value).annotation());
            }
            object.setSlot(type.slot(attribute.name()), value);
        }
        return object;
    }

    private Type resolve(String qualifiedName) {
        if (types == null) {
            throw new ArchiveException(where + ": the pickle holds an object of " + qualifiedName
                    + ", and a file of plain values has no classes; a TorchScript model is opened as a Module");
        }
        return types.resolve(qualifiedName);
    }

    private Tensor tensor(PickledTensor raw) {
        String record = storageFolder + raw.storage.key;
        String what = where + ": a tensor over record " + record + ": ";
        if (raw.sizes.length > MAX_DIMENSIONS) {
            throw new ArchiveException(
                    what + raw.sizes.length + " dimensions; at most " + MAX_DIMENSIONS + " are supported");
        }
        try {
            if (anyNegative(raw.sizes) || anyNegative(raw.strides)) {
                throw new ArchiveException(what + "negative sizes or strides: " + Arrays.toString(raw.sizes) + ", "
                        + Arrays.toString(raw.strides));
            }
            return Tensor.of(
                    storage(record, raw.storage), raw.dtype, quantizer(raw), raw.sizes, raw.strides, raw.offset);
        } catch (OperatorException | ArithmeticException outside) {
            throw new ArchiveException(what + outside.getMessage(), outside);
        }
    }

    private static boolean anyNegative(long[] numbers) {
        for (long number : numbers) {
            if (number < 0) {
                return true;
            }
        }
        return false;
    }

    private Quantizer quantizer(PickledTensor raw) {
        if (raw.dtype.isQuantized() != (raw.quantizer != null)) {
            throw damaged("a tensor of " + raw.dtype + (raw.quantizer == null ? " without" : " with") + " a quantizer");
        }
        if (raw.quantizer == null) {
            return null;
        }
        Object scale = build(raw.quantizer.scale(), Type.ANY);
        Object zeroPoint = build(raw.quantizer.zeroPoint(), Type.ANY);
        if (raw.quantizer.axis() == -1 && scale instanceof Double one && zeroPoint instanceof Long zero) {
            return Quantizer.perTensor(one, zero);
        }
        if (raw.quantizer.axis() >= 0
                && scale instanceof Tensor scales
                && zeroPoint instanceof Tensor zeros
                && zeros.dtype() == DType.INT64) {
            return Quantizer.perChannel(
                    numbers(scales), zeros.getDataAsLongArray(), Math.toIntExact(raw.quantizer.axis()));
        }
        throw damaged("the quantizer of a tensor is not described as PyTorch does");
    }

    private static double[] numbers(Tensor scales) {
        if (scales.dtype() == DType.FLOAT32) {
            float[] floats = scales.getDataAsFloatArray();
            double[] doubles = new double[floats.length];
            Arrays.setAll(doubles, i -> floats[i]);
            return doubles;
        }
        return scales.getDataAsDoubleArray();
    }

    private Storage storage(String record, PickledStorage raw) {
        Storage storage = storages.get(record);
        if (storage == null) {
            storage = records.storage(record);
            storages.put(record, storage);
        }
        if (raw.bytes() > storage.bytes()) {
            throw new ArchiveException(where + ": record " + record + " has " + storage.bytes()
                    + " bytes, and its storage needs " + raw.bytes() + "; the archive is damaged: export it again");
        }
        return storage;
    }

    private ArchiveException damaged(String what) {
        return new ArchiveException(where + ": the pickle is damaged: " + what);
    }

    @Override
    public void close() {
        for (Storage storage : storages.values()) {
            storage.release();
        }
        storages.clear();
    }
}
