package dev.sconce.runtime;

import java.util.concurrent.atomic.AtomicLong;

/**
 * That a thread changed in place what others may be computing with: a tensor's sizes or storage. An operator reads these one by one,
 * checks them, and takes the address last; it must not run on what was changed between.
 *
 * <p>Who changes something notes {@link #begin} before and {@link #end} after; who has read it asks {@link #disturbs}, with a
 * {@link #count} from before the first look.
 */
public final class Change {
    private static final AtomicLong ENDED = new AtomicLong();
    private static final long UNDER_WAY = Long.MAX_VALUE;

    private final Thread by;
    private final long number;

    private Change(Thread by, long number) {
        this.by = by;
        this.number = number;
    }

    /** The calling thread begins one. */
    public static Change begin() {
        return new Change(Thread.currentThread(), UNDER_WAY);
    }

    /** It has ended: all of it is seen by whoever gets a {@link #count} from now on. */
    public Change end() {
        return new Change(by, ENDED.incrementAndGet());
    }

    /** How many have ended. */
    public static long count() {
        return ENDED.get();
    }

    /** Whether another thread than the calling one made it, and not before {@code count} was read. */
    public boolean disturbs(long count) {
        return number > count && by != Thread.currentThread();
    }
}
