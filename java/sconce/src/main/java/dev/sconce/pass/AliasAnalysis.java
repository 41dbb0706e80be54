package dev.sconce.pass;

import dev.sconce.Tensor;
import dev.sconce.ir.Block;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.FunctionSchema.Argument;
import dev.sconce.ir.FunctionType;
import dev.sconce.ir.Graph;
import dev.sconce.ir.InterfaceType;
import dev.sconce.ir.Node;
import dev.sconce.ir.Type;
import dev.sconce.ir.Types;
import dev.sconce.ir.Value;
import dev.sconce.runtime.DictValue;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.ObjectValue;
import dev.sconce.runtime.RefCounted;
import dev.sconce.runtime.Storage;
import dev.sconce.runtime.TupleValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which values of a graph may share memory, and which memory is written: the question of PyTorch's {@code AliasDb},
 * answered more coarsely. Values that may share, or of which one may hold the other, form one set; so a write to a
 * list is also one to its elements. All inputs of the graph are one set. A value that appeared after the analysis
 * shares with nothing.
 *
 * <p>Most passes begin with one, at a model's first call, when nothing of the JVM is warm. So it only looks whether anything is written at
 * all, until somebody asks what shares memory with what; that is then answered for the graph as it is by then, in plain loops.
 */
public final class AliasAnalysis {
    /** Operators that may return their input, or a view of it, although their schema does not say so. */
    private static final Set<String> SILENT_ALIASES = Set.of(
            "aten::dropout",
            "aten::alpha_dropout",
            "aten::feature_dropout",
            "aten::feature_alpha_dropout",
            "aten::type_as",
            "aten::atleast_1d",
            "aten::atleast_2d",
            "aten::atleast_3d",
            "aten::cartesian_prod",
            "aten::conj_physical",
            "aten::dequantize",
            "aten::einsum",
            "aten::sum_to_size",
            "aten::_unsafe_view");

    /** Operators that write to their running statistics (inputs 3 and 4), unless the argument of this name is false. */
    private static final Map<String, String> STATISTICS = Map.of(
            "aten::batch_norm", "training",
            "aten::native_batch_norm", "training",
            "aten::_batch_norm_impl_index", "training",
            "aten::instance_norm", "use_input_stats");

    private final Graph graph;
    private final Map<Value, Object> known;
    /** Where the analysis ends; null where it goes through the whole graph. */
    private final Node end;

    /** Whether some node writes. */
    private final boolean writing;

    private boolean done;

    private final Map<Value, Value> parents = new IdentityHashMap<>();
    private final Map<Object, Value> constants = new IdentityHashMap<>();
    private final Map<Node, List<Value>> writes = new IdentityHashMap<>();
    private final Set<Value> written = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Value> outside = Collections.newSetFromMap(new IdentityHashMap<>());

    public AliasAnalysis(Graph graph) {
        this(graph, Map.of(), null);
    }

    /** @param known loads of attributes for which it is known what they load */
    AliasAnalysis(Graph graph, Map<Value, Object> known) {
        this(graph, known, null);
    }

    /**
     * What holds until a node of the graph's own block is run: what the nodes from there on do to memory does not
     * count.
     */
    AliasAnalysis(Graph graph, Node end) {
        this(graph, Map.of(), end);
    }

    private AliasAnalysis(Graph graph, Map<Value, Object> known, Node end) {
        this.graph = graph;
        this.known = known;
        this.end = end;
        this.writing = mayWrite(graph.block());
    }

