package dev.sconce.pass;

import dev.sconce.ir.Block;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Computes once what is computed twice of the same values: a later node that equals an earlier one, in its block or
 * one around it, gives way to it. Not where memory is written that either reads or returns, nor where two results
 * that the graph's caller sees would become one.
 */
public final class CommonSubexpression {
    /** What two nodes must agree in; values by identity, for {@link Value} defines no equality. */
    private record Key(String operator, List<Value> inputs, Map<String, Object> attributes, List<Type> types) {
        static Key of(Node node) {
            String operator =
                    node.schema() == null ? node.kind() : node.schema().fullName();
            List<Type> types = new ArrayList<>(node.outputs().size());
            for (Value output : node.outputs()) {
                types.add(output.type());
            }
            return new Key(operator, List.copyOf(node.inputs()), new HashMap<>(node.attributes()), types);
        }

        /** Without the types, which are deep and follow from the rest nearly always. */
        @Override
        public int hashCode() {
            return (operator.hashCode() * 31 + inputs.hashCode()) * 31 + attributes.hashCode();
        }
    }

    private final AliasAnalysis aliases;

    private CommonSubexpression(Graph graph) {
        aliases = new AliasAnalysis(graph);
    }

    /** Whether a node was removed. */
    public static boolean run(Graph graph) {
        return new CommonSubexpression(graph).block(graph.block(), Map.of());
    }

    private boolean block(Block block, Map<Key, Node> around) {
        boolean changed = false;
        Map<Key, Node> known = new HashMap<>(around);
        for (Node node : block.nodes()) {
            for (Block inner : node.blocks()) {
                changed |= block(inner, known);
            }
            if (!isCandidate(node)) {
                continue;
            }
            Node first = known.putIfAbsent(Key.of(node), node);
            if (first != null) {
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
                && node.inputs().stream().noneMatch(aliases::isWritten)
                && node.outputs().stream().noneMatch(v -> aliases.isWritten(v) || isNewAndSeen(node, v));
    }

    /** Whether the caller could tell one result from two; two views of one thing, or two loads of it, he cannot. */
    private boolean isNewAndSeen(Node node, Value output) {
        return aliases.isSeenOutside(output)
                && !node.is("prim::Constant")
                && !node.is("prim::GetAttr")
                && node.inputs().stream().noneMatch(i -> aliases.mayAlias(i, output));
    }
}
