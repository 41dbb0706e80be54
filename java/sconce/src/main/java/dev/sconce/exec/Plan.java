package dev.sconce.exec;

import dev.sconce.CancelledException;
import dev.sconce.runtime.RefCounted;
import dev.sconce.runtime.Storage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * The kernel calls of a region for one {@link Signature}, and how to make what the region hands on. Immutable; any number of threads
 * replay it at once, each with a {@link PlanInstance} of its own.
 */
final class Plan extends RefCounted {
    /** Idle instances that are kept: more were needed at once, once. */
    private static final int MOST_IDLE = 16;

    private static final AtomicLong LIVE_BYTES = new AtomicLong();
    private static final LongAdder REPLAYS = new LongAdder();

    final List<PlanCall> calls;
    final List<PlanSlot> slots;
    /** Tensors that come in and are written to. */
    final int[] writtenInputs;
    /** Memory of the module that is written to: somebody may have protected it since. */
    final List<Storage> writtenConstants = new ArrayList<>();

    /** Of the slots those of outputs, by their numbers, and those into which something is copied before the first call. */
    final PlanSlot[] outputSlots;

    final PlanSlot[] filledSlots;

    final ReadAhead ahead;
    final long arenaBytes;
    private final long foldedBytes;
    private final PlanOutput[] outputs;
    /** Whether a value appears twice in them: it is one value then. */
    final boolean repeatsOutputs;

    private final AttributeGuard[] guards;
    /** Read-only memory of which the plan has a copy in another order. */
    private final List<Storage> packedSources;

    private volatile long epoch = Storage.addressEpoch();
    /** Whether a replay changes memory that it does not make itself, so that half of one cannot be begun again. */
    private final boolean writesOutside;

    private final ConcurrentLinkedDeque<PlanInstance> idle = new ConcurrentLinkedDeque<>();
    /** The idle one that was used last: all there is with one caller at a time, who need not go by the others' list. */
    private final AtomicReference<PlanInstance> latest = new AtomicReference<>();
    /** What it is for; of {@link PlanCache}. */
    Signature signature;
    /** Of {@link PlanCache}'s clock. A race may lose one: it says which plan was not used for long. */
    long lastUse;

    /** Retains the storages that its slots keep. */
    Plan(
            List<PlanCall> calls,
            List<PlanSlot> slots,
            PlanOutput[] outputs,
            boolean repeatsOutputs,
            List<AttributeGuard> guards,
            List<Storage> packedSources) {
        this.calls = calls;
        this.slots = slots;
        this.outputs = outputs;
        this.repeatsOutputs = repeatsOutputs;
        this.guards = guards.toArray(new AttributeGuard[0]);
        this.packedSources = packedSources;
        long folded = 0;
        List<PlanSlot> made = new ArrayList<>();
        List<PlanSlot> filled = new ArrayList<>();
        boolean outside = false;
        List<PlanSlot> locals = new ArrayList<>();
        int[] written = new int[slots.size()];
        int writtenCount = 0;
        for (PlanSlot slot : slots) {
            if (slot.filled != null) {
                slot.filled.retain();
                folded += slot.folded ? slot.bytes : 0;
                if (slot.kind == PlanSlot.Kind.LOCAL && !slot.written) {
                    slot.kind = PlanSlot.Kind.CONSTANT;
                }
                slot.first = 0;
            }
            if (slot.kind == PlanSlot.Kind.OUTPUT) {
                slot.number = made.size();
                made.add(slot);
            }
            if (slot.kind == PlanSlot.Kind.LOCAL) {
                locals.add(slot);
            }
            if (slot.filled != null && slot.kind != PlanSlot.Kind.CONSTANT) {
                filled.add(slot);
            }
            if (slot.kind == PlanSlot.Kind.INPUT && slot.written) {
                written[writtenCount++] = slot.number;
            }
            if (slot.kind == PlanSlot.Kind.CONSTANT && slot.written) {
                writtenConstants.add(slot.filled);
            }
            outside |= slot.written && (slot.kind == PlanSlot.Kind.INPUT || slot.kind == PlanSlot.Kind.CONSTANT);
        }
        this.foldedBytes = folded;
        count(folded);
        this.outputSlots = made.toArray(new PlanSlot[0]);
        this.filledSlots = filled.toArray(new PlanSlot[0]);
        this.writtenInputs = Arrays.copyOf(written, writtenCount);
        this.writesOutside = outside;
        this.ahead = ReadAhead.of(calls);
        this.arenaBytes = ArenaLayout.of(locals);
        PlanInstance first = new PlanInstance(this);
        first.touch(); // the first call takes its time anyway, the second is to be as fast as any
        latest.set(first);
    }

