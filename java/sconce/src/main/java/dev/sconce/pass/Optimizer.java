package dev.sconce.pass;

import dev.sconce.ir.Block;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import dev.sconce.ir.OperatorSet;
import dev.sconce.runtime.ObjectValue;
import java.util.List;
import java.util.function.Consumer;

/** The passes in the order in which a module's methods go through them. What they compute belongs to the open scope. */
public final class Optimizer {
    /** Passes open the way for each other; more rounds than these have not been seen to find anything. */
    private static final int ROUNDS = 4;
    /** Passes of a round, which {@link #simplifyBy} counts. */
    private static final int SIMPLIFYING = 4;

    private Optimizer() {}

    /**
     * Inlines all calls and makes constants of attributes.
     *
     * @param module the first argument of all methods
     * @param methods all by which the module's attributes can be written
     */
    public static void freeze(ObjectValue module, List<Graph> methods, ConstantPropagation.Evaluator evaluator) {
        AttributeWrites writes = AttributeWrites.of(methods);
        for (Graph method : methods) {
            Inline.run(method, module, writes);
        }
        Freeze.run(module, methods, evaluator);
    }

    /** Makes of a frozen graph one that computes the same by fewer and faster kernels. */
    public static void optimize(Graph graph, OperatorSet operators, ConstantPropagation.Evaluator evaluator) {
        RemoveListMutation.run(graph);
        RemoveMutation.run(graph, operators);
        simplify(graph, evaluator);
        boolean opened = RemoveListMutation.run(graph); // of lists that a branch which is never taken might have kept
        opened |= ScalarTensors.run(graph, operators);
        opened |= FoldBatchNorm.run(graph, operators);
        if (opened) {
            simplify(graph, evaluator);
        }
        if (MergeConvolutions.run(graph, operators)) {
            simplify(graph, evaluator);
            if (FoldBatchNorm.run(graph, operators)) { // of the norms behind sums that are convolutions now
                simplify(graph, evaluator);
            }
        }
        boolean fused = FuseAttention.run(graph, operators);
        fused |= FuseConvolution.run(graph, operators);
        fused |= FuseLinear.run(graph, operators);
        fused |= FuseEpilogue.run(graph);
        fused |= ChannelsLast.run(graph, operators);
        fused |= FuseElement.run(graph, operators);
        if (fused) {
            simplify(graph, evaluator);
        }
    }

    /** Simplifies a graph by four passes in turn, until none of them has found anything since the last change. */
    public static void simplify(Graph graph, ConstantPropagation.Evaluator evaluator) {
        int unchanged = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (int pass = 0; pass < SIMPLIFYING; pass++) {
                unchanged = simplifyBy(pass, graph, evaluator) ? 0 : unchanged + 1;
                if (unchanged == SIMPLIFYING) {
                    return;
                }
            }
        }
    }

    /** Numbers and not a list of lambdas, each of which would cost a first call some milliseconds. */
    private static boolean simplifyBy(int pass, Graph graph, ConstantPropagation.Evaluator evaluator) {
        return switch (pass) {
            case 0 -> PeepholeOptimize.run(graph);
            case 1 -> ConstantPropagation.run(graph, evaluator);
            case 2 -> CommonSubexpression.run(graph);
            default -> DeadCodeElimination.run(graph);
        };
    }

    /** Calls the visitor with the value of each constant of the graph, and of the graphs that its nodes hold. */
    public static void forEachConstant(Graph graph, Consumer<Object> visitor) {
        forEachConstant(graph.block(), visitor);
    }

    private static void forEachConstant(Block block, Consumer<Object> visitor) {
        for (Node node : block.nodes()) {
            for (Object value : node.attributes().values()) {
                if (value instanceof Graph inner) {
                    forEachConstant(inner.block(), visitor);
                } else if (node.is("prim::Constant")) {
                    visitor.accept(value);
                }
            }
            for (Block inner : node.blocks()) {
                forEachConstant(inner, visitor);
            }
        }
    }
}
