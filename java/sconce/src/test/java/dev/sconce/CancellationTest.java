package dev.sconce;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.jni.Native;
import dev.sconce.runtime.ComputeSlot;
import dev.sconce.runtime.Scope;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Deadlines, interrupts and options of calls: what stops, what is said, and that nothing stays behind. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@Tag("any-capability")
class CancellationTest {
    private static final CallOptions SOON = CallOptions.NONE.withTimeout(Duration.ofMillis(30));

    private long bytes;
    private Module module;
    private Tensor x;
    private IValue input;

    @BeforeEach
    void load() {
        bytes = Leftovers.bytes();
        module = Models.load("futures");
        x = Tensor.fromBlob(new float[] {1, 2, 3, 4}, new long[] {1, 4});
        input = IValue.from(x);
    }

    @AfterEach
    void close() {
        Leftovers.assertNoTasks();
        module.close();
        x.close();
        Leftovers.assertBytes(bytes);
    }

    /** Where it was then depends on how busy the machine is. */
    private static void assertLate(CancelledException late) {
        assertTrue(late.getMessage().contains("the call's deadline of 30 ms has passed"), late.getMessage());
        assertTrue(late.getMessage().contains("code/__torch__/fork_cases.py"), late.getMessage());
        assertTrue(late.getMessage().contains("<--- HERE"), late.getMessage());
    }

    @Test
    void aDeadlineStopsACallThatComputes() {
        assertLate(assertThrows(CancelledException.class, () -> module.runMethod(SOON, "endless", Map.of(), input)));
    }

    @Test
    void aDeadlineStopsForksAndWhoWaitsForThem() {
        assertLate(assertThrows(
                CancelledException.class,
                () -> module.runMethod(SOON, "endless_forks", Map.of(), input, IValue.from(20))));
    }

    @Test
    void aDeadlineWakesACallThatWaits() {
        CompletableFuture<IValue> never = new CompletableFuture<>();
        try (IValue future = IValue.from(never)) {
            assertLate(assertThrows(
                    CancelledException.class, () -> module.runMethod(SOON, "of_future", Map.of(), future, input)));
        }
    }

    @Test
    void aDeadlineCompletesAnAsynchronousCall() {
        CompletableFuture<IValue> running =
                module.runMethodAsync(SOON, "endless_forks", Map.of(), input, IValue.from(3));
        CompletionException failed = assertThrows(CompletionException.class, running::join);
        assertLate(assertInstanceOf(CancelledException.class, failed.getCause()));
    }

    @Test
    void aStageAfterADeadlineMayCallAModelThatWaitsForItsOwn() {
        CompletableFuture<IValue> never = new CompletableFuture<>();
        try (IValue future = IValue.from(never)) {
            for (String method : new String[] {"endless", "after_future"}) {
                IValue argument = method.equals("endless") ? input : future;
                CancelledException late = module.runMethodAsync(SOON, method, Map.of(), argument)
                        .thenCompose(IValue::toFuture)
                        .handle((value, first) -> {
                            assertNull(Scope.current());
                            return assertThrows(
                                    CancelledException.class,
                                    () -> module.runMethod(SOON, "of_future", Map.of(), future, input));
                        })
                        .join();
                assertLate(late);
            }
        }
    }

    @Test
    void aDeadlineGoesOnForForksAfterTheirCallHasReturned() {
        // Long enough for the call itself to return on a busy machine.
        CallOptions later = CallOptions.NONE.withTimeout(Duration.ofSeconds(1));
        module.runMethod("returned", input).close();
        try (IValue future = module.runMethod(later, "endless_future", Map.of(), input)) {
            CompletionException failed = assertThrows(
                    CompletionException.class, () -> future.toFuture().join());
            CancelledException late = assertInstanceOf(CancelledException.class, failed.getCause());
            assertTrue(late.getMessage().contains("deadline of 1000 ms"), late.getMessage());
        }
    }

    @Test
    void aDeadlineThatHasPassedStopsBeforeTheFirstOperator() {
        CallOptions past = CallOptions.NONE.withTimeout(Duration.ofMillis(-5));
        assertThrows(CancelledException.class, () -> module.forward(past, input));
    }

    @Test
    void aDeadlineThatIsFarAwayChangesNothing() {
        CallOptions far = CallOptions.NONE.withTimeout(Duration.ofSeconds(Long.MAX_VALUE));
        try (IValue result = module.runMethod(far, "passed", Map.of(), input);
                IValue free = module.runMethod("passed", input)) {
            assertArrayEquals(
                    free.toTensor().getDataAsFloatArray(), result.toTensor().getDataAsFloatArray());
        }
    }

    @Test
    void aModuleHasOptionsForAllItsCalls() {
        Module hasty = module.withOptions(SOON);
        module.close();
        try {
            assertThrows(CancelledException.class, () -> hasty.runMethod("endless", input));
            try (Module patient = hasty.withOptions(CallOptions.NONE.withTimeout(Duration.ofDays(1)))) {
                assertEquals(SOON.timeout(), patient.options().timeout());
                assertThrows(CancelledException.class, () -> patient.runMethod("endless", input));
            }
        } finally {
            module = hasty;
        }
    }

