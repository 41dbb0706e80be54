package dev.sconce.ir;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** A list of nodes with parameters and returned values: the body of a graph, of an if's branch, of a loop. */
public final class Block {
    private final Graph graph;
    private final Node owner;
    private final Node param;
    private final Node ret;
    private final Iterable<Node> nodes = new Nodes();

    Block(Graph graph, Node owner) {
        this.graph = graph;
        this.owner = owner;
        this.param = new Node(graph, "prim::Param", SourceRange.NONE);
        this.ret = new Node(graph, "prim::Return", SourceRange.NONE);
        param.block = this;
        ret.block = this;
        param.next = ret;
        param.previous = ret;
        ret.next = param;
        ret.previous = param;
    }

    public Graph graph() {
        return graph;
    }

    /** The node whose block this is; null for the graph's own. */
    public Node owner() {
        return owner;
    }

    public List<Value> inputs() {
        return param.outputs();
    }

    public Value addInput(Type type) {
        return param.addOutput(type);
    }

    public void eraseInput(int index) {
        param.eraseOutput(index);
    }

    public List<Value> outputs() {
        return ret.inputs();
    }

    /** Adds a returned value and returns its position. */
    public int addOutput(Value value) {
        ret.addInput(value);
        return ret.inputs().size() - 1;
    }

    public void replaceOutput(int index, Value value) {
        ret.replaceInput(index, value);
    }

    public void eraseOutput(int index) {
        ret.removeInput(index);
    }

    /** Marks the start of the list; its outputs are the parameters. */
    public Node paramNode() {
        return param;
    }

    /** Marks the end of the list; its inputs are the returned values. Insert before it to append. */
    public Node returnNode() {
        return ret;
    }

    public Node append(Node node) {
        node.insertBefore(ret);
        return node;
    }

    public Node prepend(Node node) {
        node.insertAfter(param);
        return node;
    }

    public boolean isEmpty() {
        return param.next == ret;
    }

    /**
     * The nodes in order; while iterating, the node last returned may be destroyed or moved, and nodes inserted after
     * the next.
     */
    public Iterable<Node> nodes() {
        return nodes;
    }

    /** A copy of the list of nodes. */
    public List<Node> nodeList() {
        List<Node> list = new ArrayList<>();
        for (Node node = param.next; node != ret; node = node.next) {
            list.add(node);
        }
        return list;
    }

    /** The nodes from last to first, as a copy. */
    public List<Node> reverseNodes() {
        List<Node> list = new ArrayList<>();
        for (Node node = ret.previous; node != param; node = node.previous) {
            list.add(node);
        }
        return list;
    }

    private final class Nodes implements Iterable<Node> {
        @Override
        public Iterator<Node> iterator() {
            return new Iterator<>() {
                private Node next = param.next;

                @Override
                public boolean hasNext() {
                    return next != ret;
                }

                @Override
                public Node next() {
                    if (next == ret) {
                        throw new NoSuchElementException();
                    }
                    Node current = next;
                    next = current.next;
                    return current;
                }
            };
        }
    }
}
