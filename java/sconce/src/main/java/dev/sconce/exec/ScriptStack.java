package dev.sconce.exec;

import dev.sconce.CancelledException;
import dev.sconce.ModelException;
import dev.sconce.OperatorException;
import dev.sconce.SconceException;
import dev.sconce.UnsupportedException;
import dev.sconce.ir.InlinedCall;
import dev.sconce.ir.Node;
import dev.sconce.ir.SourceRange;

/**
 * Says where in the model an exception happened: the TorchScript stack, innermost call last, as PyTorch prints it. One that came
 * through a future has the stack of the fork first, then that of who waited.
 */
final class ScriptStack {
    private static final int MOST_CALLS = 32;
    /** Of forks that wait for forks, and so on, so many stacks are told. */
    private static final int MOST_WAITS = 8;

    private static final String HEAD = "Traceback of TorchScript (most recent call last):";
    private static final String WAITED = "Waited for in TorchScript (most recent call last):";

    private ScriptStack() {}

    /** The exception with the stack in its message, of the family; the JVM's own defects are left alone. */
    static Throwable locate(Throwable thrown, Frame top) {
        if (top == null || thrown instanceof InternalError || thrown instanceof UnknownError) {
            return thrown;
        }
        String told = thrown instanceof SconceException && thrown.getMessage() != null ? thrown.getMessage() : "";
        if (!told.contains(HEAD)) {
            Instruction at = at(top);
            return with(thrown, at.name() + ": " + what(thrown), HEAD + "\n" + describe(top));
        }
        return waits(told) < MOST_WAITS ? with(thrown, told, WAITED + "\n" + describe(top)) : thrown;
    }

    private static String what(Throwable thrown) {
        if (thrown instanceof OutOfMemoryError
                && String.valueOf(thrown.getMessage()).contains("native thread")) {
            return "the system gives this process no further thread (" + thrown.getMessage()
                    + "): raise its limit (ulimit -u, or the control group's pids.max)";
        }
        if (thrown instanceof OutOfMemoryError) {
            return "the Java heap of " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB is full ("
                    + thrown.getMessage()
                    + "): give the JVM more (-Xmx), or have the model keep less in lists, dicts and strings";
        }
        if (thrown instanceof StackOverflowError) {
            return "a value is nested too deep for the thread's stack: give threads more (-Xss), or have the model nest less";
        }
        return thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
    }

    private static int waits(String told) {
        int count = 0;
        for (int at = told.indexOf(WAITED); at >= 0; at = told.indexOf(WAITED, at + 1)) {
            count++;
        }
        return count;
    }

    /** One of the same kind that says more. */
    private static Throwable with(Throwable thrown, String what, String stack) {
        String message = what + "\n" + stack;
        if (thrown instanceof ModelException raised) {
            return raised.withStack(stack);
        }
        if (thrown instanceof UnsupportedException) {
            return new UnsupportedException(message, thrown);
        }
        if (thrown instanceof CancelledException) {
            return new CancelledException(message, thrown);
        }
        if (thrown instanceof OperatorException || thrown instanceof ArithmeticException) {
            return new OperatorException(message, thrown);
        }
        return new SconceException(message, thrown);
    }

    private static String describe(Frame top) {
        StringBuilder text = new StringBuilder();
        int calls = 0;
        for (Frame frame = top; frame != null && calls <= MOST_CALLS; frame = frame.caller) {
            Instruction at = at(frame);
            calls += describe(frame.code.name, at.node, text);
        }
        if (calls > MOST_CALLS) {
            text.insert(0, "  ...\n");
        }
        return text.toString().stripTrailing();
    }

    /** Puts the node's place, and those of the calls by which it was inlined, before the text. Returns how many. */
    private static int describe(String function, Node node, StringBuilder text) {
        SourceRange range = node == null ? SourceRange.NONE : node.range();
        text.insert(0, range.text().isEmpty() ? "  in " + function + "\n" : range.highlight() + "\n");
        int calls = 1;
        InlinedCall call = node == null ? null : node.inlinedCall();
        for (; call != null; call = call.outer()) {
            text.insert(0, call.range().highlight() + "\n");
            calls++;
        }
        return calls;
    }

    /** The instruction that the frame is at; where that is a jump or a move, which the source does not have, the next one that it has. */
    private static Instruction at(Frame frame) {
        Instruction[] instructions = frame.code.instructions;
        int index = Math.max(0, frame.pc - 1);
        for (int next = index; next < instructions.length; next++) {
            if (instructions[next].node != null) {
                return instructions[next];
            }
        }
        return instructions[index];
    }
}
