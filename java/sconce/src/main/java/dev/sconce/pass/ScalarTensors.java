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

/**
 * Computes with ints where a trace computes with tensors of no dimensions: {@code int(NumToTensor(n) // 2)} is {@code n // 2}. Traces
 * are full of it, since they see sizes as tensors; and a number that is read from a tensor ends what a plan can replay.
 */
public final class ScalarTensors {
    private final OperatorSet operators;
    private final AliasAnalysis aliases;
    private boolean changed;

    private ScalarTensors(Graph graph, OperatorSet operators) {
        this.operators = operators;
        aliases = new AliasAnalysis(graph);
    }

    /** Whether something was rewritten. */
    public static boolean run(Graph graph, OperatorSet operators) {
        ScalarTensors pass = new ScalarTensors(graph, operators);
        pass.block(graph.block());
        return pass.changed;
    }

    private void block(Block block) {
        for (Node node : block.nodeList()) {
            for (Block inner : node.blocks()) {
                block(inner);
            }
            boolean reads = node.is("aten::Int") || node.is("aten::ScalarImplicit") || node.is("aten::IntImplicit");
            if (reads && node.input(0).type() == Type.TENSOR && isInt(node.input(0))) {
                node.output().replaceAllUsesWith(toInt(node.input(0)));
                node.destroy();
                changed = true;
            }
        }
    }

    /** Whether the value is an int, or a tensor that is made of ints alone. */
    private boolean isInt(Value value) {
        Node node = value.node();
        if (value.type() == Type.INT) {
            return true;
        }
        if (value.type() != Type.TENSOR || aliases.isWritten(value)) {
            return false;
        }
        return switch (node.kind()) {
            case "prim::Constant" ->
                Constants.valueOf(value) instanceof Tensor tensor && tensor.dtype() == DType.INT64 && tensor.dim() == 0;
            case "prim::NumToTensor" -> node.input().type() == Type.INT;
            case "aten::add", "aten::sub" ->
                isInt(node.input(0))
                        && isInt(node.input(1))
                        && Long.valueOf(1).equals(Constants.valueOf(node.input(2)));
            case "aten::mul", "aten::floor_divide", "aten::remainder" -> isInt(node.input(0)) && isInt(node.input(1));
            case "aten::neg" -> isInt(node.input());
            default -> false;
        };
    }

    /** The same as an int, computed before the value is. */
    private Value toInt(Value value) {
        if (value.type() == Type.INT) {
            return value;
        }
        Node node = value.node();
        if (Constants.valueOf(value) instanceof Tensor tensor) {
            return Constants.insertBefore(node, tensor.getDataAsLongArray()[0], Type.INT);
        }
        return switch (node.kind()) {
            case "prim::NumToTensor" -> node.input();
            case "aten::neg" -> compute(node, "aten::neg", toInt(node.input()));
            default ->
                compute(
                        node,
                        node.is("aten::floor_divide") ? "aten::floordiv" : node.kind(),
                        toInt(node.input(0)),
                        toInt(node.input(1)));
        };
    }

    private Value compute(Node node, String operator, Value... ints) {
        FunctionSchema schema = Rewriting.overload(operators, operator, "int");
        return Rewriting.insertBefore(node, schema, List.of(ints)).addOutput(Type.INT);
    }
}
