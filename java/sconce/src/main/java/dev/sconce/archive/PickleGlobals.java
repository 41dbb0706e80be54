package dev.sconce.archive;

import dev.sconce.ArchiveException;
import dev.sconce.DType;
import dev.sconce.Device;
import dev.sconce.UnsupportedException;
import dev.sconce.archive.Pickled.Container;
import dev.sconce.archive.Pickled.Global;
import dev.sconce.archive.Pickled.PickledDict;
import dev.sconce.archive.Pickled.PickledEnum;
import dev.sconce.archive.Pickled.PickledList;
import dev.sconce.archive.Pickled.PickledObject;
import dev.sconce.archive.Pickled.PickledQuantizer;
import dev.sconce.archive.Pickled.PickledStorage;
import dev.sconce.archive.Pickled.PickledTensor;
import dev.sconce.archive.Pickled.PickledTuple;
import dev.sconce.runtime.Complex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The allow-list: every name that a pickle may use, and what calling it makes. Anything else is refused by name. Calls only build
 * {@link Pickled} descriptions and plain values; none does anything to the world.
 */
final class PickleGlobals {
    private static final String FROM_TYPE = "torch._tensor._rebuild_from_type_v2";

    private static final Set<String> CALLABLE = Set.of(
            "torch._utils._rebuild_tensor",
            "torch._utils._rebuild_tensor_v2",
            "torch._utils._rebuild_tensor_v3",
            "torch._utils._rebuild_qtensor",
            "torch._utils._rebuild_parameter",
            "torch._utils._rebuild_parameter_with_state",
            FROM_TYPE,
            "torch.jit._pickle.build_intlist",
            "torch.jit._pickle.build_tensorlist",
            "torch.jit._pickle.build_doublelist",
            "torch.jit._pickle.build_boollist",
            "torch.jit._pickle.restore_type_tag",
            "torch.serialization._get_layout",
            "torch.device",
            "torch.Size",
            "collections.OrderedDict",
            "builtins.complex",
            "__builtin__.complex");

    private static final String PER_TENSOR = "torch.per_tensor_affine";
    private static final String PER_CHANNEL = "torch.per_channel_affine";

    /** What is only ever an argument of a call above. */
    private static final Set<String> NAMED = Set.of(
            "torch.Tensor", "torch.nn.parameter.Parameter", "torch.nn.parameter.Buffer", PER_TENSOR, PER_CHANNEL);

    private static final String UNTYPED_STORAGE = "torch.storage.UntypedStorage";

    private static final Map<String, DType> STORAGES = new TreeMap<>();
    private static final Map<String, DType> DTYPES = new TreeMap<>();
    /** Harmless things of PyTorch and Python that there is no value for here. */
    private static final Set<String> FOREIGN = Set.of(
            "torch.uint16",
            "torch.uint32",
            "torch.uint64",
            "torch.float8_e4m3fn",
            "torch.float8_e4m3fnuz",
            "torch.float8_e5m2",
            "torch.float8_e5m2fnuz",
            "torch.quint4x2",
            "torch.quint2x4",
            "torch.per_channel_affine_float_qparams",
            "__builtin__.set",
            "__builtin__.frozenset",
            "__builtin__.bytearray",
            "builtins.set",
            "builtins.frozenset",
            "builtins.bytearray",
            "_codecs.encode",
            "collections.defaultdict",
            "collections.Counter");

    private static final List<String> FOREIGN_PREFIXES = List.of("torch._utils._rebuild_", "numpy.");

    static {
        for (DType dtype : DType.values()) {
            STORAGES.put("torch." + dtype.scalarTypeName() + "Storage", dtype);
            DTYPES.put("torch." + dtype, dtype);
        }
    }

    private final String where;

    PickleGlobals(String where) {
        this.where = where;
    }

