package dev.sconce;

import dev.sconce.exec.InteropPool;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A process of many virtual threads that wait for a future and for forks inside a model; prints "done" when all have answers. */
final class VirtualThreadsProgram {
    private static final int THREADS = 100;

    private VirtualThreadsProgram() {}

    /** {@code Executors.newVirtualThreadPerTaskExecutor()}, which the JDK that compiles this may not have. */
    static ExecutorService virtualThreads() throws ReflectiveOperationException {
        return (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }

    public static void main(String[] arguments) throws Exception {
        CompletableFuture<IValue> later = new CompletableFuture<>();
        ExecutorService threads = virtualThreads();
        try (Module module = Models.load("futures");
                Tensor x = Tensor.fromBlob(new float[] {1, 2, 3, 4}, new long[] {1, 4});
                IValue future = IValue.from(later)) {
            CompletableFuture<?>[] answers = new CompletableFuture<?>[THREADS];
            for (int i = 0; i < THREADS; i++) {
                answers[i] = CompletableFuture.runAsync(() -> call(module, future, IValue.from(x)), threads);
            }
            // All of them wait in the model at once: not possible for one that would hold the only carrier.
            while (InteropPool.unfinishedTasks() < THREADS) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
            Future<?> another = threads.submit(() ->
                    module.runMethod("deep", IValue.from(x), IValue.from(50)).close());
            another.get(60, TimeUnit.SECONDS);
            later.complete(IValue.from(x));
            CompletableFuture.allOf(answers).get(60, TimeUnit.SECONDS);
            Leftovers.assertNoTasks();
        }
        System.out.println("done");
    }

    private static void call(Module module, IValue future, IValue x) {
        try (IValue product = module.runMethod("of_future", future, x);
                IValue forked = module.runMethod("backwards", x, IValue.from(20))) {
            if (product.toTensor().getDataAsFloatArray()[3] != 16) {
                throw new AssertionError(product);
            }
        }
    }
}
