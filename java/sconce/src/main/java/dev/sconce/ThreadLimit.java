package dev.sconce;

import dev.sconce.runtime.ComputeSlot;

/** What {@link Parallel#limit} has set for a thread. Closed by that thread, innermost first; closing it again does nothing. */
public final class ThreadLimit implements AutoCloseable {
    private static final ThreadLocal<ThreadLimit> INNERMOST = new ThreadLocal<>();

    private final Thread owner = Thread.currentThread();
    private final ThreadLimit around = INNERMOST.get();
    private final int before;
    private boolean closed;

    ThreadLimit(int threads) {
        ComputeSlot slot = ComputeSlot.current();
        before = slot.setLimit(Math.min(threads, slot.limit()));
        INNERMOST.set(this);
    }

    /**
     * Restores what was before.
     *
     * @throws SconceException on another thread than the limit's, or while a limit inside it is open
     */
    @Override
    public void close() {
        if (Thread.currentThread() != owner) {
            throw new SconceException("a limit of threads belongs to the thread that set it, " + owner.getName()
                    + ", and cannot be closed by " + Thread.currentThread().getName());
        }
        if (closed) {
            return;
        }
        if (INNERMOST.get() != this) {
            throw new SconceException("limits of threads are closed innermost first");
        }
        closed = true;
        ComputeSlot.current().setLimit(before);
        if (around == null) {
            INNERMOST.remove();
        } else {
            INNERMOST.set(around);
        }
    }
}
