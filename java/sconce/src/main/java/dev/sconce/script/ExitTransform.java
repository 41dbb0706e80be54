package dev.sconce.script;

import dev.sconce.ir.Block;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import dev.sconce.ir.SourceRange;
import dev.sconce.ir.Type;
import dev.sconce.ir.Types;
import dev.sconce.ir.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes early exits. {@code prim::LoopContinuation} (values for the next iteration) and {@code prim::ReturnStmt} become outputs of
 * the blocks that they leave; what follows one that may have happened goes into an if on whether it did. Equals PyTorch's {@code
 * exit_transforms.cpp}.
 */
final class ExitTransform {
    private enum Status {
        WILL,
        MIGHT,
        WONT,
        /** Always raises: what would come behind needs no guard. */
        THROWS
    }

    /**
     * Whether control has left a block, and with what.
     *
     * @param exited a bool of the graph; read where the status is MIGHT
     */
    private record Exit(Status status, Value exited, List<Value> values) {}

    private final Emitter emitter;
    private final Graph graph;
    private final String exitKind;
    private final Value yes;
    private final Value no;
    /** Where exits of the kind lead: the innermost loop's body, or the function's or closure's block. */
    private Block target;

    private ExitTransform(Emitter emitter, String exitKind) {
        this.emitter = emitter;
        this.graph = emitter.graph();
        this.exitKind = exitKind;
        this.yes = emitter.constant(true, SourceRange.NONE);
        this.no = emitter.constant(false, SourceRange.NONE);
    }

    static void run(Emitter emitter) {
        Block block = emitter.graph().block();
        WithBlocks.make(block);
        new ExitTransform(emitter, "prim::LoopContinuation").transform(block);
        new ExitTransform(emitter, "prim::ReturnStmt").transform(block);
        ConsecutiveIfs.merge(block);
        WithBlocks.remove(block);
    }

    private Exit wont() {
        return new Exit(Status.WONT, no, List.of());
    }

    private Exit throwing() {
        return new Exit(Status.THROWS, emitter.uninitialized(Type.BOOL, SourceRange.NONE), List.of());
    }

    private Exit transform(Block block) {
        Block outerTarget = target;
        if (isTarget(block)) {
            target = block;
        }
        Exit exit = wont();
        for (Node node = block.paramNode().next(); node != block.returnNode(); ) {
            Node next = node.next();
            exit = transform(node);
            if (exit.status() == Status.WILL || exit.status() == Status.THROWS) {
                removeFrom(next, block);
                break;
            }
            if (exit.status() == Status.MIGHT) {
                if (next != block.returnNode()) {
                    exit = guard(block, exit, next);
                }
                break;
            }
            node = next;
        }
        if (target == block) {
            arrive(block, exit);
            exit = wont();
        }
        target = outerTarget;
        return exit;
    }

    private boolean isTarget(Block block) {
        boolean isLoop = block.owner() != null && block.owner().is("prim::Loop");
        boolean isFunction = block.owner() == null || block.owner().is("prim::Closure");
        return exitKind.equals("prim::ReturnStmt") ? isFunction : isLoop;
    }

    private Exit transform(Node node) {
        switch (node.kind()) {
            case "prim::RaiseException":
                return throwing();
            case "prim::ReturnStmt", "prim::LoopContinuation": {
                if (!node.is(exitKind)) {
                    return wont();
                }
                Exit exit = new Exit(Status.WILL, yes, List.copyOf(node.inputs()));
                node.destroy();
                return exit;
            }
            case "prim::If":
                return transformIf(node);
            case "prim::Loop":
                return transformLoop(node);
            case "prim::With":
                return transform(node.blocks().get(0));
            case "prim::Closure":
                transform(node.blocks().get(0));
                return wont();
            default:
                return wont();
        }
    }

    /** The exit that reaches its target sets the target's outputs. */
    private void arrive(Block block, Exit exit) {
        if (exit.status() == Status.WILL) {
            replaceOutputs(block, exit.values());
        } else if (exit.status() == Status.MIGHT) {
            Node chosen =
                    block.append(graph.create("prim::If", block.returnNode().range(), exit.exited()));
            chosen.addBlock();
            chosen.addBlock();
            addIfOutputs(chosen, exit.values(), block.outputs());
            replaceOutputs(block, chosen.outputs());
        }
    }

    private static void replaceOutputs(Block block, List<Value> outputs) {
        List<Value> replacements = List.copyOf(outputs);
        while (!block.outputs().isEmpty()) {
            block.eraseOutput(block.outputs().size() - 1);
        }
        replacements.forEach(block::addOutput);
    }

