package dev.sconce.ir;

import java.util.ArrayList;
import java.util.List;

/**
 * A value of a graph in single assignment: the output of one node or the parameter of one block. Not thread-safe, as
 * all of the IR.
 */
public final class Value {
    /**
     * A place that reads the value: input {@code index} of {@code node}, or of a block's return where node is its
     * return node.
     */
    public record Use(Node node, int index) {}

    private final Node node;
    private final int number;
    private String debugName;
    private Type type;
    final List<Use> uses = new ArrayList<>(2);

    Value(Node node, int number, Type type) {
        this.node = node;
        this.number = number;
        this.type = type;
    }

    /** The node that makes it; a block's parameter is an output of its {@code prim::Param} node. */
    public Node node() {
        return node;
    }

    /** A number that no other value of the graph has. */
    public int number() {
        return number;
    }

    public Type type() {
        return type;
    }

    public Value setType(Type newType) {
        type = newType;
        return this;
    }

    /** The name that the source gave, or null; {@link #name()} is unique. */
    public String debugName() {
        return debugName;
    }

    /** Names the value after a variable of the source; the text form adds a number where two have one name. */
    public Value setDebugName(String name) {
        debugName = name;
        return this;
    }

    /** The name in messages: the source's where known, else the number. */
    public String name() {
        return debugName != null ? debugName : Integer.toString(number);
    }

    /** Live view of the places that read it. */
    public List<Use> uses() {
        return uses;
    }

    public boolean hasUses() {
        return !uses.isEmpty();
    }

    void removeUse(Node by, int index) {
        uses.remove(useAt(by, index));
    }

    /** Where a use stands. Passes ask that often, of constants with thousands: the youngest first, since nodes go in reverse order. */
    int useAt(Node by, int index) {
        int at = uses.size() - 1;
        while (uses.get(at).node() != by || uses.get(at).index() != index) {
            at--;
        }
        return at;
    }

    public void replaceAllUsesWith(Value other) {
        for (Use use : List.copyOf(uses)) {
            use.node().replaceInput(use.index(), other);
        }
    }

    @Override
    public String toString() {
        return "%" + name() + " : " + type;
    }
}
