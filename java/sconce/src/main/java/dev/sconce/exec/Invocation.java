package dev.sconce.exec;

import dev.sconce.CancelledException;

/** What a call and all that it forks have in common: whether it was cancelled, and its deadline. Thread-safe. */
public final class Invocation {
    private final long deadline;
    private volatile boolean cancelled;

    /** @param nanoseconds until the call is given up; 0 for no limit */
    public Invocation(long nanoseconds) {
        this.deadline = nanoseconds <= 0 ? 0 : System.nanoTime() + nanoseconds;
    }

    /** Makes the call stop before its next operator. */
    public void cancel() {
        cancelled = true;
    }

    /** Throws where the call is to stop. */
    void check() {
        if (cancelled) {
            throw new CancelledException("the call was cancelled");
        }
        if (deadline != 0 && System.nanoTime() - deadline > 0) {
            throw new CancelledException("the call's deadline has passed");
        }
    }
}
