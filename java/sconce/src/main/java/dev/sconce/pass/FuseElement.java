package dev.sconce.pass;

import dev.sconce.ir.Block;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import dev.sconce.ir.OperatorSet;
import java.util.Map;

/**
 * Makes one operator of {@code int(x[i])}, {@code float(x[i])}, {@code bool(x[i])} and {@code x[i].item()}: loops that read a tensor
 * number by number make no view of each. Only where the element is read at once, before anybody could write it.
 */
public final class FuseElement {
    private static final Map<String, String> FUSED = Map.of(
            "aten::item", "sconce::select_item",
            "aten::Int", "sconce::select_Int",
            "aten::Float", "sconce::select_Float",
            "aten::Bool", "sconce::select_Bool");

    private FuseElement() {}

    /** Whether something was rewritten. */
    public static boolean run(Graph graph, OperatorSet operators) {
        return run(graph.block(), operators);
    }

    private static boolean run(Block block, OperatorSet operators) {
        boolean changed = false;
        for (Node node : block.nodeList()) {
            for (Block inner : node.blocks()) {
                changed |= run(inner, operators);
            }
            if (FUSED.containsKey(node.kind()) && isRead(node.input(0).node(), node)) {
                Node select = node.input(0).node();
                Node fused = Rewriting.insertBefore(
                        node, operators.overloads(FUSED.get(node.kind())).get(0), select.inputs());
                node.output()
                        .replaceAllUsesWith(fused.addOutput(node.output().type())
                                .setDebugName(node.output().debugName()));
                node.destroy();
                select.destroy();
                changed = true;
            }
        }
        return changed;
    }

    /** Whether a node is a select of which nothing is used but by the reader, which follows it. */
    private static boolean isRead(Node select, Node reader) {
        return select.is("aten::select")
                && select.schema().overload().equals("int")
                && select.output().uses().size() == 1
                && before(reader) == select;
    }

    private static Node before(Node node) {
        Node at = node.previous();
        while (at.is("prim::Constant")) {
            at = at.previous();
        }
        return at;
    }
}
