package dev.sconce.pass;

import dev.sconce.ir.Block;
import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.Graph;
import dev.sconce.ir.LiftedBlock;
import dev.sconce.ir.Node;
import dev.sconce.ir.SchemaParser;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs independent branches of a graph at the same time. Where a node needs the results of several branches, each worth
 * a task ({@link BranchCost}), all but the heaviest become {@code prim::fork}s, which start as soon as their inputs are
 * there and are waited for right before that node. A branch is what one input of that node needs and nothing else does,
 * with the checks of what it computes. It stays where it is if it has side effects, draws random numbers or writes to
 * the graph's inputs, if what would run at the same time does (the branch may fail, and then that must not have
 * happened), or if one of the two writes to memory that the other touches.
 */
public final class ParallelBranches {
    /** A check of a value is no longer than this. */
    private static final int MOST_READERS = 32;

    private static final FunctionSchema WAIT = SchemaParser.parse("aten::wait(Future(t) self) -> t");

    private final Block block;
    private final Map<Node, Integer> positions = new IdentityHashMap<>();
    private final List<Fork> forks = new ArrayList<>();

    /** Nodes of the block that {@code join} needs for its input {@code result} only. */
    private record Branch(Value result, Node join, Set<Node> nodes, long cost) {}

    /**
     * A branch to be forked after a node.
     *
     * @param aliases what holds until the join
     */
    private record Fork(Branch branch, Node after, AliasAnalysis aliases) {}

    private ParallelBranches(Block block) {
        this.block = block;
        int position = 0;
        for (Node node = block.paramNode(); node != null; node = node == block.returnNode() ? null : node.next()) {
            positions.put(node, position++);
        }
    }

    /** Whether something was forked. */
    public static boolean run(Graph graph) {
        return run(graph.block());
    }

    private static boolean run(Block block) {
        ParallelBranches pass = new ParallelBranches(block);
        // From the end, so that a join is looked at before those inside of its branches.
        for (Node join = block.returnNode(); join != block.paramNode(); join = join.previous()) {
            pass.plan(join);
        }
        // Each goes before those that start at the same node: the heaviest first in the end.
        pass.forks.sort(Comparator.comparingLong(fork -> fork.branch.cost));
        pass.forks.forEach(pass::insert);
        boolean changed = !pass.forks.isEmpty();
        for (Node node : block.nodeList()) {
            for (Block inner : node.blocks()) {
                changed |= run(inner);
            }
            if (node.attribute("Subgraph") instanceof Graph inner) {
                changed |= run(inner.block());
            }
        }
        return changed;
    }

    private void plan(Node join) {
        if (forks.stream().anyMatch(fork -> fork.branch.nodes.contains(join))) {
            return; // it goes into the fork's own graph, and is looked at there
        }
        List<Branch> branches = branches(join);
        if (branches.size() < 2) {
            return;
        }
        // What comes after the join has not happened to memory yet, but in a loop.
        AliasAnalysis aliases =
                block.owner() == null ? new AliasAnalysis(block.graph(), join) : new AliasAnalysis(block.graph());
        Branch heaviest =
                branches.stream().max(Comparator.comparingLong(Branch::cost)).orElseThrow();
        List<Fork> planned = new ArrayList<>();
        for (Branch branch : branches) {
            Fork fork = branch == heaviest ? null : plan(branch, branches, aliases);
            if (fork != null) {
                planned.add(fork);
            }
        }
        forks.addAll(planned);
    }

    /** The branches that end at the join, as far as they are worth a task. */
    private List<Branch> branches(Node join) {
        List<Value> results = join.inputs().stream()
                .distinct()
                .filter(v -> v.node().block() == block && v.uses().stream().allMatch(use -> use.node() == join))
                .toList();
        List<Branch> branches = new ArrayList<>();
        if (results.size() > 1) {
            for (Value result : results) {
                Set<Node> nodes = branch(result, join);
                long cost = nodes.stream().mapToLong(BranchCost::of).sum();
                boolean isOfAnother = branches.stream().anyMatch(b -> !Collections.disjoint(b.nodes, nodes));
                if (cost >= BranchCost.WORTH_A_TASK && !isOfAnother) {
                    branches.add(new Branch(result, join, nodes, cost));
                }
            }
        }
        return branches;
    }

    /** The nodes that nothing needs but the value, and what checks them; none where it cannot be moved. */
    private Set<Node> branch(Value result, Node join) {
        Set<Node> nodes = new LinkedHashSet<>();
        Node last = result.node();
        if (!isMovable(last) || last.outputs().stream().anyMatch(v -> v != result && v.hasUses())) {
            return nodes;
        }
        Deque<Node> open = new ArrayDeque<>(List.of(last));
        nodes.add(last);
        while (!open.isEmpty()) {
            for (Value value : read(open.pop())) {
                Node source = value.node();
                Set<Node> readers = new LinkedHashSet<>();
                if (source.block() == block
                        && !nodes.contains(source)
                        && isMovable(source)
                        && collectReaders(source, nodes, join, readers)) {
                    readers.add(source);
                    nodes.addAll(readers);
                    open.addAll(readers);
                }
            }
        }
        return nodes;
    }

