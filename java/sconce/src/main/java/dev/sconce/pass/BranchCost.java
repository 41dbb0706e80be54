package dev.sconce.pass;

import dev.sconce.Tensor;
import dev.sconce.ir.Block;
import dev.sconce.ir.Node;
import dev.sconce.ir.Value;
import java.util.Map;

/**
 * A rough guess of a node's work, in multiply-adds: enough to tell what is worth a task of its own. Shapes of activations are not known
 * to a pass, so weights count, times a usual number of positions that each is applied to.
 */
final class BranchCost {
    /** What starting a task, and waiting for it, must be small against: some tens of microseconds of a core. */
    static final long WORTH_A_TASK = 1_000_000;

    /** Positions of an image that a convolution's weight is applied to: 14 times 14. */
    private static final long POSITIONS = 196;
    /** A weight that is used once costs its way from memory, which takes as long as some multiply-adds. */
    private static final long LOADED = 8;
    /** The body of a loop is taken to run so often. */
    private static final long ITERATIONS = 4;

    /** Heavy operators, with the multiply-adds for each element of the weight, their second input. */
    private static final Map<String, Long> BY_WEIGHT = Map.ofEntries(
            Map.entry("aten::conv1d", POSITIONS),
            Map.entry("aten::conv2d", POSITIONS),
            Map.entry("aten::conv3d", POSITIONS),
            Map.entry("aten::convolution", POSITIONS),
            Map.entry("aten::_convolution", POSITIONS),
            Map.entry("sconce::convolution", POSITIONS),
            Map.entry("aten::conv_transpose1d", POSITIONS),
            Map.entry("aten::conv_transpose2d", POSITIONS),
            Map.entry("aten::conv_transpose3d", POSITIONS),
            Map.entry("aten::linear", LOADED),
            Map.entry("aten::matmul", LOADED),
            Map.entry("aten::mm", LOADED),
            Map.entry("aten::bmm", LOADED));

    /** Heavy operators whose work no one weight tells. */
    private static final Map<String, Long> HEAVY = Map.of(
            "aten::addmm",
            WORTH_A_TASK,
            "aten::baddbmm",
            WORTH_A_TASK,
            "aten::einsum",
            WORTH_A_TASK,
            "aten::scaled_dot_product_attention",
            WORTH_A_TASK,
            "aten::lstm",
            4 * WORTH_A_TASK,
            "aten::gru",
            4 * WORTH_A_TASK,
            "aten::rnn_tanh",
            2 * WORTH_A_TASK,
            "aten::rnn_relu",
            2 * WORTH_A_TASK);

    private BranchCost() {}

    static long of(Node node) {
        Long perWeight = BY_WEIGHT.get(node.kind());
        if (perWeight != null) {
            Value weight = node.input(1);
            return Constants.valueOf(weight) instanceof Tensor tensor ? perWeight * tensor.numel() : WORTH_A_TASK;
        }
        long cost = HEAVY.getOrDefault(node.kind(), 0L);
        for (Block block : node.blocks()) {
            for (Node inner : block.nodes()) {
                cost += (node.is("prim::Loop") ? ITERATIONS : 1) * of(inner);
            }
        }
        return cost;
    }
}
