package dev.sconce.ir;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** Writes graphs as PyTorch's {@code str(graph)} does. {@link GraphParser} reads the text. */
public final class GraphText {
    /**
     * The attribute that holds the graph of a {@code prim::fork} and the like; printed after the graph that holds the
     * node.
     */
    static final String SUBGRAPH = "Subgraph";

    private final StringBuilder out = new StringBuilder();
    private final boolean canonical;
    private final Map<Value, String> names = new HashMap<>();
    private final List<Node> subgraphs = new ArrayList<>();

    private GraphText(boolean canonical) {
        this.canonical = canonical;
    }

    /** The text with source ranges; a value without a name has the number by which it was made. */
    public static String print(Graph graph) {
        return new GraphText(false).graph(graph);
    }

    /**
     * The text without source ranges and with numbers for names, in order of appearance: equal for graphs that do the
     * same in the same order.
     */
    public static String canonical(Graph graph) {
        return new GraphText(true).graph(graph);
    }

    /** The node as a line of its graph's text, for messages. */
    static String line(Node node) {
        GraphText text = new GraphText(false);
        node.inputs().forEach(v -> text.names.put(v, v.name()));
        node.outputs().forEach(v -> text.names.put(v, v.name()));
        text.head(node, 0);
        return text.out.toString();
    }

    private String graph(Graph graph) {
        List<Value> values = new ArrayList<>();
        collect(graph.block(), values);
        name(values);
        StringJoiner inputs = new StringJoiner(",\n      ", "graph(", "):\n");
        graph.inputs().forEach(v -> inputs.add(typed(v)));
        out.append(inputs);
        nodes(graph.block(), 1);
        out.append("  return (").append(list(graph.outputs())).append(")\n");
        for (int i = 0; i < subgraphs.size(); i++) {
            Node node = subgraphs.get(i);
            out.append("with ").append(node.kind()).append('_').append(i).append(" = ");
            out.append(new GraphText(canonical).graph((Graph) node.attribute(SUBGRAPH)));
        }
        return out.toString();
    }

    private static void collect(Block block, List<Value> values) {
        values.addAll(block.inputs());
        for (Node node : block.nodes()) {
            values.addAll(node.outputs());
            node.blocks().forEach(b -> collect(b, values));
        }
    }

    /** As in PyTorch, the value made last keeps a name that several have; the others are numbered. */
    private void name(List<Value> values) {
        if (canonical) {
            values.forEach(v -> names.put(v, Integer.toString(names.size())));
            return;
        }
        values.sort(Comparator.comparingInt(Value::number));
        Map<String, Value> owners = new HashMap<>();
        Set<String> wanted = new HashSet<>();
        values.forEach(v -> wanted.add(v.name()));
        Map<String, Integer> suffixes = new HashMap<>();
        for (Value value : values) {
            Value former = owners.put(value.name(), value);
            if (former != null) {
                String base = base(value.name());
                String replacement;
                do {
                    replacement = base + "." + suffixes.merge(base, 1, Integer::sum);
                } while (wanted.contains(replacement) || owners.containsKey(replacement));
                owners.put(replacement, former);
            }
        }
        owners.forEach((name, value) -> names.put(value, name));
    }

    /** The name without the number that made it unique. */
    private static String base(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0 && dot + 1 < name.length() && name.chars().skip(dot + 1).allMatch(Character::isDigit)
                ? name.substring(0, dot)
                : name;
    }

    private void nodes(Block block, int level) {
        for (Node node : block.nodes()) {
            head(node, level);
            if (!canonical && !node.range().text().isEmpty()) {
                out.append(" # ").append(node.range());
            }
            out.append('\n');
            for (int i = 0; i < node.blocks().size(); i++) {
                block(node.blocks().get(i), i, level + 1);
            }
        }
    }

    private void head(Node node, int level) {
        out.append("  ".repeat(level));
        StringJoiner outputs = new StringJoiner(", ");
        node.outputs().forEach(v -> outputs.add(typed(v)));
        out.append(outputs).append(" = ").append(node.kind());
        if (node.attribute(SUBGRAPH) instanceof Graph) {
            out.append('_').append(subgraphs.size());
            subgraphs.add(node);
        }
        StringJoiner attributes = new StringJoiner(", ", "[", "]").setEmptyValue("");
        node.attributes().forEach((name, value) -> {
            if (!(value instanceof Graph || value instanceof Function)) { // a function is named by another attribute
                attributes.add(name + "=" + attribute(value));
            }
        });
        out.append(attributes).append('(').append(list(node.inputs())).append(')');
    }

    private void block(Block block, int index, int level) {
        StringJoiner inputs = new StringJoiner(", ", "(", "):\n");
        block.inputs().forEach(v -> inputs.add(typed(v)));
        out.append("  ".repeat(level)).append("block").append(index).append(inputs);
        nodes(block, level + 1);
        out.append("  ".repeat(level + 1))
                .append("-> (")
                .append(list(block.outputs()))
                .append(")\n");
    }

    private String typed(Value value) {
        return "%" + names.get(value) + " : " + value.type();
    }

    private String list(List<Value> values) {
        StringJoiner text = new StringJoiner(", ");
        values.forEach(v -> text.add("%" + names.getOrDefault(v, v.name())));
        return text.toString();
    }

    /** Attributes of their own are written as PyTorch does: a bool as 0 or 1, types by name. */
    private static String attribute(Object value) {
        if (value instanceof Boolean flag) {
            return flag ? "1" : "0";
        }
        return ConstantText.of(value);
    }
}
