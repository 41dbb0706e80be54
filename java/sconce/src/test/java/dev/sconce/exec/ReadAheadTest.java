package dev.sconce.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which constants a call fetches for those behind it. */
class ReadAheadTest {
    private static PlanSlot constant(long bytes) {
        return new PlanSlot(PlanSlot.Kind.CONSTANT, bytes);
    }

    private static PlanSlot local() {
        return new PlanSlot(PlanSlot.Kind.LOCAL, 1 << 20);
    }

    /** What ran is not asked for. */
    private static PlanCall call(PlanSlot... slots) {
        return new PlanCall(null, List.of(), slots);
    }

    @Test
    void theNextConstantsInTheOrderOfTheCalls() {
        PlanSlot own = constant(4096);
        PlanSlot next = constant(8192);
        PlanSlot bias = constant(64);
        PlanSlot last = constant(4096);
        ReadAhead ahead = ReadAhead.of(List.of(call(local(), own), call(local()), call(next, bias), call(last, next)));
        assertEquals(List.of(next, last), ahead.of(0), "neither its own, nor what is small, nor what is no constant");
        assertEquals(List.of(last, next), ahead.of(2));
        assertEquals(List.of(), ahead.of(3));
        assertEquals(12, ahead.words());
    }

    @Test
    void noMoreThanACacheHoldsBesideTheWork() {
        PlanSlot large = constant(1 << 20);
        ReadAhead ahead = ReadAhead.of(List.of(call(), call(large), call(constant(4096))));
        assertEquals(List.of(large), ahead.of(0));
    }

    @Test
    void notFarAhead() {
        List<PlanCall> calls = new ArrayList<>(List.of(call()));
        for (int i = 0; i < 20; i++) {
            calls.add(call(constant(2048)));
        }
        assertEquals(8, ReadAhead.of(calls).of(0).size());
    }
}
