package dev.sconce.exec;

import dev.sconce.SconceException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The one inter-op pool of the process: runs forked tasks and resumes those that waited. No task blocks one of its threads. Its size
 * is set once, before it starts ({@code at::set_num_interop_threads}).
 */
public final class InteropPool {
    private static int configured;
    private static ThreadPoolExecutor pool;

    private InteropPool() {}

    /** The number of threads that the pool has or will have. */
    public static synchronized int size() {
        return configured > 0 ? configured : Math.max(1, Runtime.getRuntime().availableProcessors());
    }

    /** Sets the number of threads; refused below 1, when set before, and once the pool has started. */
    public static synchronized void setSize(int threads) {
        if (threads < 1) {
            throw new SconceException("Expected positive number of threads, got " + threads);
        }
        if (configured > 0 || pool != null) {
            throw new SconceException("Error: cannot set number of interop threads after parallel work has started or"
                    + " set_num_interop_threads called");
        }
        configured = threads;
    }

    /** Threads of the pool that live now. */
    public static synchronized int liveThreads() {
        return pool == null ? 0 : pool.getPoolSize();
    }

    /** The pool, started at its first use. */
    static synchronized Executor executor() {
        if (pool == null) {
            AtomicInteger number = new AtomicInteger();
            int size = size();
            pool = new ThreadPoolExecutor(size, size, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                Thread thread = new Thread(task, "sconce-interop-" + number.getAndIncrement());
                thread.setDaemon(true);
                return thread;
            });
            pool.allowCoreThreadTimeOut(true);
        }
        return pool;
    }
}
