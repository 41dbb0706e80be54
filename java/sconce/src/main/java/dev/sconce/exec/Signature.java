package dev.sconce.exec;

import dev.sconce.Device;
import dev.sconce.Strides;
import dev.sconce.Tensor;
import dev.sconce.runtime.Complex;
import dev.sconce.runtime.DictValue;
import dev.sconce.runtime.EnumValue;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.ObjectValue;
import dev.sconce.runtime.Storage;
import dev.sconce.runtime.TupleValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What decides the kernel calls of a region: of each tensor that comes in its dtype, quantizer, sizes, strides, and which others share
 * its memory; which memory that is, where the region finds the same without it (a parameter that is also an argument); of numbers and
 * strings their values; of lists, tuples and dicts their items; objects themselves. Two executions with equal signatures make the same
 * calls on memory that lies alike.
 */
final class Signature {
    /** They are searched one by one. */
    private static final int MOST_REFERENCES = 256;

    private long[] numbers = new long[32];
    private int count;
    /** What is compared as a whole: strings, types, objects. */
    private final List<Object> wholes = new ArrayList<>(4);
    /** The tensors and containers, in the order in which they were met: alike in all executions of equal signatures. */
    private final List<Object> references = new ArrayList<>(4);
    /** The tensors' memory while it is computed with. */
    private Storage[] held = {};
    /** Of tensors whose memory a region also finds by itself: place, storage and offset. See {@link #bind}. */
    private List<Object> bound = List.of();

    private Signature() {}

    /** The signature of these registers, or null where they hold what no plan can take. */
    static Signature of(Frame frame, int[] registers) {
        Signature signature = new Signature();
        for (int register : registers) {
            if (!signature.add(frame.get(register))) {
                return null;
            }
        }
        return signature;
    }

    private enum Kind {
        NONE,
        LONG,
        DOUBLE,
        BOOLEAN,
        WHOLE,
        TENSOR,
        LIST,
        TUPLE,
        DICT,
        OBJECT,
        AGAIN
    }

    private boolean add(Object value) {
        if (value == null) {
            number(Kind.NONE.ordinal());
        } else if (value instanceof Tensor tensor) {
            return again(tensor) || tensor(tensor);
        } else if (value instanceof Long number) {
            number(Kind.LONG.ordinal());
            number(number);
        } else if (value instanceof Double number) {
            number(Kind.DOUBLE.ordinal());
            number(Double.doubleToRawLongBits(number));
        } else if (value instanceof Boolean flag) {
            number(Kind.BOOLEAN.ordinal());
            number(flag ? 1 : 0);
        } else if (isPlain(value)) {
            number(Kind.WHOLE.ordinal());
            wholes.add(value);
        } else if (value instanceof ObjectValue) {
            number(Kind.OBJECT.ordinal());
            wholes.add(value);
            return meet(value);
        } else if (value instanceof ListValue list) {
            return again(list) || meet(list) && items(Kind.LIST, list.elementType(), list.items());
        } else if (value instanceof TupleValue tuple) {
            return again(tuple) || meet(tuple) && items(Kind.TUPLE, tuple.type(), tuple.items());
        } else if (value instanceof DictValue dict) {
            return again(dict) || dict(dict);
        } else {
            return false;
        }
        return true;
    }

    /** What is immutable and equal by value. */
    static boolean isPlain(Object value) {
        return value == null
                || value instanceof Long
                || value instanceof Double
                || value instanceof Boolean
                || value instanceof String
                || value instanceof Complex
                || value instanceof Device
                || value instanceof EnumValue;
    }

    private boolean dict(DictValue dict) {
        return meet(dict)
                && items(Kind.DICT, dict.keyType(), dict.entries().keySet())
                && items(Kind.DICT, dict.valueType(), dict.entries().values());
    }

    private boolean items(Kind kind, Object type, Collection<Object> items) {
        number(kind.ordinal());
        wholes.add(type);
        number(items.size());
        for (Object item : items) {
            if (!add(item)) {
                return false;
            }
        }
        return true;
    }

    private boolean again(Object value) {
        int place = place(value);
        if (place < 0) {
            return false;
        }
        number(Kind.AGAIN.ordinal());
        number(place);
        return true;
    }

