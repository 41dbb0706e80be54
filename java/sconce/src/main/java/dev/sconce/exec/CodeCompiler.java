package dev.sconce.exec;

import dev.sconce.ir.Block;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import dev.sconce.pass.AliasAnalysis;
import dev.sconce.runtime.Storage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compiles a graph to {@link Code}: blocks become jumps, values registers or constants, last uses drops. */
final class CodeCompiler {
    /** Never part of a region: they do more than run kernels. */
    private static final Set<String> ALONE = Set.of(
            "prim::fork", "prim::awaitable", "aten::wait", "prim::awaitable_wait", "prim::Print", "prim::SetAttr");

    private final List<Instruction> instructions = new ArrayList<>();
    private final List<Object> constants = new ArrayList<>();
    private final Map<Value, Integer> registers = new IdentityHashMap<>();
    private final Executable owner;
    private final Liveness liveness;
    private int registerCount;
    private boolean inRegion;

    private CodeCompiler(Executable owner, Graph graph) {
        this.owner = owner;
        this.liveness = new Liveness(graph.block());
    }

    static Code compile(Executable owner, String name, Graph graph) {
        CodeCompiler compiler = new CodeCompiler(owner, graph);
        int[] inputs = compiler.registers(graph.inputs());
        compiler.drop(compiler.liveness.atStart(graph.block()));
        compiler.emitNodes(graph.block());
        compiler.instructions.add(new Instruction.Return(compiler.registers(graph.outputs())));
        return new Code(
                name,
                compiler.instructions.toArray(new Instruction[0]),
                compiler.registerCount,
                compiler.constants.toArray(),
                inputs);
    }

    private int register(Value value) {
        Integer known = registers.get(value);
        if (known == null) {
            if (value.node().is("prim::Constant")) {
                Object constant = value.node().attribute("value");
                AliasAnalysis.forEachStorage(constant, Storage::markConstant);
                constants.add(constant);
                known = ~(constants.size() - 1);
            } else {
                known = registerCount++;
            }
            registers.put(value, known);
        }
        return known;
    }

    private int[] registers(List<Value> values) {
        int[] all = new int[values.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = register(values.get(i));
        }
        return all;
    }

    private void emitNodes(Block block) {
        if (inRegion) {
            emit(block.nodes());
            return;
        }
        List<Node> run = new ArrayList<>();
        for (Node node : block.nodes()) {
            if (!ALONE.contains(node.kind()) && owner.plannable(node)) {
                run.add(node);
            } else {
                emitRun(block, run);
                run.clear();
                emit(node);
            }
        }
        emitRun(block, run);
    }

    /** Nodes that follow each other, as a region where that pays. */
    private void emitRun(Block block, List<Node> run) {
        if (!RegionBounds.pays(run)) {
            inRegion = true; // nor do parts of it
            emit(run);
            inRegion = false;
            return;
        }
        RegionBounds bounds = new RegionBounds(block, run);
        List<Node> producers = new ArrayList<>();
        for (Value value : bounds.out()) {
            producers.add(value.node());
        }
        Region region = new Region(owner, block, registersOf(bounds.in()), registersOf(bounds.out()), producers);
        Region.Enter enter = new Region.Enter(region);
        int first = instructions.size();
        instructions.add(enter);
        inRegion = true;
        emit(run);
        inRegion = false;
        instructions.add(new Region.Leave(region));
        enter.end = instructions.size();
        Set<Integer> dying = new HashSet<>();
        for (Instruction step : instructions.subList(first, enter.end)) {
            for (int register : step.drops) {
                dying.add(register);
            }
        }
        int[] drops = new int[region.in.length];
        int count = 0;
        for (int register : region.in) {
            if (dying.contains(register)) {
                drops[count++] = register;
            }
        }
        region.drops = Arrays.copyOf(drops, count);
    }

    private void emit(Iterable<Node> nodes) {
        for (Node node : nodes) {
            emit(node);
        }
    }

