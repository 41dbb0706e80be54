package dev.sconce.ir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An operation of a graph: kind, inputs, outputs, attributes, nested blocks, and the source range that it comes from.
 */
public final class Node {
    /**
     * An attribute, where it is true: the operator's result has the sizes of its first operand, or it is an error, and their order in memory, as
     * with the in-place operator that it stands for.
     */
    public static final String KEEPS_SIZES = "keeps_sizes";

    private final Graph graph;
    private final String kind;
    private final List<Value> inputs = new ArrayList<>(4);
    private final List<Value> outputs = new ArrayList<>(1);
    // Most nodes have neither.
    private List<Block> blocks = Collections.emptyList();
    private Map<String, Object> attributes = Collections.emptyMap();
    private SourceRange range;
    private FunctionSchema schema;
    private InlinedCall inlinedCall;
    Block block;
    Node previous;
    Node next;
    private int mark;

    Node(Graph graph, String kind, SourceRange range) {
        this.graph = graph;
        this.kind = kind;
        this.range = range;
    }

    /** For instance {@code aten::add}, {@code prim::If}. */
    public String kind() {
        return kind;
    }

    public boolean is(String otherKind) {
        return kind.equals(otherKind);
    }

    public Graph graph() {
        return graph;
    }

    public SourceRange range() {
        return range;
    }

    public Node setRange(SourceRange newRange) {
        range = newRange;
        return this;
    }

    /** The operator that the front end chose; null for structure ({@code prim::If}, {@code prim::Constant}, ...). */
    public FunctionSchema schema() {
        return schema;
    }

    public Node setSchema(FunctionSchema chosen) {
        schema = chosen;
        return this;
    }

    /** How the node came here, if it was inlined; null if the graph's own source has it. For stacks in messages. */
    public InlinedCall inlinedCall() {
        return inlinedCall;
    }

    public Node setInlinedCall(InlinedCall call) {
        inlinedCall = call;
        return this;
    }

    /** Live view, to be changed by this class's methods only. */
    public List<Value> inputs() {
        return inputs;
    }

    public Value input(int index) {
        return inputs.get(index);
    }

    /** The only input. */
    public Value input() {
        if (inputs.size() != 1) {
            throw new IllegalStateException(kind + " has " + inputs.size() + " inputs, not one");
        }
        return inputs.get(0);
    }

    public Node addInput(Value value) {
        value.uses.add(new Value.Use(this, inputs.size()));
        inputs.add(value);
        return this;
    }

    public void replaceInput(int index, Value value) {
        inputs.get(index).removeUse(this, index);
        inputs.set(index, value);
        value.uses.add(new Value.Use(this, index));
    }

    public void removeInput(int index) {
        inputs.get(index).removeUse(this, index);
        for (int i = index + 1; i < inputs.size(); i++) {
            Value later = inputs.get(i);
            later.uses.set(later.useAt(this, i), new Value.Use(this, i - 1));
        }
        inputs.remove(index);
    }

    public void removeAllInputs() {
        for (int i = inputs.size() - 1; i >= 0; i--) {
            removeInput(i);
        }
    }

    /** Live view, to be changed by this class's methods only. */
    public List<Value> outputs() {
        return outputs;
    }

    public Value output(int index) {
        return outputs.get(index);
    }

    /** The only output. */
    public Value output() {
        if (outputs.size() != 1) {
            throw new IllegalStateException(kind + " has " + outputs.size() + " outputs, not one");
        }
        return outputs.get(0);
    }

    public Value addOutput(Type type) {
        Value value = new Value(this, graph.nextNumber(), type);
        outputs.add(value);
        return value;
    }

    public void eraseOutput(int index) {
        if (outputs.get(index).hasUses()) {
            throw new IllegalStateException(outputs.get(index) + " is still used");
        }
        outputs.remove(index);
    }

    /** Live view, to be changed by this class's methods only. */
    public List<Block> blocks() {
        return blocks;
    }

    public Block addBlock() {
        Block added = new Block(graph, this);
        if (blocks.isEmpty()) {
            blocks = new ArrayList<>(2);
        }
        blocks.add(added);
        return added;
    }

    public void eraseBlock(int index) {
        Block erased = blocks.get(index);
        erased.returnNode().removeAllInputs();
        for (Node node : erased.reverseNodes()) {
            node.destroy();
        }
        blocks.remove(index);
    }

    /** Attributes by name: String, Long, Double, Boolean, Tensor, Type, Function, Graph or any constant value. */
    public Map<String, Object> attributes() {
        return attributes.isEmpty() ? attributes : Collections.unmodifiableMap(attributes);
    }

    public boolean has(String name) {
        return attributes.containsKey(name);
    }

    public Object attribute(String name) {
        return attributes.get(name);
    }

    public String string(String name) {
        return (String) attributes.get(name);
    }

    public Node set(String name, Object value) {
        if (attributes.isEmpty()) {
            attributes = new LinkedHashMap<>(2);
        }
        attributes.put(name, value);
        return this;
    }

    /** Marks the node with a number of {@link Graph#newMark}; whether it did not bear it before. */
    public boolean mark(int number) {
        boolean isNew = mark != number;
        mark = number;
        return isNew;
    }

    /** Whether that was its last mark. */
    public boolean isMarked(int number) {
        return mark == number;
    }

    /** The block this node stands in; null while it stands nowhere. */
    public Block block() {
        return block;
    }

    public Node next() {
        return next;
    }

    public Node previous() {
        return previous;
    }

    public Node insertBefore(Node other) {
        if (block != null) {
            throw new IllegalStateException(kind + " already stands in a block");
        }
        block = other.block;
        next = other;
        previous = other.previous;
        previous.next = this;
        next.previous = this;
        return this;
    }

    public Node insertAfter(Node other) {
        return insertBefore(other.next);
    }

    public void moveBefore(Node other) {
        unlink();
        insertBefore(other);
    }

    private void unlink() {
        previous.next = next;
        next.previous = previous;
        block = null;
        next = null;
        previous = null;
    }

    /** Removes the node; its outputs must have no uses. */
    public void destroy() {
        for (Value output : outputs) {
            if (output.hasUses()) {
                throw new IllegalStateException(kind + " cannot be removed: " + output + " is used by "
                        + output.uses().get(0).node().kind());
            }
        }
        while (!blocks.isEmpty()) {
            eraseBlock(blocks.size() - 1);
        }
        removeAllInputs();
        if (block != null) {
            unlink();
        }
    }

    /** Whether this node comes before {@code other} in one block, or in the block that holds it. */
    public boolean isBefore(Node other) {
        Node at = other;
        while (at.block != block) {
            at = at.block.owner();
            if (at == null) {
                return false;
            }
        }
        for (Node n = next; n != null && n != block.returnNode(); n = n.next) {
            if (n == at) {
                return true;
            }
        }
        return at == block.returnNode();
    }

    @Override
    public String toString() {
        return kind;
    }
}
