package dev.sconce.exec;

import dev.sconce.ir.Node;
import dev.sconce.ir.Value;
import java.util.List;

/**
 * One step of a {@link Code}. Inputs and outputs are register numbers; a negative number {@code r} stands for constant {@code ~r}.
 * Instructions hold no state of a run: any number of tasks execute them at once.
 */
abstract class Instruction {
    static final int[] NONE = {};

    /** The node it comes from, for stacks and messages; null for jumps and moves. */
    final Node node;

    final int[] in;
    final int[] out;
    /** Registers whose values have had their last use once this has run. */
    int[] drops = NONE;

    Instruction(Node node, int[] in, int[] out) {
        this.node = node;
        this.in = in;
        this.out = out;
    }

    /** Runs; {@code frame.pc} already points to the next instruction and may be changed. */
    abstract void execute(Task task, Frame frame);

    /** The function, or the executable, that it calls where it knows it; else null. */
    Object callee() {
        return null;
    }

    /** A name for messages: the operator with overload, or the node's kind. */
    String name() {
        return node == null
                ? getClass().getSimpleName()
                : node.schema() != null ? node.schema().fullName() : node.kind();
    }

    /** Goes on at {@link #target}. */
    static final class Jump extends Instruction {
        int target;

        Jump() {
            super(null, NONE, NONE);
        }

        @Override
        void execute(Task task, Frame frame) {
            frame.pc = target;
        }
    }

    /** Goes on at {@link #target} where its input is false. */
    static final class JumpIfFalse extends Instruction {
        int target;

        JumpIfFalse(Node node, int condition) {
            super(node, new int[] {condition}, NONE);
        }

        @Override
        void execute(Task task, Frame frame) {
            if (!(Boolean) frame.get(in[0])) {
                frame.pc = target;
            }
        }
    }

    /** Leaves a loop for {@link #exit}: inputs are the count of iterations so far, their limit, and the condition. */
    static final class LoopHead extends Instruction {
        int exit;

        LoopHead(Node node, int counter, int limit, int condition) {
            super(node, new int[] {counter, limit, condition}, NONE);
        }

        @Override
        void execute(Task task, Frame frame) {
            task.checkCancelled();
            if ((Long) frame.get(in[0]) >= (Long) frame.get(in[1]) || !(Boolean) frame.get(in[2])) {
                frame.pc = exit;
            }
        }
    }

    /** Adds one to an int register. */
    static final class Increment extends Instruction {
        Increment(int register) {
            super(null, new int[] {register}, new int[] {register});
        }

        @Override
        void execute(Task task, Frame frame) {
            frame.set(out[0], (Long) frame.get(in[0]) + 1);
        }
    }

    /** Copies registers, all read before any is written. */
    static final class Move extends Instruction {
        Move(Node node, int[] from, int[] to) {
            super(node, from, to);
        }

        @Override
        void execute(Task task, Frame frame) {
            if (in.length == 1) {
                frame.set(out[0], frame.get(in[0]));
                return;
            }
            Object[] values = frame.getAll(in);
            for (int i = 0; i < values.length; i++) {
                frame.set(out[i], values[i]);
            }
        }
    }

    /** Only drops registers. */
    static final class Drop extends Instruction {
        Drop(int[] registers) {
            super(null, NONE, NONE);
            drops = registers;
        }

        @Override
        void execute(Task task, Frame frame) {}
    }

    /** Returns the inputs to the caller. */
    static final class Return extends Instruction {
        Return(int[] in) {
            super(null, in, NONE);
        }

        @Override
        void execute(Task task, Frame frame) {
            task.popFrame(frame.getAll(in));
        }
    }

    static int[] registers(List<Value> values, java.util.function.ToIntFunction<Value> register) {
        return values.stream().mapToInt(register).toArray();
    }
}
