package dev.sconce.exec;

import dev.sconce.ops.ScaledConvolution;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes one call of a plan's convolution by one position and the multiplication of its input's channels before it, as squeeze-and-excitation
 * has them: the convolution multiplies what it reads, and the product needs no memory. The results are the same to the bit.
 */
final class ScaledConvolutions {
    private ScaledConvolutions() {}

    /** The calls with scaled convolutions in the place of such pairs. */
    static List<PlanCall> run(List<PlanCall> calls) {
        List<PlanCall> made = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            PlanCall call = calls.get(i);
            PlanCall next = i + 1 < calls.size() ? calls.get(i + 1) : null;
            ScaledConvolution pair = next == null ? null : ScaledConvolution.of(call.run(), next.run());
            if (pair == null || !PlanCall.isOnlyForNext(calls, i, call.slots()[pair.product()])) {
                made.add(call);
                continue;
            }
            made.add(PlanCall.joined(pair.run(), pair.sources(), calls, i, 2));
            i++;
        }
        return made;
    }
}
