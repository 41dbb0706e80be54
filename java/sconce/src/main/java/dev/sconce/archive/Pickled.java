package dev.sconce.archive;

import dev.sconce.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * What a pickle describes, before any type is known and any byte is mapped: a graph of these, of {@code Long}, {@code Double},
 * {@code Boolean}, {@code String}, {@code null}, {@link dev.sconce.runtime.Complex} and {@link dev.sconce.Device}. One object here is
 * one object there, so that what was shared stays shared. None has equals, hashCode or toString over its contents: a hostile graph may
 * be deep, cyclic, or of exponential size when unfolded.
 */
abstract sealed class Pickled {
    /** Something with elements; {@code tag} is its type in serialised code, or null. */
    abstract static sealed class Container extends Pickled {
        final List<Object> items;
        String tag;

        Container(List<Object> items) {
            this.items = items;
        }
    }

    static final class PickledList extends Container {
        PickledList(List<Object> items) {
            super(items);
        }
    }

    static final class PickledTuple extends Container {
        PickledTuple(List<Object> items) {
            super(items);
        }
    }

    /** Items are key, value, key, value; a later one of equal keys counts. */
    static final class PickledDict extends Container {
        PickledDict() {
            super(new ArrayList<>());
        }
    }

    /** A name that the allow-list knows: a function to call, a class, a kind of storage. */
    static final class Global extends Pickled {
        final String module;
        final String name;

        Global(String module, String name) {
            this.module = module;
            this.name = name;
        }

        String qualifiedName() {
            return module + "." + name;
        }

        /** Whether it is a class or an enum of the archive itself. */
        boolean isArchiveClass() {
            return module.equals("__torch__") || module.startsWith("__torch__.");
        }
    }

    /** An instance of one of the archive's classes; the state is null until it was built. */
    static final class PickledObject extends Pickled {
        final String className;
        Object state;
        boolean hasState;

        PickledObject(String className) {
            this.className = className;
        }
    }

    /** A member of one of the archive's enums, named by its value. */
    static final class PickledEnum extends Pickled {
        final String enumName;
        final Object value;

        PickledEnum(String enumName, Object value) {
            this.enumName = enumName;
            this.value = value;
        }
    }

    /** A record that holds a storage. The dtype is null where the storage is untyped. */
    static final class PickledStorage extends Pickled {
        final DType dtype;
        final String key;
        /** Elements, or bytes where untyped. */
        final long size;

        PickledStorage(DType dtype, String key, long size) {
            this.dtype = dtype;
            this.key = key;
            this.size = size;
        }

        long bytes() {
            return dtype == null ? size : Math.multiplyExact(size, (long) dtype.itemSize());
        }
    }

    static final class PickledTensor extends Pickled {
        final PickledStorage storage;
        final DType dtype;
        final long offset;
        final long[] sizes;
        final long[] strides;
        /** Of quantized tensors; else null. */
        PickledQuantizer quantizer;

        PickledTensor(PickledStorage storage, DType dtype, long offset, long[] sizes, long[] strides) {
            this.storage = storage;
            this.dtype = dtype;
            this.offset = offset;
            this.sizes = sizes;
            this.strides = strides;
        }
    }

    /** Per tensor a number and an integer, on axis -1; per channel two tensors of these. */
    record PickledQuantizer(Object scale, Object zeroPoint, long axis) {}
}
