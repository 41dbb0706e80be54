package dev.sconce.script;

import dev.sconce.ir.Block;
import dev.sconce.ir.Node;
import dev.sconce.ir.Value;

/**
 * Removes what emission left and nothing reads: constants, uninitialized values, tuples that were unpacked where they were made, and
 * variables that ifs and loops give out in vain.
 */
final class DeadValues {
    private DeadValues() {}

    static void remove(Block block) {
        for (Node node : block.reverseNodes()) {
            switch (node.kind()) {
                case "prim::If" -> pruneIf(node);
                case "prim::Loop" -> pruneLoop(node);
                case "prim::Constant", "prim::Uninitialized", "prim::TupleConstruct" -> {
                    if (!node.output().hasUses()) {
                        node.destroy();
                        continue;
                    }
                }
                default -> {}
            }
            for (Block inner : node.blocks()) {
                remove(inner);
            }
        }
    }

    private static void pruneIf(Node node) {
        for (int i = node.outputs().size() - 1; i >= 0; i--) {
            if (!node.output(i).hasUses()) {
                node.eraseOutput(i);
                for (Block branch : node.blocks()) {
                    branch.eraseOutput(i);
                }
            }
        }
    }

    private static boolean isOnlyHandedOn(Value value, Node end, int output) {
        for (Value.Use use : value.uses()) {
            if (use.node() != end || use.index() != output) {
                return false;
            }
        }
        return true;
    }

    /** A carried value is dead that is not read behind the loop and in the body by nothing but its own next iteration. */
    private static void pruneLoop(Node node) {
        Block body = node.blocks().get(0);
        for (int i = node.outputs().size() - 1; i >= 0; i--) {
            Value carried = body.inputs().get(i + 1);
            if (!node.output(i).hasUses() && isOnlyHandedOn(carried, body.returnNode(), i + 1)) {
                body.eraseOutput(i + 1);
                body.eraseInput(i + 1);
                node.removeInput(i + 2);
                node.eraseOutput(i);
            }
        }
    }
}
