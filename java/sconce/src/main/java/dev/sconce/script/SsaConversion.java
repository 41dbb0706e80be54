package dev.sconce.script;

import dev.sconce.ir.Block;
import dev.sconce.ir.GraphCopy;
import dev.sconce.ir.Node;
import dev.sconce.ir.SourceRange;
import dev.sconce.ir.Type;
import dev.sconce.ir.Types;
import dev.sconce.ir.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes single assignment of loads and stores. Variables that a branch or loop assigns become outputs of its {@code prim::If} or
 * carried values of its {@code prim::Loop}; {@code break} and {@code continue} become {@code prim::LoopContinuation} nodes, which
 * {@link ExitTransform} removes. Equals PyTorch's {@code convert_to_ssa.cpp}.
 */
final class SsaConversion {
    private final Emitter emitter;

    private SsaConversion(Emitter emitter) {
        this.emitter = emitter;
    }

    static void run(Emitter emitter) {
        SsaConversion conversion = new SsaConversion(emitter);
        Block block = emitter.graph().block();
        conversion.carryVariables(block, null);
        conversion.continueLoops(block, null);
        conversion.inlineConditions(block);
        conversion.eraseLoadsAndStores(block, null);
    }

    /** Names that a block defines, and those around it. */
    private static final class Frame<T> {
        final Map<String, T> names = new TreeMap<>();
        final Frame<T> outer;

        Frame(Frame<T> outer) {
            this.outer = outer;
        }

        T find(String name) {
            for (Frame<T> frame = this; frame != null; frame = frame.outer) {
                T found = frame.names.get(name);
                if (found != null) {
                    return found;
                }
            }
            return null;
        }
    }

    /** Adds to ifs and loops what they assign, as loads and stores around and in them; returns what the block itself defines. */
    private Frame<Type> carryVariables(Block block, Frame<Type> outer) {
        Frame<Type> frame = new Frame<>(outer);
        for (Node node = block.paramNode().next(); node != block.returnNode(); node = node.next()) {
            switch (node.kind()) {
                case "prim::If" -> carryOutOfIf(node, frame);
                case "prim::Loop" -> carryThroughLoop(node, frame);
                case "prim::Closure", "prim::ComprehensionScope" ->
                    carryVariables(node.blocks().get(0), frame);
                case "prim::Store" ->
                    frame.names.put(node.string("name"), node.input().type());
                default -> {}
            }
        }
        return frame;
    }

    private void carryOutOfIf(Node node, Frame<Type> frame) {
        Frame<Type> ifTrue = carryVariables(node.blocks().get(0), frame);
        Frame<Type> ifFalse = carryVariables(node.blocks().get(1), frame);
        Set<String> assigned = new TreeSet<>(ifTrue.names.keySet());
        assigned.addAll(ifFalse.names.keySet());
        for (String name : assigned) {
            Type trueType = ifTrue.find(name);
            Type falseType = ifFalse.find(name);
            if (trueType != null && falseType != null) {
                Type type = Types.unify(trueType, falseType, true, null);
                addBlockOutput(node.blocks().get(0), name, trueType, node.range());
                addBlockOutput(node.blocks().get(1), name, falseType, node.range());
                addNodeOutput(node, name, type);
            }
        }
    }

    private void carryThroughLoop(Node node, Frame<Type> frame) {
        Block body = node.blocks().get(0);
        for (Map.Entry<String, Type> assigned :
                carryVariables(body, frame).names.entrySet()) {
            String name = assigned.getKey();
            Type before = frame.find(name);
            if (before == null) {
                continue;
            }
            Type type = Types.unify(before, assigned.getValue(), true, null);
            Node load = emitter.graph()
                    .create("prim::Load", node.range())
                    .set("name", name)
                    .insertBefore(node);
            node.addInput(load.addOutput(before));
            Value input = body.addInput(type);
            nameAfter(input, name);
            emitter.graph()
                    .create("prim::Store", node.range(), input)
                    .set("name", name)
                    .insertAfter(body.paramNode());
            addBlockOutput(body, name, assigned.getValue(), node.range());
            addNodeOutput(node, name, type);
        }
    }

