package dev.sconce.ops;

import dev.sconce.OperatorException;
import dev.sconce.Strides;
import dev.sconce.Tensor;
import dev.sconce.jni.Native;
import dev.sconce.runtime.ComputeSlot;
import dev.sconce.runtime.Recording;
import dev.sconce.runtime.Recording.KernelRun;
import dev.sconce.runtime.Storage;
import dev.sconce.trace.RegionTrace;
import dev.sconce.trace.Trace;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * The words of one kernel call, checked as they are put: the only way from Java to a kernel. Every address is of a
 * tensor whose sizes and strides were checked against its storage. Used once, by one thread.
 */
public final class KernelCall {
    /** Where the words lie while the kernel runs; one a thread, grown as needed. */
    private static final ThreadLocal<Block> BLOCK = ThreadLocal.withInitial(() -> new Block(512));

    private static final class Block {
        final ByteBuffer bytes;
        final LongBuffer words;
        final long address;

        Block(int capacity) {
            bytes = ByteBuffer.allocateDirect(capacity * Long.BYTES).order(ByteOrder.nativeOrder());
            words = bytes.asLongBuffer();
            address = Native.addressOf(bytes);
        }
    }

    private final Kernel kernel;
    private long[] words = new long[24];
    private int count;
    /** Holds what is addressed until the kernel has run. */
    private Tensor[] tensors = new Tensor[4];
    /** Positions of the words that address them; of those to be written, the complement. */
    private int[] at = new int[4];

    /** The storages of {@link #tensors}, a count of each: other threads may let go of a tensor while the kernel runs. */
    private Storage[] storages;

    private int tensorCount;
    /** Positions of words that are offsets into the block itself. */
    private int[] inner = {};

    KernelCall(Kernel kernel) {
        this.kernel = kernel;
    }

    private void put(long word) {
        if (count == words.length) {
            words = Arrays.copyOf(words, count * 2);
        }
        words[count++] = word;
    }

    private KernelCall address(Tensor tensor, boolean written) {
        if (tensorCount == tensors.length) {
            tensors = Arrays.copyOf(tensors, tensorCount * 2);
            at = Arrays.copyOf(at, tensorCount * 2);
        }
        at[tensorCount] = written ? ~count : count;
        tensors[tensorCount++] = tensor;
        put(0); // the address is asked for when it is known that the kernel will look there
        return this;
    }

    /**
     * The address of the first element, for reading. All that its sizes and strides reach was checked when the view was
     * made.
     */
    public KernelCall read(Tensor tensor) {
        return address(tensor, false);
    }

    /** As {@link #read}, or a null pointer for null. */
    public KernelCall readOrNull(Tensor tensor) {
        if (tensor != null) {
            return read(tensor);
        }
        put(0);
        return this;
    }

    /** The address of the first element, for writing; what is mapped from a file gets memory of its own first. */
    public KernelCall write(Tensor tensor) {
        tensor.storage().makeWritable();
        return address(tensor, true);
    }

    /** As {@link #write}, or a null pointer for null. */
    public KernelCall writeOrNull(Tensor tensor) {
        if (tensor != null) {
            return write(tensor);
        }
        put(0);
        return this;
    }

    public KernelCall i64(long value) {
        put(value);
        return this;
    }

    public KernelCall i64s(long... values) {
        for (long value : values) {
            put(value);
        }
        return this;
    }

    public KernelCall f64(double value) {
        put(Double.doubleToRawLongBits(value));
        return this;
    }

    public KernelCall bool(boolean value) {
        put(value ? 1 : 0);
        return this;
    }

    /** The dtype's ScalarType number. */
    public KernelCall dtype(dev.sconce.DType dtype) {
        put(dtype.number());
        return this;
    }

    /** A word to be filled by {@link #pointTo}; returns its position. */
    int placeholder() {
        put(0);
        return count - 1;
    }

    /** Makes the word at {@code position} point to the word that comes next. */
    void pointTo(int position) {
        words[position] = (long) count * Long.BYTES;
        inner = Arrays.copyOf(inner, inner.length + 1);
        inner[inner.length - 1] = position;
    }

    /** Runs the kernel; an error status becomes an {@link OperatorException}. */
    public void run() {
        int id = kernel.id();
        Block block = BLOCK.get();
        if (block.words.capacity() < count) {
            block = new Block(Math.max(count, 2 * block.words.capacity()));
            BLOCK.set(block);
        }
        for (int position : inner) {
            words[position] += block.address;
        }
        ComputeSlot slot = ComputeSlot.current();
        int status;
        slot.acquire();
        try {
            Recording recording = Recording.current();
            KernelRun other = recording == null ? null : recorded(recording, id, block.address);
            if (other != null) {
                id = other.kernel();
                become(other, block.address);
            } else {
                address();
            }
            hold(slot.changesSeen());
            block.words.put(0, words, 0, count);
            boolean traced = Trace.regions();
            if (traced) {
                RegionTrace.start();
            }
            status = Native.run(id, block.address, count, slot.limit());
            if (traced) {
                RegionTrace.end(kernel.name());
            }
            Reference.reachabilityFence(other);
        } finally {
            letGo();
            slot.release();
        }
        if (status != 0) {
            throw KernelStatus.exception(kernel.name(), status);
        }
    }

    /** Has what is addressed stay until {@link #letGo}. */
    private void hold(long changesSeen) {
        storages = new Storage[tensorCount];
        for (int i = 0; i < tensorCount; i++) {
            Storage storage = tensors[i].storage();
            storage.retain();
            storages[i] = storage;
            tensors[i].requireUnchanged(changesSeen);
        }
    }

    private void letGo() {
        if (storages != null) {
            for (int i = 0; i < tensorCount && storages[i] != null; i++) {
                storages[i].release();
            }
        }
    }

    private void address() {
        for (int i = 0; i < tensorCount; i++) {
            words[at[i] < 0 ? ~at[i] : at[i]] = tensors[i].address();
        }
    }

    /** Puts the words of another call of as many, on storages that are held elsewhere. */
    private void become(KernelRun other, long block) {
        System.arraycopy(other.words(), 0, words, 0, count);
        for (int position : other.inner()) {
            words[position] += block;
        }
        for (int i = 0; i < other.at().length; i++) {
            words[other.at()[i]] = other.storages()[i].address() + other.offsets()[i];
        }
    }

    /** Tells the recording. Returns what is to run in this call's place, or null. */
    private KernelRun recorded(Recording recording, int id, long block) {
        KernelRun made = recorded(id, block);
        KernelRun other = recording.running(made);
        return other == made ? null : other;
    }

    /** What a plan needs to make the same call on other memory. */
    private KernelRun recorded(int id, long block) {
        long[] relative = Arrays.copyOf(words, count);
        for (int position : inner) {
            relative[position] -= block;
        }
        int[] positions = new int[tensorCount];
        Storage[] storages = new Storage[tensorCount];
        long[] offsets = new long[tensorCount];
        long[] lengths = new long[tensorCount];
        boolean[] written = new boolean[tensorCount];
        for (int i = 0; i < tensorCount; i++) {
            written[i] = at[i] < 0;
            positions[i] = written[i] ? ~at[i] : at[i];
            storages[i] = tensors[i].storage();
            offsets[i] = tensors[i].storageOffset() * tensors[i].dtype().itemSize();
            lengths[i] = Strides.extent(tensors[i].sizes(), tensors[i].strides())
                    * tensors[i].dtype().itemSize();
        }
        return new KernelRun(id, kernel.name(), relative, inner, positions, storages, offsets, lengths, written);
    }
}
