package dev.sconce.exec;

import dev.sconce.ir.Block;
import dev.sconce.ir.Node;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What goes into and comes out of a run of nodes of one block. */
final class RegionBounds {
    /** Below so many nodes that compute tensors, looking for a plan costs as much as it saves. */
    private static final int FEWEST_TENSOR_NODES = 2;

    private final Block block;
    private final Set<Node> run = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Value> in = new LinkedHashSet<>();
    private final Set<Value> out = new LinkedHashSet<>();

    RegionBounds(Block block, List<Node> nodes) {
        this.block = block;
        run.addAll(nodes);
        visit(nodes);
    }

    /** Whether these nodes are worth a region. */
    static boolean pays(List<Node> nodes) {
        return tensorNodes(nodes) >= FEWEST_TENSOR_NODES;
    }

    private static int tensorNodes(Iterable<Node> nodes) {
        int count = 0;
        for (Node node : nodes) {
            if (node.schema() != null && givesTensor(node)) {
                count++;
            }
            if (node.is("prim::CallMethod") || node.is("prim::CallFunction")) {
                count += FEWEST_TENSOR_NODES;
            }
            for (Block inner : node.blocks()) {
                count += tensorNodes(inner.nodes());
            }
        }
        return count;
    }

    private static boolean givesTensor(Node node) {
        for (Value output : node.outputs()) {
            if (output.type() == Type.TENSOR) {
                return true;
            }
        }
        return false;
    }

    private void visit(Iterable<Node> nodes) {
        for (Node node : nodes) {
            use(node.inputs());
            for (Block inner : node.blocks()) {
                visit(inner.nodes());
                use(inner.outputs());
            }
            if (node.block() == block && !node.is("prim::Constant")) {
                for (Value value : node.outputs()) {
                    if (isUsedOutside(value)) {
                        out.add(value);
                    }
                }
            }
        }
    }

    private void use(List<Value> values) {
        for (Value value : values) {
            if (!value.node().is("prim::Constant") && !isInside(value.node())) {
                in.add(value);
            }
        }
    }

    private boolean isUsedOutside(Value value) {
        for (Value.Use use : value.uses()) {
            if (!isInside(use.node())) {
                return true;
            }
        }
        return false;
    }

    private boolean isInside(Node node) {
        Node at = node;
        while (at != null && at.block() != block) {
            at = at.block() == null ? null : at.block().owner();
        }
        return at != null && run.contains(at);
    }

    /** Values from outside that the nodes use. */
    List<Value> in() {
        return List.copyOf(in);
    }

    /** Values of the nodes that are used after them. */
    List<Value> out() {
        return List.copyOf(out);
    }
}
