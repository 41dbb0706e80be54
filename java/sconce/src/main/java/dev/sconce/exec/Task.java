package dev.sconce.exec;

import dev.sconce.CancelledException;
import dev.sconce.SconceException;
import dev.sconce.ir.Function;
import dev.sconce.ir.Type;
import dev.sconce.runtime.ComputeSlot;
import dev.sconce.runtime.FutureValue;
import dev.sconce.runtime.RefCounted;
import dev.sconce.runtime.Scope;
import dev.sconce.runtime.TupleValue;
import dev.sconce.trace.TaskTrace;
import dev.sconce.trace.Trace;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * A run of a graph: a stack of frames that some thread advances until it returns, throws, or waits for a future. A waiting task holds
 * no thread: it goes on, on a thread of its queue, when the future is done. One that is stopped while it waits ends at once, on the
 * thread that stops it.
 */
final class Task implements ComputeSlot.Stop {
    private static final int MAXIMUM_DEPTH = 100_000;
    private static final LongAdder UNFINISHED = new LongAdder();
    /** Made before it is needed. */
    private static final SconceException NO_ROOM = new SconceException(
            "the Java heap is full, and others left no room to say where the model was: give the JVM more (-Xmx), or have"
                    + " the models keep less in lists, dicts and strings");

    private final Invocation invocation;
    private final FutureValue result;
    /** Where it waits for a thread. */
    private final TaskQueue queue;
    /** Where its forks wait for one. */
    private final TaskQueue forkQueue;
    /** The thread that made a synchronous call, whose interrupts stop it; else null. */
    private final Thread caller;

    private Frame top;
    private int depth = 1;
    private FutureValue awaited;
    private Scope scope;
    /** Of the thread that runs it. */
    private ComputeSlot slot;
    /** What listens while a region runs for the first time, or null. */
    private PlanRecorder recorder;
    /** What came out, once {@link #top} is null; the value is retained until the result has it. */
    private Object value;

    private Throwable error;
    /** Null unless somebody records. */
    private final TaskTrace trace;

    private Task(
            Code code,
            Object[] arguments,
            FutureValue result,
            Invocation invocation,
            TaskQueue queue,
            TaskQueue forkQueue,
            Thread caller) {
        this.top = new Frame(code, null, null, arguments);
        this.result = result;
        this.invocation = invocation;
        this.queue = queue;
        this.forkQueue = forkQueue;
        this.caller = caller;
        result.retain();
        invocation.holdCode();
        result.setCanceller(invocation::cancel);
        this.trace = !Trace.tasks() ? null : caller != null ? TaskTrace.called(code.name) : TaskTrace.forked(code.name);
        if (trace != null) {
            result.setTraceId(trace.id());
        }
        UNFINISHED.increment();
    }

    /**
     * Runs a call on this thread, which sleeps while the call waits.
     *
     * @param arguments borrowed; retained until the task is over
     * @return done; it belongs to the open scope
     */
    static FutureValue call(Code code, Object[] arguments, Invocation invocation) {
        CallerThread thread = new CallerThread();
        FutureValue future = new FutureValue(Type.ANY);
        thread.run(new Task(code, arguments, future, invocation, thread, thread.forkQueue(), Thread.currentThread()));
        return future;
    }

    /**
     * Starts a task on a queue; its forks run there too.
     *
     * @param arguments borrowed; retained until the task is over
     * @return completed by the task; cancelling it stops the invocation. It belongs to the open scope, or the caller
     */
    static FutureValue start(Code code, Object[] arguments, Type elementType, Invocation invocation, TaskQueue queue) {
        FutureValue future = new FutureValue(elementType);
        new Task(code, arguments, future, invocation, queue, queue, null).queueUp();
        return future;
    }

    /** Tasks of the process that are not over. */
    static int unfinished() {
        return UNFINISHED.intValue();
    }

    boolean isOver() {
        return result.isDone();
    }

    void whenOver(Runnable callback) {
        result.whenDone(callback);
    }

    /** The thread was interrupted: that stops the call which it made. */
    @Override
    public void interrupted() {
        if (caller != null) {
            invocation.stop("the calling thread was interrupted");
        }
    }

    @Override
    public void whenStopped(Consumer<String> told) {
        invocation.whenStopped(told);
    }

    @Override
    public void forget(Consumer<String> told) {
        invocation.forget(told);
    }

    private enum Claim {
        GO_ON,
        STOP
    }

    /** What a task waits in that is not running. Who claims it first runs the task or ends it. */
    private final class Turn implements Runnable, Consumer<String> {
        private final AtomicReference<Claim> claim = new AtomicReference<>();
        /** Null where it waits for a thread only. */
        private final FutureValue future;

        Turn(FutureValue future) {
            this.future = future;
        }

        /** The future is done, or a thread is there. */
        @Override
        public void run() {
            if (claim.compareAndSet(null, Claim.GO_ON)) {
                invocation.forget(this);
                if (future != null) {
                    queueUp();
                } else {
                    Task.this.run();
                }
            }
        }

        /** The invocation is to stop. */
        @Override
        public void accept(String why) {
            if (claim.compareAndSet(null, Claim.STOP)) {
                withdraw();
                endBeforeNext(new CancelledException(why));
            }
        }

        /** Leaves the place where it waits, if it was stopped; called again after it has got in there. */
        void withdraw() {
            if (claim.get() != Claim.STOP) {
                return;
            }
            if (future != null) {
                future.forget(this);
            } else {
                queue.remove(this);
            }
        }
    }

    /** Ends the task before the instruction that it was to run. */
    private void endBeforeNext(Throwable why) {
        top.pc++;
        fail(why);
        finish();
    }