    @Test
    void optionsCombineToTheStricter() {
        CallOptions few = CallOptions.NONE.withThreads(2).withTimeout(Duration.ofSeconds(2));
        CallOptions quick = CallOptions.NONE.withThreads(5).withTimeout(Duration.ofSeconds(1));
        for (CallOptions both : new CallOptions[] {few.and(quick), quick.and(few)}) {
            assertEquals(2, both.threads());
            assertEquals(Duration.ofSeconds(1), both.timeout());
        }
        assertEquals(Duration.ofSeconds(2), few.and(CallOptions.NONE).timeout());
        assertEquals(Duration.ofSeconds(2), CallOptions.NONE.and(few).timeout());
        assertNull(CallOptions.NONE.timeout());
        assertThrows(SconceException.class, () -> CallOptions.NONE.withThreads(0));
    }

    /** Runs a call on a thread of its own, and interrupts it when it is as the condition says. */
    private static CancelledException interrupted(Runnable call, boolean whenItSleeps) throws Exception {
        FutureTask<CancelledException> task = new FutureTask<>(() -> {
            CancelledException stopped = assertThrows(CancelledException.class, call::run);
            assertTrue(Thread.currentThread().isInterrupted(), "the interrupt flag is kept");
            return stopped;
        });
        Thread caller = new Thread(task);
        caller.start();
        while (whenItSleeps && !caller.getState().name().endsWith("WAITING")) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        caller.interrupt();
        return task.get();
    }

    @Test
    void anInterruptStopsACallThatComputes() throws Exception {
        CancelledException stopped = interrupted(() -> module.runMethod("endless", input), false);
        assertTrue(stopped.getMessage().contains("the calling thread was interrupted"), stopped.getMessage());
    }

    @Test
    void anInterruptStopsACallThatWaitsAndItsForks() throws Exception {
        CancelledException stopped = interrupted(() -> module.runMethod("endless_forks", input, IValue.from(5)), true);
        assertTrue(stopped.getMessage().contains("the calling thread was interrupted"), stopped.getMessage());
    }

    /** Holds all compute slots, as if other threads computed without end. */
    private static final class Busy implements AutoCloseable {
        private int slots;

        Busy() {
            while (Native.tryAcquireSlot()) {
                slots++;
            }
        }

        @Override
        public void close() {
            for (; slots > 0; slots--) {
                Native.releaseSlot();
            }
        }
    }

    @Test
    void aDeadlineEndsACallThatWaitsForAComputeSlot() {
        module.runMethod("passed", input).close(); // is compiled then
        Leftovers.assertNoTasks();
        try (Busy busy = new Busy()) {
            assertLate(assertThrows(CancelledException.class, () -> module.runMethod(SOON, "passed", Map.of(), input)));
            CompletableFuture<IValue> running = module.runMethodAsync(SOON, "passed", Map.of(), input);
            CompletionException failed = assertThrows(CompletionException.class, running::join);
            assertLate(assertInstanceOf(CancelledException.class, failed.getCause()));
            Leftovers.assertNoTasks();
            assertEquals(0, ComputeSlot.waiting());
        }
    }

    @Test
    void anInterruptOrACancellationEndsACallThatWaitsForAComputeSlot() throws Exception {
        module.runMethod("passed", input).close(); // is compiled then
        Leftovers.assertNoTasks();
        try (Busy busy = new Busy()) {
            CancelledException stopped = interrupted(() -> module.runMethod("passed", input), true);
            assertTrue(stopped.getMessage().contains("the calling thread was interrupted"), stopped.getMessage());
            CompletableFuture<IValue> running = module.runMethodAsync("passed", input);
            while (ComputeSlot.waiting() == 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
            running.cancel(true);
            Leftovers.assertNoTasks();
        }
        module.runMethod("passed", input).close();
    }

    @Test
    void stoppedCallsLeaveNothingBehind() {
        CompletableFuture<IValue> never = new CompletableFuture<>();
        CallOptions now = CallOptions.NONE.withTimeout(Duration.ofNanos(500_000));
        try (IValue future = IValue.from(never)) {
            for (int i = 0; i < 200; i++) {
                assertThrows(
                        CancelledException.class, () -> module.runMethod(now, "of_future", Map.of(), future, input));
                assertThrows(
                        CancelledException.class,
                        () -> module.runMethod(now, "endless_forks", Map.of(), input, IValue.from(5)));
                module.runMethodAsync("endless_forks", input, IValue.from(5)).cancel(true);
                module.runMethodAsync("of_future", future, input).cancel(true);
            }
            assertFalse(never.isDone());
        }
    }

    @Test
    void aMessageNamesDeadlinesBelowAMillisecond() {
        CallOptions now = CallOptions.NONE.withTimeout(Duration.ofNanos(500_000));
        CancelledException late =
                assertThrows(CancelledException.class, () -> module.runMethod(now, "endless", Map.of(), input));
        assertTrue(late.getMessage().contains("deadline of 0.5 ms"), late.getMessage());
    }
}
