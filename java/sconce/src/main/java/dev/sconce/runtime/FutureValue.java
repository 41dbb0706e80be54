package dev.sconce.runtime;

import dev.sconce.ir.Type;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The result of a {@code fork}, there or still to come. Completed once, with a value or an exception; callbacks run on the completing
 * thread, or at once where it is done already. A chain of callbacks that complete further futures takes a bounded stack, however long it
 * is. Thread-safe; never blocks.
 */
public final class FutureValue extends Holder {
    /** Callbacks that complete futures, whose callbacks complete futures, and so on: beyond this depth they run one after the other. */
    private static final int MOST_NESTED = 32;

    private static final ThreadLocal<Running> RUNNING = ThreadLocal.withInitial(Running::new);

    /** The callbacks of one thread. */
    private static final class Running {
        int depth;
        /** Those that the innermost runs before it returns. */
        final ArrayDeque<Runnable> putOff = new ArrayDeque<>();
    }

    private final Type elementType;
    private boolean done;
    private boolean destroyed;
    private Object value;
    private Throwable error;
    private Set<Runnable> callbacks = Set.of();
    private Runnable canceller;
    /** Undoes what {@link #then} has registered elsewhere. */
    private Runnable detach;

    private volatile long traceId;

    public FutureValue(Type elementType) {
        this.elementType = elementType;
        adoptByScope();
    }

    public Type elementType() {
        return elementType;
    }

    /** The number of the task that will complete it, in what is recorded; 0 where nobody records. */
    public long traceId() {
        return traceId;
    }

    public void setTraceId(long id) {
        traceId = id;
    }

    /** Completes it with a value, which it retains. */
    public void complete(Object result) {
        RefCounted.retain(result);
        finish(result, null);
    }

    /** Completes it with an exception. */
    public void fail(Throwable cause) {
        finish(null, cause);
    }

    private void finish(Object result, Throwable cause) {
        Set<Runnable> waiting;
        boolean wanted;
        synchronized (this) {
            if (done) {
                throw new IllegalStateException("a future is completed once");
            }
            done = true;
            error = cause;
            wanted = !destroyed;
            value = wanted ? result : null;
            waiting = callbacks;
            callbacks = Set.of();
            canceller = null;
        }
        if (!wanted) {
            RefCounted.release(result);
        }
        run(waiting);
    }

    private static void run(Set<Runnable> callbacks) {
        if (callbacks.isEmpty()) {
            return;
        }
        Running running = RUNNING.get();
        if (running.depth == MOST_NESTED) {
            running.putOff.addAll(callbacks);
            return;
        }
        running.depth++;
        try {
            callbacks.forEach(Runnable::run);
            if (running.depth == MOST_NESTED) {
                for (Runnable next = running.putOff.poll(); next != null; next = running.putOff.poll()) {
                    next.run();
                }
            }
        } finally {
            running.depth--;
        }
    }

    /** Runs what may block until callbacks of this very thread have run: none is put off meanwhile. */
    public static void withoutDelay(Runnable body) {
        Running outer = RUNNING.get();
        if (outer.depth == 0) { // in no callback, as most calls
            body.run();
            return;
        }
        RUNNING.set(new Running());
        try {
            body.run();
        } finally {
            RUNNING.set(outer);
        }
    }

    public synchronized boolean isDone() {
        return done;
    }

    /** The value (borrowed), once done without error. */
    public synchronized Object value() {
        return value;
    }

    /** The exception, once done; null where there is none. */
    public synchronized Throwable error() {
        return error;
    }

    /** Runs {@code callback} when done: now, on this thread, where it is done already. It must not throw. */
    public void whenDone(Runnable callback) {
        synchronized (this) {
            if (!done) {
                if (callbacks.isEmpty()) {
                    callbacks = new LinkedHashSet<>();
                }
                callbacks.add(callback);
                return;
            }
        }
        callback.run();
    }

    /** Takes a callback back; returns false where it has been called, or will be at once. */
    public synchronized boolean forget(Runnable callback) {
        return !callbacks.isEmpty() && callbacks.remove(callback);
    }

    /** Says how to stop what computes the value. */
    public synchronized void setCanceller(Runnable stop) {
        canceller = done ? null : stop;
    }

    /** Asks what computes the value to stop; the future fails when it has. Does nothing where nobody said how, or it is done. */
    public void cancel() {
        Runnable stop;
        synchronized (this) {
            stop = canceller;
        }
        if (stop != null) {
            stop.run();
        }
    }

    /**
     * A future of what {@code step} makes of the value; it fails as this one does, or with what the step throws. The step borrows the
     * value and runs on the completing thread.
     */
    public FutureValue then(Type type, UnaryOperator<Object> step) {
        FutureValue next = new FutureValue(type);
        Runnable callback = () -> {
            if (error() != null) {
                next.fail(error());
                return;
            }
            try (Scope ignored = Scope.open()) {
                Object result;
                try {
                    result = step.apply(value());
                } catch (Throwable refused) {
                    next.fail(refused);
                    return;
                }
                next.complete(result);
            }
        };
        // Nobody may ever wait for the next one; then this one must not hold it.
        next.detach = () -> forget(callback);
        whenDone(callback);
        return next;
    }

    @Override
    protected void releaseHeld() {
        Object held;
        synchronized (this) {
            destroyed = true;
            held = value;
            value = null;
        }
        releaseInner(held);
        if (detach != null) {
            detach.run();
        }
    }

    @Override
    public String toString() {
        return "Future[" + elementType + "]" + (isDone() ? "" : " (not done)");
    }
}