    private Exit transformIf(Node node) {
        Exit ifTrue = transform(node.blocks().get(0));
        Exit ifFalse = transform(node.blocks().get(1));
        Status status = status(ifTrue.status(), ifFalse.status());
        if (status == Status.THROWS) {
            return throwing();
        } else if (status == Status.WONT) {
            return wont();
        }
        // The values of a branch that does not exit are never read.
        if (ifTrue.status() == Status.WONT || ifTrue.status() == Status.THROWS) {
            ifTrue = new Exit(ifTrue.status(), ifTrue.exited(), uninitialized(ifFalse.values()));
        } else if (ifFalse.status() == Status.WONT || ifFalse.status() == Status.THROWS) {
            ifFalse = new Exit(ifFalse.status(), ifFalse.exited(), uninitialized(ifTrue.values()));
        }
        Value exited = yes;
        if (status == Status.MIGHT) {
            addIfOutputs(node, List.of(ifTrue.exited()), List.of(ifFalse.exited()));
            exited = node.output(node.outputs().size() - 1);
        }
        addIfOutputs(node, ifTrue.values(), ifFalse.values());
        return new Exit(status, exited, lastOutputs(node, ifTrue.values().size()));
    }

    private static Status status(Status ifTrue, Status ifFalse) {
        if (ifTrue == Status.THROWS) {
            return ifFalse;
        }
        return ifFalse == Status.THROWS || ifTrue == ifFalse ? ifTrue : Status.MIGHT;
    }

    private static List<Value> lastOutputs(Node node, int count) {
        return List.copyOf(node.outputs()
                .subList(node.outputs().size() - count, node.outputs().size()));
    }

    private static void addIfOutputs(Node node, List<Value> ifTrue, List<Value> ifFalse) {
        for (int i = 0; i < ifTrue.size(); i++) {
            node.blocks().get(0).addOutput(ifTrue.get(i));
            node.blocks().get(1).addOutput(ifFalse.get(i));
            node.addOutput(Types.unify(ifTrue.get(i).type(), ifFalse.get(i).type(), true, null));
        }
    }

    /** A loop that an exit may leave carries whether it did, and the values; it goes on only if not. */
    private Exit transformLoop(Node loop) {
        Block body = loop.blocks().get(0);
        Exit exit = transform(body);
        // The body may never run, so that it throws says nothing of the loop.
        if (exit.status() == Status.WONT || exit.status() == Status.THROWS) {
            return wont();
        }
        Node condition = body.append(graph.create("prim::If", loop.range(), exit.exited()));
        condition.addBlock().addOutput(no);
        condition.addBlock().addOutput(body.outputs().get(0));
        body.replaceOutput(0, condition.addOutput(Type.BOOL));
        Value exited = carry(loop, no, exit.exited());
        List<Value> values = new ArrayList<>();
        for (Value value : exit.values()) {
            values.add(carry(loop, emitter.uninitialized(value.type(), loop.range()), value));
        }
        return new Exit(Status.MIGHT, exited, values);
    }

    private static Value carry(Node loop, Value before, Value after) {
        loop.addInput(before);
        loop.blocks().get(0).addInput(after.type());
        loop.blocks().get(0).addOutput(after);
        return loop.addOutput(after.type());
    }

    /** Moves the rest of the block into an if on whether it was left. */
    private Exit guard(Block block, Exit exit, Node rest) {
        Node guard = graph.create("prim::If", rest.range(), exit.exited()).insertBefore(rest);
        Block left = guard.addBlock();
        Block stayed = guard.addBlock();
        for (Node node = rest; node != block.returnNode(); ) {
            Node next = node.next();
            node.moveBefore(stayed.returnNode());
            node = next;
        }
        for (Value output : block.outputs()) {
            left.addOutput(emitter.uninitialized(output.type(), SourceRange.NONE));
            stayed.addOutput(output);
            guard.addOutput(output.type());
        }
        replaceOutputs(block, guard.outputs());
        left.append(graph.create(exitKind, rest.range(), exit.values()));
        return transformIf(guard);
    }

    private List<Value> uninitialized(List<Value> like) {
        return like.stream()
                .map(v -> emitter.uninitialized(v.type(), SourceRange.NONE))
                .toList();
    }

    /** Removes what control never reaches. Block outputs may still name its values; they are never read. */
    private void removeFrom(Node first, Block block) {
        List<Node> dead = new ArrayList<>();
        for (Node node = first; node != block.returnNode(); node = node.next()) {
            dead.add(0, node);
        }
        for (Node node : dead) {
            for (Value output : node.outputs()) {
                if (output.hasUses()) {
                    output.replaceAllUsesWith(emitter.uninitialized(output.type(), SourceRange.NONE));
                }
            }
            node.destroy();
        }
    }
}
