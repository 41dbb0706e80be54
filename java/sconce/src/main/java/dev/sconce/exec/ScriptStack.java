package dev.sconce.exec;

import dev.sconce.CancelledException;
import dev.sconce.ModelException;
import dev.sconce.OperatorException;
import dev.sconce.SconceException;
import dev.sconce.UnsupportedException;
import dev.sconce.ir.SourceRange;

/** Says where in the model an exception happened: the TorchScript stack, innermost call last, as PyTorch prints it. */
final class ScriptStack {
    private static final int MOST_CALLS = 32;

    private ScriptStack() {}

    /** The exception with the stack in its message, of the family; errors of the JVM are left alone. */
    static Throwable locate(Throwable thrown, Frame top) {
        if (top == null || thrown instanceof VirtualMachineError || isLocated(thrown)) {
            return thrown;
        }
        Instruction at = top.code.instructions[top.pc - 1];
        String stack = describe(top);
        if (thrown instanceof ModelException raised) {
            return raised.withStack(stack);
        }
        String message = at.name() + ": " + (thrown.getMessage() == null ? thrown.toString() : thrown.getMessage())
                + "\n" + stack;
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

    /** A future's exception was located by its own task. */
    private static boolean isLocated(Throwable thrown) {
        return thrown instanceof SconceException
                && thrown.getMessage() != null
                && thrown.getMessage().contains(HEAD);
    }

    private static final String HEAD = "Traceback of TorchScript (most recent call last):";

    private static String describe(Frame top) {
        StringBuilder text = new StringBuilder();
        int calls = 0;
        for (Frame frame = top; frame != null; frame = frame.caller) {
            if (++calls > MOST_CALLS) {
                text.insert(0, "  ...\n");
                break;
            }
            Instruction at = frame.code.instructions[Math.max(0, frame.pc - 1)];
            SourceRange range = at.node == null ? SourceRange.NONE : at.node.range();
            text.insert(0, range.text().isEmpty() ? "  in " + frame.code.name + "\n" : range.highlight() + "\n");
        }
        return HEAD + "\n" + text.toString().stripTrailing();
    }
}
