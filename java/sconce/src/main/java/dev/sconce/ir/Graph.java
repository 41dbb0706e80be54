package dev.sconce.ir;

import java.util.List;

/**
 * A function's body. {@link #toString()} is a text close to PyTorch's ({@link GraphText}). New nodes are made with
 * {@link #create} and put with the insertion methods of {@link Node} and {@link Block}, or at the insertion point
 * with {@link #insert}.
 */
public final class Graph {
    private int numbers;
    private int marks;
    private final Block block;
    private Node insertPoint;

    public Graph() {
        block = new Block(this, null);
        insertPoint = block.returnNode();
    }

    int nextNumber() {
        return numbers++;
    }

    public Block block() {
        return block;
    }

    public List<Value> inputs() {
        return block.inputs();
    }

    public List<Value> outputs() {
        return block.outputs();
    }

    public Value addInput(String name, Type type) {
        return block.addInput(type).setDebugName(name);
    }

    /** A node that stands nowhere yet. */
    public Node create(String kind, SourceRange range, Value... inputs) {
        return create(kind, range, List.of(inputs));
    }

    public Node create(String kind, SourceRange range, List<Value> inputs) {
        Node node = new Node(this, kind, range);
        for (Value input : inputs) {
            node.addInput(input);
        }
        return node;
    }

    /** Puts the node before the insertion point. */
    public Node insert(Node node) {
        return node.insertBefore(insertPoint);
    }

    /** Inserts a {@code prim::Constant}. A None has no {@code value} attribute, as in PyTorch. */
    public Value insertConstant(Object value, Type type, SourceRange range) {
        Node node = create("prim::Constant", range);
        if (value != null) {
            node.set("value", value);
        }
        return insert(node).addOutput(type);
    }

    /** For a pass that marks nodes, one at a time: a number that none of them bears. */
    public int newMark() {
        return ++marks;
    }

    public Node insertPoint() {
        return insertPoint;
    }

    /** Nodes inserted from now on come before {@code node}; returns the former point. */
    public Node setInsertPoint(Node node) {
        Node former = insertPoint;
        insertPoint = node;
        return former;
    }

    /** Nodes inserted from now on come at the end of the block; returns the former point. */
    public Node setInsertPoint(Block at) {
        return setInsertPoint(at.returnNode());
    }

    @Override
    public String toString() {
        return GraphText.print(this);
    }
}
