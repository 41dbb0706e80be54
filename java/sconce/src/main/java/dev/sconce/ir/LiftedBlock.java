package dev.sconce.ir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A block made into a graph of its own, for a {@code prim::fork} and the like.
 *
 * @param graph does what the block does; constants that the block reads from around it are copied into it
 * @param captured the other values that the block reads from around it, one for each input of the graph
 */
public record LiftedBlock(Graph graph, List<Value> captured) {
    /** Lifts a block, which stays as it is. */
    public static LiftedBlock of(Block block) {
        Lifting lifting = new Lifting(block);
        GraphCopy.insertBlock(lifting.graph, block, lifting.known).forEach(lifting.graph.block()::addOutput);
        return new LiftedBlock(lifting.graph, lifting.captured);
    }

    private static final class Lifting {
        private final Graph graph = new Graph();
        private final List<Value> captured = new ArrayList<>();
        /** Values around the block, and what stands for them in the graph. */
        private final Map<Value, Value> known = new IdentityHashMap<>();

        private final Set<Value> inside = Collections.newSetFromMap(new IdentityHashMap<>());

        Lifting(Block block) {
            collect(block);
            uses(block);
        }

        private void collect(Block block) {
            inside.addAll(block.inputs());
            for (Node node : block.nodes()) {
                inside.addAll(node.outputs());
                node.blocks().forEach(this::collect);
            }
        }

        private void uses(Block block) {
            for (Node node : block.nodes()) {
                node.inputs().forEach(this::use);
                node.blocks().forEach(this::uses);
            }
            block.outputs().forEach(this::use);
        }

        private void use(Value value) {
            if (inside.contains(value) || known.containsKey(value)) {
                return;
            }
            Node node = value.node();
            if (node.is("prim::Constant") || node.is("prim::Uninitialized")) {
                Node copy = graph.insert(graph.create(node.kind(), node.range()));
                node.attributes().forEach(copy::set);
                known.put(value, copy.addOutput(value.type()));
            } else {
                known.put(value, graph.addInput(value.debugName(), value.type()));
                captured.add(value);
            }
        }
    }
}
