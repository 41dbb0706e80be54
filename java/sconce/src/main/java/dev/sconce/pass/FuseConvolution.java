package dev.sconce.pass;

import dev.sconce.Tensor;
import dev.sconce.ir.Block;
import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import dev.sconce.ir.OperatorSet;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Makes {@code sconce::convolution} of all convolutions with a constant weight: later passes find them under this one name.
 * {@link FuseEpilogue} then has it do what is done to the result.
 */
public final class FuseConvolution {
    private static final Set<String> PLAIN = Set.of("aten::conv1d", "aten::conv2d", "aten::conv3d");
    private static final Set<String> GENERAL = Set.of("aten::convolution", "aten::_convolution");

    private final FunctionSchema fused;
    private final ConstantPool pool;
    private boolean changed;

    private FuseConvolution(Graph graph, OperatorSet operators) {
        fused = operators.overloads("sconce::convolution").get(0);
        pool = new ConstantPool(graph);
    }

    /** Whether something was rewritten. */
    public static boolean run(Graph graph, OperatorSet operators) {
        FuseConvolution pass = new FuseConvolution(graph, operators);
        pass.block(graph.block());
        return pass.changed;
    }

    private void block(Block block) {
        for (Node node : block.nodeList()) {
            for (Block inner : node.blocks()) {
                block(inner);
            }
            if (isConvolution(node)) {
                rewrite(node);
            }
        }
    }

    /** Whether {@code sconce::convolution} can do what a node does. */
    static boolean isConvolution(Node node) {
        boolean general = GENERAL.contains(node.kind());
        if (!general && !PLAIN.contains(node.kind()) || node.schema().overload().equals("padding")) {
            return false;
        }
        if (general && !Boolean.FALSE.equals(Constants.valueOf(node.input(6)))) {
            return false; // transposed
        }
        return Constants.valueOf(node.input(1)) instanceof Tensor weight
                && weight.dtype().isFloatingPoint()
                && (Constants.isNone(node.input(2)) || Constants.isConstant(node.input(2)));
    }

    private void rewrite(Node node) {
        Rewriting.replace(node, fused, inputs(node, pool));
        changed = true;
    }

    /** What {@code sconce::convolution} has for inputs in a node's place. */
    static List<Value> inputs(Node node, ConstantPool pool) {
        boolean general = GENERAL.contains(node.kind());
        List<Value> inputs = new ArrayList<>(node.inputs().subList(0, 6));
        inputs.add(node.input(general ? 8 : 6));
        inputs.add(pool.of(null, Type.NONE));
        inputs.add(pool.of(false, Type.BOOL));
        inputs.add(pool.of(FusedActivation.NONE.name(), Type.STRING));
        inputs.add(pool.of(0.0, Type.FLOAT));
        inputs.add(pool.of(0.0, Type.FLOAT));
        inputs.add(pool.of(false, Type.BOOL));
        inputs.add(pool.of(general, Type.BOOL));
        inputs.add(pool.of(false, Type.BOOL));
        inputs.add(pool.of(null, Type.NONE));
        inputs.add(pool.of(0.0, Type.FLOAT));
        return inputs;
    }
}
