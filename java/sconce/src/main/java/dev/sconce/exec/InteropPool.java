package dev.sconce.exec;

import dev.sconce.SconceException;
import dev.sconce.host.ThreadCount;
import dev.sconce.host.ThreadDefaults;
import dev.sconce.jni.Native;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The one inter-op pool of the process: runs forked tasks and resumes those that waited. No task blocks one of its threads. Its size
 * is set once, before it starts ({@code at::set_num_interop_threads}). Thread-safe.
 */
public final class InteropPool {
    private static int configured;
    private static volatile InteropPool started;

    private final ThreadPoolExecutor threads;
    private final TaskQueue queue;

    private static final class Worker extends Thread {
        Worker(Runnable work, int number) {
            super(work, "sconce-interop-" + number);
            setDaemon(true);
        }
    }

    private InteropPool(int size) {
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                size,
                size,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> new Worker(work, number.getAndIncrement()));
        threads.allowCoreThreadTimeOut(true);
        queue = new TaskQueue() {
            @Override
            public void add(Runnable turn) {
                threads.execute(turn);
            }

            @Override
            public void remove(Runnable turn) {
                threads.remove(turn);
            }
        };
    }

    /** The number of threads that the pool has or will have. */
    public static int size() {
        return threads().threads();
    }

    /** {@link #size}, and whether it was set or is the default. */
    public static synchronized ThreadCount threads() {
        return configured > 0
                ? new ThreadCount(configured, "setNumInteropThreads(" + configured + ")")
                : ThreadDefaults.ofProcess().interOp();
    }

    /** Sets the number of threads, at least 1; refused when set before, and once the pool has started. */
    public static synchronized void setSize(int threads) {
        if (configured > 0 || started != null) {
            throw new SconceException("Error: cannot set number of interop threads after parallel work has started or"
                    + " set_num_interop_threads called");
        }
        configured = threads;
        Native.setMinimumSlots(
                Math.min(threads, ThreadDefaults.ofProcess().limits().cpus().threads()));
    }

    /** Threads of the pool that live now; an idle one ends after a while. */
    public static int liveThreads() {
        InteropPool pool = started;
        return pool == null ? 0 : pool.threads.getPoolSize();
    }

    /** Tasks that wait for a thread of the pool now. */
    public static int queuedTasks() {
        InteropPool pool = started;
        return pool == null ? 0 : pool.threads.getQueue().size();
    }

    /** Tasks of all calls that are not over: those that run, that wait for a thread, or for a future. */
    public static int unfinishedTasks() {
        return Task.unfinished();
    }

    static boolean isWorker(Thread thread) {
        return thread instanceof Worker;
    }

    /** The pool, started at its first use. */
    static TaskQueue queue() {
        InteropPool pool = started;
        return (pool == null ? start() : pool).queue;
    }

    private static synchronized InteropPool start() {
        if (started == null) {
            started = new InteropPool(size());
        }
        return started;
    }
}
