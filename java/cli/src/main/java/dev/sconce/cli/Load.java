package dev.sconce.cli;

import dev.sconce.IValue;
import dev.sconce.Module;
import dev.sconce.runtime.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Clients that make one call after the other for some time. */
final class Load {
    private Load() {}

    /**
     * The calls that were made.
     *
     * @param nanoseconds of each, sorted
     * @param perSecond of all clients together: the sum of each client's calls by its own time, so that clients that end earlier than
     *     others, in the middle of whose calls the time was up, do not count as idle
     */
    record Result(long[] nanoseconds, double perSecond) {
        /** The smallest time that the given share of the calls did not exceed (nearest rank). */
        double percentileMillis(double share) {
            int rank = (int) Math.ceil(share * nanoseconds.length);
            return nanoseconds[Math.max(rank, 1) - 1] / 1e6;
        }
    }

    /** A client of a model, with arguments of its own. */
    static Runnable client(Module module, IValue[] arguments) {
        return () -> {
            try (Scope ignored = Scope.open()) {
                module.forward(arguments);
            }
        };
    }

    /** Each client calls for so long, at least once. Fails as the first call that fails. */
    static Result run(List<Runnable> clients, double seconds) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(clients.size());
        try {
            CountDownLatch ready = new CountDownLatch(clients.size());
            List<Callable<long[]>> tasks = new ArrayList<>();
            for (Runnable client : clients) {
                tasks.add(() -> {
                    ready.countDown();
                    ready.await();
                    return calls(client, (long) (seconds * 1e9));
                });
            }
            List<long[]> times = new ArrayList<>();
            double perSecond = 0;
            for (Future<long[]> client : threads.invokeAll(tasks)) {
                long[] mine = client.get();
                times.add(mine);
                perSecond += mine.length * 1e9 / Arrays.stream(mine).sum();
            }
            long[] all = times.stream().flatMapToLong(Arrays::stream).sorted().toArray();
            return new Result(all, perSecond);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        } finally {
            threads.shutdownNow();
        }
    }

    private static long[] calls(Runnable client, long nanoseconds) {
        long[] times = new long[1024];
        int count = 0;
        long now = System.nanoTime();
        long end = now + nanoseconds;
        do {
            long start = now;
            client.run();
            now = System.nanoTime();
            if (count == times.length) {
                times = Arrays.copyOf(times, 2 * count);
            }
            times[count++] = now - start;
        } while (now - end < 0);
        return Arrays.copyOf(times, count);
    }
}
