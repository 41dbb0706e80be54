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
 * there. What reads it behind the {@code append} reads the longer one. So other passes see which tensors {@code torch.cat(list)} takes.
 */
public final class RemoveListMutation {
    /** They read a list and keep no reference to it. */
    private static final Set<String> READERS =
            Set.of("aten::cat", "aten::concat", "aten::stack", "aten::len", "aten::__getitem__", "prim::ListUnpack");

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

    private static boolean isOwnList(Value list, Block block) {
        return list.node().is("prim::ListConstruct")
                && list.node().block() == block
                && list.uses().stream()
                        .allMatch(use -> READERS.contains(use.node().kind())
                                || use.index() == 0 && use.node().block() == block && isAppend(use.node()));
    }

    private static void replace(Node append) {
        Value list = append.input(0);
        List<Value> elements = new ArrayList<>(list.node().inputs());
        elements.add(append.input(1));
        Value longer = append.graph()
                .create("prim::ListConstruct", append.range(), elements)
                .setInlinedCall(append.inlinedCall())
                .insertBefore(append)
                .addOutput(list.type())
                .setDebugName(list.debugName());
        for (Value.Use use : List.copyOf(list.uses())) {
            if (append.isBefore(use.node())) {
                use.node().replaceInput(use.index(), longer);
            }
        }
        append.destroy();
    }
}
