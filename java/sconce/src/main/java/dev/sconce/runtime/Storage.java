package dev.sconce.runtime;

import dev.sconce.SconceException;
import dev.sconce.jni.Native;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A range of bytes off the heap that tensors share: allocated natively, mapped from a file, or a direct buffer of the caller.
 * Reference-counted; the memory of an allocated one is freed with the last count, and a Cleaner is the net for one that was lost.
 * The first count belongs to the creator, always: a storage is no value of a model, and no scope owns it.
 * Loads the native library only when an address or an allocation is asked for.
 */
public final class Storage extends RefCounted {
    private static final Cleaner CLEANER = Cleaner.create();
    /** What the allocator may hand out for an empty storage: never read, never null. */
    private static final int MINIMUM = 64;

    private final long bytes;
    /** Whether its memory is that of a file: given back, it comes again. */
    private final boolean mapped;

    private volatile boolean readOnly;
    /** Whether some code holds it as a constant; stays so. */
    private volatile boolean constant;
    /** Whether some plan finds it without being given it; stays so. */
    private volatile boolean found;

    private Cleaner.Cleanable memory;
    private volatile Buffer buffer;
    private volatile long address;
    /** What the bytes are, where nobody has asked for their address yet; then where they are. */
    private final Content content;

    private Storage computed;
    /** For the first address alone: a volatile write costs each new storage a memory fence, and nobody else knows it yet. */
    private static final VarHandle ADDRESS;