    private boolean tensor(Tensor tensor) {
        int first = placeOf(tensor.storage());
        long[] sizes = tensor.sizes();
        number((tensor.dtype().number() * 128L + sizes.length) * 16 + Kind.TENSOR.ordinal());
        for (long size : sizes) {
            number(size);
        }
        for (long stride : tensor.strides()) {
            number(stride);
        }
        number(tensor.isWrappedNumber() ? 1 : 0);
        if (tensor.quantizer() != null) {
            wholes.add(tensor.quantizer());
        }
        number(first);
        if (first >= 0) {
            number(byteOffset(tensor) - byteOffset(tensor(first)));
        }
        return meet(tensor);
    }

    static long byteOffset(Tensor tensor) {
        return tensor.storageOffset() * tensor.dtype().itemSize();
    }

    private boolean meet(Object value) {
        references.add(value);
        return references.size() <= MOST_REFERENCES;
    }

    private void number(long value) {
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * count);
        }
        numbers[count++] = value;
    }

    /** The place of a tensor, container or object that came in, or -1. */
    int place(Object value) {
        for (int i = 0; i < references.size(); i++) {
            if (references.get(i) == value) {
                return i;
            }
        }
        return -1;
    }

    /** The place of the first tensor of a storage that came in, or -1. */
    int placeOf(Storage storage) {
        for (int i = 0; i < references.size(); i++) {
            if (references.get(i) instanceof Tensor tensor && tensor.storage() == storage) {
                return i;
            }
        }
        return -1;
    }

    /** Whether some tensor that came in spans these bytes of its storage. */
    boolean covers(Storage storage, long offset, long length) {
        return length == 0
                || references.stream()
                        .anyMatch(value -> value instanceof Tensor tensor
                                && tensor.storage() == storage
                                && byteOffset(tensor) <= offset
                                && offset + length <= byteOffset(tensor) + byteExtent(tensor));
    }

    private static long byteExtent(Tensor tensor) {
        return Strides.extent(tensor.sizes(), tensor.strides()) * tensor.dtype().itemSize();
    }

    /** What came in at a place. */
    Object reference(int place) {
        return references.get(place);
    }

    Tensor tensor(int place) {
        return (Tensor) references.get(place);
    }

    /**
     * Has the memory of all tensors that came in stay until {@link #letGo}, whatever other threads do with them. Refuses
     * what they have changed since.
     */
    void hold(long changesSeen) {
        held = new Storage[references.size()];
        for (int i = 0; i < held.length; i++) {
            if (references.get(i) instanceof Tensor tensor) {
                Storage storage = tensor.storage();
                storage.retain();
                held[i] = storage;
                tensor.requireUnchanged(changesSeen);
            }
        }
    }

    void letGo() {
        for (Storage storage : held) {
            if (storage != null) {
                storage.release();
            }
        }
    }

    /**
     * Tells the tensors that came in with some of this memory from all others: who also reads or writes it without their help does
     * something else with them. Takes the place of what was bound before.
     */
    void bind(Set<Storage> own) {
        List<Object> found = List.of();
        if (!own.isEmpty()) {
            for (int i = 0; i < references.size(); i++) {
                if (references.get(i) instanceof Tensor tensor
                        && tensor.storage().isFound()
                        && own.contains(tensor.storage())) {
                    found = found.isEmpty() ? new ArrayList<>(3) : found;
                    found.add(i);
                    found.add(tensor.storage());
                    found.add(byteOffset(tensor));
                }
            }
        }
        bound = found;
    }

    /** Lets go of the values themselves: what is left decides equality. */
    void forget() {
        references.clear();
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Signature that) || count != that.count) {
            return false;
        }
        // By hand: they are few, and until all this is compiled the library's loops take longer.
        for (int i = 0; i < count; i++) {
            if (numbers[i] != that.numbers[i]) {
                return false;
            }
        }
        return same(wholes, that.wholes) && same(bound, that.bound);
    }

    private static boolean same(List<Object> some, List<Object> others) {
        return some.isEmpty() ? others.isEmpty() : some.equals(others);
    }

    @Override
    public int hashCode() {
        int hash = 31 * bound.hashCode() + wholes.hashCode();
        for (int i = 0; i < count; i++) {
            hash = 31 * hash + Long.hashCode(numbers[i]);
        }
        return hash;
    }
}
