package dev.sconce.runtime;

import dev.sconce.ir.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * The result of a {@code fork}, there or still to come. Completed once, with a value or an exception; callbacks run on the completing
 * thread, or at once where it is done already. Thread-safe; never blocks.
 */
public final class FutureValue extends RefCounted {
    private final Type elementType;
    private boolean done;
    private Object value;
    private Throwable error;
    private List<Runnable> callbacks = new ArrayList<>(1);
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
        List<Runnable> waiting;
        synchronized (this) {
            if (done) {
                throw new IllegalStateException("a future is completed once");
            }
            done = true;
            value = result;
            error = cause;
            waiting = callbacks;
            callbacks = null;
        }
        waiting.forEach(Runnable::run);
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

    /** Runs {@code callback} when done: now, on this thread, where it is done already. */
    public void whenDone(Runnable callback) {
        synchronized (this) {
            if (!done) {
                callbacks.add(callback);
                return;
            }
        }
        callback.run();
    }

    @Override
    protected void destroy() {
        RefCounted.release(value);
    }

    @Override
    public String toString() {
        return "Future[" + elementType + "]" + (isDone() ? "" : " (not done)");
    }
}
