package dev.sconce.archive;

import dev.sconce.DType;
import dev.sconce.Device;
import dev.sconce.Quantizer;
import dev.sconce.SconceException;
import dev.sconce.Tensor;
import dev.sconce.UnsupportedException;
import dev.sconce.runtime.Complex;
import dev.sconce.runtime.DictValue;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.RefCounted;
import dev.sconce.runtime.Storage;
import dev.sconce.runtime.TupleValue;
import dev.sconce.runtime.ValueTypes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Pickler;

/**
 * Writes values as a pickle of protocol 2 in the opcodes that PyTorch's restricted unpickler knows. The library writes numbers and
 * strings; tensors refer to their storages by persistent ids, and the memo keeps what is shared shared.
 */
final class PickleWriter extends Pickler {
    /** A storage to write as the record {@code data/KEY}. */
    record StoredStorage(String key, Storage storage, DType dtype, long bytes) {}

    private final Map<Storage, StoredStorage> storages = new IdentityHashMap<>();
    private final List<StoredStorage> inOrder = new ArrayList<>();
    private final Map<Object, Integer> memo = new IdentityHashMap<>();

    PickleWriter() {
        super(false); // the library's memo takes equal objects for one; this class keeps its own, by identity
    }

    byte[] write(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            dump(value, bytes);
        } catch (StackOverflowError deep) {
            throw new UnsupportedException(
                    "values nested more than " + MAX_RECURSE_DEPTH + " deep cannot be saved", deep);
        }
        return bytes.toByteArray();
    }

    /** What the pickle refers to. */
    List<StoredStorage> storages() {
        return inOrder;
    }

    @Override
    public void save(Object value) throws IOException {
        if (value == null
                || value instanceof Long
                || value instanceof Double
                || value instanceof Boolean
                || value instanceof String) {
            super.save(value);
            return;
        }
        Integer known = memo.get(value);
        if (known != null) {
            out.write(Opcodes.LONG_BINGET);
            out.write(PickleUtils.integer_to_bytes(known));
            return;
        }
        if (++recurse > MAX_RECURSE_DEPTH) {
            throw new StackOverflowError();
        }
        if (value instanceof Tensor tensor) {
            tensor(tensor);
        } else if (value instanceof ListValue list) {
            out.write(Opcodes.EMPTY_LIST);
            memoize(list);
            out.write(Opcodes.MARK);
            saveAll(list.items());
            out.write(Opcodes.APPENDS);
        } else if (value instanceof TupleValue tuple) {
            tuple(tuple.items());
            memoize(tuple);
        } else if (value instanceof DictValue dict) {
            out.write(Opcodes.EMPTY_DICT);
            memoize(dict);
            out.write(Opcodes.MARK);
            for (Map.Entry<Object, Object> entry : dict.entries().entrySet()) {
                save(entry.getKey());
                save(entry.getValue());
            }
            out.write(Opcodes.SETITEMS);
        } else if (value instanceof Complex complex) {
            call("__builtin__", "complex", List.of(complex.real(), complex.imaginary()));
        } else if (value instanceof Device device) {
            call("torch", "device", List.of(device.toString()));
        } else {
            throw new UnsupportedException(
                    "a value of " + (value instanceof RefCounted ? ValueTypes.of(value) : value.getClass())
                            + " cannot be saved: only tensors, numbers, strings, tuples, lists and dicts can");
        }
        recurse--;
    }

    private void tensor(Tensor tensor) throws IOException {
        StoredStorage stored = stored(tensor);
        boolean untyped = stored.dtype == DType.COMPLEX32; // PyTorch has no storage class for it
        Quantizer quantizer = tensor.quantizer();
        global(
                "torch._utils",
                quantizer != null ? "_rebuild_qtensor" : untyped ? "_rebuild_tensor_v3" : "_rebuild_tensor_v2");
        out.write(Opcodes.MARK);

        out.write(Opcodes.MARK);
        save("storage");
        if (untyped) {
            global("torch.storage", "UntypedStorage");
        } else {
            global("torch", stored.dtype.scalarTypeName() + "Storage");
        }
        save(stored.key);
        save("cpu");
        save(untyped ? stored.bytes : stored.bytes / stored.dtype.itemSize());
        out.write(Opcodes.TUPLE);
        out.write(Opcodes.BINPERSID);

        save(tensor.storageOffset());
        longs(tensor.sizes());
        longs(tensor.strides());
        if (quantizer != null) {
            quantizer(quantizer);
        }
        save(false); // requires_grad
        call("collections", "OrderedDict", List.of()); // backward hooks
        if (untyped) {
            global("torch", stored.dtype.toString());
        }
        out.write(Opcodes.TUPLE);
        out.write(Opcodes.REDUCE);
        memoize(tensor);
    }

    private void quantizer(Quantizer quantizer) throws IOException {
        out.write(Opcodes.MARK);
        if (quantizer.isPerChannel()) {
            double[] scales = quantizer.scales();
            long[] shape = {scales.length};
            global("torch", "per_channel_affine");
            save(Tensor.fromBlob(scales, shape));
            save(Tensor.fromBlob(quantizer.zeroPoints(), shape));
            save((long) quantizer.axis());
        } else {
            global("torch", "per_tensor_affine");
            save(quantizer.scale());
            save(quantizer.zeroPoint());
        }
        out.write(Opcodes.TUPLE);
    }

    private StoredStorage stored(Tensor tensor) {
        DType dtype = tensor.dtype();
        StoredStorage stored = storages.get(tensor.storage());
        if (stored == null) {
            long elements = tensor.storage().bytes() / dtype.itemSize();
            stored = new StoredStorage(
                    Integer.toString(inOrder.size()), tensor.storage(), dtype, elements * dtype.itemSize());
            storages.put(tensor.storage(), stored);
            inOrder.add(stored);
        } else if (stored.dtype != dtype) {
            throw new SconceException("tensors of " + stored.dtype + " and " + dtype
                    + " view the same memory, and torch.save's format cannot say so: clone one of them first");
        }
        return stored;
    }

    private void longs(long[] values) throws IOException {
        List<Object> boxed = new ArrayList<>();
        for (long value : values) {
            boxed.add(value);
        }
        tuple(boxed);
    }

    private void tuple(Collection<?> items) throws IOException {
        if (items.isEmpty()) {
            out.write(Opcodes.EMPTY_TUPLE);
            return;
        }
        out.write(Opcodes.MARK);
        saveAll(items);
        out.write(Opcodes.TUPLE);
    }

    private void saveAll(Collection<?> items) throws IOException {
        for (Object item : items) {
            save(item);
        }
    }

    private void call(String module, String name, List<?> arguments) throws IOException {
        global(module, name);
        tuple(arguments);
        out.write(Opcodes.REDUCE);
    }

    private void global(String module, String name) throws IOException {
        out.write(Opcodes.GLOBAL);
        out.write((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private void memoize(Object value) throws IOException {
        int number = memo.size();
        memo.put(value, number);
        out.write(Opcodes.LONG_BINPUT);
        out.write(PickleUtils.integer_to_bytes(number));
    }
}
