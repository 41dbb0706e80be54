package dev.sconce.exec;

import dev.sconce.ops.MovedOperand;
import dev.sconce.ops.RowCopy;
import dev.sconce.ops.RowPlace;
import dev.sconce.runtime.Recording.KernelRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Leaves out copies of a plan that put tensors side by side, as {@code torch.cat} does: where all kernels that touch a tensor take it in
 * rows at any distance, it is written to and read from its place in the wider one. And where a concatenation is but the first part of
 * another, as in a dense network, it is read there. The results are the same to the bit.
 */
final class ConcatenationsInPlace {
    /** A call of the plan, which changes as its operands move. */
    private static final class Call {
        KernelRun run;
        final List<CallSite> sites;
        final PlanSlot[] slots;
        /** Calls run in the order of these: even ones, and odd ones for what was put between two. */
        int order;

        boolean isLeftOut;

        Call(PlanCall recorded, int order) {
            this.run = recorded.run();
            this.sites = recorded.sites();
            this.slots = recorded.slots().clone();
            this.order = order;
        }
    }

    /** What a call does to a slot: {@code which} of its operands. */
    private record Use(Call call, int which) {
        boolean writes() {
            return call.run.written()[which];
        }

        int order() {
            return call.order;
        }
    }

    private final List<Call> calls = new ArrayList<>();
    private final Map<PlanSlot, List<Use>> uses = new IdentityHashMap<>();
    private boolean changed;

    private ConcatenationsInPlace(List<PlanCall> recorded) {
        for (int i = 0; i < recorded.size(); i++) {
            Call call = new Call(recorded.get(i), 2 * i);
            calls.add(call);
            for (int k = 0; k < call.slots.length; k++) {
                uses.computeIfAbsent(call.slots[k], s -> new ArrayList<>()).add(new Use(call, k));
            }
        }
    }

    /** The calls without such copies. */
    static List<PlanCall> run(List<PlanCall> calls) {
        if (calls.stream().noneMatch(call -> call.run().name().equals("copy"))) {
            return calls;
        }
        ConcatenationsInPlace pass = new ConcatenationsInPlace(calls);
        for (int i = calls.size() - 1; i >= 0; i--) { // of several concatenations of a tensor the last is the widest
            pass.writeInPlace(pass.calls.get(i));
        }
        if (!pass.changed) {
            return calls;
        }
        List.copyOf(pass.uses.keySet()).forEach(pass::readInPlace);
        return pass.calls.stream()
                .filter(call -> !call.isLeftOut)
                .sorted(Comparator.comparingInt(call -> call.order))
                .map(call -> new PlanCall(call.run, call.sites, call.slots))
                .toList();
    }

    private static boolean isOwn(PlanSlot slot) {
        return slot.filled == null && (slot.kind == PlanSlot.Kind.LOCAL || slot.kind == PlanSlot.Kind.OUTPUT);
    }

    private static boolean isHidden(PlanSlot slot) {
        return slot.filled == null && slot.kind == PlanSlot.Kind.LOCAL;
    }

    /** Moves the tensor that a call copies to where it is copied to. */
    private void writeInPlace(Call copy) {
        RowCopy rows = RowCopy.of(copy.run);
        if (rows == null) {
            return;
        }
        PlanSlot from = copy.slots[RowCopy.FROM];
        PlanSlot to = copy.slots[RowCopy.TO];
        boolean isWhole =
                rows.fromOffset() == 0 && rows.fromStep() == rows.width() && rows.width() * rows.rows() == from.bytes;
        if (!isWhole || from == to || !isHidden(from) || !isOwn(to)) {
            return;
        }
        RowPlace place = new RowPlace(copy.run.storages()[RowCopy.TO], rows.toOffset(), rows.width(), rows.toStep());
        List<Use> others =
                uses.get(from).stream().filter(use -> use.call != copy).toList();
        int first = others.stream().mapToInt(Use::order).min().orElse(copy.order);
        int written =
                others.stream().filter(Use::writes).mapToInt(Use::order).max().orElse(-1);
        if (written > copy.order) {
            return;
        }
        if (isFree(to, place, use -> touchesBefore(use, first, copy)) && move(others, to, place)) {
            leaveOut(copy);
            uses.remove(from);
            changed = true;
            return;
        }
        // made by a kernel that cannot write there: but who copies it again can read what the first has copied
        List<Use> again = others.stream()
                .filter(use -> use.order() > written && RowCopy.of(use.call.run) != null)
                .toList();
        if (!again.isEmpty() && isFree(to, place, use -> touchesBefore(use, written, copy)) && move(again, to, place)) {
            copy.order = written + 1;
            uses.get(from).removeAll(again);
            changed = true;
        }
    }

