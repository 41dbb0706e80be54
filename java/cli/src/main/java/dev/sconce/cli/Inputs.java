package dev.sconce.cli;

import dev.sconce.IValue;
import dev.sconce.Tensor;
import dev.sconce.archive.NumpyFile;
import dev.sconce.archive.TorchFile;
import dev.sconce.runtime.DictValue;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.Storage;
import dev.sconce.runtime.TupleValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The arguments of a call, read from a file: {@code torch.save} of a tuple of arguments (any other value is the one argument), .npy (one
 * argument), .npz (an argument an array, in the order of the file).
 */
final class Inputs {
    private final Object[] values;

    private Inputs(Object[] values) {
        this.values = values;
    }

    /** Reads a file; the values are owned by the open scope. A null path means no arguments. */
    static Inputs load(Path file) {
        if (file == null) {
            return new Inputs(new Object[0]);
        }
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".npy")) {
            return new Inputs(new Object[] {NumpyFile.load(file)});
        } else if (name.endsWith(".npz")) {
            return new Inputs(NumpyFile.loadAll(file).values().toArray());
        }
        Object value = TorchFile.load(file);
        return new Inputs(value instanceof TupleValue tuple ? tuple.items().toArray() : new Object[] {value});
    }

    /**
     * The arguments, copied for one call, which may write to them (files are mapped read-only). Tensors that share memory share it in the
     * copy too. Owned by the open scope.
     */
    IValue[] copy() {
        Map<Storage, Storage> storages = new IdentityHashMap<>();
        try {
            IValue[] copies = new IValue[values.length];
            for (int i = 0; i < values.length; i++) {
                copies[i] = IValue.of(copy(values[i], storages));
            }
            return copies;
        } finally {
            storages.values().forEach(storage -> storage.release());
        }
    }

    private static Object copy(Object value, Map<Storage, Storage> storages) {
        if (value instanceof Tensor tensor) {
            Storage storage = storages.computeIfAbsent(tensor.storage(), Inputs::copy);
            return Tensor.of(
                    storage,
                    tensor.dtype(),
                    tensor.quantizer(),
                    tensor.sizes(),
                    tensor.strides(),
                    tensor.storageOffset());
        } else if (value instanceof ListValue list) {
            return new ListValue(list.elementType(), copyAll(list.items(), storages));
        } else if (value instanceof TupleValue tuple) {
            return new TupleValue(tuple.type(), copyAll(tuple.items(), storages).toArray());
        } else if (value instanceof DictValue dict) {
            DictValue copy = new DictValue(dict.keyType(), dict.valueType());
            dict.entries().forEach((key, item) -> copy.put(key, copy(item, storages)));
            return copy;
        }
        return value;
    }

    private static List<Object> copyAll(List<Object> items, Map<Storage, Storage> storages) {
        List<Object> copies = new ArrayList<>(items.size());
        items.forEach(item -> copies.add(copy(item, storages)));
        return copies;
    }

    private static Storage copy(Storage from) {
        Storage to = Storage.allocate(from.bytes());
        long chunk = 1L << 30;
        for (long at = 0; at < from.bytes(); at += chunk) {
            long length = Math.min(chunk, from.bytes() - at);
            to.buffer(at, length).put(from.buffer(at, length));
        }
        return to;
    }
}
