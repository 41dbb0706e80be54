package dev.sconce.pass;

import dev.sconce.ir.Block;
import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import dev.sconce.ir.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Computes once what is computed twice of the same values: a later node that equals an earlier one, in its block or
 * one around it, gives way to it. Not where memory is written that either reads or returns, nor where two results
 * that the graph's caller sees would become one.
 */
public final class CommonSubexpression {
    /** What two nodes must agree in; values by identity, for {@link Value} defines no equality. The node does not change meanwhile. */
    private static final class Key {
        private final Node node;
        private final int hash;

        Key(Node node) {
            this.node = node;
            int mixed = node.kind().hashCode();
            for (Value input : node.inputs()) {
                mixed = 31 * mixed + input.hashCode();
            }
            for (Object value : node.attributes().values()) {
                mixed = 31 * mixed + Objects.hashCode(value);
            }
            this.hash = mixed;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key that
                    && hash == that.hash
                    && node.is(that.node.kind())
                    && sameOverload(node.schema(), that.node.schema())
                    && node.inputs().equals(that.node.inputs())
                    && node.attributes().equals(that.node.attributes())
                    && sameTypes(node.outputs(), that.node.outputs());
        }

        private static boolean sameOverload(FunctionSchema some, FunctionSchema other) {
            return some == other
                    || some != null && other != null && some.overload().equals(other.overload());
        }

        private static boolean sameTypes(List<Value> some, List<Value> others) {
            for (int i = 0; i < some.size(); i++) {
                if (!some.get(i).type().equals(others.get(i).type())) {
                    return false;
                }
            }
            return some.size() == others.size();
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** The nodes of a block that were met, behind those around it. */
    private static final class Known {
        private final Known around;
        private final Map<Key, Node> nodes = new HashMap<>();

        Known(Known around) {
            this.around = around;
        }

        /** The equal node that was met before; null where there is none, and this one is met now. */
        Node meet(Node node) {
            Key key = new Key(node);
            for (Known at = around; at != null; at = at.around) {
                Node first = at.nodes.get(key);
                if (first != null) {
                    return first;
                }
            }
            return nodes.putIfAbsent(key, node);
        }
    }

    private final AliasAnalysis aliases;

    private CommonSubexpression(Graph graph) {
        aliases = new AliasAnalysis(graph);
    }

    /** Whether a node was removed. */
    public static boolean run(Graph graph) {
        return new CommonSubexpression(graph).block(graph.block(), null);
    }

    private boolean block(Block block, Known around) {
        boolean changed = false;
        Known known = new Known(around);
        for (Node node : block.nodes()) {
            for (Block inner : node.blocks()) {
                changed |= block(inner, known);
            }
            if (!isCandidate(node)) {
                continue;
            }
            Node first = known.meet(node);
            if (first != null && !isNewAndSeen(node)) {
                for (int i = 0; i < node.outputs().size(); i++) {
                    node.output(i).replaceAllUsesWith(first.output(i));
                }
                node.destroy();
                changed = true;
            }
        }
        return changed;
    }

    private boolean isCandidate(Node node) {
        return node.blocks().isEmpty()
                && !node.outputs().isEmpty()
                && !node.is("prim::CreateObject")
                && !NodeEffects.hasSideEffects(node)
                && NodeEffects.isDeterministic(node)
                && aliases.writes(node).isEmpty()
                && !readsWhatIsWritten(node)
                && !givesWhatIsWritten(node);
    }

    private boolean readsWhatIsWritten(Node node) {
        for (Value input : node.inputs()) {
            if (aliases.isWritten(input)) {
                return true;
            }
        }
        return false;
    }

    private boolean givesWhatIsWritten(Node node) {
        for (Value output : node.outputs()) {
            if (aliases.isWritten(output)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the caller could tell one result from two; two views of one thing, or two loads of it, he cannot. */
    private boolean isNewAndSeen(Node node) {
        for (Value output : node.outputs()) {
            if (isNewAndSeen(node, output)) {
                return true;
            }
        }
        return false;
    }

    private boolean isNewAndSeen(Node node, Value output) {
        if (node.is("prim::Constant") || node.is("prim::GetAttr") || !aliases.isSeenOutside(output)) {
            return false;
        }
        for (Value input : node.inputs()) {
            if (aliases.mayAlias(input, output)) {
                return false;
            }
        }
        return true;
    }
}
