package dev.sconce.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.CallOptions;
import dev.sconce.Parallel;
import dev.sconce.SconceException;
import dev.sconce.ThreadLimit;
import dev.sconce.ir.Type;
import dev.sconce.runtime.ComputeSlot;
import dev.sconce.runtime.FutureValue;
import dev.sconce.runtime.Scope;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which limit of threads reaches the kernels of a call, of its forks, and of what the thread computes besides. */
class ThreadLimitTest {
    private static final int[] RESULT = {0};

    /** Returns the limit of the thread that runs it. */
    private static final Code PROBE = code(new Instruction(null, Instruction.NONE, RESULT) {
        @Override
        void execute(Task task, Frame frame) {
            frame.set(0, (long) task.threads());
        }
    });

    /** Returns the future of a fork of the probe. */
    private static final Code FORK = code(new Instruction(null, Instruction.NONE, RESULT) {
        @Override
        void execute(Task task, Frame frame) {
            frame.set(0, task.fork(PROBE, new Object[0], Type.INT));
        }
    });

    private static Code code(Instruction step) {
        return new Code(
                "probe", new Instruction[] {step, new Instruction.Return(RESULT)}, 1, new Object[0], new int[0]);
    }

    @AfterEach
    void nothingStaysBehind() {
        assertEquals(Integer.MAX_VALUE, ComputeSlot.current().limit());
    }

    private static long called(CallOptions options) {
        try (Scope ignored = Scope.open()) {
            return (Long) Task.call(PROBE, new Object[0], new Invocation(options, null))
                    .value();
        }
    }

    private static long forked(CallOptions options) throws InterruptedException {
        try (Scope ignored = Scope.open()) {
            FutureValue call = Task.call(FORK, new Object[0], new Invocation(options, null));
            return await((FutureValue) call.value());
        }
    }

    private static long started(CallOptions options) throws InterruptedException {
        FutureValue call;
        try (Scope scope = Scope.open()) {
            Invocation invocation = new Invocation(options, null);
            call = scope.keep(Task.start(PROBE, new Object[0], Type.INT, invocation, InteropPool.queue()));
        }
        long limit = await(call);
        call.release();
        return limit;
    }

    private static long await(FutureValue future) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        future.whenDone(done::countDown);
        done.await();
        return (Long) future.value();
    }

    @Test
    void withoutALimitOnlyTheSettingLimits() throws Exception {
        assertEquals(Integer.MAX_VALUE, called(CallOptions.NONE));
        assertEquals(Integer.MAX_VALUE, forked(CallOptions.NONE));
        assertEquals(Integer.MAX_VALUE, started(CallOptions.NONE));
    }

    @Test
    void theOptionsOfACallLimitItAndItsForks() throws Exception {
        CallOptions three = CallOptions.NONE.withThreads(3);
        assertEquals(3, called(three));
        assertEquals(3, forked(three));
        assertEquals(3, started(three));
    }

    @Test
    void theLimitOfAThreadReachesItsCallsAndTheirForks() throws Exception {
        try (ThreadLimit two = Parallel.limit(2)) {
            assertEquals(2, ComputeSlot.current().limit());
            assertEquals(2, called(CallOptions.NONE));
            assertEquals(2, forked(CallOptions.NONE));
            assertEquals(2, started(CallOptions.NONE));
            assertEquals(1, forked(CallOptions.NONE.withThreads(1)));
            assertEquals(2, forked(CallOptions.NONE.withThreads(5)));
        }
        assertEquals(Integer.MAX_VALUE, started(CallOptions.NONE));
    }

    @Test
    void aCallKeepsTheLimitUnderWhichItWasStarted() throws Exception {
        Invocation invocation;
        try (ThreadLimit two = Parallel.limit(2)) {
            invocation = new Invocation();
        }
        try (Scope ignored = Scope.open()) {
            assertEquals(2, await(Task.start(PROBE, new Object[0], Type.INT, invocation, InteropPool.queue())));
        }
    }

    @Test
    void nestedLimitsTakeTheLeastAndRestore() {
        ComputeSlot slot = ComputeSlot.current();
        try (ThreadLimit four = Parallel.limit(4)) {
            try (ThreadLimit two = Parallel.limit(2)) {
                try (ThreadLimit eight = Parallel.limit(8)) {
                    assertEquals(2, slot.limit());
                }
                assertEquals(2, slot.limit());
            }
            assertEquals(4, slot.limit());
        }
    }

    @Test
    void anotherThreadIsNotLimited() throws Exception {
        try (ThreadLimit two = Parallel.limit(2)) {
            FutureTask<Long> elsewhere = new FutureTask<>(() -> called(CallOptions.NONE));
            new Thread(elsewhere).start();
            assertEquals(Integer.MAX_VALUE, elsewhere.get());
        }
    }

    @Test
    void aLimitIsClosedByItsThreadInnermostFirst() throws Exception {
        ThreadLimit outer = Parallel.limit(4);
        ThreadLimit inner = Parallel.limit(2);
        FutureTask<SconceException> elsewhere =
                new FutureTask<>(() -> assertThrows(SconceException.class, inner::close));
        new Thread(elsewhere, "a stranger").start();
        String refused = elsewhere.get().getMessage();
        assertTrue(refused.contains(Thread.currentThread().getName()) && refused.contains("a stranger"), refused);
        assertTrue(
                assertThrows(SconceException.class, outer::close).getMessage().contains("innermost first"));
        assertEquals(2, ComputeSlot.current().limit());
        inner.close();
        inner.close();
        outer.close();
    }

    @Test
    void aLimitBelowOneIsRefused() {
        assertThrows(SconceException.class, () -> Parallel.limit(0));
        assertThrows(SconceException.class, () -> CallOptions.NONE.withThreads(-1));
    }
}
