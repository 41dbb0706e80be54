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

    @Test
    void theNextConstantsInTheOrderOfTheCalls() {
        PlanSlot own = constant(4096);
        PlanSlot next = constant(8192);
        PlanSlot bias = constant(64);
        PlanSlot last = constant(4096);
        ReadAhead ahead = ReadAhead.of(List.of(
                new PlanSlot[] {local(), own}, new PlanSlot[] {local()}, new PlanSlot[] {next, bias}, new PlanSlot[] {
                    last, next
                }));
        assertEquals(List.of(next, last), ahead.of(0), "neither its own, nor what is small, nor what is no constant");
        assertEquals(List.of(last, next), ahead.of(2));
        assertEquals(List.of(), ahead.of(3));
        assertEquals(12, ahead.words());
    }

    @Test
    void noMoreThanACacheHoldsBesideTheWork() {
        PlanSlot large = constant(1 << 20);
        ReadAhead ahead =
                ReadAhead.of(List.of(new PlanSlot[] {}, new PlanSlot[] {large}, new PlanSlot[] {constant(4096)}));
        assertEquals(List.of(large), ahead.of(0));
    }

    @Test
    void notFarAhead() {
        List<PlanSlot[]> calls = new ArrayList<>(List.<PlanSlot[]>of(new PlanSlot[] {}));
        for (int i = 0; i < 20; i++) {
            calls.add(new PlanSlot[] {constant(2048)});
        }
        assertEquals(8, ReadAhead.of(calls).of(0).size());
    }
}
