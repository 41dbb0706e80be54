package dev.sconce.pass;

import dev.sconce.ir.Block;
import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import dev.sconce.ir.OperatorSet;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import dev.sconce.pass.WrittenAttention.Masking;
import dev.sconce.runtime.ListValue;
import java.util.List;

/**
 * Makes one {@code sconce::attention}, which never holds all scores, of each {@link WrittenAttention}. A mask that is only there under a
 * condition becomes one that may be None.
 */
public final class FuseAttention {
    private final OperatorSet operators;
    private final AliasAnalysis aliases;
    private boolean changed;

    private FuseAttention(Graph graph, OperatorSet operators) {
        this.operators = operators;
        aliases = new AliasAnalysis(graph);
    }

    /** Whether something was rewritten. */
    public static boolean run(Graph graph, OperatorSet operators) {
        FuseAttention pass = new FuseAttention(graph, operators);
        pass.block(graph.block());
        return pass.changed;
    }

    private void block(Block block) {
        for (Node node : block.nodeList()) {
            for (Block inner : node.blocks()) {
                block(inner);
            }
            WrittenAttention attention = WrittenAttention.endingWith(node, aliases);
            if (attention != null) {
                replace(node, attention);
            }
        }
    }

    private void replace(Node last, WrittenAttention attention) {
        Value none = Constants.insertBefore(last, null, Type.NONE);
        Value mask = none;
        Value fill = none;
        Object filling = 0.0;
        for (Masking masking : attention.maskings) {
            Node condition = masking.condition();
            // Where its result was read is where the mask is known: at the step, or at the end of its branch.
            Node at = condition == null
                    ? masking.node().next()
                    : condition.blocks().get(masking.branch()).returnNode();
            Value own = masking.windows() ? byWindow(at, masking.mask(), attention.query) : masking.mask();
            if (masking.fills()) {
                fill = condition == null
                        ? own
                        : optional(masking, own, Constants.insertBefore(condition, null, Type.NONE));
                filling = Constants.number(masking.node().input(2));
            } else {
                Value sum = mask == none ? own : sum(at, mask, own);
                Value without =
                        mask == none && condition != null ? Constants.insertBefore(condition, null, Type.NONE) : mask;
                mask = condition == null ? sum : optional(masking, sum, without);
            }
        }
        Value one = Constants.insertBefore(last, 1.0, Type.FLOAT);
        Value result = insert(
                last,
                "sconce::attention",
                "",
                attention.query,
                attention.keyT,
                attention.value,
                mask,
                fill,
                Constants.insertBefore(last, filling, Type.FLOAT),
                number(last, attention.scale, one),
                number(last, attention.divisor, one),
                Constants.insertBefore(last, swapsHeads(last.output()), Type.BOOL),
                Constants.insertBefore(last, attention.keepsSizes(), Type.BOOL));
        result.setDebugName(last.output().debugName());
        last.output().replaceAllUsesWith(result);
        last.destroy();
        changed = true;
    }

    private Value insert(Node at, String operator, String overload, Value... inputs) {
        FunctionSchema schema = Rewriting.overload(operators, operator, overload);
        return Rewriting.insertBefore(at, schema, List.of(inputs)).addOutput(Type.TENSOR);
    }

    private Value byWindow(Node at, Value mask, Value query) {
        return insert(at, "sconce::window_mask", "", mask, query);
    }

    private Value sum(Node at, Value mask, Value other) {
        return insert(at, "aten::add", "Tensor", mask, other, Constants.insertBefore(at, 1L, Type.INT));
    }

    /** A new result of the masking's if: {@code with} from its branch, {@code without} from the other. */
    private static Value optional(Masking masking, Value with, Value without) {
        Node condition = masking.condition();
        condition.blocks().get(masking.branch()).addOutput(with);
        condition.blocks().get(1 - masking.branch()).addOutput(without);
        return condition.addOutput(without.type() == Type.NONE ? new Type.OptionalType(Type.TENSOR) : Type.TENSOR);
    }

    private static Value number(Node at, Value value, Value one) {
        if (value == null) {
            return one;
        }
        return value.type() == Type.TENSOR ? Constants.insertBefore(at, Constants.number(value), Type.FLOAT) : value;
    }

    /**
     * Whether all that reads the heads' results swaps heads and queries, and then joins the heads, for which these are copied one after
     * another: so they may be stored so, and nobody sees it.
     */
    private static boolean swapsHeads(Value result) {
        return result.uses().stream()
                .map(Value.Use::node)
                .allMatch(user -> swapsHeads(user)
                        && user.output().uses().stream()
                                .map(Value.Use::node)
                                .allMatch(reader -> reader.is("aten::reshape")
                                        || reader.is("aten::contiguous")
                                        || reader.is("aten::flatten")
                                        || reader.is("aten::view")));
    }

    private static boolean swapsHeads(Node user) {
        if (user.is("aten::transpose")) {
            return Long.valueOf(1).equals(Constants.valueOf(user.input(1)))
                    && Long.valueOf(2).equals(Constants.valueOf(user.input(2)));
        }
        return user.is("aten::permute")
                && Constants.valueOf(user.input(1)) instanceof ListValue order
                && List.of(0L, 2L, 1L, 3L).equals(List.copyOf(order.items()));
    }
}
