package dev.sconce.exec;

import dev.sconce.ir.Block;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.Function;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import dev.sconce.runtime.ComputeSlot;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A graph and its current {@link Code}. The code has {@link Region regions} that are replayed from plans; a node that turns out to do
 * what no plan can repeat is taken out of its region, and the code compiled anew. Thread-safe: tasks go on in the code that they began.
 */
final class Executable {
    /** So many nodes are taken out before the graph is given up as one for plans. */
    private static final int MOST_OPENED = 200;

    private final String name;
    private final Graph graph;
    private final Set<Node> opened = Collections.newSetFromMap(new IdentityHashMap<>());
    /** What the graph's forks run: the same in whatever code the graph becomes, with the plans that it has. */
    private final Map<Node, Executable> forked = new IdentityHashMap<>();

    final PackedWeights packedWeights = new PackedWeights();
    private volatile Code code;

    /** @param name for stacks: a function's qualified name, or what made the graph */
    Executable(String name, Graph graph) {
        this.name = name;
        this.graph = graph;
        this.code = CodeCompiler.compile(this, name, graph);
    }

    /** The function's, compiled at its first use. */
    static Executable of(Function function) {
        Object known = function.executable;
        return (Executable) (known == null ? compiled(function) : known);
    }

    private static Object compiled(Function function) {
        return ComputeSlot.keeping(
                () -> { // passes run kernels while they hold the function's lock
                    Graph graph = function.graph();
                    synchronized (function) {
                        if (function.executable == null) {
                            function.executable = new Executable(function.qualifiedName(), graph);
                        }
                        return function.executable;
                    }
                });
    }

    Code code() {
        return code;
    }

    /** What a fork of this graph runs. Called while the code is compiled. */
    Executable forked(Node fork, String name) {
        return forked.computeIfAbsent(fork, node -> new Executable(name, (Graph) node.attribute("Subgraph")));
    }

    /** Whether the node may be part of a region. */
    boolean plannable(Node node) {
        return opened.size() <= MOST_OPENED && !opened.contains(node);
    }

    /** Takes a node, and the nodes around it up to the region's block, out of all regions. */
    synchronized void open(Block region, Node node) {
        for (Node at = node;
                at != null;
                at = at.block() == region ? null : at.block().owner()) {
            opened.add(at);
        }
        Code former = code;
        code = CodeCompiler.compile(this, name, graph);
        former.regions().forEach(left -> left.plans.retire());
    }

    /** Gives up the plans of functions, of the methods of classes and of their attributes' classes, and of all that these call. */
    static void forgetPlans(Collection<?> functionsAndClasses) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> pending = new ArrayDeque<>(functionsAndClasses);
        for (Object next = pending.poll(); next != null; next = pending.poll()) {
            if (!seen.add(next)) {
                continue;
            }
            if (next instanceof ClassType of) {
                pending.addAll(of.methods());
                of.attributes().forEach(attribute -> pending.add(attribute.type()));
            } else if (next instanceof Function function && function.executable != null) {
                pending.add(function.executable);
            } else if (next instanceof Executable executable) {
                executable.code.regions().forEach(region -> region.plans.clear());
                executable.packedWeights.clear();
                executable.code.called().forEach(pending::add);
            }
        }
    }
}
