package dev.sconce.jni;

import dev.sconce.SconceException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.bytedeco.javacpp.Pointer;

/**
 * Native memory and kernels by raw address: the level below tensors. Nothing here is checked but what is said; all of it is thread-safe.
 *
 * <p>Methods that a program can reach first load the library themselves ({@link NativeLibrary#load}); the rest take numbers or addresses
 * that only these can have given.
 */
public final class Native {
    private Native() {}

    /**
     * The number of a kernel.
     *
     * @return the number, or -1 if there is none of that name
     */
    public static int kernel(String name) {
        NativeLibrary.load();
        return CApi.sc_kernel(name);
    }

    /** How many words a call of this kernel must pass at least, or -1 if there is no such kernel. */
    public static long kernelWords(int kernel) {
        return CApi.sc_kernel_words(kernel);
    }

    /**
     * Whether {@code pointwise_chain} takes calls of a kernel as its steps, for these dtypes (ScalarType numbers) of its inputs and output.
     *
     * @return the operands that such a call has, output first, or 0
     */
    public static int chainOperands(int kernel, long inputDtype, long outputDtype) {
        return CApi.sc_chain_operands(kernel, inputDtype, outputDtype);
    }

    /** The names of all kernels, by number. */
    public static String[] kernelNames() {
        NativeLibrary.load();
        String[] names = new String[CApi.sc_kernel_count()];
        for (int i = 0; i < names.length; i++) {
            names[i] = CApi.sc_kernel_name(i).getString();
        }
        return names;
    }

    /**
     * Runs a kernel on the packed block of 8-byte words at an address. The calling thread holds a compute slot.
     *
     * @param threads the most that it may use, at least 1; {@link #numThreads} is the limit anyway
     * @return 0, or an {@code sc_status}; {@link #errorA} and {@link #errorB} then belong to it
     */
    public static int run(int kernel, long address, long words, int threads) {
        return CApi.sc_run(kernel, address, words, threads);
    }

    /**
     * Runs the calls {@code [from, to)} of a plan in order.
     *
     * @param entries address of three words a call: kernel, address of its arguments, number of words
     * @param threads that each may use at most, at least 1
     * @return {@code to}, or the number of the call that failed, with {@link #replayStatus}
     */
    public static int replay(long entries, int from, int to, int threads) {
        return (int) CApi.sc_replay(entries, from, to, threads);
    }

    /** The {@code sc_status} of this thread's last failed {@link #replay}. */
    public static int replayStatus() {
        return CApi.sc_replay_status();
    }

    /** As {@link #tryAcquireSlot}, but not one that is only between two calls of its holder. */
    public static boolean tryAcquireIdleSlot() {
        return CApi.sc_try_acquire_idle_slot() != 0;
    }

    /** The CPU that this thread runs on. */
    public static int currentCpu() {
        return CApi.sc_current_cpu();
    }

    /** Moves this thread, a virtual one's carrier, to a CPU, which it may leave again. */
    public static void moveToCpu(int cpu) {
        CApi.sc_move_to_cpu(cpu);
    }

    /** Held for as long as the library may call it. */
    private static volatile CApi.sc_give_way_function wayGiver;

    /**
     * Asks the threads that are inside long kernels to give their slot away between two pieces.
     *
     * @param giveWay called by each on its own thread then: hands the slot over, and returns when the thread has one again. Throws nothing
     */
    public static synchronized void askForWay(Runnable giveWay) {
        if (wayGiver == null) {
            wayGiver = new CApi.sc_give_way_function() {
                @Override
                public void call() {
                    giveWay.run();
                }
            };
            CApi.sc_set_give_way(wayGiver);
        }
        CApi.sc_ask_for_way(1);
    }

    /** Takes {@link #askForWay} back. */
    public static void needNoWay() {
        CApi.sc_ask_for_way(0);
    }

    /** Gives the resident pages of a mapped file back, which is read again at the next touch. Of other memory the bytes would be lost. */
    public static void forgetMapped(long address, long bytes) {
        CApi.sc_forget_mapped(address, bytes);
    }

    /** Records the parallel loops that this thread's kernels begin, until {@link #traceTake}. */
    public static void traceStart() {
        CApi.sc_trace_start();
    }

    /** Ends the recording of {@link #traceStart}. @return the records, as {@code sc_trace_take} of sconce.h lays them out */
    public static long[] traceTake() {
        long count = CApi.sc_trace_take(0, 0);
        if (count == 0) {
            return new long[0];
        }
        long[] words = new long[Math.toIntExact(count)];
        long address = allocate(count * Long.BYTES);
        try {
            CApi.sc_trace_take(address, count);
            view(address, count * Long.BYTES).asLongBuffer().get(words);
        } finally {
            free(address);
        }
        return words;
    }

    /** The first number of this thread's last failed {@link #run}. */
    public static long errorA() {
        return CApi.sc_error_a();
    }

    /** The second number of this thread's last failed {@link #run}. */
    public static long errorB() {
        return CApi.sc_error_b();
    }

    /**
     * Uninitialised memory, aligned to 64 bytes.
     *
     * @param bytes how many, at least 0
     * @return its address, never 0
     * @throws SconceException if there is none
     */
    public static long allocate(long bytes) {
        NativeLibrary.load();
        long address = CApi.sc_alloc(bytes);
        if (address == 0) {
            throw new SconceException("cannot allocate " + bytes + " bytes of native memory (" + liveBytes()
                    + " in use): use smaller tensors, or close those that are no longer needed");
        }
        return address;
    }

