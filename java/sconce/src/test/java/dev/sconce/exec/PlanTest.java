package dev.sconce.exec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.OperatorException;
import dev.sconce.Scoped;
import dev.sconce.Tensor;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.Function;
import dev.sconce.ir.Type;
import dev.sconce.jni.Native;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.ObjectValue;
import dev.sconce.runtime.Scope;
import dev.sconce.runtime.TupleValue;
import dev.sconce.script.CompilationUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is replayed gives what the interpreter gives, and what cannot be replayed is interpreted. */
@Scoped
class PlanTest {
    private static Tensor floats(float... values) {
        return Tensor.fromBlob(values, new long[] {values.length});
    }

    private static float[] array(Object tensor) {
        return ((Tensor) tensor).getDataAsFloatArray();
    }

    /** Whether these calls replayed something. */
    private static boolean replays(Runnable calls) {
        long before = Plan.replays();
        calls.run();
        return Plan.replays() > before;
    }

    @Test
    void theSecondCallIsReplayedOnItsOwnInput() {
        Function f = PlanCalls.function("(x: Tensor) -> Tensor:\n  y = torch.mul(x, x)\n  return torch.add(y, 1)\n");
        assertFalse(replays(() -> assertArrayEquals(new float[] {2, 5}, array(PlanCalls.call(f, floats(1, 2))))));
        assertTrue(replays(() -> assertArrayEquals(new float[] {10, 17}, array(PlanCalls.call(f, floats(3, 4))))));
    }

    @Test
    void otherShapesTypesAndNumbersHavePlansOfTheirOwn() {
        Function f =
                PlanCalls.function("(x: Tensor, n: int) -> Tensor:\n  y = torch.mul(x, n)\n  return torch.add(y, x)\n");
        for (int round = 0; round < 3; round++) {
            assertArrayEquals(new float[] {3, 6}, array(PlanCalls.call(f, floats(1, 2), 2L)));
            assertArrayEquals(new float[] {4, 8}, array(PlanCalls.call(f, floats(1, 2), 3L)));
            assertArrayEquals(new float[] {3, 6, 9}, array(PlanCalls.call(f, floats(1, 2, 3), 2L)));
            Tensor whole = Tensor.fromBlob(new long[] {5}, new long[] {1});
            assertArrayEquals(new long[] {15}, ((Tensor) PlanCalls.call(f, whole, 2L)).getDataAsLongArray());
        }
    }

