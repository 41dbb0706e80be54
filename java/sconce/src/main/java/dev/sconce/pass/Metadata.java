package dev.sconce.pass;

import dev.sconce.ir.Node;
import dev.sconce.ir.Value;
import java.util.Set;

/** Operators that ask a tensor for its sizes or its dtype, not for its numbers. */
final class Metadata {
    private static final Set<String> READERS = Set.of(
            "aten::dim",
            "aten::size",
            "aten::len",
            "aten::numel",
            "aten::is_floating_point",
            "aten::is_complex",
            "prim::dtype",
            "prim::device",
            "prim::layout",
            "prim::is_cuda",
            "prim::requires_grad");

    private Metadata() {}

    static boolean isReadBy(Node user) {
        return READERS.contains(user.kind());
    }

    /** Whether nobody but the node reads the value's numbers. */
    static boolean isAllThatReads(Value value, Node node) {
        for (Value.Use use : value.uses()) {
            if (use.node() != node && !isReadBy(use.node())) {
                return false;
            }
        }
        return true;
    }
}
