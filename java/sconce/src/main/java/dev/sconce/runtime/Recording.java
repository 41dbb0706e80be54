package dev.sconce.runtime;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hears what the operators of one thread do while a plan of their kernel calls is recorded: which memory they make, which kernels
 * run on it, and what else they do that a replay of the kernels alone would miss. One thread's; nothing is recorded unless
 * {@link #current} says so.
 */
public abstract class Recording {
    private static final ThreadLocal<Recording> CURRENT = new ThreadLocal<>();
    /** How many threads record: spares all others the look at their own. */
    private static final AtomicInteger UNDER_WAY = new AtomicInteger();

    /** What this thread records, or null. */
    public static Recording current() {
        return UNDER_WAY.getPlain() == 0 ? null : CURRENT.get();
    }

    /** Does what is no part of what this thread records: done once, and found done by every replay. */
    static void unheard(Runnable work) {
        Recording recording = current();
        if (recording == null) {
            work.run();
            return;
        }
        CURRENT.remove();
        try {
            work.run();
        } finally {
            CURRENT.set(recording);
        }
    }

    /** Makes this the recording of the calling thread, until {@link #end}. */
    protected final void begin() {
        UNDER_WAY.incrementAndGet();
        CURRENT.set(this);
    }

    protected final void end() {
        CURRENT.remove();
        UNDER_WAY.decrementAndGet();
    }

    /** A storage was made; {@code filled} where Java gave it its bytes. */
    public abstract void allocated(Storage storage, boolean filled);

    /** Java is about to read or write bytes of a storage. */
    public abstract void accessed(Storage storage);

    /** A list, a dict, an object, or a tensor's sizes are about to change. */
    public abstract void changing(RefCounted value);

    /** An object of a class was made. */
    public abstract void created(ObjectValue object);

    /** An object's attribute was read. */
    public abstract void attributeRead(ObjectValue object, int slot, Object value);

    /** A kernel is about to run. Returns the call that is to be made: this one, or one that computes the same to the bit. */
    public abstract KernelRun running(KernelRun run);

    /** Something happens that no replay of kernels can repeat, such as a draw of random numbers. */
    public abstract void unrepeatable();

    /**
     * A kernel call as it was made.
     *
     * @param kernel its number
     * @param name its name
     * @param words its arguments; those at {@code inner} are offsets in bytes from the first word, those at {@code at} addresses
     * @param at positions of addresses within storages
     * @param storages of each of {@code at}
     * @param offsets of each of {@code at}: bytes from the storage's first
     * @param lengths of each of {@code at}: bytes that the kernel may reach from there
     * @param written of each of {@code at}: whether the kernel may write there
     */
    public record KernelRun(
            int kernel,
            String name,
            long[] words,
            int[] inner,
            int[] at,
            Storage[] storages,
            long[] offsets,
            long[] lengths,
            boolean[] written) {
        /** Which of {@link #at} is that word; -1 where it is no address. */
        public int which(int word) {
            for (int i = 0; i < at.length; i++) {
                if (at[i] == word) {
                    return i;
                }
            }
            return -1;
        }
    }
}
