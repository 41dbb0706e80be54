package dev.sconce.cli;

import dev.sconce.IValue;
import dev.sconce.Module;
import dev.sconce.runtime.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Clients that call a model one request after the other for some time. */
final class Load {
    private Load() {}

    /**
     * The calls that were made.
     *
     * @param nanoseconds of each, sorted
     * @param elapsedNanoseconds from the first call's start to the last one's end
     */
    record Result(long[] nanoseconds, long elapsedNanoseconds) {
        /** The smallest time that the given share of the calls did not exceed (nearest rank). */
        double percentileMillis(double share) {
            int rank = (int) Math.ceil(share * nanoseconds.length);
            return nanoseconds[Math.max(rank, 1) - 1] / 1e6;
        }

        double perSecond() {
            return nanoseconds.length * 1e9 / elapsedNanoseconds;
        }
    }

    /** Calls with each client's own arguments for so long, each client at least once. Fails as the first call that fails. */
    static Result run(Module module, List<IValue[]> arguments, double seconds) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(arguments.size());
        try {
            long start = System.nanoTime();
            long end = start + (long) (seconds * 1e9);
            List<Callable<long[]>> tasks = new ArrayList<>();
            for (IValue[] mine : arguments) {
                tasks.add(() -> calls(module, mine, end));
            }
            List<long[]> times = new ArrayList<>();
            for (Future<long[]> client : clients.invokeAll(tasks)) {
                times.add(client.get());
            }
            long elapsed = System.nanoTime() - start;
            long[] all = times.stream().flatMapToLong(Arrays::stream).sorted().toArray();
            return new Result(all, elapsed);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        } finally {
            clients.shutdownNow();
        }
    }

    private static long[] calls(Module module, IValue[] arguments, long end) {
        long[] times = new long[1024];
        int count = 0;
        long now = System.nanoTime();
        do {
            long start = now;
            try (Scope ignored = Scope.open()) {
                module.forward(arguments);
            }
            now = System.nanoTime();
            if (count == times.length) {
                times = Arrays.copyOf(times, 2 * count);
            }
            times[count++] = now - start;
        } while (now < end);
        return Arrays.copyOf(times, count);
    }
}
