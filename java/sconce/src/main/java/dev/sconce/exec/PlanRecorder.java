package dev.sconce.exec;

import dev.sconce.Tensor;
import dev.sconce.jni.Native;
import dev.sconce.ops.WeightPacking;
import dev.sconce.pass.AliasAnalysis;
import dev.sconce.runtime.DictValue;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.ObjectValue;
import dev.sconce.runtime.Recording;
import dev.sconce.runtime.RefCounted;
import dev.sconce.runtime.Storage;
import dev.sconce.runtime.TupleValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Listens while the interpreter executes a {@link Region}, and makes a {@link Plan} of what it heard. Where the region does what a
 * replay would miss (Java looks at numbers that kernels computed, a list from outside grows), the node that did so is taken out of
 * the region and nothing is made of the rest.
 */
final class PlanRecorder extends Recording {
    /** Each makes fewer calls of a plan's. What they go by, the first and last calls of slots, is told anew after each. */
    private static final List<UnaryOperator<List<PlanCall>>> PASSES = List.of(
            ConcatenationsInPlace::run,
            ScaledConvolutions::run,
            PointwiseFusion::run,
            ConvolutionChains::run,
            RecurrentPairs::run,
            BatchSlicing::run);

    private final Task task;
    private final Region region;
    private final Frame frame;
    private final Signature signature;
    private final List<PlanCall> calls = new ArrayList<>();
    private final Map<Storage, PlanSlot> slots = new IdentityHashMap<>();
    private final Map<ObjectValue, Boolean> created = new IdentityHashMap<>();
    private final Map<ObjectValue, Map<Integer, AttributeGuard>> guards = new IdentityHashMap<>();
    /** Memory of the attributes that were read: the region would find it also where no caller brings it. */
    private final Set<Storage> ofAttributes = Collections.newSetFromMap(new IdentityHashMap<>());

    private final Map<Object, PlanOutput> outputs = new IdentityHashMap<>();
    private boolean repeatsOutputs;
    /** Read-only memory of which kernels read a copy in another order. */
    private final List<Storage> packedSources = new ArrayList<>();
    /** Of storages that Java filled; this recorder's own. */
    private final List<Storage> copies = new ArrayList<>();

    private boolean over;
    /** While this class itself makes storages and reads attributes. */
    private boolean deaf;

    PlanRecorder(Task task, Region region, Frame frame, Signature signature) {
        this.task = task;
        this.region = region;
        this.frame = frame;
        this.signature = signature;
        begin();
    }

    boolean isOf(Region other, Frame otherFrame) {
        return region == other && frame == otherFrame;
    }

    /** Ends without a plan: an exception leaves the region. */
    void abandon() {
        if (!over) {
            stop();
            closeCopies();
        }
    }

    private void closeCopies() {
        for (Storage copy : copies) {
            copy.close();
        }
    }

    private void stop() {
        over = true;
        end();
    }

    /** Ends without a plan, and takes the node that runs out of the region. */
    private void giveUp() {
        if (!over) {
            abandon();
            region.owner.open(region.block, frame.code.instructions[frame.pc - 1].node);
        }
    }

    @Override
    public void allocated(Storage storage, boolean filled) {
        if (!deaf) {
            PlanSlot slot = new PlanSlot(PlanSlot.Kind.LOCAL, storage.bytes());
            slots.put(storage, slot);
            if (filled) {
                slot.filled = storage;
                slot.external = true;
            }
        }
    }

    @Override
    public void accessed(Storage storage) {
        if (deaf || over) {
            return;
        }
        PlanSlot slot = slots.get(storage);
        if (slot == null || slot.kind != PlanSlot.Kind.LOCAL || slot.last >= 0) {
            giveUp();
        } else {
            slot.filled = storage;
        }
    }

    @Override
    public void changing(RefCounted value) {
        boolean ours = value instanceof ObjectValue ? created.containsKey(value) : !comesFromOutside(value);
        if (!ours && !over) {
            giveUp();
        }
    }

