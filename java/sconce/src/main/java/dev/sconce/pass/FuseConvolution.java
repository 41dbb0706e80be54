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
 * Makes one {@code sconce::convolution} of a convolution with a constant weight and what is done to each of its results: an
 * activation, the sum with another tensor (a residual connection), in both orders. Later passes find all such convolutions under
 * this one name, also those that nothing follows.
 */
public final class FuseConvolution {
    private static final Set<String> PLAIN = Set.of("aten::conv1d", "aten::conv2d", "aten::conv3d");
    private static final Set<String> GENERAL = Set.of("aten::convolution", "aten::_convolution");

    /** Positions of arguments of sconce::convolution. */
    private static final int RESIDUAL = 7;

    private static final int RESIDUAL_LAST = 8;
    private static final int ACTIVATION = 9;
    private static final int LO = 10;
    private static final int HI = 11;

    private final FunctionSchema fused;
    private final AliasAnalysis aliases;
    private boolean changed;

    private FuseConvolution(Graph graph, OperatorSet operators) {
        fused = operators.overloads("sconce::convolution").get(0);
        aliases = new AliasAnalysis(graph);
    }

    /** Whether something was rewritten. */
    public static boolean run(Graph graph, OperatorSet operators) {
        FuseConvolution pass = new FuseConvolution(graph, operators);
        pass.block(graph.block());
        return pass.changed;
    }

    private void block(Block block) {
        for (Node node : block.nodeList()) {
            node.blocks().forEach(this::block);
            if (isConvolution(node)) {
                rewrite(node);
            }
        }
        for (Node node : block.nodeList()) {
            if (node.block() == null) {
                continue; // fused meanwhile
            }
            FusedActivation activation = node.inputs().isEmpty() ? null : FusedActivation.of(node);
            if (activation != null && canTake(node, node.input(0))) {
                activate(node, node.input(0).node(), activation);
            } else if (node.is("aten::add")) {
                add(node);
            }
        }
    }

    private boolean isConvolution(Node node) {
        boolean general = GENERAL.contains(node.kind());
        if (!general && !PLAIN.contains(node.kind()) || node.schema().overload().equals("padding")) {
            return false;
        }
        if (general && !Boolean.FALSE.equals(Constants.valueOf(node.input(6)))) {
            return false; // transposed
        }
        return Constants.valueOf(node.input(1)) instanceof Tensor weight
                && weight.dtype().isFloatingPoint()
                && (Constants.isNone(node.input(2)) || Constants.isConstant(node.input(2)))
                && !aliases.isWritten(node.input(0));
    }

    private void rewrite(Node node) {
        boolean general = GENERAL.contains(node.kind());
        Graph graph = node.graph();
        Node former = graph.setInsertPoint(node);
        List<Value> inputs = new ArrayList<>(node.inputs().subList(0, 6));
        inputs.add(node.input(general ? 8 : 6));
        inputs.add(constant(node, null, Type.NONE));
        inputs.add(constant(node, false, Type.BOOL));
        inputs.add(constant(node, FusedActivation.NONE.name(), Type.STRING));
        inputs.add(constant(node, 0.0, Type.FLOAT));
        inputs.add(constant(node, 0.0, Type.FLOAT));
        inputs.add(constant(node, false, Type.BOOL));
        Node made = graph.insert(graph.create(fused.name(), node.range(), inputs))
                .setSchema(fused)
                .setInlinedCall(node.inlinedCall());
        graph.setInsertPoint(former);
        Value result = made.addOutput(Type.TENSOR).setDebugName(node.output().debugName());
        node.output().replaceAllUsesWith(result);
        node.destroy();
        changed = true;
    }

    private static Value constant(Node at, Object value, Type type) {
        return at.graph().insertConstant(value, type, at.range());
    }

    /** Whether the value is a convolution's that can still apply something, for the node alone. */
    private boolean canTake(Node node, Value value) {
        Node convolution = value.node();
        return convolution.is(fused.name())
                && convolution.block() == node.block()
                && convolution.output() == value
                && !aliases.isWritten(value)
                && activationOf(convolution).equals(FusedActivation.NONE.name())
                && !isLast(convolution)
                && value.uses().stream().allMatch(use -> use.node() == node || Metadata.isReadBy(use.node()));
    }

    private static String activationOf(Node convolution) {
        return (String) Constants.valueOf(convolution.input(ACTIVATION));
    }

    private static boolean isLast(Node convolution) {
        return Boolean.TRUE.equals(Constants.valueOf(convolution.input(RESIDUAL_LAST)));
    }

    private void activate(Node node, Node convolution, FusedActivation activation) {
        set(convolution, ACTIVATION, activation.name(), Type.STRING);
        set(convolution, LO, activation.lo(), Type.FLOAT);
        set(convolution, HI, activation.hi(), Type.FLOAT);
        giveWayTo(node, convolution);
    }

    private static void set(Node convolution, int argument, Object value, Type type) {
        Graph graph = convolution.graph();
        Node former = graph.setInsertPoint(convolution);
        convolution.replaceInput(argument, graph.insertConstant(value, type, convolution.range()));
        graph.setInsertPoint(former);
    }

    private void giveWayTo(Node node, Node convolution) {
        if (node.output().debugName() != null) {
            convolution.output().setDebugName(node.output().debugName());
        }
        node.output().replaceAllUsesWith(convolution.output());
        node.destroy();
        changed = true;
    }

    /** The sum of a convolution's result and a tensor that is known when the convolution is run, or may be made so. */
    private void add(Node node) {
        if (!node.schema().overload().equals("Tensor") || !isOne(Constants.valueOf(node.input(2)))) {
            return;
        }
        // Of two convolutions the later one: the other is there by then.
        Value a = node.input(0);
        Value b = node.input(1);
        boolean bLater = b.node().block() == node.block()
                && a.node().block() == node.block()
                && a.node().isBefore(b.node());
        if (!tryAdd(node, bLater ? b : a, bLater ? a : b)) {
            tryAdd(node, bLater ? a : b, bLater ? b : a);
        }
    }

    private static boolean isOne(Object alpha) {
        return alpha instanceof Number number && number.doubleValue() == 1;
    }

    private boolean tryAdd(Node node, Value sum, Value residual) {
        Node convolution = sum.node();
        boolean activated =
                convolution.is(fused.name()) && !activationOf(convolution).equals(FusedActivation.NONE.name());
        boolean fits = activated ? canAddLast(node, sum) : canTake(node, sum);
        if (!fits || !Constants.isNone(convolution.input(RESIDUAL)) || sum == residual || aliases.isWritten(residual)) {
            return false;
        }
        if (!residual.node().isBefore(convolution)) {
            if (sum.uses().size() > 1) {
                return false; // its sizes are asked for before the residual is there
            }
            convolution.moveBefore(node);
        }
        convolution.replaceInput(RESIDUAL, residual);
        set(convolution, RESIDUAL_LAST, activated, Type.BOOL);
        giveWayTo(node, convolution);
        return true;
    }

    private boolean canAddLast(Node node, Value value) {
        return value.node().block() == node.block()
                && !aliases.isWritten(value)
                && !isLast(value.node())
                && value.uses().stream().allMatch(use -> use.node() == node || Metadata.isReadBy(use.node()));
    }
}
