package dev.sconce.pass;

import dev.sconce.Tensor;
import dev.sconce.ir.Block;
import dev.sconce.ir.Node;
import dev.sconce.ir.Value;
import java.util.Set;

/** Whether a convolution with a constant weight, one of {@link FoldBatchNorm}'s, takes a batch, and not one image or sequence by itself. */
record BatchedConvolution(Node node) {
    /** They take nothing but batches: what traced models have. */
    private static final Set<String> GENERAL = Set.of("aten::convolution", "aten::_convolution");

    /** The dimensions of its input and its result when they are batches. */
    static int dimsOf(Node convolution) {
        return ((Tensor) Constants.valueOf(convolution.input(1))).dim();
    }

    /** Whether a later node of the same block is only reached where that is so: the model itself looks, and raises an exception. */
    boolean isSureBefore(Node later) {
        if (GENERAL.contains(node.kind())) {
            return true;
        }
        for (Value.Use use : node.output().uses()) {
            if (use.node().is("aten::dim") && isCheckedBefore(later, use.node().output())) {
                return true;
            }
        }
        return false;
    }

    private boolean isCheckedBefore(Node later, Value dim) {
        for (Value.Use use : dim.uses()) {
            Node comparison = use.node();
            boolean equal = comparison.is("aten::eq");
            if (!equal && !comparison.is("aten::ne")
                    || !Long.valueOf(dimsOf(node)).equals(Constants.valueOf(comparison.input(1 - use.index())))) {
                continue;
            }
            for (Value.Use of : comparison.output().uses()) {
                Node check = of.node();
                if (check.is("prim::If")
                        && check.block() == later.block()
                        && check.isBefore(later)
                        && raises(check.blocks().get(equal ? 1 : 0))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean raises(Block block) {
        for (Node node : block.nodes()) {
            if (node.is("prim::RaiseException")) {
                return true;
            }
        }
        return false;
    }
}
