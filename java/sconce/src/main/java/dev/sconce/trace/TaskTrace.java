package dev.sconce.trace;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The life of one task, told as events: {@link ForkEvent}, {@link TaskEvent}, {@link WaitEvent}. Made only while these are recorded.
 * Used by one thread at a time, that which runs the task.
 */
public final class TaskTrace {
    private static final TaskEvent TASK = new TaskEvent();
    private static final ForkEvent FORK = new ForkEvent();
    private static final WaitEvent WAIT = new WaitEvent();
    private static final AtomicLong LAST_ID = new AtomicLong();

    private final long id = LAST_ID.incrementAndGet();
    private final String function;
    /** Null for a call that was not forked. */
    private final ForkEvent fork;

    private final long made = System.nanoTime();
    private long resumed;
    private long running;
    private boolean started;
    private TaskEvent stretch;
    private WaitEvent wait;

    private TaskTrace(String function, ForkEvent fork) {
        this.function = function;
        this.fork = fork;
    }

    static boolean isOn() {
        return TASK.isEnabled() || FORK.isEnabled() || WAIT.isEnabled();
    }

    /** A call of a function by the application. */
    public static TaskTrace called(String function) {
        return new TaskTrace(function, null);
    }

    /** A fork of a function by this thread. */
    public static TaskTrace forked(String function) {
        ForkEvent fork = new ForkEvent();
        fork.forkedBy = Thread.currentThread();
        fork.begin();
        return new TaskTrace(function, fork);
    }

    /** The task's number in the events, from 1. */
    public long id() {
        return id;
    }

    /** The task goes on, or begins, on this thread. */
    public void enter() {
        resumed = System.nanoTime();
        if (wait != null) {
            wait.commit();
            wait = null;
        }
        if (!started) {
            started = true;
            if (fork != null) {
                fork.queued = resumed - made;
            }
        }
        stretch = new TaskEvent();
        stretch.task = id;
        stretch.function = function;
        stretch.begin();
    }

    /** The task leaves this thread until another one is over. */
    public void park(long awaited) {
        leave(false);
        wait = new WaitEvent();
        wait.task = id;
        wait.function = function;
        wait.awaited = awaited;
        wait.thread = Thread.currentThread();
        wait.begin();
    }

    /** The task is over; one that was stopped while it waited, without having gone on. */
    public void finish() {
        if (stretch != null) {
            leave(true);
        }
        if (fork != null) {
            fork.task = id;
            fork.function = function;
            fork.running = running;
            fork.commit();
        }
    }

    private void leave(boolean over) {
        running += System.nanoTime() - resumed;
        stretch.over = over;
        stretch.commit();
        stretch = null;
    }
}
