package dev.sconce.exec;

import dev.sconce.Tensor;
import dev.sconce.runtime.DictValue;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.ObjectValue;
import dev.sconce.runtime.Storage;
import dev.sconce.runtime.TupleValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** An attribute that a plan takes as it was when it was recorded, and what it was. */
final class AttributeGuard {
    private final ObjectValue object;
    private final int slot;
    private final Object value;
    /** What the value consists of, containers opened. */
    private final List<Object> content = new ArrayList<>(1);

    AttributeGuard(ObjectValue object, int slot, Object value) {
        this.object = object;
        this.slot = slot;
        this.value = value;
        open(value, content);
    }

    /** A tensor as it stands: in-place operators may give it other sizes or another storage. */
    private record Form(Storage storage, long[] sizes, long[] strides, long offset) {
        static Form of(Tensor tensor) {
            return new Form(tensor.storage(), tensor.sizes(), tensor.strides(), tensor.storageOffset());
        }

        boolean holds(Tensor tensor) {
            return tensor.storage() == storage
                    && tensor.sizes() == sizes
                    && tensor.strides() == strides
                    && tensor.storageOffset() == offset;
        }
    }

    private static void open(Object value, List<Object> content) {
        content.add(value);
        if (value instanceof Tensor tensor) {
            content.add(Form.of(tensor));
        } else if (value instanceof ListValue list) {
            content.add(list.size());
            list.items().forEach(item -> open(item, content));
        } else if (value instanceof TupleValue tuple) {
            tuple.items().forEach(item -> open(item, content));
        } else if (value instanceof DictValue dict) {
            content.add(dict.size());
            dict.entries().forEach((key, item) -> {
                open(key, content);
                open(item, content);
            });
        }
    }

    /** Whether the attribute is what it was. */
    boolean holds() {
        Object now = object.slot(slot);
        if (now == value && content.size() == 1) {
            return true;
        }
        if (now instanceof Tensor tensor) {
            return now == value && ((Form) content.get(1)).holds(tensor);
        }
        if (Signature.isPlain(now)) {
            return Objects.equals(now, value);
        }
        List<Object> present = new ArrayList<>(content.size());
        open(now, present);
        return same(present);
    }

    private boolean same(List<Object> present) {
        if (present.size() != content.size()) {
            return false;
        }
        for (int i = 0; i < present.size(); i++) {
            Object a = present.get(i);
            Object b = content.get(i);
            boolean byValue = a instanceof Form || a instanceof Integer || Signature.isPlain(a);
            if (!(byValue ? Objects.equals(a, b) : a == b)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the value is this attribute's, or in it. */
    boolean covers(Object other) {
        return content.stream().anyMatch(part -> part == other);
    }
}
