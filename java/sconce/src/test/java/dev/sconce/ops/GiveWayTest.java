package dev.sconce.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sconce.DType;
import dev.sconce.Parallel;
import dev.sconce.Tensor;
import dev.sconce.jni.Native;
import dev.sconce.runtime.ComputeSlot;
import dev.sconce.runtime.Scope;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A thread that never leaves its kernels lets others compute all the same. */
@Timeout(
        value = 60,
        unit = TimeUnit.SECONDS,
        threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // who waits for a slot hears no interrupt
class GiveWayTest {
    private final int threads = Parallel.getNumThreads();
    private final int minimum = Parallel.getNumInteropThreads();
    private final AtomicBoolean stop = new AtomicBoolean();

    @AfterEach
    void restore() {
        stop.set(true);
        Parallel.setNumThreads(threads);
        Native.setMinimumSlots(minimum);
    }

    @ParameterizedTest(name = "{0} threads")
    @ValueSource(ints = {1, 2})
    void whoWaitsIsLetInBetweenTwoPiecesOfALongKernel(int numThreads) throws Exception {
        Native.setMinimumSlots(1);
        Parallel.setNumThreads(numThreads);
        CountDownLatch begun = new CountDownLatch(numThreads);
        ExecutorService hogs = Executors.newFixedThreadPool(numThreads);
        Future<?>[] all = new Future<?>[numThreads];
        for (int i = 0; i < numThreads; i++) {
            all[i] = hogs.submit(() -> {
                ComputeSlot slot = ComputeSlot.current();
                slot.acquire(); // and gives it back at the end only
                begun.countDown();
                multiplyUntilStopped();
                slot.release();
            });
        }
        hogs.shutdown();
        begun.await();
        for (int call = 0; call < 3; call++) {
            assertEquals(3, smallProduct());
        }
        stop.set(true);
        for (Future<?> hog : all) {
            hog.get();
        }
        assertEquals(0, ComputeSlot.waiting());
    }

    @Test
    void whoComputesUnderALockKeepsItsSlot() throws Exception {
        Native.setMinimumSlots(1);
        Parallel.setNumThreads(1);
        CountDownLatch begun = new CountDownLatch(1);
        ExecutorService callers = Executors.newFixedThreadPool(2);
        Future<?> owner = callers.submit(() -> ComputeSlot.keeping(() -> {
            begun.countDown();
            multiplyUntilStopped();
            return null;
        }));
        begun.await();
        Future<Float> other = callers.submit(GiveWayTest::smallProduct);
        callers.shutdown();
        // Longer by far than somebody waits before others give way.
        assertThrows(TimeoutException.class, () -> other.get(300, TimeUnit.MILLISECONDS));
        stop.set(true);
        assertEquals(3, other.get());
        owner.get();
    }

    private void multiplyUntilStopped() {
        // What it reads is its own: a test that has timed out closes nothing of it.
        try (Scope own = Scope.open()) {
            Tensor large = CreationOps.ones(new long[] {500, 500}, DType.FLOAT32, null, null, null);
            while (!stop.get()) {
                try (Scope inner = Scope.open()) {
                    LinearAlgebraOps.mm(large, large, null);
                }
            }
        }
    }

    private static float smallProduct() {
        try (Scope scope = Scope.open()) {
            Tensor small = CreationOps.ones(new long[] {3, 3}, DType.FLOAT32, null, null, null);
            return LinearAlgebraOps.mm(small, small, null).getDataAsFloatArray()[0];
        }
    }
}