    /** What the name stands for: a dtype's number, or a {@link Global}. */
    Object find(String module, String name) {
        Global global = new Global(module, name);
        String qualified = global.qualifiedName();
        DType dtype = DTYPES.get(qualified);
        if (dtype != null) {
            return (long) dtype.number();
        }
        if (global.isArchiveClass()
                || CALLABLE.contains(qualified)
                || NAMED.contains(qualified)
                || STORAGES.containsKey(qualified)
                || qualified.equals(UNTYPED_STORAGE)) {
            return global;
        }
        if (FOREIGN.contains(qualified) || FOREIGN_PREFIXES.stream().anyMatch(qualified::startsWith)) {
            throw new UnsupportedException(where + ": the pickle holds a value of " + qualified
                    + ", for which there is none here: convert it to dense tensors of a common dtype, or to numbers, strings,"
                    + " tuples, lists and dicts, before it is saved");
        }
        throw new ArchiveException(where + ": the pickle asks for " + qualified
                + ", which it may not use: only tensors, numbers, strings, tuples, lists, dicts and the model's own classes are"
                + " built. If you do not know why it does, do not trust this file");
    }

    /** {@code cls.__new__(cls)} of one of the archive's classes. */
    Object create(Global type, PickledTuple arguments) {
        if (type.isArchiveClass()) {
            if (!arguments.items.isEmpty()) {
                throw malformed(type);
            }
            return new PickledObject(type.qualifiedName());
        }
        return call(type, arguments);
    }

    Object call(Global function, Object argument) {
        if (function.isArchiveClass()) {
            // TorchScript calls an enum's class with the bare value; a class is only ever created
            return new PickledEnum(function.qualifiedName(), argument);
        }
        if (!(argument instanceof PickledTuple tuple)) {
            throw malformed(function);
        }
        List<Object> args = tuple.items;
        try {
            return switch (function.qualifiedName()) {
                case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" -> tensor(args, null);
                case "torch._utils._rebuild_tensor_v3" -> tensor(args, DType.of((Long) args.get(6)));
                case "torch._utils._rebuild_qtensor" -> quantizedTensor(args);
                case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state" ->
                    (PickledTensor) args.get(0);
                case FROM_TYPE -> subclassed((Global) args.get(0), args.get(2));
                case "torch.jit._pickle.build_intlist" -> tagged(args.get(0), "List[int]");
                case "torch.jit._pickle.build_tensorlist" -> tagged(args.get(0), "List[Tensor]");
                case "torch.jit._pickle.build_doublelist" -> tagged(args.get(0), "List[float]");
                case "torch.jit._pickle.build_boollist" -> tagged(args.get(0), "List[bool]");
                case "torch.jit._pickle.restore_type_tag" -> tagged(args.get(0), (String) args.get(1));
                case "torch.serialization._get_layout" -> layout((String) args.get(0));
                case "torch.device" -> device(args);
                case "torch.Size" -> new PickledTuple(((Container) args.get(0)).items);
                case "collections.OrderedDict" -> orderedDict(args);
                case "builtins.complex", "__builtin__.complex" ->
                    new Complex(((Number) args.get(0)).doubleValue(), ((Number) args.get(1)).doubleValue());
                default -> throw malformed(function);
            };
        } catch (ClassCastException | IndexOutOfBoundsException | NullPointerException wrong) {
            throw malformed(function);
        }
    }

    /** A persistent id: {@code ("storage", class, key, device, elements)}. */
    PickledStorage storage(Object id) {
        if (!(id instanceof PickledTuple tuple)
                || tuple.items.size() < 5
                || !"storage".equals(tuple.items.get(0))
                || !(tuple.items.get(1) instanceof Global type)
                || !(tuple.items.get(2) instanceof String key)
                || !(tuple.items.get(3) instanceof String device)
                || !(tuple.items.get(4) instanceof Long size)
                || size < 0) {
            throw new ArchiveException(where + ": the pickle is damaged: a storage is not described as PyTorch does");
        }
        DType dtype = STORAGES.get(type.qualifiedName());
        if (dtype == null && !type.qualifiedName().equals(UNTYPED_STORAGE)) {
            throw malformed(type);
        }
        if (device.equals("meta")) {
            throw new UnsupportedException(
                    where + ": storage " + key + " is on the meta device and has no data; save the real tensors");
        }
        return new PickledStorage(dtype, key, size);
    }

