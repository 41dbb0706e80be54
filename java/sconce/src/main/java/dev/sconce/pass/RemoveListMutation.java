package dev.sconce.pass;

import dev.sconce.ir.Block;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Makes a longer list of {@code list.append(x)} where nobody can tell: the list is made in the same block, and only appended to and read
 * there. What reads it behind the {@code append} reads the longer one. And of the sum of two such lists the list of all their elements. So
 * other passes see which tensors {@code torch.cat(list)} takes.
 */
public final class RemoveListMutation {
    /** They read a list and keep no reference to it. */
    private static final Set<String> READERS = Set.of(
            "aten::cat",
            "aten::concat",
            "aten::stack",
            "aten::add",
            "aten::len",
            "aten::__getitem__",
            "prim::ListUnpack");

    private RemoveListMutation() {}

    /** Whether something was rewritten. */
    public static boolean run(Graph graph) {
        return run(graph.block());
    }

    private static boolean run(Block block) {
        boolean changed = false;
        for (Node node : block.nodeList()) {
            for (Block inner : node.blocks()) {
                changed |= run(inner);
            }
            if (isAppend(node) && isOwnList(node.input(0), block)) {
                replace(node);
                changed = true;
            } else if (isSum(node) && isOwnList(node.input(0), block) && isOwnList(node.input(1), block)) {
                join(node);
                changed = true;
            }
        }
        return changed;
    }

    private static boolean isAppend(Node node) {
        return node.is("aten::append")
                && !node.output().hasUses()
                && node.input(0).type() instanceof Type.ListType list
                && list.element().equals(node.input(1).type());
    }

    private static boolean isSum(Node node) {
        return node.is("aten::add")
                && node.inputs().size() == 2
                && node.input(0).type() instanceof Type.ListType
                && node.input(0).type().equals(node.output().type())
                && node.input(0).type().equals(node.input(1).type());
    }

    private static boolean isOwnList(Value list, Block block) {
        return list.node().is("prim::ListConstruct")
                && list.node().block() == block
                && list.uses().stream()
                        .allMatch(use -> READERS.contains(use.node().kind())
                                || use.index() == 0 && use.node().block() == block && isAppend(use.node()));
    }

    private static void replace(Node append) {
        Value list = append.input(0);
        Value longer = insertBefore(append, list, List.of(append.input(1)));
        for (Value.Use use : List.copyOf(list.uses())) {
            if (append.isBefore(use.node())) {
                use.node().replaceInput(use.index(), longer);
            }
        }
        append.destroy();
    }

    private static void join(Node sum) {
        Value joined = insertBefore(sum, sum.input(0), sum.input(1).node().inputs());
        sum.output().replaceAllUsesWith(joined);
        sum.destroy();
    }

    /** A list of a list's elements and others. */
    private static Value insertBefore(Node node, Value list, List<Value> others) {
        List<Value> elements = new ArrayList<>(list.node().inputs());
        elements.addAll(others);
        return node.graph()
                .create("prim::ListConstruct", node.range(), elements)
                .setInlinedCall(node.inlinedCall())
                .insertBefore(node)
                .addOutput(list.type())
                .setDebugName(list.debugName());
    }
}