    private boolean mayWrite(Block block) {
        for (Node node : block.nodes()) {
            if (node == end) {
                return false;
            }
            boolean here = node.schema() == null
                    ? node.is("prim::SetAttr") || NodeEffects.isOpaque(node)
                    : node.schema().writes() || updatesStatistics(node, node.schema());
            if (here) {
                return true;
            }
            for (Block inner : node.blocks()) {
                if (mayWrite(inner)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether nothing is written at all. */
    boolean isPure() {
        return !writing;
    }

    private void analyse() {
        if (done) {
            return;
        }
        done = true;
        joinAll(graph.inputs());
        block(graph.block());
        for (List<Value> values : writes.values()) {
            for (Value value : values) {
                written.add(find(value));
            }
        }
        for (Value input : graph.inputs()) {
            outside.add(find(input));
        }
        for (Value output : graph.outputs()) {
            outside.add(find(output));
        }
    }

    /** Whether values of the type have memory that can be written, or hold such. */
    public static boolean isMutable(Type type) {
        if (type instanceof Type.Primitive primitive) {
            return switch (primitive) {
                case TENSOR, ANY, ANY_LIST, ANY_TUPLE, ANY_CLASS, STORAGE, CAPSULE, QUANTIZER, GENERATOR -> true;
                default -> false;
            };
        }
        return type instanceof Type.ListType
                || type instanceof Type.DictType
                || type instanceof ClassType
                || type instanceof InterfaceType
                || type instanceof FunctionType
                || type instanceof Type.FutureType
                || type instanceof Type.VarType
                || holdsMutable(type);
    }

    private static boolean holdsMutable(Type type) {
        for (Type contained : type.containedTypes()) {
            if (isMutable(contained)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the operator that makes the value gives it memory that no other value had: its schema marks no alias. */
    static boolean isNew(Value value) {
        Node node = value.node();
        int index = node.outputs().indexOf(value);
        return value.type() == Type.TENSOR
                && node.schema() != null
                && index < node.schema().returns().size()
                && node.schema().returns().get(index).alias() == null
                && !mayBeOrHoldInputs(node, node.schema().returns().get(index), value);
    }

    public boolean mayAlias(Value a, Value b) {
        analyse();
        return isMutable(a.type()) && isMutable(b.type()) && find(a) == find(b);
    }

    /** Something that stands for all memory the value may share. */
    Object memory(Value value) {
        analyse();
        return find(value);
    }

    /** Whether some node of the graph may write to the value's memory. */
    public boolean isWritten(Value value) {
        if (!writing || !isMutable(value.type())) {
            return false;
        }
        analyse();
        return written.contains(find(value));
    }

    /** Whether the graph's caller may see the value's memory, through an input or output. */
    public boolean isSeenOutside(Value value) {
        analyse();
        return isMutable(value.type()) && outside.contains(find(value));
    }

    /** The values whose memory the node itself may write, its blocks not counted. */
    public List<Value> writes(Node node) {
        if (!writing) {
            return List.of();
        }
        analyse();
        return writes.getOrDefault(node, List.of());
    }

    private Value find(Value value) {
        Value root = value;
        for (Value parent = parents.get(root); parent != null; parent = parents.get(root)) {
            root = parent;
        }
        if (root != value) {
            parents.put(value, root);
        }
        return root;
    }

    private void join(Value a, Value b) {
        if (isMutable(a.type()) && isMutable(b.type())) {
            Value first = find(a);
            Value second = find(b);
            if (first != second) {
                parents.put(second, first);
            }
        }
    }

    private void joinAll(List<Value> values) {
        Value first = null;
        for (Value value : values) {
            if (isMutable(value.type())) {
                if (first == null) {
                    first = value;
                }
                join(first, value);
            }
        }
    }

    private void block(Block block) {
        for (Node node : block.nodes()) {
            if (node == end) {
                return;
            }
            for (Block inner : node.blocks()) {
                block(inner);
            }
            if (node.is("prim::Constant")) {
                constant(node.attribute("value"), node.output());
            } else {
                node(node);
            }
        }
    }

    private void node(Node node) {
        switch (node.kind()) {
            case "prim::If" -> {
                for (Block branch : node.blocks()) {
                    joinPairs(branch.outputs(), node.outputs());
                }
            }
            case "prim::Loop" -> {
                Block body = node.blocks().get(0);
                List<Value> parameters = body.inputs().subList(1, body.inputs().size());
                joinPairs(node.inputs().subList(2, node.inputs().size()), parameters);
                joinPairs(body.outputs().subList(1, body.outputs().size()), parameters);
                joinPairs(node.outputs(), parameters);
            }
            default -> {
                if (node.outputs().size() == 1 && known.containsKey(node.output())) {
                    constant(known.get(node.output()), node.output());
                    return;
                }
                if (node.schema() != null) {
                    schema(node, node.schema());
                    return;
                }
                List<Value> all = new ArrayList<>(node.inputs());
                all.addAll(node.outputs());
                joinAll(all);
                if (node.is("prim::SetAttr")) {
                    writes.put(node, List.of(node.input(0)));
                } else if (NodeEffects.isOpaque(node)) {
                    writes.put(
                            node,
                            node.inputs().stream()
                                    .filter(v -> isMutable(v.type()))
                                    .toList());
                }
            }
        }
    }

    private void joinPairs(List<Value> a, List<Value> b) {
        for (int i = 0; i < a.size(); i++) {
            join(a.get(i), b.get(i));
        }
    }

    /** Constants share memory where they are, or hold, one object or tensors of one storage. */
    private void constant(Object object, Value value) {
        if (!(object instanceof RefCounted)) {
            return; // a number: most constants are
        }
        for (Object memory : memoryOf(object)) {
            Value other = constants.putIfAbsent(memory, value);
            if (other != null) {
                join(other, value);
            }
        }
    }

    /** What must be one and the same for two values at run time to share memory: storages, containers. */
    static Set<Object> memoryOf(Object value) {
        Set<Object> memory = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> unseen = new ArrayDeque<>(); // not by recursion: objects may hold each other in long chains
        meet(value, unseen);
        while (!unseen.isEmpty()) {
            Object next = unseen.poll();
            if (next instanceof Tensor tensor) {
                memory.add(tensor.storage());
            } else if (next instanceof TupleValue tuple) {
                tuple.items().forEach(e -> meet(e, unseen));
            } else if (memory.add(next)) {
                if (next instanceof ListValue list) {
                    list.items().forEach(e -> meet(e, unseen));
                } else if (next instanceof DictValue dict) {
                    dict.entries().keySet().forEach(e -> meet(e, unseen));
                    dict.entries().values().forEach(e -> meet(e, unseen));
                } else if (next instanceof ObjectValue object) {
                    object.forEachSlot(e -> meet(e, unseen));
                }
            }
        }
        return memory;
    }

    private static void meet(Object value, Deque<Object> unseen) {
        if (value instanceof RefCounted) {
            unseen.add(value);
        }
    }

    /** Calls the visitor with the memory of each tensor that a value is or holds. */
    public static void forEachStorage(Object value, Consumer<Storage> visitor) {
        for (Object memory : memoryOf(value)) {
            if (memory instanceof Storage storage) {
                visitor.accept(storage);
            }
        }
    }

    private void schema(Node node, FunctionSchema schema) {
        if (!schema.saysOfMemory() && !STATISTICS.containsKey(node.kind())) {
            for (int i = 0; i < node.outputs().size(); i++) {
                Argument result = i < schema.returns().size() ? schema.returns().get(i) : null;
                joinInputs(node, result, node.output(i));
            }
            return;
        }
        Map<String, Value> sets = new HashMap<>(0);
        List<Value> written = new ArrayList<>(0);
        List<Value> taken = new ArrayList<>(0);
        for (int i = 0; i < schema.arguments().size(); i++) {
            Argument argument = schema.arguments().get(i);
            Value input = node.input(i);
            if (argument.isWrite()) {
                written.add(input);
            }
            if (argument.alias() != null) {
                joinSets(argument.alias(), input, sets);
            }
            // what a list takes in is marked (c -> *); a list of which it takes the elements is not marked
            boolean isTaken = argument.alias() == null
                    ? argument.type().hasFreeVariables()
                    : argument.alias().endsWith("*");
            if (isTaken) {
                taken.add(input);
            }
        }
        if (updatesStatistics(node, schema)) {
            written.add(node.input(3));
            written.add(node.input(4));
        }
        if (!written.isEmpty()) {
            writes.put(node, written);
            for (Value into : written) {
                for (Value value : taken) {
                    join(into, value);
                }
            }
        }
        for (int i = 0; i < node.outputs().size(); i++) {
            Value output = node.output(i);
            Argument result = i < schema.returns().size() ? schema.returns().get(i) : null;
            if (result != null && result.alias() != null) {
                joinSets(result.alias(), output, sets);
            }
            joinInputs(node, result, output);
        }
    }

    private void joinInputs(Node node, Argument result, Value output) {
        if (isMutable(output.type()) && mayBeOrHoldInputs(node, result, output)) {
            for (Value input : node.inputs()) {
                join(input, output);
            }
        }
    }

    /** What PyTorch's schemas do not say of the norms that keep statistics; weights are standardised by some that keep none. */
    private static boolean updatesStatistics(Node node, FunctionSchema schema) {
        String flag = STATISTICS.get(node.kind());
        return flag != null
                && !Boolean.FALSE.equals(Constants.valueOf(node.input(schema.argumentIndex(flag))))
                && !(Constants.isNone(node.input(3)) && Constants.isNone(node.input(4)));
    }

    /** Joins the value with all others that carry one of the mark's names. */
    private void joinSets(String mark, Value value, Map<String, Value> sets) {
        if (mark.length() == 1 && !mark.equals("*")) {
            joinSet(mark, value, sets);
            return;
        }
        for (String name : mark.split(" -> |\\|")) {
            if (!name.equals("*")) {
                joinSet(name, value, sets);
            }
        }
    }

    private void joinSet(String name, Value value, Map<String, Value> sets) {
        Value first = sets.putIfAbsent(name, value);
        if (first != null) {
            join(first, value);
        }
    }

    /** Whether a node with a schema makes the memory of this output itself, so that it shares it with nothing that there was before. */
    static boolean isNew(Node node, Value output) {
        int index = node.outputs().indexOf(output);
        Argument result =
                index < node.schema().returns().size() ? node.schema().returns().get(index) : null;
        return result != null && result.alias() == null && !mayBeOrHoldInputs(node, result, output);
    }

    /**
     * Whether nothing better is known of the output than that it may be, or hold, any input: a tensor without a mark
     * is new.
     */
    private static boolean mayBeOrHoldInputs(Node node, Argument result, Value output) {
        if (result == null || SILENT_ALIASES.contains(node.kind())) {
            return true;
        } else if (result.alias() != null) {
            return result.alias().contains("*");
        }
        Type type = Types.unwrapOptional(output.type());
        return type != Type.TENSOR || result.type().hasFreeVariables();
    }
}
