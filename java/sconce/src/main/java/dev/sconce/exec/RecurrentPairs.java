package dev.sconce.exec;

import dev.sconce.ops.RecurrentDirections;
import java.util.ArrayList;
import java.util.List;

/** Makes one call of a plan's calls for the two directions of a recurrent layer, which may then run at once. The results are the same to the bit. */
final class RecurrentPairs {
    private RecurrentPairs() {}

    /** The calls with one in the place of each such pair. */
    static List<PlanCall> run(List<PlanCall> calls) {
        List<PlanCall> made = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            PlanCall call = calls.get(i);
            PlanCall next = i + 1 < calls.size() ? calls.get(i + 1) : null;
            RecurrentDirections pair = next == null ? null : RecurrentDirections.of(call.run(), next.run());
            if (pair == null) {
                made.add(call);
                continue;
            }
            made.add(PlanCall.joined(pair.run(), pair.sources(), calls, i, 2));
            i++;
        }
        return made;
    }
}
