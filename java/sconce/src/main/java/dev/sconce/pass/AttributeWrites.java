package dev.sconce.pass;

import dev.sconce.ir.Block;
import dev.sconce.ir.Function;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The names of all attributes that methods set, or what they call does, of whatever object. Each function is looked at once, however
 * often it is called; so {@link Inline} knows what cannot change before it copies anything.
 */
final class AttributeWrites {
    private final Set<String> names = new HashSet<>();
    private final Set<Function> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    /** Whether something is called of which nobody knows what it sets. */
    private boolean unknown;

    private AttributeWrites() {}

    static AttributeWrites of(List<Graph> methods) {
        AttributeWrites writes = new AttributeWrites();
        for (Graph method : methods) {
            writes.block(method.block());
        }
        return writes;
    }

    /** Whether some code may set an attribute of that name. */
    boolean mayHave(String name) {
        return unknown || names.contains(name);
    }

    private void block(Block block) {
        for (Node node : block.nodes()) {
            switch (node.kind()) {
                case "prim::SetAttr" -> names.add(node.string("name"));
                case "prim::CallMethod", "prim::CallFunction" -> {
                    Function callee = Inline.callee(node);
                    if (callee == null) {
                        unknown = true;
                    } else if (seen.add(callee)) {
                        block(callee.graph().block());
                    }
                }
                default -> {
                    for (Object value : node.attributes().values()) {
                        if (value instanceof Graph inner) {
                            block(inner.block());
                        } else if (value instanceof Function) {
                            unknown = true;
                        }
                    }
                }
            }
            for (Block inner : node.blocks()) {
                block(inner);
            }
        }
    }
}
