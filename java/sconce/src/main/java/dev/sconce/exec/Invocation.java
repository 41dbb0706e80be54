package dev.sconce.exec;

import dev.sconce.CallOptions;
import dev.sconce.CancelledException;
import dev.sconce.runtime.ComputeSlot;
import dev.sconce.runtime.RefCounted;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A call of a model, or a fork of one: what is cancelled together, under one deadline and one limit of threads. Stopping an invocation
 * stops its forks, and theirs; the deadline is the whole call's. Each runs one {@link Task}. Thread-safe; no method blocks.
 */
public final class Invocation {
    /** Threads for calls whose deadline has passed, as many as are busy with that; idle ones end. */
    private static final Executor LATE = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "sconce-deadline");
        thread.setDaemon(true);
        return thread;
    });

    private final Invocation parent;
    /** The call itself: the outermost invocation. */
    private final Invocation call;

    /** What all of its tasks need as long as they live; null for nothing. */
    private final RefCounted code;

    private final int threads;
    private final boolean plans;
    private final Duration timeout;
    /** By {@link System#nanoTime}, where there is a timeout. */
    private final long deadline;
    /** Why it is to stop; null while it may go on. */
    private volatile String stopped;

    /** Told once when it is to stop: what its task waits in. */
    private Consumer<String> listener;
    /** Those that are not over, in the order in which they began. */
    private Set<Invocation> forks = Set.of();

    private boolean taskOver;
    /** Of a call: completes exceptionally at the deadline. Made when something waits first. */
    private CompletableFuture<Void> timer;

    /** A call without limits. */
    public Invocation() {
        this(CallOptions.NONE, null);
    }

    /**
     * A call by this thread, whose limit of threads is the call's too. Its time runs from now.
     *
     * @param code what each of its tasks holds as long as it lives; null for nothing
     */
    public Invocation(CallOptions options, RefCounted code) {
        this.parent = null;
        this.call = this;
        this.code = code;
        this.threads = Math.min(options.threads(), ComputeSlot.current().limit());
        this.plans = options.plans();
        this.timeout = options.timeout();
        this.deadline = timeout == null ? 0 : System.nanoTime() + Math.max(0, TimeUnit.NANOSECONDS.convert(timeout));
    }

    private Invocation(Invocation parent) {
        this.parent = parent;
        this.call = parent.call;
        this.code = parent.code;
        this.threads = parent.threads;
        this.plans = parent.plans;
        this.timeout = parent.timeout;
        this.deadline = parent.deadline;
    }

    /** A fork of this, whose task is not over yet. */
    Invocation fork() {
        Invocation fork = new Invocation(this);
        synchronized (this) {
            fork.stopped = stopped;
            if (forks.isEmpty()) {
                forks = new LinkedHashSet<>(); // most calls never fork
            }
            forks.add(fork);
        }
        return fork;
    }

    /** A task begins to live: code is not to go before it. */
    void holdCode() {
        RefCounted.retain(code);
    }

    void releaseCode() {
        RefCounted.release(code);
    }

    /** The most threads that its operators may use. */
    int threads() {
        return threads;
    }

    /** Whether stretches of the model are replayed from plans. */
    boolean plans() {
        return plans;
    }

    /** Makes it and its forks stop before their next operator, or wake where they wait. */
    public void cancel() {
        stop("the call was cancelled");
    }

    /** As {@link #cancel}. @param why for the message of the {@link CancelledException} */
    void stop(String why) {
        // Not recursive: forks may be nested as deep as one likes.
        ArrayDeque<Invocation> pending = new ArrayDeque<>();
        for (Invocation next = this; next != null; next = pending.poll()) {
            Consumer<String> told;
            synchronized (next) {
                if (next.stopped != null) {
                    continue;
                }
                next.stopped = why;
                told = next.listener;
                next.listener = null;
                pending.addAll(next.forks);
            }
            if (told != null) {
                told.accept(why);
            }
        }
    }

    /** Throws where it is to stop. */
    void check() {
        if (stopped != null) {
            throw whyStopped();
        }
        if (timeout != null && System.nanoTime() - deadline >= 0) {
            expire();
            throw new CancelledException(lateness());
        }
    }

    /** What it is to stop with, once it is. */
    CancelledException whyStopped() {
        return new CancelledException(stopped);
    }

    /** Stops the whole call, on a thread that may run what depends on its futures: the present one computes, or is Java's timer. */
    private void expire() {
        LATE.execute(() -> call.stop(lateness()));
    }

    private String lateness() {
        BigDecimal milliseconds = BigDecimal.valueOf(timeout.toNanos(), 6);
        return "the call's deadline of " + milliseconds.stripTrailingZeros().toPlainString() + " ms has passed";
    }

    /**
     * Has {@code told} called, once and with the reason, when this is to stop; at once where it is already. Replaces what was to be
     * told before. Any thread may call it.
     */
    void whenStopped(Consumer<String> told) {
        synchronized (this) {
            if (stopped == null) {
                listener = told;
            }
        }
        if (stopped != null) {
            // Whoever stopped it in the meantime may have taken the listener, which then bears being told twice.
            told.accept(stopped);
        } else if (timeout != null) {
            call.startTimer();
        }
    }

    /** Takes back {@link #whenStopped}, where it is still {@code told} that waits. */
    synchronized void forget(Consumer<String> told) {
        if (listener == told) {
            listener = null;
        }
    }

    private void startTimer() {
        CompletableFuture<Void> started;
        synchronized (this) {
            if (timer != null) {
                return;
            }
            started = new CompletableFuture<>();
            timer = started;
        }
        started.orTimeout(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)
                .whenComplete((nothing, late) -> {
                    if (late != null) {
                        expire();
                    }
                });
    }

    /** Says that its task is over. With its last fork it leaves the call, and with the last of all the call's timer ends. */
    void end() {
        boolean over;
        synchronized (this) {
            taskOver = true;
            over = forks.isEmpty();
        }
        Invocation ended = this;
        for (; over && ended.parent != null; ended = ended.parent) {
            over = ended.parent.remove(ended);
        }
        if (over) {
            ended.stopTimer();
        }
    }

    /** Returns whether nothing of this is left. */
    private synchronized boolean remove(Invocation fork) {
        forks.remove(fork);
        return taskOver && forks.isEmpty();
    }

    private synchronized void stopTimer() {
        if (timer != null) {
            timer.complete(null);
        }
    }
}
