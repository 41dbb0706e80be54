package dev.sconce.exec;

import dev.sconce.ops.PointwiseChain;
import dev.sconce.runtime.Recording.KernelRun;
import dev.sconce.runtime.Storage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes one call of pointwise calls of a plan that read what the ones before wrote, so that what lies between them never leaves the cache,
 * and has no memory of its own where nothing else reads it. The results are the same to the bit.
 *
 * <p>A chain runs in the place of its last call. So its earlier calls are put off, past others that do not touch what they write and do
 * not write what they read. Works on recorded calls and not on the graph: here shapes, dtypes, strides and who else touches the same bytes
 * are known, in-place operators are calls like others, and a gate that is repeated over an image is seen to be another space.
 */
final class PointwiseFusion {
    /** What a call does to some bytes of a storage. */
    private record Touch(int call, PlanSlot slot, long offset, long length, boolean written) {
        boolean meets(Touch other) {
            return offset < other.offset + other.length && other.offset < offset + length;
        }
    }

    private final List<PlanCall> calls;
    /** Of each call: what it touches. */
    private final List<List<Touch>> touches = new ArrayList<>();
    /** Of each storage: who touches it, in order. */
    private final Map<PlanSlot, List<Touch>> bySlot = new IdentityHashMap<>();
    /** Of tensors that come in, where one of them is written: they might share memory although each has a storage of its own. */
    private final List<Touch> ofInputs = new ArrayList<>();
    /** Of each call: the chain that it is in now, or null. */
    private final PointwiseChain[] chains;

    private PointwiseFusion(List<PlanCall> calls) {
        this.calls = calls;
        this.chains = new PointwiseChain[calls.size()];
        for (int call = 0; call < calls.size(); call++) {
            KernelRun run = calls.get(call).run();
            List<Touch> own = new ArrayList<>();
            for (int i = 0; i < run.at().length; i++) {
                PlanSlot slot = calls.get(call).slots()[i];
                own.add(new Touch(call, slot, run.offsets()[i], run.lengths()[i], run.written()[i]));
            }
            touches.add(own);
        }
        boolean inputIsWritten = false;
        for (List<Touch> own : touches) {
            for (Touch touch : own) {
                List<Touch> ofSlot = bySlot.get(touch.slot);
                if (ofSlot == null) {
                    ofSlot = new ArrayList<>();
                    bySlot.put(touch.slot, ofSlot);
                }
                ofSlot.add(touch);
                if (touch.slot.kind == PlanSlot.Kind.INPUT) {
                    inputIsWritten |= touch.slot.written;
                    ofInputs.add(touch);
                }
            }
        }
        if (!inputIsWritten) {
            ofInputs.clear();
        }
    }

    /** The calls with chains in the place of theirs. */
    static List<PlanCall> run(List<PlanCall> calls) {
        PointwiseFusion fusion = new PointwiseFusion(calls);
        fusion.join();
        return fusion.joined();
    }

    private void join() {
        for (int i = 0; i < chains.length; i++) {
            chains[i] = PointwiseChain.of(i, calls.get(i).run());
            if (chains[i] != null) {
                while (joinsOneMore(i)) {
                    // which may have been in the way of another
                }
            }
        }
    }

    private boolean joinsOneMore(int reader) {
        for (Touch read : touches.get(reader)) {
            int writer = read.written ? -1 : lastWriter(read);
            if (writer >= 0 && chains[writer] != null && chains[writer] != chains[reader] && tryJoin(writer, reader)) {
                return true;
            }
        }
        return false;
    }

    /** The last call before that writes some of what a call reads, or -1. */
    private int lastWriter(Touch read) {
        int last = -1;
        for (Touch touch : bySlot.get(read.slot)) {
            if (touch.call < read.call && touch.written && touch.meets(read)) {
                last = Math.max(last, touch.call);
            }
        }
        return last;
    }

    private boolean tryJoin(int writer, int reader) {
        PointwiseChain joined = chains[writer].with(chains[reader], writer, reader);
        if (joined == null || !canBePutOff(joined.numbers()) || build(joined) == null) {
            return false;
        }
        for (int number : joined.numbers()) {
            chains[number] = joined;
        }
        return true;
    }

    private KernelRun build(PointwiseChain chain) {
        int[] members = chain.numbers();
        return chain.build(number -> isSeen(number, members));
    }

    private static boolean contains(int[] rising, int number) {
        return Arrays.binarySearch(rising, number) >= 0;
    }

    /** Whether the calls of a chain can all run where the last of them does. */
    private boolean canBePutOff(int[] members) {
        int last = members[members.length - 1];
        for (int member : members) {
            for (Touch own : touches.get(member)) {
                for (Touch touch : bySlot.get(own.slot)) {
                    if (isBetween(touch, own, last, members) && touch.meets(own)) {
                        return false;
                    }
                }
                if (mayMeetAnotherInput(own, last, members)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether a call between one of a chain and the chain's last touches what that one writes, or writes what it touches. */
    private static boolean isBetween(Touch touch, Touch own, int last, int[] members) {
        return touch.call > own.call
                && touch.call < last
                && (touch.written || own.written)
                && !contains(members, touch.call);
    }

    private boolean mayMeetAnotherInput(Touch own, int last, int[] members) {
        return own.slot.kind == PlanSlot.Kind.INPUT
                && ofInputs.stream().anyMatch(touch -> touch.slot != own.slot && isBetween(touch, own, last, members));
    }

    /** Whether what a call writes is seen after its chain: by another call, or outside of the plan. */
    private boolean isSeen(int number, int[] members) {
        return touches.get(number).stream()
                .filter(Touch::written)
                .anyMatch(written -> written.slot.kind != PlanSlot.Kind.LOCAL
                        || written.slot.filled != null
                        || bySlot.get(written.slot).stream()
                                .anyMatch(touch ->
                                        touch.call > number && touch.meets(written) && !contains(members, touch.call)));
    }

    private List<PlanCall> joined() {
        List<PlanCall> made = new ArrayList<>();
        for (int i = 0; i < chains.length; i++) {
            int[] numbers = chains[i] == null ? new int[] {i} : chains[i].numbers();
            if (numbers.length == 1) {
                made.add(calls.get(i));
            } else if (numbers[numbers.length - 1] == i) {
                KernelRun run = build(chains[i]);
                made.add(new PlanCall(run, PlanCall.sites(members(numbers)), slots(run, numbers)));
            }
        }
        return made;
    }

    private List<PlanCall> members(int[] numbers) {
        return Arrays.stream(numbers).mapToObj(calls::get).toList();
    }

    private PlanSlot[] slots(KernelRun chain, int[] numbers) {
        Map<Storage, PlanSlot> slotOf = new IdentityHashMap<>();
        for (int number : numbers) {
            PlanCall call = calls.get(number);
            for (int i = 0; i < call.slots().length; i++) {
                slotOf.put(call.run().storages()[i], call.slots()[i]);
            }
        }
        return Arrays.stream(chain.storages()).map(slotOf::get).toArray(PlanSlot[]::new);
    }
}