    private boolean comesFromOutside(Object value) {
        if (signature.place(value) >= 0) {
            return true;
        }
        for (AttributeGuard guard : guardList()) {
            if (guard.covers(value)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void created(ObjectValue object) {
        created.put(object, true);
    }

    @Override
    public void attributeRead(ObjectValue object, int slot, Object value) {
        if (!deaf && !over && !created.containsKey(object)) {
            guards.computeIfAbsent(object, o -> new IdentityHashMap<>()).computeIfAbsent(slot, s -> {
                if (!(value instanceof ObjectValue)) { // whose attributes are heard of when they are read
                    AliasAnalysis.forEachStorage(value, ofAttributes::add);
                }
                return new AttributeGuard(object, slot, value);
            });
        }
    }

    @Override
    public void unrepeatable() {
        giveUp();
    }

    @Override
    public KernelRun running(KernelRun run) {
        if (over || deaf) {
            return run;
        }
        PlanSlot[] touched = new PlanSlot[run.at().length];
        for (int i = 0; i < touched.length; i++) {
            touched[i] = slot(run.storages()[i]);
            boolean strange = touched[i].kind == PlanSlot.Kind.INPUT
                    && !signature.covers(run.storages()[i], run.offsets()[i], run.lengths()[i]);
            if (strange || touched[i].external && run.written()[i]) {
                // reaches memory that the next caller's tensor need not have, or changes the state of a generator
                giveUp();
                return run;
            }
            copyWhatJavaPut(touched[i]);
            touched[i].touch(calls.size(), run.written()[i]);
        }
        KernelRun made = packed(run, touched);
        calls.add(new PlanCall(made, List.of(CallSite.of(task.top(), frame)), touched));
        return made;
    }

    /**
     * The call with its weight packed, where that can only change with notice: the first run packs it for all that follow, and does not
     * look at the weight itself, which may be a file's and is then forgotten.
     */
    private KernelRun packed(KernelRun run, PlanSlot[] touched) {
        deaf = true;
        try {
            int which = WeightPacking.weightOf(run);
            PlanSlot weight = which < 0 ? null : touched[which];
            if (weight == null
                    || weight.kind != PlanSlot.Kind.CONSTANT
                    || weight.written
                    || !weight.filled.isReadOnly()) {
                return run;
            }
            Storage packed = region.owner.packedWeights.of(run, which);
            packedSources.add(weight.filled);
            touched[which] = slots.get(packed);
            if (touched[which] == null) {
                PlanSlot slot = new PlanSlot(PlanSlot.Kind.CONSTANT, packed.bytes());
                slot.filled = packed;
                slot.packed = true;
                slots.put(packed, slot);
                touched[which] = slot;
            }
            touched[which].touch(calls.size(), false);
            return WeightPacking.replace(run, which, packed);
        } finally {
            deaf = false;
        }
    }

    /** Before the first kernel sees it: the storage itself is gone, or written, when the plan is made. */
    private void copyWhatJavaPut(PlanSlot slot) {
        if (slot.kind == PlanSlot.Kind.LOCAL && slot.filled != null && slot.last < 0) {
            Storage original = slot.filled;
            deaf = true;
            slot.filled = Storage.allocate(original.bytes());
            copies.add(slot.filled);
            Native.copy(slot.filled.address(), original.address(), original.bytes());
            deaf = false;
        }
    }

    private PlanSlot slot(Storage storage) {
        PlanSlot known = slots.get(storage);
        if (known != null) {
            return known;
        }
        boolean own = storage.isConstant() || ofAttributes.contains(storage);
        int place = own ? -1 : signature.placeOf(storage);
        PlanSlot slot = new PlanSlot(place < 0 ? PlanSlot.Kind.CONSTANT : PlanSlot.Kind.INPUT, storage.bytes());
        if (place < 0) {
            slot.filled = storage;
        } else {
            slot.number = place;
            slot.inputOffset = Signature.byteOffset(signature.tensor(place));
        }
        slots.put(storage, slot);
        return slot;
    }

    /** Ends at the end of the region, with a plan unless that cannot be. */
    void finish() {
        if (over) {
            return;
        }
        for (Storage weight : packedSources) {
            if (!weight.isReadOnly()) {
                abandon(); // the region writes to a weight after it has read it; from now on that is no weight
                return;
            }
        }
        for (PlanSlot slot : slots.values()) {
            if (slot.kind == PlanSlot.Kind.CONSTANT && slot.filled.isReleased()) {
                abandon(); // an object's that was the call's own: the next call has another
                return;
            }
        }
        deaf = true;
        PlanOutput[] made = new PlanOutput[region.out.length];
        for (int i = 0; i < made.length; i++) {
            made[i] = output(frame.get(region.out[i]));
            if (made[i] == null) {
                abandon();
                region.owner.open(region.block, region.producers.get(i));
                return;
            }
        }
        stop();
        try {
            Set<Storage> own = own(); // of the calls as they were made: a plan has copies of some
            region.plans.add(signature, plan(made), own);
        } finally {
            closeCopies(); // the plan holds what it needs
        }
    }

    /** What the region finds by itself: constants, and the memory of attributes. */
    private Set<Storage> own() {
        Set<Storage> own = Collections.newSetFromMap(new IdentityHashMap<>());
        own.addAll(ofAttributes);
        slots.forEach((storage, slot) -> {
            if (slot.kind == PlanSlot.Kind.CONSTANT && !slot.packed) {
                own.add(storage);
            }
        });
        return own;
    }

    private Plan plan(PlanOutput[] made) {
        List<PlanCall> improved = ConstantCalls.run(task, calls, packedSources, copies);
        PlanCall.touch(slots.values(), improved);
        for (UnaryOperator<List<PlanCall>> pass : PASSES) {
            improved = pass.apply(improved);
            PlanCall.touch(slots.values(), improved);
        }
        Set<PlanSlot> all = PlanCall.slots(improved);
        slots.values().stream().filter(slot -> slot.kind != PlanSlot.Kind.LOCAL).forEach(all::add);
        return new Plan(improved, List.copyOf(all), made, repeatsOutputs, guardList(), packedSources);
    }

    private List<AttributeGuard> guardList() {
        List<AttributeGuard> all = new ArrayList<>();
        for (Map<Integer, AttributeGuard> of : guards.values()) {
            all.addAll(of.values());
        }
        return all;
    }

    /** How to make the value again, or null where no plan can. */
    private PlanOutput output(Object value) {
        if (Signature.isPlain(value)) {
            return new PlanOutput.Constant(value);
        }
        PlanOutput known = outputs.get(value);
        if (known != null) {
            repeatsOutputs = true;
            return known;
        }
        int place = signature.place(value);
        PlanOutput output;
        if (place >= 0) {
            output = new PlanOutput.Input(place);
        } else if (value instanceof Tensor tensor) {
            output = view(tensor);
        } else if (value instanceof ObjectValue object) {
            output = created.containsKey(object) ? null : new PlanOutput.Constant(object);
        } else if (comesFromOutside(value)) {
            output = new PlanOutput.Constant(value);
        } else if (value instanceof ListValue list) {
            List<PlanOutput> items = outputs(list.items());
            output = items == null ? null : new PlanOutput.Items(list.elementType(), items);
        } else if (value instanceof TupleValue tuple) {
            List<PlanOutput> items = outputs(tuple.items());
            output = items == null ? null : new PlanOutput.Tuple(tuple.type(), items);
        } else if (value instanceof DictValue dict) {
            List<PlanOutput> values = outputs(dict.entries().values());
            boolean plainKeys = dict.entries().keySet().stream().allMatch(Signature::isPlain);
            output = values == null || !plainKeys
                    ? null
                    : new PlanOutput.Dict(
                            dict.keyType(),
                            dict.valueType(),
                            List.copyOf(dict.entries().keySet()),
                            values);
        } else {
            output = null;
        }
        if (output != null) {
            outputs.put(value, output);
        }
        return output;
    }

    private List<PlanOutput> outputs(Iterable<Object> values) {
        List<PlanOutput> made = new ArrayList<>();
        for (Object value : values) {
            PlanOutput output = output(value);
            if (output == null) {
                return null;
            }
            made.add(output);
        }
        return made;
    }

    private PlanOutput view(Tensor tensor) {
        PlanSlot slot = slot(tensor.storage());
        if (slot.kind == PlanSlot.Kind.LOCAL) {
            copyWhatJavaPut(slot);
            slot.kind = PlanSlot.Kind.OUTPUT;
        }
        long offset = Signature.byteOffset(tensor);
        if (slot.kind == PlanSlot.Kind.INPUT) {
            offset -= slot.inputOffset;
        }
        return new PlanOutput.View(
                slot,
                tensor.dtype(),
                tensor.quantizer(),
                tensor.sizes(),
                tensor.strides(),
                offset,
                tensor.isWrappedNumber());
    }
}
