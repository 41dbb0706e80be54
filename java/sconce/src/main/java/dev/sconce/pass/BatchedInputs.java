package dev.sconce.pass;

import dev.sconce.Tensor;
import dev.sconce.ir.Block;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import dev.sconce.ir.Value;
import java.util.Set;

/** Which convolutions with constant weights take batches, and not one image or sequence by itself. */
final class BatchedInputs {
    /** They take nothing but batches: what traced models have. */
    private static final Set<String> GENERAL = Set.of("aten::convolution", "aten::_convolution");

    private final Graph graph;
    private AliasAnalysis aliases;

    BatchedInputs(Graph graph) {
        this.graph = graph;
    }

    /**
     * Whether a later node of the same block is only reached where the convolution had a batch: the model itself looks, at the result or
     * at what has as many dimensions, and raises an exception.
     */
    boolean areSure(Node convolution, Node later) {
        if (GENERAL.contains(convolution.kind())) {
            return true;
        }
        int dims = ((Tensor) Constants.valueOf(convolution.input(1))).dim();
        Value value = convolution.output();
        while (true) {
            for (Value.Use use : value.uses()) {
                if (use.node().is("aten::dim")
                        && isCheckedBefore(later, use.node().output(), dims)) {
                    return true;
                }
            }
            Node maker = value.node();
            if (!ResultTraits.keepsRank(maker) || isWritten(value) || isWritten(maker.input(0))) {
                return false;
            }
            value = maker.input(0);
        }
    }

    /** Built when it is first needed. */
    private boolean isWritten(Value value) {
        if (aliases == null) {
            aliases = new AliasAnalysis(graph);
        }
        return aliases.isWritten(value);
    }

    private static boolean isCheckedBefore(Node later, Value dim, int dims) {
        for (Value.Use use : dim.uses()) {
            Node comparison = use.node();
            boolean equal = comparison.is("aten::eq");
            if (!equal && !comparison.is("aten::ne")
                    || !Long.valueOf(dims).equals(Constants.valueOf(comparison.input(1 - use.index())))) {
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
