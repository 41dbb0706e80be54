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

    /** Starts the pool with its first turn. */
    private static final TaskQueue QUEUE = new TaskQueue() {
        @Override
        public void add(Runnable turn) {
            pool().execute(turn);
        }

        @Override
        public void remove(Runnable turn) {
            InteropPool pool = started;
            if (pool != null) {
                pool.threads.remove(turn);
            }
        }
    };

    private final ThreadPoolExecutor threads;

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
    }

    private void execute(Runnable turn) {
        try {
            threads.execute(turn);
        } catch (OutOfMemoryError noThread) {
            if (threads.getPoolSize() == 0) {
                throw noThread;
            }
            threads.getQueue().add(turn); // the system gives no more threads, but those that there are come for it
        }
    }

    /**
     * Does what waits on a thread of the pool, as a callback does that calls a model: another thread takes its place meanwhile, which it
     * may be waiting for.
     */
    static void waiting(Runnable wait) {
        InteropPool pool = pool();
        pool.grow(1);
        try {
            wait.run();
        } finally {
            pool.grow(-1);
        }
    }

    private synchronized void grow(int more) {
        int size = threads.getCorePoolSize() + more;
        if (more > 0) {
            threads.setMaximumPoolSize(size);
            threads.setCorePoolSize(size);
        } else {
            threads.setCorePoolSize(size);
            threads.setMaximumPoolSize(size);
        }
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

    /** Where tasks wait for a thread of the pool. */
    static TaskQueue queue() {
        return QUEUE;
    }

    private static InteropPool pool() {
        InteropPool pool = started;
        return pool == null ? start() : pool;
    }

    private static synchronized InteropPool start() {
        if (started == null) {
            started = new InteropPool(size());
        }
        return started;
    }
}
