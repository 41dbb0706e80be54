package dev.sconce.script;

import dev.sconce.ir.Block;
import dev.sconce.ir.Graph;
import dev.sconce.ir.GraphCopy;
import dev.sconce.ir.Node;
import dev.sconce.ir.Value;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes of each forked closure a {@code prim::fork} node that holds the closure's body as its graph {@code Subgraph}, and has as inputs
 * the values that the body uses from around it; {@code prim::awaitable} likewise. Constants are copied into the body.
 */
final class ForkLifting {
    private ForkLifting() {}

    static void run(Graph graph) {
        lift(graph.block());
        removeClosures(graph.block());
    }

    private static void lift(Block block) {
        for (Node node : block.nodeList()) {
            node.blocks().forEach(ForkLifting::lift);
            switch (node.kind()) {
                case "prim::forkClosure" -> replace(node, "prim::fork");
                case "prim::awaitableClosure" -> replace(node, "prim::awaitable");
                default -> {}
            }
        }
    }

    private static void replace(Node node, String kind) {
        Block closure = node.input().node().blocks().get(0);
        removeClosures(closure); // lifted already, and not to be copied with the body
        Map<Value, Value> captured = new LinkedHashMap<>();
        Graph body = body(closure, captured);
        Node fork = node.graph()
                .create(kind, node.range(), java.util.List.copyOf(captured.keySet()))
                .insertBefore(node);
        fork.set("Subgraph", body);
        node.output().replaceAllUsesWith(fork.addOutput(node.output().type()));
        node.destroy();
    }

    /** The closure's body as a graph; fills the values that it captures, each with the body's parameter for it. */
    private static Graph body(Block closure, Map<Value, Value> captured) {
        Graph body = new Graph();
        Map<Value, Value> known = new IdentityHashMap<>();
        capture(closure, body, known, captured);
        GraphCopy.insert(body, closure, known).forEach(body.block()::addOutput);
        return body;
    }

    private static void capture(Block block, Graph body, Map<Value, Value> known, Map<Value, Value> captured) {
        // Defined inside, and so neither captured nor copied before the rest.
        Map<Value, Value> inside = new IdentityHashMap<>();
        collect(block, inside);
        captureUses(block, inside, body, known, captured);
    }

    private static void collect(Block block, Map<Value, Value> inside) {
        block.inputs().forEach(v -> inside.put(v, v));
        for (Node node : block.nodes()) {
            node.outputs().forEach(v -> inside.put(v, v));
            node.blocks().forEach(b -> collect(b, inside));
        }
    }

    private static void captureUses(
            Block block, Map<Value, Value> inside, Graph body, Map<Value, Value> known, Map<Value, Value> captured) {
        for (Node node : block.nodes()) {
            node.inputs().forEach(v -> capture(v, inside, body, known, captured));
            node.blocks().forEach(b -> captureUses(b, inside, body, known, captured));
        }
        block.outputs().forEach(v -> capture(v, inside, body, known, captured));
    }

    private static void capture(
            Value value, Map<Value, Value> inside, Graph body, Map<Value, Value> known, Map<Value, Value> captured) {
        if (inside.containsKey(value) || known.containsKey(value)) {
            return;
        }
        Node node = value.node();
        if (node.is("prim::Constant") || node.is("prim::Uninitialized")) {
            Node copy = body.insert(body.create(node.kind(), node.range()));
            node.attributes().forEach(copy::set);
            known.put(value, copy.addOutput(value.type()));
        } else {
            Value parameter = body.block().addInput(value.type()).setDebugName(value.debugName());
            known.put(value, parameter);
            captured.put(value, parameter);
        }
    }

    private static void removeClosures(Block block) {
        for (Node node : block.reverseNodes()) {
            if (node.is("prim::Closure")) {
                node.destroy();
            } else {
                node.blocks().forEach(ForkLifting::removeClosures);
            }
        }
    }
}
