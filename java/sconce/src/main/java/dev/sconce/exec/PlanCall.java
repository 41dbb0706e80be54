package dev.sconce.exec;

import dev.sconce.ops.JoinedCalls;
import dev.sconce.runtime.Recording.KernelRun;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A kernel's call in a plan: what ran, and for each of its operands the memory that stands there.
 *
 * @param run what was recorded, or joined of several that were
 * @param sites where in the model; several of calls that were joined
 * @param slots of its operands, in the run's order
 */
record PlanCall(KernelRun run, List<CallSite> sites, PlanSlot... slots) {
    boolean writes(int operand) {
        return run.written()[operand];
    }

    /** The call that is made of several: what {@code sources} address are slots of the calls from {@code first} on. */
    static PlanCall joined(
            KernelRun run, List<JoinedCalls.Source> sources, List<PlanCall> calls, int first, int count) {
        PlanSlot[] slots = new PlanSlot[sources.size()];
        for (int i = 0; i < slots.length; i++) {
            JoinedCalls.Source source = sources.get(i);
            slots[i] = calls.get(first + source.call()).slots()[source.which()];
        }
        return new PlanCall(run, sites(calls.subList(first, first + count)), slots);
    }

    /** Of all these calls. */
    static List<CallSite> sites(Collection<PlanCall> calls) {
        return calls.stream().flatMap(call -> call.sites.stream()).distinct().toList();
    }

    /** Whether nothing but the next call, by one operand, sees what a call writes to a slot, by one operand too. */
    static boolean isOnlyForNext(List<PlanCall> calls, int call, PlanSlot slot) {
        if (slot.kind != PlanSlot.Kind.LOCAL || slot.filled != null || slot.first != call || slot.last != call + 1) {
            return false;
        }
        int touches = 0;
        for (int i = call; i <= call + 1; i++) {
            for (PlanSlot touched : calls.get(i).slots()) {
                touches += touched == slot ? 1 : 0;
            }
        }
        return touches == 2;
    }

    /** All slots that calls touch, in the order of their first calls. */
    static Set<PlanSlot> slots(Collection<PlanCall> calls) {
        Set<PlanSlot> slots = new LinkedHashSet<>();
        calls.forEach(call -> slots.addAll(List.of(call.slots)));
        return slots;
    }

    /** Tells these slots which of the calls are the first and the last to touch them: what none touches needs no memory. */
    static void touch(Collection<PlanSlot> slots, List<PlanCall> calls) {
        slots.forEach(PlanSlot::forgetCalls);
        for (int i = 0; i < calls.size(); i++) {
            PlanCall call = calls.get(i);
            for (int k = 0; k < call.slots.length; k++) {
                call.slots[k].touch(i, call.writes(k));
            }
        }
    }
}
