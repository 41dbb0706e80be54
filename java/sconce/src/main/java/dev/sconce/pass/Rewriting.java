package dev.sconce.pass;

import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.Node;
import dev.sconce.ir.OperatorSet;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import java.util.List;

/** Operators that passes put in place of others. They stand where these stood: in an error, the line of TorchScript is the same. */
final class Rewriting {
    private Rewriting() {}

    static FunctionSchema overload(OperatorSet operators, String name, String overload) {
        return operators.overloads(name).stream()
                .filter(schema -> schema.overload().equals(overload))
                .findFirst()
                .orElseThrow();
    }

    /** A node in front of another, without outputs yet. */
    static Node insertBefore(Node node, FunctionSchema schema, List<Value> inputs) {
        return node.graph()
                .create(schema.name(), node.range(), inputs)
                .setSchema(schema)
                .setInlinedCall(node.inlinedCall())
                .insertBefore(node);
    }

    /** Puts a node that gives one tensor in the place of another; returns the new one. */
    static Node replace(Node node, FunctionSchema schema, List<Value> inputs) {
        Node made = insertBefore(node, schema, inputs);
        Value output = made.addOutput(Type.TENSOR).setDebugName(node.output().debugName());
        node.output().replaceAllUsesWith(output);
        node.destroy();
        return made;
    }

    /** Moves a constant of the same block to where a node can read it. */
    static void moveInFront(Value constant, Node node) {
        Node maker = constant.node();
        if (maker.is("prim::Constant") && maker.block() == node.block() && node.isBefore(maker)) {
            maker.moveBefore(node);
        }
    }

    /** Moves the constants that a node reads to where another can read them. */
    static void moveInputsInFront(Node reader, Node node) {
        for (Value input : reader.inputs()) {
            moveInFront(input, node);
        }
    }
}
