package dev.sconce.pass;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;

/** Values of {@code prim::Constant} nodes. */
final class Constants {
    private Constants() {}

    static boolean isConstant(Value value) {
        return value.node().is("prim::Constant");
    }

    /** The constant, which may be None's null; null also where the value is no constant. */
    static Object valueOf(Value value) {
        return isConstant(value) ? value.node().attribute("value") : null;
    }

    /** The constant number, also where it is a tensor of no dimensions; null where the value is none. */
    static Double number(Value value) {
        Object constant = valueOf(value);
        if (constant instanceof Tensor tensor && tensor.dim() == 0 && tensor.dtype() == DType.FLOAT32) {
            return (double) tensor.getDataAsFloatArray()[0];
        }
        return constant instanceof Number number ? number.doubleValue() : null;
    }

    static boolean isNone(Value value) {
        return value.type() == Type.NONE;
    }

    /** Whether it is a constant tensor or None. */
    static boolean isTensorOrNone(Value value) {
        return isNone(value) || valueOf(value) instanceof Tensor;
    }

    /**
     * Makes {@code value}'s users read a constant instead, which is inserted before its node. Nothing counts it: whoever
     * runs passes holds what constants need, as long as the graph is run.
     */
    static void replace(Value value, Object constant, Type type) {
        value.replaceAllUsesWith(insertBefore(value.node(), constant, type).setDebugName(value.debugName()));
    }

    /** A constant in front of a node, and of its line. */
    static Value insertBefore(Node node, Object constant, Type type) {
        Graph graph = node.graph();
        Node former = graph.setInsertPoint(node);
        Value inserted = graph.insertConstant(constant, type, node.range());
        graph.setInsertPoint(former);
        return inserted;
    }
}
