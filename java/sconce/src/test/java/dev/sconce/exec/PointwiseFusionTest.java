package dev.sconce.exec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.DType;
import dev.sconce.OperatorException;
import dev.sconce.Scoped;
import dev.sconce.Tensor;
import dev.sconce.ir.Function;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Which calls of a plan become one, as text: a line a kernel call, a chain as its kernels joined by +. And always: the interpreter's
 * results to the bit.
 */
@Scoped
class PointwiseFusionTest {
    private static Tensor random(long... shape) {
        Random random = new Random(Arrays.hashCode(shape));
        float[] values = new float[(int) Tensor.numel(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.fromBlob(values, shape);
    }

    /** NCHW by its sizes, NHWC in memory. */
    private static Tensor channelsLast(long n, long c, long h, long w) {
        return random(n, h, w, c).asStrided(new long[] {n, c, h, w}, new long[] {h * w * c, 1, w * c, c}, 0);
    }

    /** Other tensors on the same memory, as each call may bring. */
    private static Object[] views(Tensor... arguments) {
        return Arrays.stream(arguments)
                .map(t -> t.asStrided(t.sizes(), t.strides(), t.storageOffset()))
                .toArray();
    }

    /** Requires that the plan for these arguments makes these calls, and gives what the interpreter gives. */
    private static void becomes(String calls, String body, Tensor... arguments) {
        Function function = PlanCalls.function(body);
        Object wanted = PlanCalls.interpret(function, views(arguments));
        for (int i = 0; i < 3; i++) {
            PlanCalls.same(wanted, PlanCalls.call(function, views(arguments)));
        }
        assertEquals(calls, PlanCalls.text(function));
    }

    @Test
    void activationsByHandAreOneCall() {
        becomes(
                "mul+mul+mul+add+mul+tanh+add+mul+mul",
                """
                (x: Tensor) -> Tensor:
                  cube = torch.mul(torch.mul(x, x), x)
                  inner = torch.mul(torch.add(x, torch.mul(cube, 0.044715)), 0.79788456)
                  return torch.mul(torch.mul(torch.add(torch.tanh(inner), 1.0), x), 0.5)
                """,
                random(3, 1000));
        becomes("sigmoid+mul", "(x: Tensor) -> Tensor:\n  return torch.mul(x, torch.sigmoid(x))\n", random(70, 30));
        becomes(
                "add+clamp+mul+div",
                "(x: Tensor) -> Tensor:\n  gate = torch.clamp(torch.add(x, 3), 0, 6)\n"
                        + "  return torch.div(torch.mul(x, gate), 6)\n",
                random(2, 3, 5, 7));
    }

    @Test
    void operandsRepeatAlongAnyDimension() {
        String scaleAndAdd = "(x: Tensor, scale: Tensor, y: Tensor) -> Tensor:\n"
                + "  return torch.relu(torch.add(torch.mul(x, scale), y))\n";
        becomes("mul+add+relu", scaleAndAdd, random(5, 40, 96), random(96), random(5, 40, 96));
        becomes("mul+add+relu", scaleAndAdd, random(2, 8, 9, 11), random(8, 1, 1), random(2, 8, 9, 11));
        becomes("mul+add+relu", scaleAndAdd, channelsLast(2, 8, 9, 11), random(8, 1, 1), channelsLast(2, 8, 9, 11));
        becomes("mul+add+relu", scaleAndAdd, channelsLast(1, 300, 7, 7), random(1, 300, 1, 1), random(1, 1, 7, 7));
    }

    @Test
    void aGateIsComputedBeforeItIsRepeated() {
        String gate = "(x: Tensor, s: Tensor) -> Tensor:\n  g = torch.sigmoid(torch.add(s, 1))\n"
                + "  return torch.relu(torch.mul(x, g))\n";
        becomes("add+sigmoid\nmul+relu", gate, random(2, 6, 5, 5), random(2, 6, 1, 1));
        becomes("add+sigmoid\nmul+relu", gate, channelsLast(2, 6, 5, 5), random(2, 6, 1, 1));
    }

    @Test
    void comparisonsAndConversionsJoinToo() {
        becomes(
                "gt+mul+where",
                "(x: Tensor) -> Tensor:\n  return torch.where(torch.gt(x, 0), x, torch.mul(x, 0.1))\n",
                random(1001));
        becomes(
                "eq+copy+sub+mul",
                "(x: Tensor) -> Tensor:\n  mask = torch.to(torch.eq(x, 0), 6)\n"
                        + "  return torch.mul(torch.rsub(mask, 1.), -10000.)\n",
                random(1001));
    }

    @Test
    void inPlaceOperatorsAreCallsLikeOthers() {
        becomes(
                "add+relu+mul",
                "(x: Tensor, y: Tensor) -> Tensor:\n  z = torch.add(x, y)\n  r = torch.relu_(z)\n"
                        + "  return torch.mul_(z, 2)\n",
                random(4, 9),
                random(4, 9));
    }

    @Test
    void whatComesInAndIsWrittenIsWrittenOnce() {
        Function f = PlanCalls.function("(x: Tensor) -> Tensor:\n  y = torch.mul(x, 2)\n  z = torch.add_(x, 1)\n"
                + "  return torch.add(y, x)\n");
        for (int i = 0; i < 3; i++) {
            Tensor x = Tensor.fromBlob(new float[] {i, 5}, new long[] {2});
            Object result = PlanCalls.call(f, x);
            assertArrayEquals(new float[] {3 * i + 1, 16}, ((Tensor) result).getDataAsFloatArray());
            assertArrayEquals(new float[] {i + 1, 6}, x.getDataAsFloatArray());
        }
        assertEquals("mul+add+add", PlanCalls.text(f));
    }

    @Test
    void whatIsSeenBetweenIsStored() {
        becomes(
                "mul+add",
                "(x: Tensor) -> Tuple[Tensor, Tensor]:\n  y = torch.mul(x, 2)\n  return (y, torch.add(y, 1))\n",
                random(50));
        // the sum needs it before the last call's turn
        becomes(
                "mul\nsum\nadd",
                "(x: Tensor) -> Tensor:\n  y = torch.mul(x, 2)\n  return torch.add(y, torch.sum(y))\n",
                random(50));
        becomes(
                "mul\nsum\nadd+neg",
                "(x: Tensor) -> Tensor:\n  y = torch.mul(x, 2)\n  s = torch.sum(y)\n"
                        + "  return torch.neg(torch.add(y, s))\n",
                random(50));
    }

    @Test
    void aCallIsPutOffPastOthersThatDoNotTouchIt() {
        becomes(
                "sum\nmul+add",
                "(x: Tensor) -> Tensor:\n  y = torch.mul(x, 2)\n  s = torch.sum(x)\n  return torch.add(y, s)\n",
                random(50));
        // but not past one that writes what it reads
        becomes(
                "neg+mul\ncumsum\ncopy+add",
                "(x: Tensor) -> Tensor:\n  z = torch.neg(x)\n  y = torch.mul(z, 2)\n  w = torch.cumsum_(z, 0)\n"
                        + "  return torch.add(y, z)\n",
                random(50));
    }

    @Test
    void viewsThatKeepAllElementsAreSeenThrough() {
        becomes(
                "mul+add",
                "(x: Tensor, b: Tensor) -> Tensor:\n  y = torch.view(torch.mul(x, 2), [6, 4, 5])\n"
                        + "  return torch.add(y, b)\n",
                random(24, 5),
                random(4, 1));
        becomes(
                "mul+add",
                "(x: Tensor) -> Tensor:\n  y = torch.permute(torch.mul(x, 2), [1, 0])\n  return torch.add(y, 1)\n",
                random(24, 5));
        // a part of it only, or all of it more than once
        becomes(
                "mul\nadd",
                "(x: Tensor) -> Tensor:\n  y = torch.slice(torch.mul(x, 2), 0, 1)\n  return torch.add(y, 1)\n",
                random(24, 5));
        becomes(
                "mul\nadd",
                "(x: Tensor, b: Tensor) -> Tensor:\n  return torch.add(torch.mul(x, 2), b)\n",
                random(5),
                random(4, 5));
    }

    @Test
    void rotationOfHalvesReadsAndWritesParts() {
        becomes(
                "neg+copy\ncopy\nmul+mul+add",
                """
                (x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
                  a = torch.slice(x, -1, 0, 8)
                  b = torch.slice(x, -1, 8)
                  turned = torch.cat([torch.neg(b), a], -1)
                  return torch.add(torch.mul(x, cos), torch.mul(turned, sin))
                """,
                random(2, 3, 10, 16),
                random(10, 16),
                random(10, 16));
    }

    @Test
    void aMemoryOrderIsNotChangedOnTheWay() {
        // the transposition has a kernel that is better at it
        becomes(
                "mul\ncopy",
                "(x: Tensor) -> Tensor:\n  return torch.contiguous(torch.permute(torch.mul(x, 2), [1, 0]))\n",
                random(64, 48));
    }

    @Test
    void longChainsAreCut() {
        StringBuilder body = new StringBuilder("(x: Tensor) -> Tensor:\n");
        for (int i = 0; i < 60; i++) {
            body.append("  x = torch.add(x, ").append(i % 3).append(")\n");
        }
        String add = "add";
        becomes(
                (add + "+").repeat(47) + add + "\n" + (add + "+").repeat(11) + add,
                body.append("  return x\n").toString(),
                random(100));
    }

    @Test
    void roundedDtypesAreLeftAlone() {
        Tensor half = Tensor.empty(DType.BFLOAT16, new long[] {8});
        half.storage().buffer(0, 16).put(new byte[16]);
        becomes("mul_by_float\nadd", "(x: Tensor) -> Tensor:\n  return torch.add(torch.mul(x, 3), 1)\n", half);
    }

    @Test
    void anErrorOfAStepIsTheInterpretersWithItsStack() {
        Function f = PlanCalls.function(
                "(x: Tensor, y: Tensor) -> Tensor:\n  z = torch.add(x, 1)\n" + "  return torch.floor_divide(z, y)\n");
        Tensor x = Tensor.fromBlob(new long[] {6, 7}, new long[] {2});
        Tensor y = Tensor.fromBlob(new long[] {2, 3}, new long[] {2});
        Tensor zero = Tensor.fromBlob(new long[] {2, 0}, new long[] {2});
        PlanCalls.same(PlanCalls.interpret(f, views(x, y)), PlanCalls.call(f, views(x, y)));
        PlanCalls.same(PlanCalls.interpret(f, views(x, y)), PlanCalls.call(f, views(x, y)));
        assertEquals("add+div_floor", PlanCalls.text(f));
        OperatorException e = assertThrows(OperatorException.class, () -> PlanCalls.call(f, views(x, zero)));
        assertTrue(e.getMessage().contains("torch.floor_divide(z, y)"), e.getMessage());
    }
}
