package dev.sconce;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Deadlines, interrupts and options of calls: what stops, what is said, and that nothing stays behind. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
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

    private static void assertLate(CancelledException late, String where) {
        assertTrue(late.getMessage().contains("the call's deadline of 30 ms has passed"), late.getMessage());
        assertTrue(late.getMessage().contains(where), late.getMessage());
        assertTrue(late.getMessage().contains("<--- HERE"), late.getMessage());
    }

    @Test
    void aDeadlineStopsACallThatComputes() {
        assertLate(
                assertThrows(CancelledException.class, () -> module.runMethod(SOON, "endless", Map.of(), input)),
                "counting");
    }

    @Test
    void aDeadlineStopsForksAndWhoWaitsForThem() {
        assertLate(
                assertThrows(
                        CancelledException.class,
                        () -> module.runMethod(SOON, "endless_forks", Map.of(), input, IValue.from(20))),
                "torch.wait");
    }

    @Test
    void aDeadlineWakesACallThatWaits() {
        CompletableFuture<IValue> never = new CompletableFuture<>();
        try (IValue future = IValue.from(never)) {
            assertLate(
                    assertThrows(
                            CancelledException.class,
                            () -> module.runMethod(SOON, "of_future", Map.of(), future, input)),
                    "torch.wait(future)");
        }
    }

    @Test
    void aDeadlineCompletesAnAsynchronousCall() {
        CompletableFuture<IValue> running =
                module.runMethodAsync(SOON, "endless_forks", Map.of(), input, IValue.from(3));
        CompletionException failed = assertThrows(CompletionException.class, running::join);
        assertLate(assertInstanceOf(CancelledException.class, failed.getCause()), "torch.wait");
    }

    @Test
    void aDeadlineGoesOnForForksAfterTheirCallHasReturned() {
        try (IValue future = module.runMethod(SOON, "endless_future", Map.of(), input)) {
            CompletionException failed = assertThrows(
                    CompletionException.class, () -> future.toFuture().join());
            assertLate(assertInstanceOf(CancelledException.class, failed.getCause()), "counting");
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
            hasty.runMethod("passed", input).close();
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
        while (whenItSleeps ? caller.getState() != Thread.State.WAITING : !caller.isAlive()) {
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
        assertTrue(stopped.getMessage().contains("torch.wait"), stopped.getMessage());
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
