package dev.sconce.pass;

import dev.sconce.Tensor;
import dev.sconce.ir.Block;
import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import dev.sconce.ir.OperatorSet;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Has convolutions write channels-last memory, in which a product of matrices needs no rearranged
 * input. Operators compute by sizes and strides, so what follows works on such tensors as on others, and most keep their layout to the
 * next convolution; those that would not, a {@code reshape} that copies and a sum, become others that do. Three things could tell, and are
 * seen to: a {@code view} that these strides do not allow becomes a {@code reshape}; what leaves the graph, and what goes into a container or a
 * branch's result is made contiguous first; and where memory is written to, or the graph asks for strides, everything stays as it is: a caller's
 * input may be channels last, and then so are the results. A {@code contiguous} in between is dropped.
 */
public final class ChannelsLast {
    /** They give strides, or go through memory in its order. */
    private static final Set<String> STRIDES = Set.of(
            "aten::as_strided",
            "aten::stride",
            "aten::is_contiguous",
            "aten::storage_offset",
            "aten::data_ptr",
            "aten::set_",
            "aten::resize_");

    /** They take no tensor of which other dimensions than the last lie side by side. */
    private static final Set<String> LAST_DIMENSION = Set.of("aten::view_as_real", "aten::view_as_complex");

    /** They take the tensors of a list, not the list. */
    private static final Set<String> LIST_READERS =
            Set.of("aten::cat", "aten::concat", "aten::stack", "aten::len", "aten::__getitem__", "prim::ListUnpack");

    private static final int WEIGHT = 1;
    private static final int FLAG = 12;

    /** Operators whose results are row-major, whatever their input is, and those that keep the order of its dimensions. */
    private static final Map<String, String> KEEPING_ORDER = Map.of(
            "aten::view",
            "sconce::reshape",
            "aten::reshape",
            "sconce::reshape",
            "aten::sum.dim_IntList",
            "sconce::sum");

    private final OperatorSet operators;
    private final FunctionSchema contiguous;
    private final AliasAnalysis aliases;
    private final Set<Value> strided = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Value> pending = new ArrayDeque<>();
    private boolean changed;

    private ChannelsLast(Graph graph, OperatorSet operators) {
        this.operators = operators;
        contiguous = operators.overloads("aten::contiguous").get(0);
        aliases = new AliasAnalysis(graph);
    }

    /** Whether a convolution's layout was changed. */
    public static boolean run(Graph graph, OperatorSet operators) {
        if (asksForStrides(graph.block())) {
            return false;
        }
        ChannelsLast pass = new ChannelsLast(graph, operators);
        pass.block(graph.block());
        while (!pass.pending.isEmpty()) {
            pass.follow(pass.pending.pop());
        }
        return pass.changed;
    }

    private static boolean asksForStrides(Block block) {
        for (Node node : block.nodeList()) {
            if (STRIDES.contains(node.kind())) {
                return true;
            }
            for (Block inner : node.blocks()) {
                if (asksForStrides(inner)) {
                    return true;
                }
            }
        }
        return false;
    }

    private void block(Block block) {
        for (Node node : block.nodeList()) {
            for (Block inner : node.blocks()) {
                block(inner);
            }
            if (node.is("sconce::convolution")
                    && Constants.valueOf(node.input(WEIGHT)) instanceof Tensor weight
                    && weight.dim() >= 3
                    && Boolean.FALSE.equals(Constants.valueOf(node.input(FLAG)))
                    && !aliases.isWritten(node.output())) {
                node.replaceInput(FLAG, Constants.insertBefore(node, true, Type.BOOL));
                meet(node.output());
                changed = true;
            }
        }
    }

    private void meet(Value value) {
        if (strided.add(value)) {
            pending.add(value);
        }
    }

    private void follow(Value value) {
        for (Value.Use use : List.copyOf(value.uses())) {
            Node user = use.node();
            // What is written may be seen through a view, which of other strides would be a copy.
            boolean written = user.outputs().stream().anyMatch(aliases::isWritten);
            if (user.is("aten::contiguous") && isPlain(user) && !written) {
                user.output().replaceAllUsesWith(value);
                user.destroy();
                pending.add(value); // for the uses that it has now
                return;
            }
            if (written || !understands(user)) {
                makeContiguous(value, use);
                continue;
            }
            String keeping = use.index() == 0 && user.schema() != null
                    ? KEEPING_ORDER.get(user.schema().fullName())
                    : null;
            if (keeping != null) {
                user = Rewriting.replace(user, operators.overloads(keeping).get(0), user.inputs());
            }
            for (Value output : user.outputs()) {
                if (isTensors(output.type())) {
                    meet(output);
                }
            }
        }
    }

    /** Whether it is a plain {@code x.contiguous()}. */
    private static boolean isPlain(Node node) {
        return Long.valueOf(0).equals(Constants.valueOf(node.input(1)));
    }

    private static boolean isTensors(Type type) {
        return type == Type.TENSOR || type instanceof Type.ListType list && list.element() == Type.TENSOR;
    }

    /** Whether the node gives the same for a tensor, or a list of such, whatever its strides. */
    private boolean understands(Node node) {
        if (node.is("prim::ListConstruct")) {
            return isReadByElements(node.output());
        }
        if (node.is("prim::ListUnpack")) {
            return true;
        }
        // Of several outputs one may be an undefined tensor, which nothing can be made of.
        return node.schema() != null
                && node.outputs().size() <= 1
                && node.outputs().stream().allMatch(this::isUnderstood)
                && !LAST_DIMENSION.contains(node.kind())
                && !node.is("aten::view_as") // as aten::view, which becomes a reshape
                && NodeEffects.isDeterministic(node)
                && !NodeEffects.hasSideEffects(node);
    }

    /** Of a node that gives a list of tensors only what is read element by element. */
    private boolean isUnderstood(Value output) {
        return output.type() == Type.TENSOR
                || !holdsTensors(output.type())
                || isTensors(output.type()) && isReadByElements(output);
    }

    /** Whether all that uses a list may get tensors of any strides in it: a list cannot be made contiguous for one use. */
    private boolean isReadByElements(Value list) {
        return list.uses().stream()
                .allMatch(use -> LIST_READERS.contains(use.node().kind())
                        && use.node().outputs().stream().noneMatch(aliases::isWritten));
    }

    private static boolean holdsTensors(Type type) {
        return type.containedTypes().isEmpty()
                ? AliasAnalysis.isMutable(type)
                : type.containedTypes().stream().anyMatch(ChannelsLast::holdsTensors);
    }

    private void makeContiguous(Value value, Value.Use use) {
        Node user = use.node();
        Value format = Constants.insertBefore(user, 0L, Type.INT);
        Node made = Rewriting.insertBefore(user, contiguous, List.of(value, format));
        user.replaceInput(use.index(), made.addOutput(Type.TENSOR).setDebugName(value.debugName()));
    }
}
