package dev.sconce.trace;

import dev.sconce.jni.Native;
import java.util.concurrent.atomic.AtomicLong;

/** The parallel loops of a kernel call, told as events: {@link RegionEvent} and {@link RangeEvent}. Called on the kernel's thread. */
public final class RegionTrace {
    private static final RegionEvent REGION = new RegionEvent();
    private static final RangeEvent RANGE = new RangeEvent();
    private static final AtomicLong LAST_REGION = new AtomicLong();

    private RegionTrace() {}

    static boolean isOn() {
        return REGION.isEnabled() || RANGE.isEnabled();
    }

    /** A kernel begins; only where {@link Trace#regions} says yes. */
    public static void start() {
        Native.traceStart();
    }

    /** The kernel is over. */
    public static void end(String kernel) {
        long[] words = Native.traceTake();
        for (int at = 0; at < words.length; ) {
            at = commit(kernel, words, at);
        }
    }

    /** Writes the record at a position, as sc_trace_take of sconce.h has it. Returns where the next one is. */
    private static int commit(String kernel, long[] words, int record) {
        RegionEvent event = new RegionEvent();
        event.region = LAST_REGION.incrementAndGet();
        event.kernel = kernel;
        event.length = words[record + 1] - words[record];
        event.waiting = words[record + 2];
        event.threads = words[record + 3];
        event.parts = words[record + 4];
        int next = record + 5;
        for (int part = 0; part < event.parts; part++, next += 5) {
            event.ranges += words[next + 4];
            RangeEvent range = new RangeEvent();
            range.region = event.region;
            range.kernel = kernel;
            range.worker = words[next];
            range.length = words[next + 2] - words[next + 1];
            range.busy = words[next + 3];
            range.ranges = words[next + 4];
            range.age = System.nanoTime() - words[next + 1];
            range.commit();
        }
        event.age = System.nanoTime() - words[record];
        event.commit();
        return next;
    }
}