    private void addBlockOutput(Block block, String name, Type type, SourceRange range) {
        Node load = block.append(emitter.graph().create("prim::Load", range).set("name", name));
        block.addOutput(load.addOutput(type));
    }

    private void addNodeOutput(Node node, String name, Type type) {
        Value output = node.addOutput(type);
        nameAfter(output, name);
        emitter.graph()
                .create("prim::Store", node.range(), output)
                .set("name", name)
                .insertAfter(node);
    }

    private static void nameAfter(Value value, String name) {
        if (Environment.isMeaningful(name)) {
            value.setDebugName(name);
        }
    }

    /** Puts, for {@code break} and {@code continue}, what the next iteration would get: its condition and carried values. */
    private void continueLoops(Block block, Node loop) {
        for (Node node : block.nodeList()) {
            switch (node.kind()) {
                case "prim::If" -> {
                    for (Block inner : node.blocks()) {
                        continueLoops(inner, loop);
                    }
                }
                case "prim::ComprehensionScope" -> continueLoops(node.blocks().get(0), loop);
                case "prim::Closure" -> continueLoops(node.blocks().get(0), null);
                case "prim::Loop" -> continueLoops(node.blocks().get(0), node);
                case "prim::ContinueStmt" ->
                    replaceByContinuation(node, loop, emitter.at(node, () -> GraphCopy.insertBlock(
                                    emitter.graph(), loop.blocks().get(1), Map.of())
                            .get(0)));
                case "prim::BreakStmt" -> replaceByContinuation(node, loop, emitter.constant(false, node.range()));
                default -> {}
            }
        }
    }

    private void replaceByContinuation(Node exit, Node loop, Value condition) {
        Node continuation = emitter.graph()
                .create("prim::LoopContinuation", exit.range(), condition)
                .insertAfter(exit);
        List<Value> carried = loop.blocks().get(0).outputs();
        for (Value output : carried.subList(1, carried.size())) {
            Node load = emitter.graph()
                    .create("prim::Load", exit.range())
                    .set("name", output.node().string("name"));
            continuation.addInput(load.insertBefore(continuation).addOutput(output.type()));
        }
        exit.destroy();
    }

    /** Copies each loop's condition before the loop and to the end of its body, and removes its block. */
    private void inlineConditions(Block block) {
        for (Node node : block.nodeList()) {
            for (Block inner : node.blocks()) {
                inlineConditions(inner);
            }
            if (node.is("prim::Loop")) {
                Block body = node.blocks().get(0);
                Block condition = node.blocks().get(1);
                node.replaceInput(1, emitter.at(node, () -> GraphCopy.insertBlock(emitter.graph(), condition, Map.of())
                        .get(0)));
                body.replaceOutput(0, emitter.at(body, () -> GraphCopy.insertBlock(emitter.graph(), condition, Map.of())
                        .get(0)));
                node.eraseBlock(1);
            }
        }
    }

    private void eraseLoadsAndStores(Block block, Frame<Value> outer) {
        Frame<Value> frame = new Frame<>(outer);
        for (Node node : block.nodeList()) {
            switch (node.kind()) {
                case "prim::Store" -> {
                    frame.names.put(node.string("name"), node.input());
                    node.destroy();
                }
                case "prim::Load" -> {
                    node.output().replaceAllUsesWith(frame.find(node.string("name")));
                    node.destroy();
                }
                case "prim::ComprehensionScope" -> {
                    Block scope = node.blocks().get(0);
                    eraseLoadsAndStores(scope, frame);
                    for (Node inner : scope.nodeList()) {
                        inner.moveBefore(node);
                    }
                    node.destroy();
                }
                default -> {
                    for (Block inner : node.blocks()) {
                        eraseLoadsAndStores(inner, frame);
                    }
                }
            }
        }
    }
}
