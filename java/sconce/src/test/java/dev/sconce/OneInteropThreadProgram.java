package dev.sconce;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.exec.InteropPool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;

/** A process with one inter-op thread that runs the case which its argument names, prints "done", and counts its threads. */
final class OneInteropThreadProgram {
    private static final long GIVE_UP = Duration.ofSeconds(90).toMillis();

    private OneInteropThreadProgram() {}

    private interface Body {
        void run(Module module, Tensor x);
    }

    enum Case {
        TEN_THOUSAND_CHAINED_FORKS(
                (module, x) -> assertFirst(10_002, module.runMethod("chained", from(x), from(10_000)))),
        FORKS_NESTED_A_THOUSAND_DEEP((module, x) -> assertFirst(1002, module.runMethod("deep", from(x), from(1000)))),
        A_THOUSAND_FUTURES_AWAITED_IN_THE_WRONG_ORDER(
                (module, x) -> assertFirst(6, module.runMethod("backwards", from(x), from(1000)))),
        TEN_THOUSAND_CHAINED_FORKS_OF_AN_ASYNCHRONOUS_CALL((module, x) -> assertFirst(
                10_002, module.runMethodAsync("chained", from(x), from(10_000)).join())),
        FORKS_NESTED_A_THOUSAND_DEEP_IN_AN_ASYNCHRONOUS_CALL((module, x) -> assertFirst(
                1002, module.runMethodAsync("deep", from(x), from(1000)).join())),
        A_CALL_WITHOUT_FORKS_NEEDS_NO_INTEROP_THREAD((module, x) -> {
            CompletableFuture<IValue> busy = module.runMethodAsync("endless", from(x));
            try (IValue done = IValue.from(CompletableFuture.completedFuture(from(x)))) {
                assertFirst(1, module.runMethod("of_future", done, from(x)));
            }
            busy.cancel(true);
        }),
        A_WAITING_CALL_LEAVES_THE_INTEROP_THREAD((module, x) -> {
            CompletableFuture<IValue> later = new CompletableFuture<>();
            try (IValue argument = IValue.from(later)) {
                CompletableFuture<IValue> waiting = module.runMethodAsync("of_future", argument, from(x));
                assertFirst(6, module.runMethod("backwards", from(x), from(100)));
                later.complete(from(x));
                assertFirst(1, waiting.join());
            }
        }),
        A_STAGE_ON_THE_INTEROP_THREAD_CALLS_A_MODEL_THAT_FORKS((module, x) -> assertFirst(
                1002,
                module.runMethodAsync("passed", from(x))
                        .thenApply(result -> {
                            result.close();
                            assertTrue(Thread.currentThread().getName().startsWith("sconce-interop-"));
                            return module.runMethod("deep", from(x), from(1000));
                        })
                        .join())),
        A_STAGE_ON_THE_INTEROP_THREAD_WAITS_FOR_ANOTHER_CALL((module, x) -> {
            assertFirst(
                    5,
                    module.runMethodAsync("passed", from(x))
                            .thenApply(result -> {
                                result.close();
                                try (IValue other = IValue.from(module.runMethodAsync("chained", from(x), from(3)))) {
                                    return module.runMethod("of_future", other, from(x));
                                }
                            })
                            .join());
            while (InteropPool.liveThreads() > 1) { // another had its place meanwhile
                LockSupport.parkNanos(1_000_000);
            }
        }),
        A_DEADLINE_ENDS_A_CALL_THAT_WAITS_FOR_THE_BUSY_POOL((module, x) -> {
            CompletableFuture<IValue> busy = module.runMethodAsync("endless", from(x));
            CallOptions soon = CallOptions.NONE.withTimeout(Duration.ofMillis(20));
            assertThrows(CancelledException.class, () -> module.runMethod(soon, "passed", Map.of(), from(x)));
            CompletionException late = assertThrows(
                    CompletionException.class, () -> module.runMethodAsync(soon, "passed", Map.of(), from(x))
                            .join());
            assertInstanceOf(CancelledException.class, late.getCause());
            Leftovers.assertTasks(1);
            busy.cancel(true);
        }),
        THE_INTEROP_THREAD_COMPILES_WHAT_IS_CALLED_FIRST((module, x) -> {
            CompletableFuture<IValue> busy = module.runMethodAsync("endless", from(x));
            try (Module unsupported = Module.load(Models.file("versions", "onednn.pt"))) {
                CompletableFuture<IValue> first = unsupported.forwardAsync(from(x));
                assertFalse(first.isDone());
                busy.cancel(true);
                CompletionException refused = assertThrows(CompletionException.class, first::join);
                assertInstanceOf(UnsupportedException.class, refused.getCause());
            }
        }),
        A_CANCELLED_CALL_LEAVES_THE_QUEUE_OF_THE_BUSY_POOL((module, x) -> {
            CompletableFuture<IValue> busy = module.runMethodAsync("endless", from(x));
            for (int i = 0; i < 100; i++) {
                module.runMethodAsync("passed", from(x)).cancel(true);
            }
            Leftovers.assertTasks(1);
            busy.cancel(true);
        });

        private final Body body;

        Case(Body body) {
            this.body = body;
        }
    }

    private static IValue from(Tensor x) {
        return IValue.from(x);
    }

    private static IValue from(long n) {
        return IValue.from(n);
    }

    private static void assertFirst(float expected, IValue result) {
        try (result) {
            assertEquals(expected, result.toTensor().getDataAsFloatArray()[0], 1e-3);
        }
    }

    public static void main(String[] arguments) {
        Case which = Case.valueOf(arguments[0]);
        new Timer("watch", true)
                .schedule(
                        new TimerTask() {
                            @Override
                            public void run() {
                                Thread.getAllStackTraces().forEach((thread, stack) -> {
                                    System.out.println(thread);
                                    for (StackTraceElement frame : stack) {
                                        System.out.println("    " + frame);
                                    }
                                });
                                Runtime.getRuntime().halt(3);
                            }
                        },
                        GIVE_UP);
        Parallel.setNumInteropThreads(1);
        try (Module module = Models.load("futures");
                Tensor x = Tensor.fromBlob(new float[] {1, 2, 3, 4}, new long[] {1, 4})) {
            Set<Thread> before = Thread.getAllStackTraces().keySet();
            which.body.run(module, x);
            Leftovers.assertNoTasks();
            assertNoThreadBut(before);
            assertArrayEquals(new float[] {1, 2, 3, 4}, x.getDataAsFloatArray());
        }
        assertTrue(InteropPool.liveThreads() <= 1);
        System.out.println("done");
    }

    private static void assertNoThreadBut(Set<Thread> before) {
        List<String> further = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .toList();
        for (String name : further) {
            // Where a call has a deadline, there are Java's own timer and a thread that stops the call.
            boolean late = name.contains("elayScheduler") || name.equals("sconce-deadline");
            assertTrue(name.startsWith("sconce-interop-") || late, further.toString());
        }
    }
}