    @Test
    void resultsOfEarlierReplaysStayAsTheyWere() {
        Function f = PlanCalls.function("(x: Tensor) -> Tensor:\n  y = torch.mul(x, 2)\n  return torch.add(y, 1)\n");
        List<Object> results = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            results.add(PlanCalls.call(f, floats(i)));
        }
        for (int i = 0; i < 4; i++) {
            assertArrayEquals(new float[] {2 * i + 1}, array(results.get(i)));
        }
    }

    @Test
    void writesThroughViewsAndToTheInputAreRepeated() {
        Function f = PlanCalls.function("(x: Tensor) -> Tensor:\n  y = torch.select(x, 0, 0)\n  z = torch.add_(y, 10)\n"
                + "  return torch.mul(x, 2)\n");
        for (int i = 0; i < 3; i++) {
            Tensor x = floats(i, 5);
            assertArrayEquals(new float[] {2 * i + 20, 10}, array(PlanCalls.call(f, x)));
            assertArrayEquals(new float[] {i + 10, 5}, array(x));
        }
    }

    @Test
    void inputsThatShareMemoryAreAnotherCaseThanThoseThatDoNot() {
        Function f = PlanCalls.function(
                "(x: Tensor, y: Tensor) -> Tensor:\n  z = torch.add_(x, 1)\n  return torch.mul(y, 1)\n");
        for (int i = 0; i < 3; i++) {
            Tensor x = floats(1, 2);
            assertArrayEquals(new float[] {1, 2}, array(PlanCalls.call(f, x, floats(1, 2))));
            Tensor shared = floats(1, 2);
            assertArrayEquals(new float[] {2, 3}, array(PlanCalls.call(f, shared, shared)));
            Tensor base = floats(1, 2, 3);
            Tensor head = base.asStrided(new long[] {2}, new long[] {1}, 0);
            Tensor tail = base.asStrided(new long[] {2}, new long[] {1}, 1);
            assertArrayEquals(new float[] {3, 3}, array(PlanCalls.call(f, head, tail)));
        }
    }

    @Test
    void aResultThatIsAnArgumentIsThatArgument() {
        Function f = PlanCalls.function("(x: Tensor) -> Tuple[Tensor, Tensor, Tensor]:\n  y = torch.mul_(x, 2)\n"
                + "  return (y, x, torch.view(x, [1, -1]))\n");
        for (int i = 0; i < 3; i++) {
            Tensor x = floats(1, 2);
            TupleValue result = (TupleValue) PlanCalls.call(f, x);
            assertTrue(result.get(1) == x);
            Tensor view = (Tensor) result.get(2);
            assertArrayEquals(new long[] {1, 2}, view.shape());
            assertTrue(view.storage() == x.storage());
            assertArrayEquals(new float[] {2, 4}, array(result.get(0)));
        }
    }

    @Test
    void viewsAreLaidOverTheNewInputWhereverItLies() {
        Function f =
                PlanCalls.function("(x: Tensor) -> Tensor:\n  y = torch.slice(x, 0, 1)\n  return torch.mul(y, 2)\n");
        Tensor all = floats(1, 2, 3, 4, 5, 6);
        assertArrayEquals(
                new float[] {4, 6}, array(PlanCalls.call(f, all.asStrided(new long[] {3}, new long[] {1}, 0))));
        assertTrue(replays(() -> assertArrayEquals(
                new float[] {10, 12}, array(PlanCalls.call(f, all.asStrided(new long[] {3}, new long[] {1}, 3))))));
    }

    @Test
    void memoryBeyondTheInputIsNotTakenForGranted() {
        // A view beyond what came in lies within the storage of the first call only.
        Function f = PlanCalls.function("(x: Tensor) -> Tensor:\n  y = torch.as_strided(x, [4], [1], 0)\n"
                + "  return torch.add(torch.mul(y, 2), 1)\n");
        Tensor large = floats(1, 2, 3, 4);
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(
                    new float[] {3, 5, 7, 9},
                    array(PlanCalls.call(f, large.asStrided(new long[] {2}, new long[] {1}, 0))));
        }
        assertThrows(OperatorException.class, () -> PlanCalls.call(f, floats(1, 2)));
    }

    @Test
    void aDecisionOnNumbersIsTakenAnewInEachCall() {
        Function f = PlanCalls.function("(x: Tensor) -> Tensor:\n  y = torch.mul(x, 2)\n  z = torch.add(y, 1)\n"
                + "  if bool(torch.gt(torch.sum(z), 10)):\n    w = torch.neg(torch.neg(torch.neg(z)))\n"
                + "  else:\n    w = torch.add(torch.add(z, 100), 100)\n  return torch.sub(torch.mul(w, 2), 1)\n");
        for (int i = 0; i < 4; i++) {
            assertArrayEquals(new float[] {405}, array(PlanCalls.call(f, floats(1))));
            assertArrayEquals(new float[] {-43}, array(PlanCalls.call(f, floats(10))));
        }
        assertTrue(replays(() -> PlanCalls.call(f, floats(10))));
    }

    @Test
    void loopsOfAFixedLengthAreUnrolledAndOthersReplayedByTheirBodies() {
        Function fixed =
                PlanCalls.function("(x: Tensor, n: int) -> Tensor:\n  for i in range(n):\n    x = torch.add(x, i)\n"
                        + "    x = torch.mul(x, 2)\n  return x\n");
        Function until = PlanCalls.function("(x: Tensor) -> Tensor:\n  while bool(torch.lt(torch.sum(x), 100)):\n"
                + "    x = torch.add(x, 1)\n    x = torch.mul(x, 2)\n  return x\n");
        for (int i = 0; i < 4; i++) {
            assertArrayEquals(new float[] {8 * i + 8}, array(PlanCalls.call(fixed, floats(i), 3L)));
            assertArrayEquals(array(PlanCalls.interpret(until, floats(i))), array(PlanCalls.call(until, floats(i))));
        }
        assertTrue(replays(() -> PlanCalls.call(until, floats(1))));
    }

    @Test
    void listsFromOutsideGrowInEachCallAndOwnOnesAreNew() {
        Function outside =
                PlanCalls.function("(x: Tensor, l: List[Tensor]) -> Tensor:\n  y = torch.add(torch.mul(x, 2), 1)\n"
                        + "  _0 = torch.append(l, y)\n  return torch.add(torch.mul(y, 2), 1)\n");
        Function own = PlanCalls.function("(x: Tensor) -> List[Tensor]:\n  l = annotate(List[Tensor], [])\n"
                + "  for i in range(3):\n    _0 = torch.append(l, torch.add(x, i))\n  return l\n");
        ListValue list = new ListValue(Type.TENSOR);
        ListValue before = null;
        for (int i = 1; i <= 4; i++) {
            PlanCalls.call(outside, floats(i), list);
            assertEquals(i, list.size());
            assertArrayEquals(new float[] {2 * i + 1}, array(list.get(i - 1)));
            ListValue made = (ListValue) PlanCalls.call(own, floats(i));
            assertEquals(3, made.size());
            assertArrayEquals(new float[] {i + 2}, array(made.get(2)));
            assertTrue(made != before);
            before = made;
        }
    }

    @Test
    void tensorsThatJavaFillsAreFilledInEachReplay() {
        Function f = PlanCalls.function("(x: Tensor) -> Tensor:\n  t = torch.tensor([1., 2.])\n  u = torch.add_(t, x)\n"
                + "  return torch.mul(t, 2)\n");
        Function kept = PlanCalls.function("(x: Tensor) -> Tuple[Tensor, Tensor]:\n  t = torch.tensor([1, 2])\n"
                + "  return (t, torch.add(torch.mul(x, t), t))\n");
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(new float[] {2 + 2 * i, 4 + 2 * i}, array(PlanCalls.call(f, floats(i))));
            TupleValue both = (TupleValue) PlanCalls.call(kept, floats(i));
            assertArrayEquals(new long[] {1, 2}, ((Tensor) both.get(0)).getDataAsLongArray());
            assertArrayEquals(new float[] {i + 1, 2 * i + 2}, array(both.get(1)));
            ((Tensor) both.get(0)).storage().buffer(0, 8).putLong(0, 77); // the caller's own to change
        }
    }

    private static final String COUNTER =
            """
            class Counter(Module):
              count : Tensor
              scale : float
              def forward(self: __torch__.Counter, x: Tensor) -> Tensor:
                c = torch.add_(self.count, 1)
                return torch.mul(torch.add(x, self.count), self.scale)
              def rescale(self: __torch__.Counter, scale: float) -> NoneType:
                self.scale = scale
                return None
              def restart(self: __torch__.Counter, x: Tensor) -> NoneType:
                self.count = torch.mul(torch.add(x, 0), 1)
                return None
            """;

    @Test
    void attributesThatChangeAreSeen() {
        CompilationUnit unit = PlanCalls.unit(COUNTER);
        ClassType type = (ClassType) unit.findType("__torch__.Counter");
        ObjectValue counter = new ObjectValue(type);
        counter.setSlot(type.slot("count"), floats(0));
        counter.setSlot(type.slot("scale"), 2.0);
        Function forward = type.method("forward");
        for (int i = 1; i <= 3; i++) {
            assertArrayEquals(new float[] {2 * (10 + i)}, array(PlanCalls.call(forward, counter, floats(10))));
        }
        assertTrue(replays(() -> PlanCalls.call(forward, counter, floats(10))));
        PlanCalls.call(type.method("rescale"), counter, 3.0);
        assertArrayEquals(new float[] {3 * 15}, array(PlanCalls.call(forward, counter, floats(10))));
        for (int i = 0; i < 3; i++) {
            PlanCalls.call(type.method("restart"), counter, floats(100));
            assertArrayEquals(new float[] {3 * 111}, array(PlanCalls.call(forward, counter, floats(10))));
            assertArrayEquals(new float[] {3 * 112}, array(PlanCalls.call(forward, counter, floats(10))));
        }
    }

    @Test
    void anAttributeThatComesInAgainHasPlansOfItsOwn() {
        ClassType type = (ClassType) PlanCalls.unit(
                        """
                        class Scale(Module):
                          weight : Tensor
                          def forward(self: __torch__.Scale, x: Tensor, h: Tensor) -> Tensor:
                            return torch.mul(torch.add(x, h), self.weight)
                        """)
                .findType("__torch__.Scale");
        ObjectValue scale = new ObjectValue(type);
        Tensor weight = floats(2, 3, 4);
        scale.setSlot(0, weight);
        Function forward = type.method("forward");
        Tensor tail = weight.asStrided(new long[] {2}, new long[] {1}, 1);
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    i > 0,
                    replays(() -> assertArrayEquals(
                            new float[] {6, 12, 20}, array(PlanCalls.call(forward, scale, floats(1), weight)))));
            assertEquals(
                    i > 0,
                    replays(() -> assertArrayEquals(
                            new float[] {22, 33, 44},
                            array(PlanCalls.call(forward, scale, floats(1), floats(10, 10, 10))))));
        }
        assertThrows(OperatorException.class, () -> PlanCalls.call(forward, scale, floats(1), tail));
    }

    private static final String LINEAR =
            """
            class Linear(Module):
              weight : Tensor
              def forward(self: __torch__.Linear, x: Tensor) -> Tensor:
                return torch.relu(torch.mm(x, self.weight))
              def double(self: __torch__.Linear) -> NoneType:
                w = torch.mul_(self.weight, 2)
                return None
            """;

    @Test
    void aWeightThatIsWrittenIsPackedAnew() {
        ClassType type = (ClassType) PlanCalls.unit(LINEAR).findType("__torch__.Linear");
        ObjectValue linear = new ObjectValue(type);
        float[] ones = new float[40 * 40];
        Arrays.fill(ones, 1);
        Tensor weight = Tensor.fromBlob(ones, new long[] {40, 40});
        weight.storage().protect(); // as what is mapped from an archive
        linear.setSlot(0, weight);
        Tensor x = Tensor.fromBlob(ones, new long[] {40, 40});
        Function forward = type.method("forward");
        for (int scale = 1; scale <= 4; scale *= 2) {
            for (int i = 0; i < 3; i++) {
                assertEquals(40 * scale, array(PlanCalls.call(forward, linear, x))[0]);
            }
            PlanCalls.call(type.method("double"), linear);
        }
    }

    @Test
    void anErrorInAReplayIsTheInterpretersWithItsStack() {
        Function f = PlanCalls.function("(x: Tensor, i: Tensor) -> Tensor:\n  y = torch.mul(x, 2)\n"
                + "  return torch.add(torch.index_select(y, 0, i), 1)\n");
        Tensor good = Tensor.fromBlob(new long[] {1}, new long[] {1});
        Tensor bad = Tensor.fromBlob(new long[] {7}, new long[] {1});
        assertArrayEquals(new float[] {5}, array(PlanCalls.call(f, floats(1, 2), good)));
        assertArrayEquals(new float[] {5}, array(PlanCalls.call(f, floats(1, 2), good)));
        OperatorException e = assertThrows(OperatorException.class, () -> PlanCalls.call(f, floats(1, 2), bad));
        assertTrue(e.getMessage().contains("torch.index_select(y, 0, i)"), e.getMessage());
        assertTrue(replays(() -> assertArrayEquals(new float[] {5}, array(PlanCalls.call(f, floats(1, 2), good)))));
    }

    @Test
    void anErrorBehindAWriteNamesTheOperatorThatFailed() {
        CompilationUnit unit = PlanCalls.unit(
                """
                def pick(x: Tensor, i: Tensor) -> Tensor:
                  return torch.neg(torch.index_select(x, 0, i))
                def f(x: Tensor, i: Tensor) -> Tensor:
                  z = torch.add_(x, 1)
                  y = torch.mul(x, 2)
                  return torch.add(__torch__.pick(y, i), 1)
                """);
        Function f = unit.findFunction("__torch__.f");
        Tensor good = Tensor.fromBlob(new long[] {1}, new long[] {1});
        Tensor bad = Tensor.fromBlob(new long[] {7}, new long[] {1});
        PlanCalls.call(f, floats(1, 2), good);
        assertTrue(replays(() -> PlanCalls.call(f, floats(1, 2), good)));
        Tensor x = floats(1, 2);
        OperatorException e = assertThrows(OperatorException.class, () -> PlanCalls.call(f, x, bad));
        assertArrayEquals(new float[] {2, 3}, array(x)); // once: the replay has written it, nobody began again
        OperatorException interpreted =
                assertThrows(OperatorException.class, () -> PlanCalls.interpret(f, floats(1, 2), bad));
        String wanted = interpreted.getMessage();
        assertTrue(wanted.contains("torch.index_select(x, 0, i)"), wanted);
        String stack = wanted.substring(wanted.indexOf("Traceback"));
        assertTrue(e.getMessage().startsWith("aten::index_select: "), e.getMessage());
        assertTrue(e.getMessage().endsWith(stack), e.getMessage() + "\ninstead of\n" + wanted);
        assertTrue(replays(() -> PlanCalls.call(f, floats(1, 2), good)));
    }

    @Test
    void anyNumberOfThreadsReplayAtOnceWithShapesOfTheirOwn() throws Exception {
        Function f = PlanCalls.function("(x: Tensor) -> Tensor:\n  y = torch.cumsum(torch.mul(x, 2), 0)\n"
                + "  return torch.add(torch.relu(y), torch.sum(x))\n");
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> jobs = IntStream.range(0, 8)
                    .<Callable<Boolean>>mapToObj(thread -> () -> {
                        for (int i = 0; i < 300; i++) {
                            try (Scope ignored = Scope.open()) {
                                float[] data = new float[1 + (thread + i) % 40];
                                Arrays.fill(data, thread - i);
                                float[] wanted = array(PlanCalls.interpret(f, floats(data)));
                                assertArrayEquals(wanted, array(PlanCalls.call(f, floats(data))));
                            }
                        }
                        return true;
                    })
                    .toList();
            for (Future<Boolean> job : pool.invokeAll(jobs)) {
                assertTrue(job.get());
            }
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void plansAreBoundedAndTheirMemoryGoesWithThem() {
        Function f = PlanCalls.function(
                "(x: Tensor) -> Tensor:\n  y = torch.mul(x, 2)\n  return torch.add(torch.neg(y), 1)\n");
        long bytes = 0;
        for (int size = 1; size <= 200; size++) {
            for (int i = 0; i < 2; i++) {
                try (Scope ignored = Scope.open()) {
                    PlanCalls.call(
                            f,
                            Tensor.fromBlob(new float[1000], new long[] {1000})
                                    .asStrided(new long[] {size}, new long[] {1}, 0));
                }
            }
            if (size == 100) {
                bytes = Native.liveBytes();
            }
        }
        assertTrue(Native.liveBytes() <= bytes + 100_000, Native.liveBytes() + " after " + bytes);
    }
}
