package dev.sconce.pass;

import dev.sconce.ir.Block;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import dev.sconce.ir.Value;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Removes nodes whose outputs nobody reads and whose effects nobody sees, and the outputs of ifs and loops that
 * nobody reads. A write is seen if its memory may be that of a graph's input or of anything that is still needed.
 */
public final class DeadCodeElimination {
    private final AliasAnalysis aliases;
    private final Set<Node> live = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Object> liveMemory = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean progress;

    private DeadCodeElimination(Graph graph) {
        aliases = new AliasAnalysis(graph);
        graph.inputs().forEach(this::keepMemory);
        graph.outputs().forEach(this::keepMemory);
    }

    /** Whether something was removed. */
    public static boolean run(Graph graph) {
        boolean changed = eraseUnusedOutputs(graph.block());
        do {
            DeadCodeElimination pass = new DeadCodeElimination(graph);
            do {
                pass.progress = false;
                pass.mark(graph.block());
            } while (pass.progress);
            changed |= pass.sweep(graph.block());
            // What is left is needed, but for what only fed outputs that nobody reads any more.
        } while (eraseUnusedOutputs(graph.block()));
        return changed;
    }

    private void mark(Block block) {
        for (Node node : block.reverseNodes()) {
            node.blocks().forEach(this::mark);
            if (!live.contains(node) && isNeeded(node)) {
                keep(node);
            }
        }
    }

    private boolean isNeeded(Node node) {
        if (NodeEffects.hasSideEffects(node)) {
            return true;
        }
        for (Value output : node.outputs()) {
            for (Value.Use use : output.uses()) {
                if (isLive(use.node())) {
                    return true;
                }
            }
        }
        for (Value written : aliases.writes(node)) {
            if (liveMemory.contains(aliases.memory(written))) {
                return true;
            }
        }
        return false;
    }

    private boolean isLive(Node node) {
        if (node == node.block().returnNode()) {
            Node owner = node.block().owner();
            return owner == null || live.contains(owner);
        }
        return live.contains(node);
    }

    private void keep(Node node) {
        for (Node at = node; at != null && live.add(at); at = at.block().owner()) {
            progress = true;
            at.inputs().forEach(this::keepMemory);
            at.outputs().forEach(this::keepMemory);
        }
    }

    private void keepMemory(Value value) {
        if (AliasAnalysis.isMutable(value.type())) {
            liveMemory.add(aliases.memory(value));
        }
    }

    private boolean sweep(Block block) {
        boolean changed = false;
        for (Node node : block.reverseNodes()) {
            if (!live.contains(node)) {
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
