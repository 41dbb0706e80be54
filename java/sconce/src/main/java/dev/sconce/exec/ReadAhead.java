package dev.sconce.exec;

import java.util.ArrayList;
import java.util.List;

/**
 * What the calls of a plan may fetch for those behind them: the constants, which are weights mostly, that come next. A network's weights
 * do not fit a cache and would be waited for.
 */
record ReadAhead(List<List<PlanSlot>> constants) {
    /** What is fetched must not drive out what is computed with: a quarter of a second-level cache of a megabyte. */
    private static final long MOST_BYTES = 256 << 10;

    private static final int MOST_CALLS = 8;
    /** Less is not worth a word. */
    private static final long LEAST_BYTES = 1 << 10;

    static ReadAhead of(List<PlanCall> calls) {
        List<List<PlanSlot>> all = new ArrayList<>();
        for (int call = 0; call < calls.size(); call++) {
            List<PlanSlot> ahead = new ArrayList<>();
            long bytes = 0;
            for (int next = call + 1; next < Math.min(calls.size(), call + 1 + MOST_CALLS); next++) {
                for (PlanSlot slot : calls.get(next).slots()) {
                    if (slot.kind == PlanSlot.Kind.CONSTANT
                            && slot.bytes >= LEAST_BYTES
                            && bytes < MOST_BYTES
                            && !ahead.contains(slot)) {
                        ahead.add(slot);
                        bytes += slot.bytes;
                    }
                }
            }
            all.add(List.copyOf(ahead));
        }
        return new ReadAhead(all);
    }

    List<PlanSlot> of(int call) {
        return constants.get(call);
    }

    /** Words that an address and a size of each need. */
    int words() {
        return constants.stream().mapToInt(ahead -> 2 * ahead.size()).sum();
    }
}
