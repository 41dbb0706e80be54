package dev.sconce.exec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.Scoped;
import dev.sconce.Tensor;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.Function;
import dev.sconce.runtime.ObjectValue;
import org.junit.jupiter.api.Test;

/** What of a plan is computed once: which calls are left, as text. And always: the interpreter's results to the bit. */
@Scoped
class ConstantCallsTest {
    private static Tensor floats(float... values) {
        return Tensor.fromBlob(values, new long[] {values.length});
    }

    private static void leaves(String calls, String body) {
        Function function = PlanCalls.function("(x: Tensor) -> Tensor:\n  " + body.replace("; ", "\n  ") + "\n");
        for (int i = 0; i < 3; i++) {
            Tensor x = floats(i, 5, -i);
            PlanCalls.same(PlanCalls.interpret(function, x), PlanCalls.call(function, x));
        }
        assertEquals(calls, PlanCalls.text(function));
    }

    @Test
    void whatFollowsFromTheShapeAlone() {
        leaves("add", "p = torch.cumsum(torch.mul(torch.arange(3), 2), 0); return torch.add(x, p)");
        leaves("add", "m = torch.tril(torch.ones([3, 3])); return torch.add(x, torch.sum(m, [0]))");
        leaves("add", "z = torch.zeros_like(x); t = torch.fill_(z, 2); return torch.add(x, z)");
    }

    @Test
    void whatTheInputReachesStays() {
        leaves("add+mul", "p = torch.mul(torch.arange(3), 2); return torch.mul(torch.add(x, p), p)");
        leaves("cumsum\ncumsum", "return torch.cumsum(torch.cumsum(x, 0), 0)");
    }

    /** The memory of a constant is the plan's, and a result is the caller's. */
    @Test
    void whatIsHandedOnIsMadeEachTime() {
        leaves("fill\nadd", "z = torch.zeros([3]); y = torch.add(x, 1); return z");
    }

    @Test
    void whatTheInputIsWrittenToVaries() {
        leaves("fill\ncopy+add", "z = torch.zeros([3]); t = torch.copy_(z, x); return torch.add(z, 1)");
    }

    /** The first sum reads ones, so the memory cannot hold the threes of the end from the start. */
    @Test
    void whatChangesAfterItWasReadVaries() {
        leaves(
                "fill\nadd+add+add",
                "z = torch.ones([3]); y = torch.add(x, z); t = torch.add_(z, 2); return torch.add(y, z)");
    }

    /** Memory for it would be needed at all times, for each shape that comes. */
    @Test
    void whatIsLargeBesideTheWeightsIsComputed() {
        leaves("fill\nadd", "z = torch.ones([500000, 3]); return torch.add(x, z)");
        leaves("add", "z = torch.ones([5000, 3]); return torch.add(x, z)");
    }

    private static final String POSITIONS =
            """
            class Positions(Module):
              weight : Tensor
              def forward(self: __torch__.Positions, x: Tensor) -> Tensor:
                rows = torch.index_select(self.weight, 0, torch.arange(torch.size(x, 0)))
                return torch.add(x, torch.mul(rows, 3))
              def double(self: __torch__.Positions) -> NoneType:
                w = torch.mul_(self.weight, 2)
                return None
            """;

    @Test
    void ofWeightsUntilTheyAreWritten() {
        ClassType type = (ClassType) PlanCalls.unit(POSITIONS).findType("__torch__.Positions");
        ObjectValue positions = new ObjectValue(type);
        Tensor weight = floats(1, 2, 3, 4);
        weight.storage().protect(); // as what is mapped from an archive
        positions.setSlot(0, weight);
        Function forward = type.method("forward");
        for (int scale = 1; scale <= 4; scale *= 2) {
            for (int i = 0; i < 3; i++) {
                Tensor sum = (Tensor) PlanCalls.call(forward, positions, floats(i, i));
                assertArrayEquals(new float[] {i + 3 * scale, i + 6 * scale}, sum.getDataAsFloatArray());
            }
            PlanCalls.call(type.method("double"), positions);
        }
    }

    @Test
    void theMemoryIsCountedAndGivenBack() {
        Function function = PlanCalls.unit(
                        "def f(x: Tensor) -> Tensor:\n  return torch.add(x, torch.ones([70000, 3]))\n")
                .findFunction("__torch__.f");
        long before = Plan.liveBytes();
        PlanCalls.call(function, floats(1, 2, 3));
        assertTrue(Plan.liveBytes() >= before + 70000 * 3 * Float.BYTES);
        Code.of(function).regions().forEach(region -> region.plans.clear());
        assertEquals(before, Plan.liveBytes());
    }
}
