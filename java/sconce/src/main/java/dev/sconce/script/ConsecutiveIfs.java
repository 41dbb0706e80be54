package dev.sconce.script;

import dev.sconce.ir.Block;
import dev.sconce.ir.Node;
import dev.sconce.ir.Value;

/**
 * Merges an if with the one behind it that asks which branch of the first was taken, as the transform of early exits leaves them:
 * {@code if x: return 1} before {@code return 2} is one if with both returns.
 */
final class ConsecutiveIfs {
    private ConsecutiveIfs() {}

    static void merge(Block block) {
        for (Node node : block.nodeList()) {
            if (node.block() == null) {
                continue; // merged into the one before
            }
            for (Block inner : node.blocks()) {
                merge(inner);
            }
            while (node.is("prim::If") && canMerge(node, node.next())) {
                merge(node, node.next());
                for (Block inner : node.blocks()) {
                    merge(inner);
                }
            }
        }
    }

    private static boolean canMerge(Node first, Node second) {
        if (!second.is("prim::If") || second.input().node() != first) {
            return false;
        }
        Object ifTrue = branchConstant(first, 0, second.input());
        Object ifFalse = branchConstant(first, 1, second.input());
        return ifTrue instanceof Boolean && ifFalse instanceof Boolean && !ifTrue.equals(ifFalse);
    }

    private static Object branchConstant(Node node, int branch, Value output) {
        return Emitter.constantOf(
                node.blocks().get(branch).outputs().get(node.outputs().indexOf(output)));
    }

    private static void merge(Node first, Node second) {
        boolean trueTakesTrue = Boolean.TRUE.equals(branchConstant(first, 0, second.input()));
        int outputs = second.outputs().size();
        for (int branch = 0; branch < 2; branch++) {
            Block into = first.blocks().get(branch);
            Block from = second.blocks().get(trueTakesTrue ? branch : 1 - branch);
            for (Node inner : from.nodeList()) {
                inner.moveBefore(into.returnNode());
            }
            for (int i = 0; i < outputs; i++) {
                into.addOutput(from.outputs().get(i));
            }
            for (Node node : into.nodes()) {
                resolve(node, first, into);
            }
            resolve(into.returnNode(), first, into);
        }
        for (Value output : second.outputs()) {
            Value merged = first.addOutput(output.type()).setDebugName(output.debugName());
            output.replaceAllUsesWith(merged);
        }
        second.destroy();
    }

    /** Replaces outputs of the first if, which a moved node may read, by what they are in this branch. */
    private static void resolve(Node node, Node first, Block branch) {
        for (int i = 0; i < node.inputs().size(); i++) {
            if (node.input(i).node() == first) {
                node.replaceInput(i, branch.outputs().get(first.outputs().indexOf(node.input(i))));
            }
        }
        for (Block nested : node.blocks()) {
            for (Node inner : nested.nodes()) {
                resolve(inner, first, branch);
            }
            resolve(nested.returnNode(), first, branch);
        }
    }
}
