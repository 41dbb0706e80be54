package dev.sconce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.exec.InteropPool;
import dev.sconce.jni.Native;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What calls leave behind, which is nothing: no task that runs or waits, and no native memory. */
final class Leftovers {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    private Leftovers() {}

    /** Native bytes in use, once they stay what they are: a forked task lets go of its last value a moment after its caller has it. */
    static long bytes() {
        long bytes = Native.liveBytes();
        for (int unchanged = 0; unchanged < 20; ) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            long now = Native.liveBytes();
            unchanged = now == bytes ? unchanged + 1 : 0;
            bytes = now;
        }
        return bytes;
    }

    /** Fails unless native memory comes down to so many bytes; to fewer, where garbage of before has gone in between. */
    static void assertBytes(long bytes) {
        long start = System.nanoTime();
        while (Native.liveBytes() > bytes && System.nanoTime() - start < PATIENCE / 10) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        long left = Native.liveBytes();
        assertTrue(left <= bytes, () -> left + " native bytes are in use, and were " + bytes);
    }

    /** Fails unless all tasks come to their end: stopped ones do so at their next operator. */
    static void assertNoTasks() {
        assertTasks(0);
    }

    /** Fails unless it comes to so many tasks, of which none waits for a thread. */
    static void assertTasks(int running) {
        long start = System.nanoTime();
        while ((InteropPool.unfinishedTasks() != running || InteropPool.queuedTasks() > 0)
                && System.nanoTime() - start < PATIENCE) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        assertEquals(running, InteropPool.unfinishedTasks(), "tasks that are not over");
        assertEquals(0, InteropPool.queuedTasks(), "tasks that wait for a thread");
    }
}
