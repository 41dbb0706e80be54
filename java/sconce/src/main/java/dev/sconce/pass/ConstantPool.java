package dev.sconce.pass;

import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import dev.sconce.ir.SourceRange;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers, strings, flags and None for a pass that needs the same ones again and again: each once, at the graph's beginning, where all
 * blocks see them. Those that stand there already are taken.
 */
final class ConstantPool {
    private final Graph graph;
    private final Map<Object, Value> values = new HashMap<>();
    /** The one behind which others go. */
    private Node last;

    ConstantPool(Graph graph) {
        this.graph = graph;
        last = graph.block().paramNode();
        while (last.next().is("prim::Constant")) {
            last = last.next();
            if (isPlain(last.attribute("value"))) {
                values.putIfAbsent(last.attribute("value"), last.output());
            }
        }
    }

    /** Whether such values are equal where they are the same constant. */
    static boolean isPlain(Object value) {
        return value == null || value instanceof Number || value instanceof Boolean || value instanceof String;
    }

    Value of(Object value, Type type) {
        Value known = values.get(value);
        if (known != null && known.type().equals(type)) {
            return known;
        }
        Node node = graph.create("prim::Constant", SourceRange.NONE).insertAfter(last);
        last = node;
        if (value != null) {
            node.set("value", value);
        }
        Value made = node.addOutput(type);
        values.put(value, made);
        return made;
    }
}
