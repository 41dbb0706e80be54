package dev.sconce.pass;

import dev.sconce.Tensor;
import dev.sconce.ir.Block;
import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import dev.sconce.ir.OperatorSet;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import java.util.Set;

/**
 * Makes one convolution of a convolution and the batch norm of its result, where weights and statistics are constants: PyTorch's
 * {@code fold_frozen_conv_bn}. The new weight and bias are computed by a {@code sconce::fold_batch_norm} of constants,
 * which {@link ConstantPropagation} then runs.
 */
public final class FoldBatchNorm {
    private static final Set<String> CONVOLUTIONS =
            Set.of("aten::conv1d", "aten::conv2d", "aten::conv3d", "aten::convolution", "aten::_convolution");
    private static final Set<String> TRANSPOSED =
            Set.of("aten::conv_transpose1d", "aten::conv_transpose2d", "aten::conv_transpose3d");

    private final FunctionSchema fold;
    private boolean changed;

    private FoldBatchNorm(OperatorSet operators) {
        fold = operators.overloads("sconce::fold_batch_norm").get(0);
    }

    /** Whether a batch norm was folded. */
    public static boolean run(Graph graph, OperatorSet operators) {
        FoldBatchNorm pass = new FoldBatchNorm(operators);
        pass.block(graph.block());
        return pass.changed;
    }

    private void block(Block block) {
        for (Node node : block.nodeList()) {
            for (Block inner : node.blocks()) {
                block(inner);
            }
            if (node.is("aten::batch_norm")) {
                fold(node);
            }
        }
    }

    private void fold(Node norm) {
        Node convolution = norm.input(0).node();
        boolean transposed = TRANSPOSED.contains(convolution.kind());
        if (!transposed && !CONVOLUTIONS.contains(convolution.kind())
                || convolution.block() != norm.block()
                || !Boolean.FALSE.equals(Constants.valueOf(norm.input(5)))
                || !readOnlyBy(norm, convolution.output())) {
            return;
        }
        int flag = convolution.schema().argumentIndex("transposed");
        if (flag >= 0) {
            Object isTransposed = Constants.valueOf(convolution.input(flag));
            if (isTransposed == null) {
                return;
            }
            transposed = (Boolean) isTransposed;
        }
        Value groups = convolution.input(convolution.schema().argumentIndex("groups"));
        Value weight = convolution.input(1);
        Value bias = convolution.input(2);
        if (!(Constants.valueOf(weight) instanceof Tensor constant)
                || !constant.dtype().isFloatingPoint()
                || !isConstantOrNone(bias)
                || !isConstantOrNone(norm.input(1))
                || !isConstantOrNone(norm.input(2))
                || !(Constants.valueOf(norm.input(3)) instanceof Tensor mean)
                || mean.dtype() != constant.dtype()
                || !(Constants.valueOf(norm.input(4)) instanceof Tensor)
                || !Constants.isConstant(norm.input(7))
                || transposed && !Long.valueOf(1).equals(Constants.valueOf(groups))) {
            return;
        }
        for (Value parameter : norm.inputs()) {
            moveInFront(parameter, convolution);
        }
        Graph graph = norm.graph();
        Node former = graph.setInsertPoint(convolution);
        Value direction = graph.insertConstant(transposed, Type.BOOL, norm.range());
        Node folded = graph.insert(graph.create(
                        fold.name(),
                        norm.range(),
                        weight,
                        bias,
                        norm.input(1),
                        norm.input(2),
                        norm.input(3),
                        norm.input(4),
                        norm.input(7),
                        direction))
                .setSchema(fold)
                .setInlinedCall(norm.inlinedCall());
        graph.setInsertPoint(former);
        convolution.replaceInput(1, folded.addOutput(Type.TENSOR));
        convolution.replaceInput(2, folded.addOutput(Type.TENSOR));
        norm.output().replaceAllUsesWith(convolution.output());
        norm.destroy();
        changed = true;
    }

    private static void moveInFront(Value constant, Node node) {
        Node maker = constant.node();
        if (maker.is("prim::Constant") && maker.block() == node.block() && node.isBefore(maker)) {
            maker.moveBefore(node);
        }
    }

    /** Whether nothing but the norm reads the numbers; sizes are the same behind it. */
    private static boolean readOnlyBy(Node norm, Value value) {
        return Metadata.isAllThatReads(value, norm);
    }

    private static boolean isConstantOrNone(Value value) {
        return Constants.isNone(value) || Constants.valueOf(value) instanceof Tensor;
    }
}
