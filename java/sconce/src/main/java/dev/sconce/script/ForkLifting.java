package dev.sconce.script;

import dev.sconce.ir.Block;
import dev.sconce.ir.Graph;
import dev.sconce.ir.LiftedBlock;
import dev.sconce.ir.Node;

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
            for (Block inner : node.blocks()) {
                lift(inner);
            }
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
        LiftedBlock body = LiftedBlock.of(closure);
        Node fork = node.graph()
                .create(kind, node.range(), body.captured())
                .insertBefore(node)
                .set("Subgraph", body.graph());
        node.output().replaceAllUsesWith(fork.addOutput(node.output().type()));
        node.destroy();
    }

    private static void removeClosures(Block block) {
        for (Node node : block.reverseNodes()) {
            if (node.is("prim::Closure")) {
                node.destroy();
            } else {
                for (Block inner : node.blocks()) {
                    removeClosures(inner);
                }
            }
        }
    }
}
