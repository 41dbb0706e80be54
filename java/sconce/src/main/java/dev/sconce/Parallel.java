package dev.sconce;

import dev.sconce.exec.InteropPool;
import dev.sconce.host.ThreadCount;
import dev.sconce.host.ThreadDefaults;
import dev.sconce.jni.Native;

/** The thread settings of the process, with PyTorch's semantics ({@code torch.set_num_threads} and its kin). Thread-safe. */
public final class Parallel {
    /** Whether {@link #setNumThreads} decided, and not the defaults. */
    private static volatile boolean numThreadsSet;

    private Parallel() {}

    /**
     * Threads that one kernel may use ({@code torch.get_num_threads}): what {@link #setNumThreads} was given, else
     * {@code MKL_NUM_THREADS}, else {@code OMP_NUM_THREADS}, else the CPUs that {@link ThreadDefaults} counts.
     */
    public static int getNumThreads() {
        return Native.numThreads();
    }

    /**
     * Sets the threads that one kernel may use, for every thread of the process from its next kernel on.
     *
     * @throws SconceException if the number is below 1
     */
    public static void setNumThreads(int threads) {
        if (threads < 1) {
            throw new SconceException("Expected positive number of threads, got " + threads);
        }
        Native.setNumThreads(threads);
        numThreadsSet = true;
    }

    /** {@link #getNumThreads}, and what decided it. */
    static ThreadCount numThreads() {
        int threads = getNumThreads();
        return numThreadsSet
                ? new ThreadCount(threads, "setNumThreads(" + threads + ")")
                : ThreadDefaults.ofProcess().intraOp();
    }

    /**
     * Threads of the pool that runs forked tasks ({@code torch.get_num_interop_threads}): what {@link #setNumInteropThreads} was given,
     * else the CPUs that {@link ThreadDefaults} counts.
     */
    public static int getNumInteropThreads() {
        return InteropPool.size();
    }

    /**
     * Sets the size of the inter-op pool: once, and before it has started.
     *
     * @throws SconceException if the number is below 1, the size was set before, or the pool has started
     */
    public static void setNumInteropThreads(int threads) {
        InteropPool.setSize(threads);
    }

    /**
     * How this process computes in parallel, and why ({@code torch.__config__.parallel_info()}, and more): thread counts and what decided
     * them, limits of the machine, libraries, environment. Loads the native library. What changes is read anew at each call.
     */
    public static ParallelInfo info() {
        return ParallelInfo.ofProcess();
    }
}
