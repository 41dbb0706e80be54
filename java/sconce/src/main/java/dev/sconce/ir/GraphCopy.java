package dev.sconce.ir;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Copies nodes from one graph to another, or to another place of one. Attribute values are shared, but graphs are
 * copied.
 */
public final class GraphCopy {
    private final Graph target;
    private final Map<Value, Value> copies = new IdentityHashMap<>();
    private final InlinedCall call;
    /** What stands for constants of the source, which are not copied then. */
    private final Map<Value, Value> constants;

    private GraphCopy(Graph target, InlinedCall call, Map<Value, Value> constants) {
        this.target = target;
        this.call = call;
        this.constants = constants;
    }

    /** A graph that does the same. */
    public static Graph of(Graph source) {
        Graph target = new Graph();
        new GraphCopy(target, null, Map.of()).block(source.block(), target.block());
        return target;
    }

    /**
     * Inserts what the source does at the target's insertion point and returns its outputs there.
     *
     * @param inputs values of the target, for the source's inputs
     * @param call the call that this replaces; null where it is none
     * @param constants values of the target for constants of the source, in whatever block, which are not copied
     */
    public static List<Value> insert(
            Graph target, Graph source, List<Value> inputs, InlinedCall call, Map<Value, Value> constants) {
        if (inputs.size() != source.inputs().size()) {
            throw new IllegalArgumentException(
                    "the graph has " + source.inputs().size() + " inputs, not " + inputs.size());
        }
        GraphCopy copy = new GraphCopy(target, call, constants);
        for (int i = 0; i < inputs.size(); i++) {
            copy.copies.put(source.inputs().get(i), inputs.get(i));
        }
        for (Node node : source.block().nodes()) {
            if (!copy.isKnown(node)) {
                target.insert(copy.node(node));
            }
        }
        return copy.valuesOf(source.outputs());
    }

    /**
     * Inserts copies of a block's nodes at the target's insertion point and returns what the block's outputs are there.
     *
     * @param known values that stand for others; what neither is there nor copied stands for itself
     */
    public static List<Value> insertBlock(Graph target, Block source, Map<Value, Value> known) {
        GraphCopy copy = new GraphCopy(target, null, Map.of());
        copy.copies.putAll(known);
        for (Node node : source.nodes()) {
            target.insert(copy.node(node));
        }
        return copy.valuesOf(source.outputs());
    }

    private void block(Block source, Block copy) {
        for (Value input : source.inputs()) {
            copies.put(input, copy.addInput(input.type()).setDebugName(input.debugName()));
        }
        for (Node node : source.nodes()) {
            if (!isKnown(node)) {
                copy.append(node(node));
            }
        }
        for (Value output : source.outputs()) {
            copy.addOutput(valueOf(output));
        }
    }

    private boolean isKnown(Node source) {
        return source.is("prim::Constant") && constants.containsKey(source.output());
    }

    private Node node(Node source) {
        Node copy = target.create(source.kind(), source.range());
        for (Value input : source.inputs()) {
            copy.addInput(valueOf(input));
        }
        copy.setSchema(source.schema());
        InlinedCall inner = source.inlinedCall();
        copy.setInlinedCall(inner == null ? call : call == null ? inner : inner.within(call));
        for (Map.Entry<String, Object> attribute : source.attributes().entrySet()) {
            Object value = attribute.getValue();
            copy.set(attribute.getKey(), value instanceof Graph graph ? of(graph) : value);
        }
        for (Block nested : source.blocks()) {
            block(nested, copy.addBlock());
        }
        for (Value output : source.outputs()) {
            copies.put(output, copy.addOutput(output.type()).setDebugName(output.debugName()));
        }
        return copy;
    }

    private List<Value> valuesOf(List<Value> sources) {
        List<Value> values = new ArrayList<>(sources.size());
        for (Value source : sources) {
            values.add(valueOf(source));
        }
        return values;
    }

    /** The copy; a value of an outer block that was not copied stands for itself. */
    private Value valueOf(Value source) {
        Value copy = copies.get(source);
        return copy != null ? copy : constants.getOrDefault(source, source);
    }
}