    /** Whether something that it has a copy of may have been written since. */
    boolean isStale() {
        long now = Storage.addressEpoch();
        if (epoch != now) {
            for (Storage source : packedSources) {
                if (!source.isReadOnly()) {
                    return true;
                }
            }
            epoch = now;
        }
        return false;
    }

    /** Of the arenas, argument blocks and computed constants of all plans. */
    static long liveBytes() {
        return LIVE_BYTES.get();
    }

    static void count(long bytes) {
        LIVE_BYTES.addAndGet(bytes);
    }

    /** Regions of the process that were replayed. */
    static long replays() {
        return REPLAYS.sum();
    }

    /**
     * Runs the kernels on what came in and sets the registers of what goes out.
     *
     * @return false where nothing was done: an attribute is no longer what it was, or a kernel refused what it got, and the interpreter
     *     is to say so
     */
    boolean replay(Task task, Frame frame, int[] out, Signature signature) {
        for (AttributeGuard guard : guards) {
            if (!guard.holds()) {
                return false;
            }
        }
        if (!tryRetain()) {
            return false; // it has just had to make room for another
        }
        PlanInstance instance = latest.getAndSet(null);
        try {
            if (instance == null) {
                instance = idle.pollFirst();
            }
            if (instance == null) {
                instance = new PlanInstance(this);
            }
            int failed;
            try {
                failed = instance.run(task, signature);
            } catch (CancelledException stopped) {
                site(instance.next()).enter(task, frame);
                throw stopped;
            }
            if (failed >= 0 && writesOutside) {
                site(failed).enter(task, frame);
                throw instance.failure(failed);
            }
            if (failed >= 0) {
                return false;
            }
            for (int i = 0; i < out.length; i++) {
                frame.set(out[i], PlanOutput.make(outputs[i], instance), task.scope());
            }
            REPLAYS.increment();
            return true;
        } finally {
            if (instance != null) {
                instance.clear();
                keep(instance);
            }
            release();
        }
    }

    /** Where in the model a call is; of joined ones the last. */
    private CallSite site(int call) {
        List<CallSite> sites = calls.get(call).sites();
        return sites.get(sites.size() - 1);
    }

    /** Runs calls that need nothing from outside, and returns the memory of these slots of outputs; the caller's. */
    List<Storage> compute(Task task, List<PlanSlot> of) {
        PlanInstance instance = latest.get();
        try {
            int failed = instance.run(task, null);
            if (failed >= 0) {
                throw instance.failure(failed);
            }
            List<Storage> memory = new ArrayList<>(of.size());
            for (PlanSlot slot : of) {
                memory.add(instance.storage(slot));
            }
            memory.forEach(storage -> storage.retain());
            return memory;
        } finally {
            instance.clear();
        }
    }

    private void keep(PlanInstance instance) {
        if (latest.compareAndSet(null, instance)) {
            return;
        }
        if (idle.size() < MOST_IDLE) {
            idle.addFirst(instance);
        } else {
            instance.close();
        }
    }

    /** After the last replay that was under way. */
    @Override
    protected void destroy() {
        count(-foldedBytes);
        PlanInstance last = latest.getAndSet(null);
        if (last != null) {
            last.close();
        }
        idle.forEach(PlanInstance::close);
        slots.stream().filter(slot -> slot.filled != null).forEach(slot -> slot.filled.release());
    }
}