    /** Gives back memory of {@link #allocate}; address 0 is ignored. */
    public static void free(long address) {
        CApi.sc_free(address);
    }

    /** Bytes given by {@link #allocate} that were not given back, with what the allocator adds to each block. */
    public static long liveBytes() {
        NativeLibrary.load();
        return CApi.sc_live_bytes();
    }

    /** Copies bytes; the two ranges may overlap. */
    public static void copy(long destination, long source, long bytes) {
        CApi.sc_copy(destination, source, bytes);
    }

    /** Sets each of {@code bytes} bytes to the low 8 bits of {@code value}. */
    public static void fill(long destination, int value, long bytes) {
        CApi.sc_fill(destination, value, bytes);
    }

    /** Threads that one kernel may use. */
    public static int numThreads() {
        NativeLibrary.load();
        return CApi.sc_num_threads();
    }

    /** Sets {@link #numThreads}; for every thread, from its next kernel on. Values below 1 are ignored. */
    public static void setNumThreads(int threads) {
        NativeLibrary.setNumThreads(threads);
    }

    /** Sets how many compute slots there are at least, however small {@link #numThreads} is. Values below 1 are ignored. */
    public static void setMinimumSlots(int slots) {
        NativeLibrary.load();
        CApi.sc_set_minimum_slots(slots);
    }

    /** Threads that may compute at once: {@link #numThreads} or {@link #setMinimumSlots}, whichever is more. */
    public static int slotCapacity() {
        NativeLibrary.load();
        return CApi.sc_slot_capacity();
    }

    /** Compute slots that no computing thread holds; below 0 for a while after the capacity has shrunk. */
    public static int freeSlots() {
        NativeLibrary.load();
        return CApi.sc_free_slots();
    }

    /** Takes a compute slot, if one is free. Never waits. */
    public static boolean tryAcquireSlot() {
        NativeLibrary.load();
        return CApi.sc_try_acquire_slot() != 0;
    }

    /** Gives back what {@link #tryAcquireSlot} took, on any thread. */
    public static void releaseSlot() {
        CApi.sc_release_slot();
    }

    /** Tells how many more, or fewer, threads wait for a slot: while any does, running kernels give up their helpers' soon. */
    public static void addSlotWaiters(int change) {
        CApi.sc_add_slot_waiters(change);
    }

    /** Threads that the intra-op pool has now. */
    public static int poolThreads() {
        NativeLibrary.load();
        return CApi.sc_pool_threads();
    }

    /** Loops of kernels that more than one thread computed, so far. */
    public static long parallelRegions() {
        NativeLibrary.load();
        return CApi.sc_parallel_regions();
    }

    /** The most threads that computed kernels at once since {@link #resetComputingPeak}; 0 before its first call. */
    public static int computingPeak() {
        NativeLibrary.load();
        return CApi.sc_computing_peak();
    }

    /** Begins to count anew for {@link #computingPeak}. Counting, which begins with the first call, costs each kernel some 50 ns. */
    public static void resetComputingPeak() {
        NativeLibrary.load();
        CApi.sc_reset_computing_peak();
    }

    /**
     * A view of memory, in the machine's byte order. It does not keep the memory alive.
     *
     * @throws IllegalArgumentException if bytes is negative or more than a buffer can hold
     */
    public static ByteBuffer view(long address, long bytes) {
        if (bytes < 0 || bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("A ByteBuffer cannot hold " + bytes + " bytes");
        }
        NativeLibrary.load();
        if (bytes == 0) {
            return ByteBuffer.allocateDirect(0).order(ByteOrder.nativeOrder());
        }
        return new View(address, bytes).asByteBuffer().order(ByteOrder.nativeOrder());
    }

    /** Sixteen bytes of native memory for a thread's {@link #peek}. */
    private static final class Peek {
        static final int BYTES = 16;
        static final ThreadLocal<Peek> OF_THREAD = ThreadLocal.withInitial(Peek::new);

        final ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.nativeOrder());
        final long address = addressOf(bytes);
    }

    /**
     * A copy of at most 16 bytes of memory, in the machine's byte order: the calling thread's, until its next call.
     *
     * @throws IndexOutOfBoundsException if bytes is negative or more than 16
     */
    public static ByteBuffer peek(long address, int bytes) {
        Objects.checkFromIndexSize(0, bytes, Peek.BYTES);
        Peek peek = Peek.OF_THREAD.get();
        CApi.sc_copy(peek.address, address, bytes);
        return peek.bytes;
    }

    /**
     * The address of a direct buffer's element 0, whatever its position.
     *
     * @throws IllegalArgumentException if the buffer is not direct
     */
    public static long addressOf(Buffer buffer) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("Not a direct buffer: " + buffer);
        }
        NativeLibrary.load();
        return new View(buffer.duplicate().clear()).address();
    }

    /** A JavaCPP pointer that owns nothing. */
    private static final class View extends Pointer {
        View(long address, long bytes) {
            this.address = address;
            this.limit = bytes;
            this.capacity = bytes;
        }

        View(Buffer buffer) {
            super(buffer);
        }

        /** Limit and capacity are in bytes; JavaCPP would take a class that it does not know for one of pointers. */
        @Override
        public int sizeof() {
            return 1;
        }
    }
}
