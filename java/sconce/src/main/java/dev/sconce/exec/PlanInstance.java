package dev.sconce.exec;

import dev.sconce.SconceException;
import dev.sconce.jni.Native;
import dev.sconce.ops.KernelStatus;
import dev.sconce.runtime.Recording.KernelRun;
import dev.sconce.runtime.Storage;
import dev.sconce.trace.RegionTrace;
import dev.sconce.trace.Trace;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The memory of one replay at a time: the arena, and the arguments of all calls as the kernels take them. */
final class PlanInstance implements PlanOutput.Maker {
    /** Calls between two looks at whether the task is to stop or to make room. */
    private static final int CALLS_AT_ONCE = 16;
    /** Words of a call's entry: kernel, address and number of its arguments, address and number of what lies ahead. */
    private static final int ENTRY_WORDS = 5;

    /** An argument that changes with each replay: the word's position. */
    private record Patch(int word, PlanSlot slot, long offset) {}

    private final Plan plan;
    private final Storage arena;
    private final Storage block;
    private final LongBuffer words;
    private final List<Patch> patches = new ArrayList<>();
    private final Storage[] outputs;
    private final Map<PlanOutput, Object> made = new IdentityHashMap<>();
    private Signature signature;
    private long epoch;
    /** Of the calls that are made now, or were to be made. */
    private int next;

    PlanInstance(Plan plan) {
        this.plan = plan;
        int count = plan.ahead.words();
        for (PlanCall call : plan.calls) {
            count = Math.addExact(count, ENTRY_WORDS + call.run().words().length);
        }
        this.arena = Storage.allocate(plan.arenaBytes);
        this.block = Storage.allocate((long) count * Long.BYTES);
        this.words = block.buffer(0, block.bytes()).asLongBuffer();
        this.outputs = new Storage[plan.outputSlots.length];
        Plan.count(arena.bytes() + block.bytes());
        link();
    }

    /** Has the system give the arena's pages now, and not to the kernels one by one. */
    void touch() {
        Native.fill(arena.address(), 0, arena.bytes());
    }

    /** Writes all arguments; those in the arena and in constants for good. */
    private void link() {
        epoch = Storage.addressEpoch();
        patches.clear();
        int at = ENTRY_WORDS * plan.calls.size();
        for (int i = 0; i < plan.calls.size(); i++) {
            KernelRun run = plan.calls.get(i).run();
            long address = block.address() + (long) at * Long.BYTES;
            words.put(ENTRY_WORDS * i, run.kernel());
            words.put(ENTRY_WORDS * i + 1, address);
            words.put(ENTRY_WORDS * i + 2, run.words().length);
            words.put(at, run.words());
            for (int position : run.inner()) {
                words.put(at + position, run.words()[position] + address);
            }
            for (int k = 0; k < run.at().length; k++) {
                PlanSlot slot = plan.calls.get(i).slots()[k];
                int word = at + run.at()[k];
                long offset = run.offsets()[k];
                switch (slot.kind) {
                    case LOCAL -> words.put(word, arena.address() + slot.arenaOffset + offset);
                    case CONSTANT -> words.put(word, slot.filled.address() + offset);
                    case INPUT -> patches.add(new Patch(word, slot, offset - slot.inputOffset));
                    case OUTPUT -> patches.add(new Patch(word, slot, offset));
                }
            }
            at += run.words().length;
        }
        for (int i = 0; i < plan.calls.size(); i++) {
            List<PlanSlot> ahead = plan.ahead.of(i);
            words.put(ENTRY_WORDS * i + 3, block.address() + (long) at * Long.BYTES);
            words.put(ENTRY_WORDS * i + 4, ahead.size());
            for (PlanSlot slot : ahead) {
                words.put(at++, slot.filled.address());
                words.put(at++, slot.bytes);
            }
        }
    }

    /** Runs all calls. Returns the number of the one that failed, or -1. */
    int run(Task task, Signature present) {
        signature = present;
        for (int place : plan.writtenInputs) {
            signature.tensor(place).storage().makeWritable();
        }
        plan.writtenConstants.forEach(Storage::makeWritable);
        if (epoch != Storage.addressEpoch()) {
            link();
        }
        for (PlanSlot slot : plan.outputSlots) {
            outputs[slot.number] = Storage.allocate(slot.bytes);
        }
        for (PlanSlot slot : plan.filledSlots) {
            Native.copy(address(slot), slot.filled.address(), slot.bytes);
        }
        for (Patch patch : patches) {
            words.put(patch.word, address(patch.slot) + patch.offset);
        }
        if (present == null) {
            return replay(task);
        }
        try {
            present.hold(task.changesSeen());
            return replay(task);
        } finally {
            present.letGo();
        }
    }

    private int replay(Task task) {
        int count = plan.calls.size();
        for (int from = 0; from < count; from += CALLS_AT_ONCE) {
            next = from;
            if (from > 0) {
                task.betweenOperators();
            }
            int to = Math.min(count, from + CALLS_AT_ONCE);
            boolean traced = Trace.regions();
            if (traced) {
                RegionTrace.start();
            }
            int done = Native.replay(block.address(), from, to, task.threads());
            if (traced) {
                RegionTrace.end("plan");
            }
            if (done < to) {
                return done;
            }
        }
        return -1;
    }

    private long address(PlanSlot slot) {
        return switch (slot.kind) {
            case INPUT -> signature.tensor(slot.number).address();
            case CONSTANT -> slot.filled.address();
            case OUTPUT -> outputs[slot.number].address();
            case LOCAL -> arena.address() + slot.arenaOffset;
        };
    }

    /** The call before which {@link #run} was stopped. */
    int next() {
        return next;
    }

    /** What the call that failed says of itself. */
    SconceException failure(int call) {
        KernelRun run = plan.calls.get(call).run();
        String name = run.name() + CallSite.alternatives(plan.calls.get(call).sites());
        return KernelStatus.exception(name, Native.replayStatus());
    }

    @Override
    public Storage storage(PlanSlot slot) {
        return switch (slot.kind) {
            case INPUT -> signature.tensor(slot.number).storage();
            case CONSTANT -> slot.filled;
            case OUTPUT -> outputs[slot.number];
            case LOCAL -> throw new IllegalStateException("a slot of the arena leaves its region");
        };
    }

    @Override
    public long begin(PlanSlot slot) {
        return slot.kind == PlanSlot.Kind.INPUT ? Signature.byteOffset(signature.tensor(slot.number)) : 0;
    }

    @Override
    public Object input(int place) {
        return signature.reference(place);
    }

    @Override
    public Object made(PlanOutput output) {
        return plan.repeatsOutputs ? made.get(output) : null;
    }

    @Override
    public void remember(PlanOutput output, Object value) {
        if (plan.repeatsOutputs) {
            made.put(output, value);
        }
    }

    /** Lets go of what belonged to the last replay. */
    void clear() {
        signature = null;
        if (plan.repeatsOutputs) {
            made.clear();
        }
        for (int i = 0; i < outputs.length; i++) {
            if (outputs[i] != null) {
                outputs[i].release();
                outputs[i] = null;
            }
        }
    }

    void close() {
        Plan.count(-arena.bytes() - block.bytes());
        arena.release();
        block.release();
    }
}
