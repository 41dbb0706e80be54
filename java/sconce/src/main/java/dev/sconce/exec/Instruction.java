package dev.sconce.exec;

import dev.sconce.ir.Function;
import dev.sconce.ir.Node;

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

    /** Compiles a function and goes on in it, in place of this code: see {@link Code#whenRun}. */
    static final class Begin extends Instruction {
        private final Function function;

        Begin(Function function, int[] arguments) {
            super(null, arguments, NONE);
            this.function = function;
        }

        @Override
        Object callee() {
            return function;
        }

        @Override
        void execute(Task task, Frame frame) {
            task.goOnIn(function, frame.getAll(in));
        }
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

    /**
     * Where each turn of a loop begins: inputs are the count of turns so far, their limit, and the condition. Hands what is carried over
     * to the body, or, after the last turn, to what follows at {@link #exit}.
     */
    static final class LoopHead extends Instruction {
        private final int[] state;
        private final int[] parameters;
        int exit;

        /**
         * @param state what is carried over
         * @param parameters of the body: the count, and what is carried over
         * @param results what is carried over, after the loop
         */
        LoopHead(Node node, int[] turn, int[] state, int[] parameters, int[] results) {
            super(node, turn, results);
            this.state = state;
            this.parameters = parameters;
        }

        @Override
        void execute(Task task, Frame frame) {
            task.checkCancelled();
            Object count = frame.get(in[0]);
            if ((Long) count < (Long) frame.get(in[1]) && (Boolean) frame.get(in[2])) {
                frame.set(parameters[0], count);
                for (int i = 0; i < state.length; i++) {
                    frame.move(state[i], parameters[i + 1]);
                }
            } else {
                for (int i = 0; i < state.length; i++) {
                    frame.move(state[i], out[i]);
                }
                frame.pc = exit;
            }
        }
    }

    /** Where each turn of a loop ends: keeps the body's results as condition and state, and goes back to the {@link LoopHead}. */
    static final class LoopBack extends Instruction {
        private final Move results;
        private final int counter;
        private final int head;

        LoopBack(Node node, int[] results, int[] state, int counter, int head) {
            super(node, results, state);
            this.results = new Move(node, results, state);
            this.counter = counter;
            this.head = head;
        }

        @Override
        void execute(Task task, Frame frame) {
            results.execute(task, frame);
            frame.set(counter, (Long) frame.get(counter) + 1);
            frame.pc = head;
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
}