    /** Whether a use would be in the way of what a copy writes, were it written from {@code first} on. */
    private static boolean touchesBefore(Use use, int first, Call copy) {
        return use.call != copy && (use.writes() || use.order() >= first && use.order() <= copy.order);
    }

    /** Whether none of certain uses touches the rows of a place. */
    private boolean isFree(PlanSlot slot, RowPlace place, Predicate<Use> matters) {
        long begin = place.offset() % place.step();
        return uses.get(slot).stream().filter(matters).noneMatch(use -> {
            long[] columns = MovedOperand.columns(use.call.run, use.which, place.step());
            return columns == null || columns[0] < begin + place.width() && begin < columns[1];
        });
    }

    /** Moves all these operands, or none. */
    private boolean move(List<Use> moved, PlanSlot to, RowPlace place) {
        Map<Call, KernelRun> runs = new IdentityHashMap<>();
        for (Use use : moved) {
            KernelRun run = MovedOperand.move(runs.getOrDefault(use.call, use.call.run), use.which, place);
            if (run == null) {
                return false;
            }
            runs.put(use.call, run);
        }
        runs.forEach((call, run) -> call.run = run);
        for (Use use : moved) {
            use.call.slots[use.which] = to;
            uses.get(to).add(use);
        }
        return true;
    }

    private void leaveOut(Call copy) {
        copy.isLeftOut = true;
        for (PlanSlot slot : copy.slots) {
            uses.get(slot).removeIf(use -> use.call == copy);
        }
    }

    /** Where all that is in a slot was copied from rows of another, in which it stands side by side too, it is read there. */
    private void readInPlace(PlanSlot slot) {
        List<Use> own = uses.get(slot);
        List<Use> copies = own.stream().filter(Use::writes).toList();
        List<Use> readers = own.stream().filter(use -> !use.writes()).toList();
        RowPlace place = isHidden(slot) && !copies.isEmpty() ? origin(slot, copies) : null;
        if (place == null) {
            return;
        }
        int begin = copies.stream().mapToInt(Use::order).min().orElseThrow();
        int end = copies.stream().mapToInt(Use::order).max().orElseThrow();
        int last = readers.stream().mapToInt(Use::order).max().orElse(end);
        boolean isReadBefore = readers.stream().anyMatch(use -> use.order() < end);
        PlanSlot source = copies.get(0).call.slots[RowCopy.FROM];
        if (!isReadBefore
                && isFree(source, place, use -> use.writes() && use.order() > begin && use.order() <= last)
                && move(readers, source, place)) {
            copies.forEach(use -> leaveOut(use.call));
            uses.get(slot).clear();
        }
    }

    /** The place of which a slot is a copy, made by several; null where it is more or something else. */
    private static RowPlace origin(PlanSlot slot, List<Use> copies) {
        RowCopy first = RowCopy.of(copies.get(0).call.run);
        PlanSlot source = first == null ? slot : copies.get(0).call.slots[RowCopy.FROM];
        if (source == slot || !isOwn(source)) {
            return null;
        }
        long width = 0;
        for (Use use : copies) {
            RowCopy part = RowCopy.of(use.call.run);
            if (part == null || use.call.slots[RowCopy.FROM] != source || !goTogether(first, part)) {
                return null;
            }
            width += part.width();
        }
        long begin = first.fromOffset() - first.toOffset();
        boolean isWhole = width == first.toStep() && width * first.rows() == slot.bytes;
        return isWhole && begin >= 0 && begin % first.fromStep() + width <= first.fromStep()
                ? new RowPlace(copies.get(0).call.run.storages()[RowCopy.FROM], begin, width, first.fromStep())
                : null;
    }

    /** Whether two parts lie as far from each other as where they come from. */
    private static boolean goTogether(RowCopy a, RowCopy b) {
        return a.rows() == b.rows()
                && a.fromStep() == b.fromStep()
                && a.toStep() == b.toStep()
                && a.fromOffset() - a.toOffset() == b.fromOffset() - b.toOffset();
    }
}