    private void emit(Node node) {
        switch (node.kind()) {
            case "prim::Constant" -> {}
            case "prim::If" -> {
                emitIf(node);
                drop(liveness.after(node));
            }
            case "prim::Loop" -> {
                emitLoop(node);
                drop(liveness.after(node));
            }
            default -> {
                Instruction step =
                        NodeInstructions.of(node, registers(node.inputs()), registers(node.outputs()), owner);
                step.drops = dying(liveness.after(node));
                instructions.add(step);
            }
        }
    }

    /** Lets go of values, by an instruction of its own. */
    private void drop(List<Value> values) {
        int[] dropped = dying(values);
        if (dropped.length > 0) {
            instructions.add(new Instruction.Drop(dropped));
        }
    }

    /** The registers of those values that are worth dropping: a number holds no memory and no count. */
    private int[] dying(List<Value> values) {
        int[] all = new int[values.size()];
        int count = 0;
        for (Value value : values) {
            Type type = value.type();
            int register = register(value);
            if (register >= 0 && type != Type.INT && type != Type.FLOAT && type != Type.BOOL) {
                all[count++] = register;
            }
        }
        return Arrays.copyOf(all, count);
    }

    /** The registers of values that are no constants. */
    private int[] registersOf(List<Value> values) {
        int[] all = new int[values.size()];
        int count = 0;
        for (Value value : values) {
            int register = register(value);
            if (register >= 0) {
                all[count++] = register;
            }
        }
        return Arrays.copyOf(all, count);
    }

    private void emitIf(Node node) {
        Instruction.JumpIfFalse condition = new Instruction.JumpIfFalse(node, register(node.input(0)));
        instructions.add(condition);
        emitBranch(node, node.blocks().get(0));
        Instruction.Jump end = new Instruction.Jump();
        instructions.add(end);
        condition.target = instructions.size();
        emitBranch(node, node.blocks().get(1));
        end.target = instructions.size();
    }

    private void emitBranch(Node node, Block block) {
        drop(liveness.atStart(block));
        emitNodes(block);
        if (node.outputs().isEmpty()) {
            drop(liveness.atEnd(block));
        } else {
            move(node, registers(block.outputs()), registers(node.outputs())).drops = dying(liveness.atEnd(block));
        }
    }

    private Instruction move(Node node, int[] from, int[] to) {
        Instruction move = new Instruction.Move(node, from, to);
        instructions.add(move);
        return move;
    }

    /** prim::Loop(limit, condition, carried...) with a body (count, carried...) to (condition, carried...). */
    private void emitLoop(Node node) {
        Block body = node.blocks().get(0);
        int counter = registerCount++;
        int condition = registerCount++;
        constants.add(0L);
        int zero = ~(constants.size() - 1);
        int carried = node.outputs().size();
        int[] state = new int[carried];
        for (int i = 0; i < carried; i++) {
            state[i] = registerCount++;
        }
        move(
                node,
                concat(zero, register(node.input(1)), tail(registers(node.inputs()), 2)),
                concat(counter, condition, state));
        int start = instructions.size();
        Instruction.LoopHead head = new Instruction.LoopHead(
                node,
                new int[] {counter, register(node.input(0)), condition},
                state,
                registers(body.inputs()),
                registers(node.outputs()));
        head.drops = dying(liveness.atStart(body));
        instructions.add(head);
        emitNodes(body);
        Instruction back =
                new Instruction.LoopBack(node, registers(body.outputs()), concat(condition, state), counter, start);
        back.drops = dying(liveness.atEnd(body));
        instructions.add(back);
        head.exit = instructions.size();
    }

    private static int[] tail(int[] array, int from) {
        return Arrays.copyOfRange(array, from, array.length);
    }

    private static int[] concat(int first, int[] rest) {
        int[] all = new int[rest.length + 1];
        all[0] = first;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return all;
    }

    private static int[] concat(int first, int second, int[] rest) {
        return concat(first, concat(second, rest));
    }
}
