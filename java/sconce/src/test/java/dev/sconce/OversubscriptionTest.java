package dev.sconce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.jni.Native;
import dev.sconce.runtime.ComputeSlot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** However many threads call, no more compute at once than there are compute slots, and the pool has no more threads. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class OversubscriptionTest {
    private static final int CALLERS = 64;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final int threads = Parallel.getNumThreads();
    private final int minimum = Parallel.getNumInteropThreads();

    @AfterEach
    void restore() {
        Parallel.setNumThreads(threads);
        Native.setMinimumSlots(minimum);
    }

    static Stream<Arguments> calls() {
        List<Arguments> all = new ArrayList<>();
        for (String model : List.of("conv_net", "recurrent", "forks")) {
            for (int numThreads : new int[] {1, 2, 4}) {
                all.add(Arguments.of(model, numThreads, false));
                if (virtualThreads() != null) {
                    all.add(Arguments.of(model, numThreads, true));
                }
            }
        }
        return all.stream();
    }

    /** Runs each task on a virtual thread; null before JDK 21. */
    private static ExecutorService virtualThreads() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException none) {
            return null;
        }
    }

    @ParameterizedTest(name = "{0}, {1} intra-op threads, virtual callers: {2}")
    @MethodSource("calls")
    void manyCallersComputeOnAFewThreads(String model, int numThreads, boolean virtual) throws Exception {
        Native.setMinimumSlots(2);
        Parallel.setNumThreads(numThreads);
        int capacity = Math.max(2, numThreads);
        assertEquals(capacity, Native.slotCapacity());
        IValue[] inputs = Models.inputs(model);
        Object expected = Models.expected(model);
        Native.resetComputingPeak();
        ExecutorService callers = virtual ? virtualThreads() : Executors.newFixedThreadPool(CALLERS);
        try (Module module = Models.load(model)) {
            List<Future<?>> calls = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                calls.add(callers.submit(() -> {
                    for (int i = 0; i < 5; i++) {
                        try (IValue result = module.forward(inputs)) {
                            assertNull(Models.difference(result.value(), expected));
                        }
                    }
                }));
            }
            for (Future<?> call : calls) {
                call.get();
            }
        } finally {
            callers.shutdown();
        }
        assertTrue(Native.computingPeak() >= 1 && Native.computingPeak() <= capacity, "" + Native.computingPeak());
        assertTrue(Native.poolThreads() < capacity, () -> Native.poolThreads() + " threads in the pool");
        await(() -> poolThreadsOfProcess() < capacity); // those of a larger setting end in their own time
        assertEquals(0, ComputeSlot.waiting());
        await(() -> Native.freeSlots() == capacity);
    }

    @Test
    void aCallGoesOnBesideOneThatTakesForEver() throws Exception {
        Native.setMinimumSlots(2);
        Parallel.setNumThreads(2);
        ExecutorService caller = Executors.newSingleThreadExecutor();
        try (Module module = Models.load("conv_net")) {
            IValue[] inputs = Models.inputs("conv_net");
            ComputeSlot slot = ComputeSlot.current();
            slot.acquire(); // as an operator does that takes for ever
            caller.submit(() -> module.forward(inputs).close()).get();
            slot.release();
        } finally {
            caller.shutdown();
        }
    }

    /** Those of the process by name, as the system tells it. oneTBB's that are no workers any more sleep under another. */
    private static int poolThreadsOfProcess() {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return (int) tasks.filter(OversubscriptionTest::isOfPool).count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isOfPool(Path task) {
        try {
            String name = Files.readString(task.resolve("comm"));
            return name.strip().matches("sconce-(omp|tbb)-\\d+");
        } catch (IOException ended) {
            return false;
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - start < PATIENCE_NANOS, "it did not come to that");
            Thread.sleep(1);
        }
    }
}