    private PickledTensor tensor(List<Object> args, DType explicit) {
        PickledStorage storage = (PickledStorage) args.get(0);
        DType dtype = explicit != null ? explicit : storage.dtype;
        if (dtype == null) {
            throw new ArchiveException(
                    where + ": the pickle is damaged: a tensor without a dtype over storage " + storage.key);
        }
        int metadata = explicit == null ? 6 : 7;
        if (args.size() > metadata && args.get(metadata) instanceof PickledDict bits) {
            resolved(bits.items);
        }
        return new PickledTensor(storage, dtype, (Long) args.get(1), longs(args.get(2)), longs(args.get(3)));
    }

    /** Refuses a tensor whose numbers PyTorch conjugates or negates when they are read: in the storage they are the others. */
    private void resolved(List<Object> bits) {
        for (int i = 0; i + 1 < bits.size(); i += 2) {
            if (Boolean.TRUE.equals(bits.get(i + 1))) {
                throw new UnsupportedException(where + ": a tensor with the " + bits.get(i)
                        + " bit, a view that PyTorch has yet to compute: save x.resolve_conj().resolve_neg()");
            }
        }
    }

    /** {@code (storage, offset, size, stride, quantizer, requires_grad, hooks)}; the quantizer is a scheme and its parameters. */
    private PickledTensor quantizedTensor(List<Object> args) {
        List<Object> quantizer = ((PickledTuple) args.get(4)).items;
        String scheme = ((Global) quantizer.get(0)).qualifiedName();
        if (!scheme.equals(PER_TENSOR) && !scheme.equals(PER_CHANNEL)) {
            throw new ArchiveException(where + ": the pickle is damaged: " + scheme + " is no scheme of quantization");
        }
        PickledTensor tensor = tensor(args, null);
        tensor.quantizer = scheme.equals(PER_TENSOR)
                ? new PickledQuantizer(quantizer.get(1), quantizer.get(2), -1)
                : new PickledQuantizer(quantizer.get(1), quantizer.get(2), (Long) quantizer.get(3));
        return tensor;
    }

    /** A tensor with Python attributes, which are dropped: {@code (function, class, arguments, attributes)}. */
    private Object subclassed(Global function, Object arguments) {
        if (function.qualifiedName().equals(FROM_TYPE)) {
            throw malformed(function); // or the calls could nest without end
        }
        return call(function, arguments);
    }

    private static long[] longs(Object tuple) {
        List<Object> items = ((Container) tuple).items;
        long[] longs = new long[items.size()];
        for (int i = 0; i < longs.length; i++) {
            longs[i] = (Long) items.get(i);
        }
        return longs;
    }

    private static Object tagged(Object value, String tag) {
        ((Container) value).tag = tag;
        return value;
    }

    private Object layout(String name) {
        if (!name.equals("torch.strided")) {
            throw new UnsupportedException(where + ": layout " + name + " is not supported: only strided tensors are");
        }
        return 0L;
    }

    private static Device device(List<Object> args) {
        Device device = Device.of((String) args.get(0));
        return args.size() == 1 ? device : new Device(device.type(), Math.toIntExact((Long) args.get(1)));
    }

    private static PickledDict orderedDict(List<Object> args) {
        PickledDict dict = new PickledDict();
        if (!args.isEmpty()) {
            for (Object pair : ((PickledList) args.get(0)).items) {
                List<Object> entry = new ArrayList<>(((Container) pair).items);
                dict.items.addAll(Arrays.asList(entry.get(0), entry.get(1)));
            }
        }
        return dict;
    }

    private ArchiveException malformed(Global function) {
        return new ArchiveException(
                where + ": the pickle is damaged: " + function.qualifiedName() + " is not used as PyTorch does");
    }
}
