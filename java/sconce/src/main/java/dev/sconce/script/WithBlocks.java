package dev.sconce.script;

import dev.sconce.ir.Block;
import dev.sconce.ir.Node;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Holds what stands between a {@code prim::Enter} and its {@code prim::Exit} in the first block of a {@code prim::With}, and the exit in
 * its second, while early exits are transformed: those must not skip the {@code prim::Exit}.
 */
final class WithBlocks {
    private WithBlocks() {}

    static void make(Block block) {
        Deque<Node> entered = new ArrayDeque<>();
        for (Node node : block.nodeList()) {
            for (Block inner : node.blocks()) {
                make(inner);
            }
            if (node.is("prim::Enter")) {
                entered.push(node);
            } else if (node.is("prim::Exit")) {
                Node enter = entered.pop();
                Node with = block.returnNode()
                        .graph()
                        .create("prim::With", enter.range())
                        .insertAfter(enter);
                Block body = with.addBlock();
                while (with.next() != node) {
                    with.next().moveBefore(body.returnNode());
                }
                node.moveBefore(with.addBlock().returnNode());
            }
        }
    }

    static void remove(Block block) {
        for (Node node : block.nodeList()) {
            for (Block inner : node.blocks()) {
                remove(inner);
            }
            if (node.is("prim::With")) {
                for (Block part : node.blocks()) {
                    for (Node inner : part.nodeList()) {
                        inner.moveBefore(node);
                    }
                }
                node.destroy();
            }
        }
    }
}