    private void queueUp() {
        waitFor(null);
    }

    /** Leaves the thread until the future is done, or, without one, until the queue has a thread. Ends the task where there is no room to. */
    private void waitFor(FutureValue future) {
        Turn turn = null;
        try {
            turn = new Turn(future);
            invocation.whenStopped(turn);
            // The last touch of this thread: another one may run the task at once.
            if (future == null) {
                queue.add(turn);
            } else {
                future.whenDone(turn);
            }
        } catch (Throwable noRoom) {
            if (turn == null || turn.claim.compareAndSet(null, Claim.STOP)) {
                endBeforeNext(noRoom);
            }
        }
        if (turn != null) {
            turn.withdraw();
        }
    }

    /** Runs on this thread until the task is over or waits. */
    void run() {
        try {
            slot = ComputeSlot.current();
            if (!slot.acquire(this)) {
                endBeforeNext(invocation.whyStopped());
                return;
            }
        } catch (Throwable noRoom) {
            endBeforeNext(noRoom);
            return;
        }
        FutureValue future = null;
        slot.seeChanges(); // also where a callback runs on a thread that computes already
        int outerLimit = slot.setLimit(invocation.threads());
        try (Scope slice = Scope.open()) {
            if (trace != null) {
                trace.enter();
            }
            scope = slice;
            future = advance();
        } catch (Throwable noRoom) { // what the model's instructions throw is dealt with by then
            if (top != null) {
                top.pc++;
            }
            fail(noRoom);
        } finally {
            scope = null;
            slot.setLimit(outerLimit);
            slot.release();
        }
        if (future != null) {
            if (trace != null) {
                trace.park(future.traceId());
            }
            waitFor(future);
        } else {
            finish();
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
                if (top != null) {
                    share();
                }
            }
        } catch (Throwable thrown) {
            fail(thrown);
        }
        return null;
    }

    /**
     * Makes an exception the outcome. What the model holds goes first: where that has filled the heap, there is no room before to say
     * anything.
     */
    private void fail(Throwable thrown) {
        error = thrown;
        Frame failed = top;
        while (top != null) {
            try {
                letGo();
            } catch (OutOfMemoryError noRoom) {
                // What could not be released in order is the collector's; the next is.
            } catch (Throwable further) { // the call ends all the same
                thrown.addSuppressed(further);
            }
        }
        if (recorder != null) {
            recorder.abandon();
            recorder = null;
        }
        try {
            error = ScriptStack.locate(thrown, failed);
        } catch (OutOfMemoryError others) {
            error = NO_ROOM;
        }
    }

    /** Releases what it holds; goes on where it stopped when called again. */
    private void letGo() {
        if (scope != null) {
            scope.releaseAll();
        }
        for (; top != null; top = top.caller) {
            top.release();
        }
    }

    /** Hands out the outcome: outside any scope, since callbacks run whatever waits for it. */
    private void finish() {
        if (trace != null) {
            trace.finish();
        }
        UNFINISHED.decrement();
        invocation.end();
        if (error == null) {
            result.complete(value);
            RefCounted.release(value);
            value = null;
        } else {
            result.fail(error);
        }
        result.release();
        invocation.releaseCode();
    }

    /** Calls a function: its frame runs next. */
    Frame pushFrame(Code code, int[] resultRegisters, Object[] arguments) {
        if (++depth > MAXIMUM_DEPTH) {
            throw new SconceException("the model's calls are nested more than " + MAXIMUM_DEPTH + " deep");
        }
        top = new Frame(code, top, resultRegisters, arguments);
        return top;
    }

    /** Puts the function in the place of the running frame. Why it cannot be compiled is said without a stack: it has none yet. */
    void goOnIn(Function function, Object[] arguments) {
        Frame begun = top;
        top = null;
        try {
            top = new Frame(Code.of(function), null, null, arguments);
        } finally {
            begun.release();
        }
    }

    /** What runs. */
    Frame top() {
        return top;
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
            value = results.length == 1 ? results[0] : results.length == 0 ? null : new TupleValue(results);
            RefCounted.retain(value);
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

    /** Starts a task of its own; the future belongs to the open scope. */
    FutureValue fork(Code code, Object[] arguments, Type elementType) {
        return start(code, arguments, elementType, invocation.fork(), forkQueue);
    }

    /** Whether regions are replayed and recorded: not while each operator is to be seen. */
    boolean usesPlans() {
        return invocation.plans() && !Trace.operators();
    }

    /** What owns what the running instruction makes. */
    Scope scope() {
        return scope;
    }

    PlanRecorder recorder() {
        return recorder;
    }

    void setRecorder(PlanRecorder listener) {
        recorder = listener;
    }

    /** The most threads that a kernel may use. */
    int threads() {
        return slot.limit();
    }

    /** As {@link ComputeSlot#seeChanges}: what the call waited for is done. */
    void seeChanges() {
        slot.seeChanges();
    }

    long changesSeen() {
        return slot.changesSeen();
    }

    /** Stops the call where it is to stop, and lets others compute who have waited for long. */
    void betweenOperators() {
        checkCancelled();
        share();
    }

    private void share() {
        if (!slot.share(this)) {
            throw invocation.whyStopped();
        }
    }

    /** Says that what comes next is no kernel call and cannot be replayed. */
    void unrepeatable() {
        if (recorder != null) {
            recorder.unrepeatable();
        }
    }

    /** Throws where the call is to stop: cancelled, late, or its thread interrupted. */
    void checkCancelled() {
        if (caller != null && caller.isInterrupted()) {
            interrupted();
        }
        invocation.check();
    }
}
