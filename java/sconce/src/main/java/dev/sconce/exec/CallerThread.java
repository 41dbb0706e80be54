package dev.sconce.exec;

import dev.sconce.runtime.FutureValue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread of a synchronous call. It runs the call's own task and sleeps while that waits, so that the call takes no thread of the
 * inter-op pool. A virtual thread leaves its carrier while it sleeps.
 *
 * <p>Where the caller is itself a thread of the pool (a {@code CompletableFuture}'s callback that calls a model), the call's forks run
 * here too: they might otherwise wait for the very thread that waits for them. For other calls' futures that it waits for, the pool has
 * another thread meanwhile.
 */
final class CallerThread implements TaskQueue {
    private final Thread thread = Thread.currentThread();
    private final ConcurrentLinkedQueue<Runnable> turns = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    /** Where the forks of a call from this thread run. */
    TaskQueue forkQueue() {
        return InteropPool.isWorker(thread) ? this : InteropPool.queue();
    }

    @Override
    public void add(Runnable turn) {
        turns.add(turn);
        if (over) {
            handOver();
        } else {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void remove(Runnable turn) {
        if (!turns.remove(turn) && over) {
            InteropPool.queue().remove(turn);
        }
    }

    /** Runs the call's task until it is over. An interrupt stops the call; the thread keeps its interrupt flag. */
    void run(Task task) {
        FutureValue.withoutDelay(() -> runUntilOver(task));
    }

    private void runUntilOver(Task task) {
        task.run();
        if (!task.isOver()) { // most calls never wait
            task.whenOver(() -> LockSupport.unpark(thread));
            if (InteropPool.isWorker(thread)) {
                InteropPool.waiting(() -> takeTurns(task));
            } else {
                takeTurns(task);
            }
        }
        over = true;
        handOver();
    }

    private void takeTurns(Task task) {
        boolean interrupted = false;
        while (!task.isOver()) {
            Runnable turn = turns.poll();
            if (turn != null) {
                turn.run();
                continue;
            }
            LockSupport.park(this);
            if (Thread.interrupted()) {
                interrupted = true;
                task.interrupted();
            }
        }
        if (interrupted) {
            thread.interrupt();
        }
    }

    /** Forks that nobody waited for go on without this thread. */
    private void handOver() {
        for (Runnable turn = turns.poll(); turn != null; turn = turns.poll()) {
            InteropPool.queue().add(turn);
        }
    }
}
