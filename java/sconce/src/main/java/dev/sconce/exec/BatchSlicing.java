package dev.sconce.exec;

import dev.sconce.ops.JoinedCalls;
import dev.sconce.ops.SliceProgram;
import dev.sconce.ops.SlicedCall;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes one call of neighbouring calls of a plan that compute each image of a batch by itself: the first image goes through all of them,
 * then the next. What lies between them is then as large as one image, and still in the cache when it is read; that of a whole batch
 * would go to memory and come back. Each thread has images of its own. The results are the same to the bit.
 *
 * <p>Worth it where what lies between the calls is large and their weights, which each image reads anew, are small: in the first layers of a
 * convolutional network. In the last ones it is the other way round.
 */
final class BatchSlicing {
    /** Of what the calls of all images write between them: less may be in the threads' second-level caches anyway. */
    private static final long LEAST_BYTES = 4 << 20;
    /** A weight may be this part of what an image reads and writes: it is then read from the cache as often as the batch has images. */
    private static final long WEIGHT_PART = 4;

    private static final int CPUS = Runtime.getRuntime().availableProcessors();

    private final List<PlanCall> made = new ArrayList<>();

    private BatchSlicing() {}

    /** The calls with joined ones in the place of theirs; each of those has a slot of its own, for its buffers. */
    static List<PlanCall> run(List<PlanCall> calls) {
        BatchSlicing slicing = new BatchSlicing();
        slicing.join(calls);
        return slicing.made;
    }

    private void join(List<PlanCall> calls) {
        Stretch stretch = null;
        for (int i = 0; i < calls.size(); i++) {
            SlicedCall call = SlicedCall.of(calls.get(i).run());
            boolean taken =
                    call != null && call.count() >= CPUS && call.weightBytes() * WEIGHT_PART <= call.imageBytes();
            if (stretch != null && !(taken && stretch.add(call, calls.get(i)))) {
                stretch.end();
                stretch = null;
            }
            if (taken && stretch == null) {
                stretch = new Stretch(i);
                taken = stretch.add(call, calls.get(i));
                stretch = taken ? stretch : null;
            }
            if (!taken) {
                made.add(calls.get(i));
            }
        }
        if (stretch != null) {
            stretch.end();
        }
    }

    /** What the images of the calls touch of a slot: image i of all of them lies within {@code step} bytes from {@code begin + i * step}. */
    private static final class Extent {
        static final long MIXED = -1;

        long step;
        long begin;
        long end;
        boolean written;

        Extent(long step, long begin, long end) {
            this.step = step;
            this.begin = begin;
            this.end = end;
        }
    }

    /** Neighbouring calls that can be made image by image. */
    private final class Stretch {
        final int first;
        final List<SlicedCall> calls = new ArrayList<>();
        final List<PlanSlot[]> slots = new ArrayList<>();
        final List<List<CallSite>> sites = new ArrayList<>();
        Map<PlanSlot, Extent> extents = new IdentityHashMap<>();

        Stretch(int first) {
            this.first = first;
        }

        /** Takes one more call, unless images would then meet in memory that is written. */
        boolean add(SlicedCall call, PlanCall planned) {
            PlanSlot[] slotsOfCall = planned.slots();
            if (!calls.isEmpty() && calls.get(0).count() != call.count()) {
                return false;
            }
            Map<PlanSlot, Extent> grown = new IdentityHashMap<>(extents);
            for (int i = 0; i < slotsOfCall.length; i++) {
                boolean writes = call.run().written()[i];
                // tensors that come in may share memory
                if (writes && slotsOfCall[i].kind == PlanSlot.Kind.INPUT) {
                    return false;
                }
                Extent extent = grown(grown.get(slotsOfCall[i]), call, i);
                if (extent == null) {
                    return false;
                }
                grown.put(slotsOfCall[i], extent);
            }
            extents = grown;
            calls.add(call);
            slots.add(slotsOfCall);
            sites.add(planned.sites());
            return true;
        }

        /** The extent with what a call touches, or null where that does not go together. */
        private static Extent grown(Extent present, SlicedCall call, int which) {
            long begin = call.run().offsets()[which];
            Extent extent = new Extent(call.step(which), begin, begin + call.length(which));
            extent.written = call.run().written()[which];
            if (present != null) {
                extent.begin = Math.min(extent.begin, present.begin);
                extent.end = Math.max(extent.end, present.end);
                extent.written |= present.written;
                extent.step = present.step == extent.step ? extent.step : Extent.MIXED;
            }
            boolean apart = extent.end - extent.begin <= extent.step;
            return apart || !extent.written ? extent : null;
        }

        private boolean isLocal(PlanSlot slot) {
            return slot.kind == PlanSlot.Kind.LOCAL
                    && slot.filled == null
                    && extents.get(slot).written
                    && slot.first >= first
                    && slot.last < first + calls.size();
        }

        /** Puts the calls, joined where that pays, behind the new ones. */
        void end() {
            boolean pays = false;
            for (PlanSlot slot : extents.keySet()) {
                pays |= slot.bytes >= LEAST_BYTES && isLocal(slot);
            }
            if (!pays) {
                for (int i = 0; i < calls.size(); i++) {
                    made.add(new PlanCall(calls.get(i).run(), sites.get(i), slots.get(i)));
                }
                return;
            }
            Map<PlanSlot, PlanSlot> locals = new IdentityHashMap<>();
            extents.forEach((slot, extent) -> {
                if (isLocal(slot)) {
                    PlanSlot local = new PlanSlot(PlanSlot.Kind.LOCAL, extent.end - extent.begin);
                    local.touch(slot.first, true);
                    local.touch(slot.last, false);
                    locals.put(slot, local);
                }
            });
            long localBytes = ArenaLayout.of(List.copyOf(locals.values()));
            PlanSlot buffer = new PlanSlot(PlanSlot.Kind.LOCAL, localBytes * CPUS);
            SliceProgram.Joined joined = SliceProgram.join(
                    calls,
                    (call, which) -> {
                        PlanSlot slot = slots.get(call)[which];
                        PlanSlot local = locals.get(slot);
                        return local == null
                                ? SliceProgram.OUTSIDE
                                : local.arenaOffset + calls.get(call).run().offsets()[which] - extents.get(slot).begin;
                    },
                    localBytes,
                    CPUS);
            PlanSlot[] touched = new PlanSlot[joined.sources().size()];
            for (int i = 0; i < touched.length; i++) {
                JoinedCalls.Source source = joined.sources().get(i);
                touched[i] = source == null ? buffer : slots.get(source.call())[source.which()];
            }
            made.add(new PlanCall(
                    joined.run(),
                    sites.stream().flatMap(List::stream).distinct().toList(),
                    touched));
        }
    }
}
