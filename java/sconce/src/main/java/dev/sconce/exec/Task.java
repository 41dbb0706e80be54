package dev.sconce.exec;

import dev.sconce.SconceException;
import dev.sconce.ir.Type;
import dev.sconce.runtime.FutureValue;
import dev.sconce.runtime.RefCounted;
import dev.sconce.runtime.Scope;
import dev.sconce.runtime.TupleValue;
import dev.sconce.trace.TaskTrace;
import dev.sconce.trace.Trace;

/**
 * A run of a graph: a stack of frames that some thread advances until it returns, throws, or waits for a future. A waiting task holds
 * no thread: it goes on, on the inter-op pool, when the future is done.
 */
final class Task {
    private static final int MAXIMUM_DEPTH = 100_000;

    private final Invocation invocation;
    private final FutureValue result;
    private Frame top;
    private int depth = 1;
    private FutureValue awaited;
    private Scope scope;
    /** Null unless somebody records. */
    private TaskTrace trace;

    /**
     * @param arguments borrowed; retained until the task is over
     * @param result completed by the task; retained until then
     */
    Task(Code code, Object[] arguments, FutureValue result, Invocation invocation) {
        this.top = new Frame(code, null, null, arguments);
        this.result = result;
        this.invocation = invocation;
        result.retain();
        if (Trace.tasks()) {
            record(TaskTrace.called(code.name));
        }
    }

    private void record(TaskTrace recorder) {
        trace = recorder;
        result.setTraceId(recorder.id());
    }

    /** Lets the inter-op pool run it. */
    void submit() {
        if (trace != null) {
            record(TaskTrace.forked(top.code.name));
        }
        InteropPool.executor().execute(this::run);
    }

    /** Runs on this thread until the task is over or waits. */
    void run() {
        FutureValue waitFor;
        if (trace != null) {
            trace.enter();
        }
        try (Scope slice = Scope.open()) {
            scope = slice;
            waitFor = advance();
            scope = null;
        }
        if (waitFor != null) {
            if (trace != null) {
                trace.park(waitFor.traceId());
            }
            // After the last touch of this thread: the callback may run the task on another one at once.
            waitFor.whenDone(() -> InteropPool.executor().execute(this::run));
        }
    }

    private FutureValue advance() {
        try {
            while (top != null) {
                Frame frame = top;
                Instruction instruction = frame.code.instructions[frame.pc++];
                instruction.execute(this, frame);
                if (awaited != null) {
                    FutureValue future = awaited;
                    awaited = null;
                    return future;
                }
                for (int register : instruction.drops) {
                    frame.drop(register);
                }
                scope.releaseAll();
            }
        } catch (Throwable thrown) {
            Throwable located = thrown;
            try {
                located = ScriptStack.locate(thrown, top);
            } finally {
                unwind();
                finish(null, located);
            }
        }
        return null;
    }

    private void unwind() {
        for (; top != null; top = top.caller) {
            top.release();
        }
    }

    private void finish(Object value, Throwable error) {
        if (trace != null) {
            trace.finish();
        }
        if (error == null) {
            result.complete(value);
        } else {
            result.fail(error);
        }
        result.release();
    }

    /** Calls a function: its frame runs next. */
    void pushFrame(Code code, int[] resultRegisters, Object[] arguments) {
        if (++depth > MAXIMUM_DEPTH) {
            throw new SconceException("the model's calls are nested more than " + MAXIMUM_DEPTH + " deep");
        }
        top = new Frame(code, top, resultRegisters, arguments);
    }

    /** Returns from the running frame. */
    void popFrame(Object[] results) {
        Frame done = top;
        for (Object value : results) {
            RefCounted.retain(value);
        }
        done.release();
        top = done.caller;
        depth--;
        if (top != null) {
            for (int i = 0; i < results.length; i++) {
                top.set(done.resultRegisters[i], results[i]);
            }
        } else {
            finish(results.length == 1 ? results[0] : results.length == 0 ? null : new TupleValue(results), null);
        }
        for (Object value : results) {
            RefCounted.release(value);
        }
    }

    /** Leaves the thread until the future is done; the running instruction is executed again then. */
    void park(FutureValue future) {
        top.pc--;
        awaited = future;
    }

    /** Starts a task of its own on the inter-op pool; the future belongs to the open scope. */
    FutureValue fork(Code code, Object[] arguments, Type elementType) {
        FutureValue future = new FutureValue(elementType);
        new Task(code, arguments, future, invocation).submit();
        return future;
    }

    void checkCancelled() {
        invocation.check();
    }
}
