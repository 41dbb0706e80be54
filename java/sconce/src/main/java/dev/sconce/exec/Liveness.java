package dev.sconce.exec;

import dev.sconce.ir.Block;
import dev.sconce.ir.Node;
import dev.sconce.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where each value of a graph has its last use, so that the interpreter lets it go there. A value whose last use is in one branch of
 * an if dies inside that branch, and at the start of the other; one that a loop's body uses dies after the loop.
 */
final class Liveness {
    private final Map<Node, List<Value>> afterNode = new IdentityHashMap<>();
    private final Map<Block, List<Value>> atStart = new IdentityHashMap<>();
    private final Map<Block, List<Value>> atEnd = new IdentityHashMap<>();

    Liveness(Block block) {
        visit(block);
    }

    /** Values to let go once the node has run. */
    List<Value> after(Node node) {
        return afterNode.getOrDefault(node, List.of());
    }

    /** Values to let go when the block is entered. */
    List<Value> atStart(Block block) {
        return atStart.getOrDefault(block, List.of());
    }

    /** Values to let go once the block's outputs have been copied. */
    List<Value> atEnd(Block block) {
        return atEnd.getOrDefault(block, List.of());
    }

    private void visit(Block block) {
        for (Value input : block.inputs()) {
            place(input, block);
        }
        for (Node node : block.nodes()) {
            for (Block inner : node.blocks()) {
                visit(inner);
            }
            if (!node.is("prim::Constant")) {
                for (Value output : node.outputs()) {
                    place(output, block);
                }
            }
        }
    }

    /** Places the end of a value that lives in {@code block} from its definition, or its start, on. */
    private void place(Value value, Block block) {
        Map<Block, Set<Node>> users = new HashMap<>();
        for (Value.Use use : value.uses()) {
            Node at = use.node();
            while (at != null && setOf(users, at.block()).add(at)) {
                at = at.block() == block ? null : at.block().owner();
            }
        }
        placeIn(value, block, users);
    }

    private static Set<Node> setOf(Map<Block, Set<Node>> users, Block block) {
        Set<Node> known = users.get(block);
        if (known == null) {
            known = new HashSet<>();
            users.put(block, known);
        }
        return known;
    }

    private static <K> void add(Map<K, List<Value>> ends, K at, Value value) {
        List<Value> known = ends.get(at);
        if (known == null) {
            known = new ArrayList<>(1);
            ends.put(at, known);
        }
        known.add(value);
    }

    private void placeIn(Value value, Block block, Map<Block, Set<Node>> users) {
        Set<Node> here = users.getOrDefault(block, Set.of());
        if (here.contains(block.returnNode())) {
            add(atEnd, block, value);
            return;
        }
        Node last = null;
        if (here.size() == 1) {
            last = here.iterator().next();
        } else if (!here.isEmpty()) {
            for (Node node = block.returnNode().previous(); last == null; node = node.previous()) {
                last = here.contains(node) ? node : null;
            }
        }
        if (last == null) {
            if (value.node().block() == block && value.node() != block.paramNode()) {
                add(afterNode, value.node(), value);
            } else {
                add(atStart, block, value);
            }
        } else if (last.is("prim::If")) {
            for (Block branch : last.blocks()) {
                placeIn(value, branch, users);
            }
        } else {
            add(afterNode, last, value);
        }
    }
}
