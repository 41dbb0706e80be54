package dev.sconce.script;

import dev.sconce.ir.Block;
import dev.sconce.ir.Node;

/** Removes what emission left and nothing reads: constants, uninitialized values, tuples that were unpacked where they were made. */
final class DeadValues {
    private DeadValues() {}

    static void remove(Block block) {
        for (Node node : block.reverseNodes()) {
            node.blocks().forEach(DeadValues::remove);
            switch (node.kind()) {
                case "prim::Constant", "prim::Uninitialized", "prim::TupleConstruct" -> {
                    if (!node.output().hasUses()) {
                        node.destroy();
                    }
                }
                default -> {}
            }
        }
    }
}
