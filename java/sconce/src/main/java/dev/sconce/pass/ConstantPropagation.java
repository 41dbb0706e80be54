package dev.sconce.pass;

import dev.sconce.SconceException;
import dev.sconce.ir.Block;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import dev.sconce.ir.Value;
import dev.sconce.runtime.Scope;
import java.util.List;

/**
 * Computes what depends on constants only, takes the branch of an if whose condition is known, and drops loops that
 * never run. What is written somewhere, or seen by the graph's caller, is left to be made anew by each run; so is
 * what fails, to fail where it should.
 */
public final class ConstantPropagation {
    /** Runs one node. */
    public interface Evaluator {
        /**
         * The node's outputs for constant inputs, in the interpreter's representation; null if it does not run such
         * nodes. Called inside an open scope that owns what is created; what the pass keeps belongs to the scope around
         * the pass.
         *
         * @throws SconceException if the operator fails
         */
        Object[] evaluate(Node node, Object[] inputs);
    }

    private final Evaluator evaluator;
    private final AliasAnalysis aliases;
    private boolean changed;

    private ConstantPropagation(Graph graph, Evaluator evaluator) {
        this.evaluator = evaluator;
        this.aliases = new AliasAnalysis(graph);
    }

    /** Whether something was computed or dropped. */
    public static boolean run(Graph graph, Evaluator evaluator) {
        ConstantPropagation pass = new ConstantPropagation(graph, evaluator);
        pass.block(graph.block());
        return pass.changed;
    }

    private void block(Block block) {
        for (Node node = block.paramNode().next(); node != block.returnNode(); ) {
            node = node(node);
        }
    }

    /** Works on the node and returns the one to go on with. */
    private Node node(Node node) {
        if (node.is("prim::If")) {
            if (Constants.isConstant(node.input())) {
                changed = true;
                return takeBranch(node);
            }
            for (Block inner : node.blocks()) {
                block(inner);
            }
        } else if (node.is("prim::Loop")) {
            if (neverRuns(node)) {
                return drop(node, node.inputs().subList(2, node.inputs().size()));
            }
            block(node.blocks().get(0));
        } else if (isFoldable(node)) {
            return fold(node);
        }
        return node.next();
    }

    private static boolean neverRuns(Node loop) {
        return Boolean.FALSE.equals(Constants.valueOf(loop.input(1)))
                || (Constants.valueOf(loop.input(0)) instanceof Long limit && limit <= 0);
    }

    /** Puts what the branch of a known condition does in the place of the if; the node to go on with. */
    static Node takeBranch(Node node) {
        Block branch = node.blocks().get((Boolean) Constants.valueOf(node.input()) ? 0 : 1);
        List<Node> moved = branch.nodeList();
        for (Node each : moved) {
            each.moveBefore(node);
        }
        Node next = replace(node, List.copyOf(branch.outputs()));
        return moved.isEmpty() ? next : moved.get(0);
    }

    private Node drop(Node node, List<Value> results) {
        changed = true;
        return replace(node, results);
    }

    private static Node replace(Node node, List<Value> results) {
        for (int i = 0; i < results.size(); i++) {
            node.output(i).replaceAllUsesWith(results.get(i));
        }
        Node next = node.next();
        node.destroy();
        return next;
    }

    private boolean isFoldable(Node node) {
        return !node.is("prim::Constant")
                && node.blocks().isEmpty()
                && !node.outputs().isEmpty()
                && readsConstants(node)
                && !NodeEffects.hasSideEffects(node)
                && NodeEffects.isDeterministic(node)
                && !node.is("prim::CreateObject")
                && !node.is("prim::GetAttr")
                && aliases.writes(node).isEmpty()
                && staysInside(node);
    }

    private boolean readsConstants(Node node) {
        for (Value input : node.inputs()) {
            if (!Constants.isConstant(input) || aliases.isWritten(input)) {
                return false;
            }
        }
        return true;
    }

    private boolean staysInside(Node node) {
        for (Value output : node.outputs()) {
            if (aliases.isWritten(output) || aliases.isSeenOutside(output)) {
                return false;
            }
        }
        return true;
    }

    private Node fold(Node node) {
        Object[] inputs = new Object[node.inputs().size()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = Constants.valueOf(node.input(i));
        }
        Scope scope = Scope.open();
        try {
            Object[] results = evaluator.evaluate(node, inputs);
            if (results == null) {
                return node.next();
            }
            for (int i = 0; i < results.length; i++) {
                Constants.replace(
                        node.output(i), scope.keep(results[i]), node.output(i).type());
            }
        } catch (SconceException failed) {
            return node.next(); // it fails when it is run, if it is
        } finally {
            scope.close();
        }
        return drop(node, List.of());
    }
}
