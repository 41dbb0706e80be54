package dev.sconce.pass;

import dev.sconce.ir.Block;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import dev.sconce.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Removes nodes whose outputs nobody reads and whose effects nobody sees, and the outputs of ifs and loops that
 * nobody reads. A write is seen if its memory may be that of a graph's input or of anything that is still needed.
 */
public final class DeadCodeElimination {
    private final AliasAnalysis aliases;
    /** Of nodes that are live. */
    private final int live;

    private final Set<Object> liveMemory = Collections.newSetFromMap(new IdentityHashMap<>());
    /** Those that write, by what they write. */
    private final Map<Object, List<Node>> writers = new IdentityHashMap<>();
    /** Live, and what they need not looked at yet. */
    private final Deque<Node> pending = new ArrayDeque<>();

    private DeadCodeElimination(Graph graph) {
        aliases = new AliasAnalysis(graph);
        live = graph.newMark();
        begin(graph.block());
        for (Value input : graph.inputs()) {
            keepMemory(input);
        }
        keep(graph.block().returnNode());
        for (Node node = pending.poll(); node != null; node = pending.poll()) {
            keepWhatItNeeds(node);
        }
    }

    /** Whether something was removed. */
    public static boolean run(Graph graph) {
        boolean changed = eraseUnusedOutputs(graph.block());
        do {
            changed |= new DeadCodeElimination(graph).sweep(graph.block());
            // What is left is needed, but for what only fed outputs that nobody reads any more.
        } while (eraseUnusedOutputs(graph.block()));
        return changed;
    }

    private void begin(Block block) {
        for (Node node : block.nodes()) {
            for (Value written : aliases.writes(node)) {
                writers.computeIfAbsent(aliases.memory(written), m -> new ArrayList<>())
                        .add(node);
            }
            if (NodeEffects.hasSideEffects(node)) {
                keep(node);
            }
            for (Block inner : node.blocks()) {
                begin(inner);
            }
        }
    }

    /** Keeps a node, and those in whose blocks it stands. */
    private void keep(Node node) {
        for (Node at = node; at != null && at.mark(live); at = at.block().owner()) {
            pending.add(at);
        }
    }

    private void keepWhatItNeeds(Node node) {
        for (Value input : node.inputs()) {
            keep(input.node());
            keepMemory(input);
        }
        for (Value output : node.outputs()) {
            keepMemory(output);
        }
        for (Block inner : node.blocks()) {
            keep(inner.returnNode());
        }
    }

    private void keepMemory(Value value) {
        if (!aliases.isPure() && AliasAnalysis.isMutable(value.type())) {
            Object memory = aliases.memory(value);
            if (liveMemory.add(memory)) {
                for (Node writer : writers.getOrDefault(memory, List.of())) {
                    keep(writer);
                }
            }
        }
    }

    private boolean sweep(Block block) {
        boolean changed = false;
        for (Node node : block.reverseNodes()) {
            if (!node.isMarked(live)) {
                node.destroy();
                changed = true;
            } else {
                for (Block inner : node.blocks()) {
                    changed |= sweep(inner);
                }
            }
        }
        return changed;
    }

    private static boolean eraseUnusedOutputs(Block block) {
        boolean changed = false;
        for (Node node : block.reverseNodes()) {
            for (Block inner : node.blocks()) {
                changed |= eraseUnusedOutputs(inner);
            }
            for (int i = node.outputs().size() - 1; i >= 0; i--) {
                if (!node.output(i).hasUses()
                        && (node.is("prim::If") || (node.is("prim::Loop") && !isCarried(node, i)))) {
                    erase(node, i);
                    changed = true;
                }
            }
        }
        return changed;
    }

    /** Whether the loop's body does anything with the value but hand it on. */
    private static boolean isCarried(Node loop, int index) {
        Block body = loop.blocks().get(0);
        List<Value.Use> uses = body.inputs().get(index + 1).uses();
        return !uses.stream().allMatch(use -> use.node() == body.returnNode() && use.index() == index + 1);
    }

    private static void erase(Node node, int index) {
        boolean isLoop = node.is("prim::Loop");
        int position = isLoop ? index + 1 : index;
        node.blocks().forEach(b -> b.eraseOutput(position));
        if (isLoop) {
            node.blocks().get(0).eraseInput(position);
            node.removeInput(index + 2);
        }
        node.eraseOutput(index);
    }
}
