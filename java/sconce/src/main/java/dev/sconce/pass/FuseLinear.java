package dev.sconce.pass;

import dev.sconce.Tensor;
import dev.sconce.ir.Block;
import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import dev.sconce.ir.OperatorSet;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import java.util.Arrays;
import java.util.List;

/**
 * Makes {@code sconce::linear} of all products with a constant matrix, however they are written: {@code linear}, {@code addmm},
 * {@code mm} and {@code matmul}, and of the sum with a constant bias that follows. {@link FuseEpilogue} then has it do what is done to
 * the result.
 */
public final class FuseLinear {
    private static final int WEIGHT = 1;
    private static final int BIAS = 2;

    private final FunctionSchema fused;
    private final AliasAnalysis aliases;
    private final ConstantPool pool;
    private boolean changed;

    private FuseLinear(Graph graph, OperatorSet operators) {
        fused = operators.overloads("sconce::linear").get(0);
        aliases = new AliasAnalysis(graph);
        pool = new ConstantPool(graph);
    }

    /** Whether something was rewritten. */
    public static boolean run(Graph graph, OperatorSet operators) {
        FuseLinear pass = new FuseLinear(graph, operators);
        pass.block(graph.block());
        return pass.changed;
    }

    private void block(Block block) {
        for (Node node : block.nodeList()) {
            for (Block inner : node.blocks()) {
                block(inner);
            }
            switch (node.kind()) {
                case "aten::linear" -> {
                    if (isMatrix(node.input(1)) && isBias(node.input(2), node.input(1), 0)) {
                        rewrite(node, node.input(0), node.input(1), node.input(2));
                    }
                }
                case "aten::addmm" -> {
                    if (isMatrix(node.input(2))
                            && isBias(node.input(0), node.input(2), 1)
                            && isOne(node.input(3))
                            && isOne(node.input(4))) {
                        rewrite(node, node.input(1), transposed(node, node.input(2)), node.input(0));
                    }
                }
                case "aten::mm", "aten::matmul" -> {
                    if (isMatrix(node.input(1))) {
                        rewrite(node, node.input(0), transposed(node, node.input(1)), pool.of(null, Type.NONE));
                    }
                }
                case "aten::add" -> addBias(node);
                default -> {}
            }
        }
    }

    private static boolean isMatrix(Value value) {
        return Constants.valueOf(value) instanceof Tensor weight
                && weight.dim() == 2
                && weight.dtype().isFloatingPoint();
    }

    /** Whether the value is None, or a constant with an element for each of the matrix's rows or columns. */
    private static boolean isBias(Value value, Value matrix, int dimension) {
        Tensor weight = (Tensor) Constants.valueOf(matrix);
        return Constants.isNone(value)
                || Constants.valueOf(value) instanceof Tensor bias
                        && bias.dtype() == weight.dtype()
                        && Arrays.equals(bias.sizes(), new long[] {weight.sizes()[dimension]});
    }

    private static boolean isOne(Value value) {
        return Constants.valueOf(value) instanceof Number number && number.doubleValue() == 1;
    }

    /** The matrix as linear takes it, [columns, rows]: a view of the constant. */
    private static Value transposed(Node node, Value matrix) {
        Tensor weight = (Tensor) Constants.valueOf(matrix);
        long[] sizes = weight.sizes();
        long[] strides = weight.strides();
        Tensor view = weight.asStrided(
                new long[] {sizes[1], sizes[0]}, new long[] {strides[1], strides[0]}, weight.storageOffset());
        return Constants.insertBefore(node, view, Type.TENSOR);
    }

    private void rewrite(Node node, Value input, Value weight, Value bias) {
        List<Value> inputs = List.of(
                input,
                weight,
                bias,
                pool.of(null, Type.NONE),
                pool.of(false, Type.BOOL),
                pool.of(FusedActivation.NONE.name(), Type.STRING),
                pool.of(0.0, Type.FLOAT),
                pool.of(0.0, Type.FLOAT),
                pool.of(false, Type.BOOL));
        Rewriting.replace(node, fused, inputs);
        changed = true;
    }

    /** What a linear layer without bias gives, plus a constant of one element a column. */
    private void addBias(Node node) {
        if (!node.schema().overload().equals("Tensor") || !isOne(node.input(2))) {
            return;
        }
        for (int side = 0; side < 2; side++) {
            Value sum = node.input(side);
            Value bias = node.input(1 - side);
            Node linear = sum.node();
            if (linear.is(fused.name())
                    && linear.block() == node.block()
                    && Constants.isNone(linear.input(BIAS))
                    && Constants.isConstant(bias)
                    && isBias(bias, linear.input(WEIGHT), 0)
                    && !aliases.isWritten(sum)
                    && Metadata.isAllThatReads(sum, node)) {
                linear.replaceInput(BIAS, Constants.insertBefore(linear, Constants.valueOf(bias), Type.TENSOR));
                node.output().replaceAllUsesWith(sum);
                node.destroy();
                changed = true;
                return;
            }
        }
    }
}
