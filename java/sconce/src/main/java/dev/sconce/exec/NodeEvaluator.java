package dev.sconce.exec;

import dev.sconce.SconceException;
import dev.sconce.ir.Node;
import dev.sconce.pass.ConstantPropagation;

/** Runs single nodes for the passes, as the interpreter does. Thread-safe. */
public final class NodeEvaluator implements ConstantPropagation.Evaluator {
    public static final NodeEvaluator INSTANCE = new NodeEvaluator();

    private NodeEvaluator() {}

    @Override
    public Object[] evaluate(Node node, Object[] inputs) {
        if (node.is("prim::Uninitialized")) {
            return null;
        }
        Object result;
        try {
            result = NodeInstructions.compute(node, inputs);
        } catch (SconceException failed) {
            throw failed;
        } catch (RuntimeException failed) {
            throw new SconceException(node.kind() + ": " + failed, failed);
        }
        return node.outputs().size() == 1 ? new Object[] {result} : (Object[]) result;
    }
}
