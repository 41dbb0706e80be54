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
        Native.setNumThreads(requirePositive(threads));
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
        InteropPool.setSize(requirePositive(threads));
    }

    /**
     * How this process computes in parallel, and why ({@code torch.__config__.parallel_info()}, and more): thread counts and what decided
     * them, limits of the machine, libraries, environment. Loads the native library. What changes is read anew at each call.
     */
    public static ParallelInfo info() {
        return ParallelInfo.ofProcess();
    }

    /**
     * Limits the threads that a kernel may use, for what this thread computes until the limit is closed, and what the calls that it
     * makes in between fork, also asynchronous calls that go on after. Limits nest: the least counts, and {@link #getNumThreads} where
     * that is less.
     *
     * <pre>{@code
     * try (ThreadLimit limit = Parallel.limit(2)) {
     *     module.forward(input).close();
     * }
     * }</pre>
     *
     * @throws SconceException when {@code threads} is below 1
     */
    public static ThreadLimit limit(int threads) {
        return new ThreadLimit(requirePositive(threads));
    }

    static int requirePositive(int threads) {
        if (threads < 1) {
            throw new SconceException("Expected positive number of threads, got " + threads);
        }
        return threads;
    }
}
