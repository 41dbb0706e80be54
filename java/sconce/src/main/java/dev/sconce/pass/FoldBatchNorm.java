package dev.sconce.pass;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.ir.Block;
import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import dev.sconce.ir.OperatorSet;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import java.util.List;
import java.util.Set;

/**
 * Makes one convolution of a convolution and the batch norm of its result, where weights and statistics are constants: PyTorch's
 * {@code fold_frozen_conv_bn}. The new weight and bias are computed by a {@code sconce::fold_batch_norm} of constants,
 * which {@link ConstantPropagation} then runs. Where nothing says that the input is a batch, a
 * {@code sconce::convolution} has the former weight and the norm's parameters too: without a batch, the norm is over what is then the
 * second dimension, and no longer the channels.
 */
public final class FoldBatchNorm {
    private static final Set<String> CONVOLUTIONS =
            Set.of("aten::conv1d", "aten::conv2d", "aten::conv3d", "aten::convolution", "aten::_convolution");
    private static final Set<String> TRANSPOSED =
            Set.of("aten::conv_transpose1d", "aten::conv_transpose2d", "aten::conv_transpose3d");

    private static final Type UNFOLDED = new Type.ListType(new Type.OptionalType(Type.TENSOR));

    private final FunctionSchema fold;
    private final FunctionSchema fused;
    private final ConstantPool pool;
    private final BatchedInputs batches;
    private boolean changed;

    private FoldBatchNorm(Graph graph, OperatorSet operators) {
        pool = new ConstantPool(graph);
        batches = new BatchedInputs(graph);
        fused = operators.overloads("sconce::convolution").get(0);
        fold = operators.overloads("sconce::fold_batch_norm").get(0);
    }

    /** Whether a batch norm was folded. */
    public static boolean run(Graph graph, OperatorSet operators) {
        FoldBatchNorm pass = new FoldBatchNorm(graph, operators);
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
                || !Constants.isTensorOrNone(bias)
                || !isConstant(norm, constant.dtype())
                || transposed && !Long.valueOf(1).equals(Constants.valueOf(groups))) {
            return;
        }
        boolean isSure = batches.areSure(convolution, norm);
        if (!isSure && !FuseConvolution.isConvolution(convolution)) {
            return; // for which no kernel has both
        }
        Rewriting.moveInputsInFront(norm, convolution);
        Value direction = Constants.insertBefore(convolution, transposed, Type.BOOL);
        Node folded = insertBefore(convolution, fold, weight, bias, norm, direction);
        folded.setRange(norm.range()).setInlinedCall(norm.inlinedCall());
        Value foldedWeight = folded.addOutput(Type.TENSOR);
        Value foldedBias = folded.addOutput(Type.TENSOR);
        if (isSure) {
            convolution.replaceInput(1, foldedWeight);
            convolution.replaceInput(2, foldedBias);
        } else {
            List<Value> inputs = FuseConvolution.inputs(convolution, pool);
            inputs.set(1, foldedWeight);
            inputs.set(2, foldedBias);
            Node unfolded = convolution
                    .graph()
                    .create(
                            "prim::ListConstruct",
                            norm.range(),
                            List.of(weight, bias, norm.input(1), norm.input(2), norm.input(3), norm.input(4)))
                    .insertBefore(convolution);
            inputs.set(fused.argumentIndex("unfolded"), unfolded.addOutput(UNFOLDED));
            inputs.set(fused.argumentIndex("eps"), norm.input(7));
            convolution = Rewriting.replace(convolution, fused, inputs);
        }
        norm.output().replaceAllUsesWith(convolution.output());
        norm.destroy();
        changed = true;
    }

    /** Whether a batch norm multiplies and adds constants: its own statistics, of this dtype, and not those of its input. */
    static boolean isConstant(Node norm, DType dtype) {
        return Boolean.FALSE.equals(Constants.valueOf(norm.input(5)))
                && Constants.isTensorOrNone(norm.input(1))
                && Constants.isTensorOrNone(norm.input(2))
                && Constants.valueOf(norm.input(3)) instanceof Tensor mean
                && mean.dtype() == dtype
                && Constants.valueOf(norm.input(4)) instanceof Tensor
                && Constants.isConstant(norm.input(6))
                && Constants.isConstant(norm.input(7));
    }

    /** Weight and bias of a convolution and the norm behind it, computed in front of a node, where the norm's parameters must stand; without outputs yet. */
    static Node insertBefore(Node node, FunctionSchema fold, Value weight, Value bias, Node norm, Value transposed) {
        return Rewriting.insertBefore(
                node,
                fold,
                List.of(
                        weight,
                        bias,
                        norm.input(1),
                        norm.input(2),
                        norm.input(3),
                        norm.input(4),
                        norm.input(7),
                        transposed));
    }

    /** Whether nothing but the norm reads the numbers; sizes are the same behind it. */
    private static boolean readOnlyBy(Node norm, Value value) {
        return Metadata.isAllThatReads(value, norm);
    }
}