    static {
        try {
            ADDRESS = MethodHandles.lookup().findVarHandle(Storage.class, "address", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** How often the memory of some storage was replaced. */
    private static final AtomicLong REPLACED = new AtomicLong();
    /** What there was before {@link #makeWritable}: a kernel of another thread may still read it. */
    private Buffer retired;

    private Cleaner.Cleanable retiredMemory;

    /** Bytes that follow from others: computed when somebody looks at them. */
    public interface Content {
        /** The bytes, in memory of their own; the caller's. */
        Storage compute();

        /** As {@link Storage#forget}, of what they are computed from. */
        void forget();

        /** Lets go of what they are computed from. */
        void release();
    }

    private Storage(long bytes, Buffer buffer, long address, boolean readOnly, boolean mapped) {
        this(bytes, buffer, address, readOnly, mapped, null);
    }

    private Storage(long bytes, Buffer buffer, long address, boolean readOnly, boolean mapped, Content content) {
        this.bytes = bytes;
        this.content = content;
        this.mapped = mapped;
        ADDRESS.set(this, address);
        if (buffer != null) {
            this.buffer = buffer;
        }
        if (readOnly) {
            this.readOnly = true;
        }
        this.memory = buffer == null && content == null ? CLEANER.register(this, new Free(address)) : null;
        Recording recording = Recording.current();
        if (recording != null) {
            recording.allocated(this, buffer != null);
        }
    }

    private record Free(long address) implements Runnable {
        @Override
        public void run() {
            Native.free(address);
        }
    }

    /** Uninitialised native memory, aligned to 64 bytes. */
    public static Storage allocate(long bytes) {
        if (bytes < 0) {
            throw new SconceException("cannot allocate " + bytes + " bytes");
        }
        return new Storage(bytes, null, Native.allocate(Math.max(bytes, MINIMUM)), false, false);
    }

    /**
     * Shares a direct buffer's elements from 0 to its capacity, which are {@code bytes} bytes in all; the buffer is kept alive. A
     * read-only buffer makes a read-only storage.
     */
    public static Storage wrap(Buffer direct, long bytes) {
        if (!direct.isDirect()) {
            throw new SconceException("a storage needs a direct buffer");
        }
        return new Storage(bytes, direct, 0, direct.isReadOnly(), false);
    }

    /** As {@link #wrap}, of a read-only mapping of a file that shares no page with another one. */
    public static Storage ofFile(ByteBuffer mapping) {
        return new Storage(mapping.capacity(), mapping, 0, true, true);
    }

    /**
     * Read-only memory whose bytes are computed when the first one asks for their {@link #address}. Who only makes something else of them
     * uses {@link #look}, and they need no memory for longer than that.
     */
    public static Storage of(long bytes, Content content) {
        return new Storage(bytes, null, 0, true, false, content);
    }

    /**
     * Its bytes for a while: this storage itself, or, where they would have to be computed, a storage with them that goes when the caller
     * closes it. One count of it is the caller's.
     */
    public Storage look() {
        if (content != null && address == 0) {
            return content.compute();
        }
        handOut();
        return this;
    }

    public long bytes() {
        return bytes;
    }

    /** Whether it must not be written: weights mapped from a file that is not to change. */
    public boolean isReadOnly() {
        return readOnly;
    }

    /** Makes it read-only: a constant of a graph. Who writes to it after all gets memory of its own, see {@link #makeWritable}. */
    public void protect() {
        readOnly = true;
    }

    /** Whether code may read it that is given no tensor of it: a constant of a compiled graph, now or once, written or not. */
    public boolean isConstant() {
        return constant;
    }

    /** Whether a plan may know it that is given no tensor of it: where not, no set of such memory needs to be searched. */
    public boolean isFound() {
        return found;
    }

    /** Says that a plan knows it that is given no tensor of it. */
    public void markFound() {
        found = true;
    }

    /** Says that code was compiled with a tensor of it as a constant. */
    public void markConstant() {
        constant = true;
    }

    /**
     * Has read-only memory replaced by a copy that may be written, for all tensors that share the storage; does nothing to writable
     * memory. The file, or the caller's read-only buffer, keeps its bytes. The {@link #address} changes; what was read from the former
     * one stays valid until the storage is freed. Thread-safe.
     */
    public synchronized void makeWritable() {
        if (!readOnly) {
            return;
        }
        long former = address();
        long copy = Native.allocate(Math.max(bytes, MINIMUM));
        Native.copy(copy, former, bytes);
        retired = buffer;
        retiredMemory = memory;
        memory = CLEANER.register(this, new Free(copy));
        address = copy;
        buffer = null;
        readOnly = false;
        REPLACED.incrementAndGet();
    }

    /**
     * Gives the resident memory back where it is a file's, which is read again at the next touch: who calls has a copy that others will
     * use. Thread-safe.
     */
    public synchronized void forget() {
        if (mapped && readOnly && buffer != null && !isReleased()) {
            Native.forgetMapped(address(), bytes);
        } else if (content != null && address == 0 && !isReleased()) {
            content.forget();
        }
    }

    /** A number that changes whenever a storage's {@link #address} does. */
    public static long addressEpoch() {
        return REPLACED.get();
    }

    /** The address of the first byte. Loads the native library. */
    public long address() {
        if (isReleased()) {
            throw new SconceException("the tensor's memory was freed: it was closed already");
        }
        long known = address;
        return known != 0 ? known : content != null ? computedAddress() : mappedAddress();
    }

    private synchronized long mappedAddress() {
        if (address == 0) {
            address = Native.addressOf(buffer);
        }
        return address;
    }

    private long computedAddress() {
        return ComputeSlot.keeping(
                () -> { // kernels run while the lock is held
                    synchronized (this) {
                        if (address == 0) {
                            Recording.unheard(() -> computed = content.compute());
                            address = computed.address();
                        }
                        return address;
                    }
                });
    }

    /**
     * A view of {@code [from, from + length)} in native byte order, for reading and writing by Java; at most 2 GiB. Valid while this
     * storage is held.
     */
    public ByteBuffer buffer(long from, long length) {
        access(from, length);
        if (length > Integer.MAX_VALUE) {
            throw new SconceException("a buffer holds at most 2 GiB, not " + length + " bytes");
        }
        if (buffer instanceof ByteBuffer plain) {
            return plain.duplicate()
                    .position((int) from)
                    .limit((int) (from + length))
                    .slice()
                    .order(ByteOrder.nativeOrder());
        }
        return Native.view(address() + from, length).order(ByteOrder.nativeOrder());
    }

    /**
     * The bytes of one element, {@code [from, from + length)}, in native byte order, for reading by Java; at most 16. Valid until the
     * calling thread's next call: a view is an object that takes ten times as long to make.
     */
    public ByteBuffer element(long from, int length) {
        if (buffer instanceof ByteBuffer) {
            return buffer(from, length);
        }
        access(from, length);
        try {
            return Native.peek(address() + from, length);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private void access(long from, long length) {
        if (isReleased()) {
            throw new SconceException("the tensor's memory was freed: it was closed already");
        }
        Objects.checkFromIndexSize(from, length, bytes);
        Recording recording = Recording.current();
        if (recording != null) {
            recording.accessed(this);
        }
    }

    @Override
    protected void destroy() {
        if (memory != null) {
            memory.clean();
        } else {
            buffer = null;
        }
        if (content != null) {
            content.release();
        }
        if (computed != null) {
            computed.release();
        }
        retired = null;
        if (retiredMemory != null) {
            retiredMemory.clean();
        }
    }
}
