package dev.sconce.exec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Lays slots out in one arena, so that those that are alive at the same time do not overlap. */
final class ArenaLayout {
    private static final long ALIGNMENT = 64;

    private ArenaLayout() {}

    /** Sets each slot's offset, the largest first, each at the lowest place that is free while it lives. Returns the bytes in all. */
    static long of(List<PlanSlot> slots) {
        List<PlanSlot> bySize = new ArrayList<>(slots);
        bySize.sort(Comparator.comparingLong((PlanSlot slot) -> slot.bytes).reversed());
        List<PlanSlot> placed = new ArrayList<>(); // by offset
        long total = 0;
        for (PlanSlot slot : bySize) {
            long size = aligned(slot.bytes);
            long at = 0;
            for (PlanSlot other : placed) {
                boolean together = slot.first <= other.last && other.first <= slot.last;
                if (together && other.arenaOffset - at >= size) {
                    break;
                }
                if (together) {
                    at = Math.max(at, other.arenaOffset + aligned(other.bytes));
                }
            }
            slot.arenaOffset = at;
            total = Math.max(total, at + size);
            int index = placed.size();
            while (index > 0 && placed.get(index - 1).arenaOffset > at) {
                index--;
            }
            placed.add(index, slot);
        }
        return total;
    }

    private static long aligned(long bytes) {
        return (Math.max(bytes, 1) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