    /** Collects what reads the node outside of the branch; false where that leads out of it. */
    private boolean collectReaders(Node source, Set<Node> nodes, Node join, Set<Node> readers) {
        for (Value value : source.outputs()) {
            for (Value.Use use : value.uses()) {
                Node reader = atLevel(use.node());
                if (nodes.contains(reader) || readers.contains(reader)) {
                    continue;
                }
                if (positions.get(reader) >= positions.get(join) || !isMovable(reader)) {
                    return false;
                }
                readers.add(reader);
                if (readers.size() > MOST_READERS || !collectReaders(reader, nodes, join, readers)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The node of this block that is, or holds, the given one. */
    private Node atLevel(Node node) {
        Node at = node;
        while (at.block() != block) {
            at = at.block().owner();
        }
        return at;
    }

    private boolean isMovable(Node node) {
        return node != block.paramNode()
                && !node.is("prim::Constant") // copied where it is needed
                && forks.stream().noneMatch(fork -> fork.branch.nodes.contains(node))
                && !hasEffects(node);
    }

    /** Whether something of the node is seen before it fails or is done; writes to memory are not looked at. */
    private static boolean hasEffects(Node node) {
        return node.is("prim::SetAttr")
                || (NodeEffects.hasSideEffects(node) && !node.is("prim::RaiseException"))
                || !(NodeEffects.isDeterministic(node) || node.is("prim::RaiseException"))
                || node.blocks().stream().anyMatch(b -> b.nodeList().stream().anyMatch(ParallelBranches::hasEffects));
    }

    /** The values that the node and its blocks read. */
    private static Set<Value> read(Node node) {
        Set<Value> values = new LinkedHashSet<>(node.inputs());
        for (Block inner : node.blocks()) {
            inner.nodes().forEach(n -> values.addAll(read(n)));
            values.addAll(inner.outputs());
        }
        return values;
    }

    /** How the branch is forked; null where that would not be the same. */
    private Fork plan(Branch branch, List<Branch> siblings, AliasAnalysis aliases) {
        Memory memory = Memory.of(branch.nodes, aliases);
        if (writesToInputs(memory, aliases)) {
            return null;
        }
        int first = branch.nodes.stream().mapToInt(positions::get).min().orElseThrow();
        Node after = lastSource(branch.nodes);
        for (Node node = after.next(); node != branch.join; node = node.next()) {
            if (branch.nodes.contains(node)) {
                continue;
            }
            Memory other = Memory.of(List.of(node), aliases);
            if (hasEffects(node) || writesToInputs(other, aliases) || memory.meets(other)) {
                if (positions.get(node) > first || isMoved(node, siblings)) {
                    return null;
                }
                after = node; // it is over before the branch begins
            }
        }
        Fork fork = new Fork(branch, after, aliases);
        return forks.stream().allMatch(other -> mayRunBeside(fork, other)) ? fork : null;
    }

    private boolean writesToInputs(Memory memory, AliasAnalysis aliases) {
        return block.graph().inputs().stream().anyMatch(v -> memory.written.contains(aliases.memory(v)));
    }

    /** The last node that makes something for the branch. */
    private Node lastSource(Set<Node> nodes) {
        return nodes.stream()
                .flatMap(node -> read(node).stream())
                .map(Value::node)
                .filter(source -> source.block() == block && !nodes.contains(source) && !source.is("prim::Constant"))
                .max(Comparator.comparingInt(positions::get))
                .orElse(block.paramNode());
    }

    private boolean isMoved(Node node, List<Branch> siblings) {
        return siblings.stream().anyMatch(branch -> branch.nodes.contains(node))
                || forks.stream().anyMatch(fork -> fork.branch.nodes.contains(node));
    }

    /** @param known a fork whose join comes later, or the same */
    private boolean mayRunBeside(Fork fork, Fork known) {
        return positions.get(fork.branch.join) <= positions.get(known.after)
                || !Memory.of(fork.branch.nodes, known.aliases).meets(Memory.of(known.branch.nodes, known.aliases));
    }

    private void insert(Fork fork) {
        Branch branch = fork.branch;
        Graph graph = block.graph();
        Node wait = graph.create("aten::wait", branch.join.range())
                .setSchema(WAIT)
                .setInlinedCall(branch.join.inlinedCall())
                .insertBefore(branch.join);
        Value waited = wait.addOutput(branch.result.type()).setDebugName(branch.result.debugName());
        branch.result.replaceAllUsesWith(waited);
        Node closure = graph.create("prim::Closure", branch.join.range()).insertBefore(branch.join);
        Block body = closure.addBlock();
        branch.nodes.stream()
                .sorted(Comparator.comparingInt(positions::get))
                .forEach(node -> node.moveBefore(body.returnNode()));
        body.addOutput(branch.result);
        LiftedBlock lifted = LiftedBlock.of(body);
        closure.destroy();
        Node started = graph.create("prim::fork", branch.join.range(), lifted.captured())
                .setInlinedCall(branch.join.inlinedCall())
                .set("Subgraph", lifted.graph())
                .insertAfter(fork.after);
        wait.addInput(started.addOutput(new Type.FutureType(branch.result.type())));
    }

    /** What nodes touch and write, as {@link AliasAnalysis} knows memory. */
    private record Memory(Set<Object> touched, Set<Object> written) {
        static Memory of(Collection<Node> nodes, AliasAnalysis aliases) {
            Memory memory = new Memory(new HashSet<>(), new HashSet<>());
            nodes.forEach(node -> memory.add(node, aliases));
            return memory;
        }

        private void add(Node node, AliasAnalysis aliases) {
            touch(node.inputs(), aliases);
            touch(node.outputs(), aliases);
            aliases.writes(node).forEach(v -> written.add(aliases.memory(v)));
            for (Block inner : node.blocks()) {
                touch(inner.inputs(), aliases);
                touch(inner.outputs(), aliases);
                inner.nodes().forEach(n -> add(n, aliases));
            }
        }

        private void touch(List<Value> values, AliasAnalysis aliases) {
            values.stream().filter(v -> AliasAnalysis.isMutable(v.type())).forEach(v -> touched.add(aliases.memory(v)));
        }

        /** Whether one writes to what the other touches. */
        boolean meets(Memory other) {
            return written.stream().anyMatch(other.touched::contains)
                    || other.written.stream().anyMatch(touched::contains);
        }
    }
}
