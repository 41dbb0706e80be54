package dev.sconce;

import dev.sconce.exec.Interpreter;
import dev.sconce.exec.Intrinsics;
import dev.sconce.exec.Invocation;
import dev.sconce.ir.Function;
import dev.sconce.jni.Native;
import dev.sconce.runtime.ComputeSlot;
import dev.sconce.runtime.Scope;
import dev.sconce.script.CompilationUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A process with one compute slot and one carrier. A virtual thread has both in a kernel for longer than the platform thread behind it
 * waits before it asks for the slot, and behind that one waits another virtual thread, which needs the carrier: if the first gave its
 * slot away inside of its kernel, the third would get it and could not run. Prints "done" when all three have answers.
 */
final class VirtualKernelProgram {
    /** 54 GFLOP, some tenths of a second. */
    private static final int LARGE = 3000;

    private static final Function SQUARE = new CompilationUnit(
                    prefix -> prefix.equals("__torch__")
                            ? "def f(x: Tensor) -> Tensor:\n  return torch.mm(x, x)\n"
                            : null,
                    Intrinsics.operators())
            .findFunction("__torch__.f");

    private VirtualKernelProgram() {}

    public static void main(String[] arguments) throws Exception {
        Native.setMinimumSlots(1);
        Parallel.setNumThreads(1);
        Executor virtual = VirtualThreadsProgram.virtualThreads();
        square(3); // compiles it, under a slot too
        ComputeSlot slot = ComputeSlot.current();
        slot.acquire();
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> square(LARGE), virtual);
        awaitWaiting(1);
        CompletableFuture<Void> second =
                CompletableFuture.runAsync(() -> square(3), work -> new Thread(work, "platform").start());
        awaitWaiting(2);
        CompletableFuture<Void> third = CompletableFuture.runAsync(() -> square(3), virtual);
        awaitWaiting(3);
        slot.release();
        CompletableFuture.allOf(first, second, third).get(60, TimeUnit.SECONDS);
        Leftovers.assertNoTasks();
        System.out.println("done");
    }

    private static void awaitWaiting(int threads) {
        while (ComputeSlot.waiting() < threads) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private static void square(int size) {
        try (Scope scope = Scope.open()) {
            Tensor product = (Tensor) Interpreter.call(SQUARE, new Object[] {ones(size)}, Map.of(), new Invocation());
            float each = product.getDataAsFloatArray()[size * size - 1];
            if (each != size) {
                throw new AssertionError(each);
            }
        }
    }

    private static Tensor ones(int size) {
        float[] values = new float[size * size];
        Arrays.fill(values, 1);
        return Tensor.fromBlob(values, new long[] {size, size});
    }
}
