package dev.sconce.pass;

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
 * which {@link ConstantPropagation} then runs. Where nothing says that the input is a batch, the convolution is chosen at run time.
 */
public final class FoldBatchNorm {
    private static final Set<String> CONVOLUTIONS =
            Set.of("aten::conv1d", "aten::conv2d", "aten::conv3d", "aten::convolution", "aten::_convolution");
    private static final Set<String> TRANSPOSED =
            Set.of("aten::conv_transpose1d", "aten::conv_transpose2d", "aten::conv_transpose3d");

    private final OperatorSet operators;
    private final FunctionSchema fold;
    private boolean changed;

    private FoldBatchNorm(OperatorSet operators) {
        this.operators = operators;
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
                || !Constants.isConstant(norm.input(6))
                || !Constants.isConstant(norm.input(7))
                || transposed && !Long.valueOf(1).equals(Constants.valueOf(groups))) {
            return;
        }
        for (Value parameter : norm.inputs()) {
            moveInFront(parameter, convolution);
        }
        Value direction = Constants.insertBefore(convolution, transposed, Type.BOOL);
        Node folded = Rewriting.insertBefore(
                convolution,
                fold,
                List.of(
                        weight,
                        bias,
                        norm.input(1),
                        norm.input(2),
                        norm.input(3),
                        norm.input(4),
                        norm.input(7),
                        direction));
        folded.setRange(norm.range()).setInlinedCall(norm.inlinedCall());
        Value foldedWeight = folded.addOutput(Type.TENSOR);
        Value foldedBias = folded.addOutput(Type.TENSOR);
        Value result = convolution.output();
        if (new BatchedConvolution(convolution).isSureBefore(norm)) {
            convolution.replaceInput(1, foldedWeight);
            convolution.replaceInput(2, foldedBias);
        } else {
            result = versions(convolution, norm, foldedWeight, foldedBias);
            convolution.output().replaceAllUsesWith(result);
            convolution.destroy();
        }
        norm.output().replaceAllUsesWith(result);
        norm.destroy();
        changed = true;
        takeActivations(result);
    }

    /**
     * The result where one image or sequence without a batch may come in: its norm is over what is then its second dimension, and no
     * longer the channels. Replaces both nodes' results, and leaves them without use.
     */
    private Value versions(Node convolution, Node norm, Value foldedWeight, Value foldedBias) {
        Graph graph = convolution.graph();
        Value input = convolution.input(0);
        Node dim = Rewriting.insertBefore(
                convolution, operators.overloads("aten::dim").get(0), List.of(input));
        Value batched = Constants.insertBefore(convolution, (long) BatchedConvolution.dimsOf(convolution), Type.INT);
        Node is = Rewriting.insertBefore(
                convolution,
                Rewriting.overload(operators, "aten::eq", "int"),
                List.of(dim.addOutput(Type.INT), batched));
        Node choice = graph.create("prim::If", norm.range(), is.addOutput(Type.BOOL))
                .setInlinedCall(norm.inlinedCall())
                .insertBefore(convolution);
        Node withNorm = copy(convolution, choice.addBlock());
        withNorm.replaceInput(1, foldedWeight);
        withNorm.replaceInput(2, foldedBias);
        Node plain = copy(convolution, choice.addBlock());
        Node ofPlain = copy(norm, plain.block());
        ofPlain.replaceInput(0, plain.output());
        withNorm.block().addOutput(withNorm.output());
        plain.block().addOutput(ofPlain.output());
        return choice.addOutput(Type.TENSOR).setDebugName(norm.output().debugName());
    }

    /** Moves the activations of a choice's result, if it is one, into both versions: there a convolution can apply them. */
    private static void takeActivations(Value result) {
        Node choice = result.node();
        while (choice.is("prim::If")) {
            Node user = null;
            for (Value.Use use : result.uses()) {
                user = Metadata.isReadBy(use.node()) ? user : use.node();
            }
            if (user == null
                    || user.block() != choice.block()
                    || user.inputs().isEmpty()
                    || FusedActivation.of(user) == null
                    || !Metadata.isAllThatReads(result, user)) {
                return;
            }
            user.inputs().forEach(input -> moveInFront(input, choice));
            for (Block version : choice.blocks()) {
                Node activation = copy(user, version);
                activation.replaceInput(0, version.outputs().get(0));
                version.replaceOutput(0, activation.output());
            }
            user.output().replaceAllUsesWith(result);
            user.destroy();
        }
    }

    private static Node copy(Node node, Block end) {
        Node copy = node.graph()
                .create(node.kind(), node.range(), node.inputs())
                .setSchema(node.schema())
                .setInlinedCall(node.inlinedCall());
        end.append(copy).addOutput(node.output().type());
        return copy;
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
