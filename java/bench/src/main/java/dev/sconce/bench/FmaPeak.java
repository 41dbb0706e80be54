package dev.sconce.bench;

import dev.sconce.Tensor;
import dev.sconce.ops.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What the machine can multiply and add at most in float32: a native loop that does nothing else, on some threads at once. */
final class FmaPeak implements AutoCloseable {
    private static final Kernel KERNEL = Kernel.of("fma_peak");
    /** Some hundred microseconds a call. */
    private static final long ROUNDS = 50_000;

    private final int threads;
    private final ExecutorService pool;
    private final long flops;

    FmaPeak(int threads) {
        this.threads = threads;
        this.pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "fma-peak");
            thread.setDaemon(true);
            return thread;
        });
        this.flops = loop(1);
    }

    /** Floating-point operations of one time of {@link #work}, of all threads together. */
    double flops() {
        return (double) flops * threads;
    }

    /** The loop on all threads, each as often as it is told. */
    Side.Work work() {
        return times -> {
            List<Callable<Long>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                tasks.add(() -> loop(times));
            }
            long start = System.nanoTime();
            for (Future<Long> done : pool.invokeAll(tasks)) {
                done.get();
            }
            return (System.nanoTime() - start) * 1e-9;
        };
    }

    /** Returns the operations of one time. */
    private static long loop(long times) {
        try (Tensor done = Tensor.fromBlob(new long[1], new long[] {1})) {
            for (long i = 0; i < times; i++) {
                KERNEL.call().write(done).i64(ROUNDS).run();
            }
            return done.getDataAsLongArray()[0];
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
