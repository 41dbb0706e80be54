package dev.sconce;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.exec.ModuleMethods;
import dev.sconce.ir.Block;
import dev.sconce.ir.Node;
import dev.sconce.runtime.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** However a module is loaded, it does the same. */
class LoadOptionsTest {
    private static final LoadOptions PLAIN = LoadOptions.DEFAULT.optimize(false);
    private static final LoadOptions PARALLEL = LoadOptions.DEFAULT.parallelBranches(true);

    @Test
    void parallelBranchesAreFoundByOptimizing() {
        assertThrows(SconceException.class, () -> PARALLEL.optimize(false));
        assertThrows(SconceException.class, () -> PLAIN.parallelBranches(true));
    }

    @Test
    void parallelBranchesGiveTheSameToTheBit() {
        float[][] answers = new float[2][];
        for (int i = 0; i < 2; i++) {
            try (Module module = Models.load("branches", i == 0 ? LoadOptions.DEFAULT : PARALLEL);
                    IValue result = module.forward(Models.inputs("branches"))) {
                answers[i] = result.toTensor().getDataAsFloatArray();
            }
        }
        assertArrayEquals(answers[0], answers[1]);
    }

    @Test
    void optimizedGraphsHaveNoCallsAndNoAttributesButThoseThatAreWritten() {
        assertEquals(List.of(), kinds("conv_net", LoadOptions.DEFAULT, "prim::CallMethod", "prim::GetAttr"));
        assertEquals(5, kinds("conv_net", PLAIN, "prim::CallMethod").size());
        assertEquals(List.of(), kinds("branches", LoadOptions.DEFAULT, "prim::fork"));
        assertEquals(
                List.of("prim::fork", "prim::fork", "prim::fork", "aten::wait", "aten::wait", "aten::wait"),
                kinds("branches", PARALLEL, "prim::fork", "aten::wait"));
        // mean, var, scale, weight: each is written or handed out by some method
        assertEquals(4, kinds("state", LoadOptions.DEFAULT, "prim::GetAttr").size());
    }

    /** The nodes of forward that are of the given kinds, in order. */
    private static List<String> kinds(String model, LoadOptions options, String... wanted) {
        try (Module module = Models.load(model, options);
                ModuleMethods methods = new ModuleMethods(module.object(), options)) {
            List<String> found = new ArrayList<>();
            collect(methods.method("forward").graph().block(), List.of(wanted), found);
            return found;
        }
    }

    private static void collect(Block block, List<String> wanted, List<String> found) {
        for (Node node : block.nodes()) {
            if (wanted.contains(node.kind())) {
                found.add(node.kind());
            }
            node.blocks().forEach(inner -> collect(inner, wanted, found));
        }
    }

    @Test
    void attributesThatMethodsWriteAreRead() {
        for (LoadOptions options : Models.options()) {
            try (Module module = Models.load("state", options);
                    Scope ignored = Scope.open()) {
                IValue x = Models.inputs("state")[0];
                float[] first = answer(module.forward(x));
                IValue[] once = module.runMethod("step", x).toTuple();
                IValue[] again = module.runMethod("step", x).toTuple();
                assertEquals(1, once[2].toLong());
                assertEquals(2, again[2].toLong());
                assertArrayEquals(new long[] {5, 5}, again[3].toLongList());
                float[] total = answer(once[1]);
                for (int i = 0; i < total.length; i++) {
                    assertEquals(2 * total[i], answer(again[1])[i], 1e-5f);
                }
                assertTrue(distance(answer(once[0]), answer(again[0])) > 0, "the norm's statistics moved");
                module.runMethod("set_scale", IValue.from(4.0));
                assertEquals(0, distance(twice(first), answer(module.forward(x))));
            }
        }
    }

    @Test
    void whatAMethodHandsOutMayBeWrittenByItsCaller() {
        for (LoadOptions options : Models.options()) {
            try (Module module = Models.load("state", options);
                    Scope ignored = Scope.open()) {
                IValue x = Models.inputs("state")[0];
                float[] before = answer(module.forward(x));
                module.runMethod("twice", module.runMethod("handed_out"));
                float[] weight = answer(module.runMethod("handed_out"));
                float[] after = answer(module.forward(x));
                for (int i = 0; i < after.length; i++) {
                    float doubled = weight[i % weight.length];
                    assertEquals(before[i] * (doubled + 1) / (doubled / 2 + 1), after[i], 1e-4f);
                }
            }
        }
    }

    private static float[] answer(IValue value) {
        return value.toTensor().getDataAsFloatArray();
    }

    private static float[] twice(float[] values) {
        float[] doubled = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            doubled[i] = 2 * values[i];
        }
        return doubled;
    }

    private static float distance(float[] a, float[] b) {
        float most = 0;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs(a[i] - b[i]));
        }
        return most;
    }

    @Test
    void failuresInInlinedAndForkedCodeHaveTheSameStack() {
        String[] messages = new String[3];
        for (int i = 0; i < 3; i++) {
            try (Module module = Models.load("branches", Models.options().get(i));
                    Tensor x = Tensor.fromBlob(new float[24 * 9], new long[] {1, 24, 3, 3})) {
                messages[i] = assertThrows(SconceException.class, () -> module.runMethod("fails", IValue.from(x)))
                        .getMessage()
                        .replace("sconce::convolution:", "aten::conv2d:"); // what the passes made of it
            }
        }
        assertTrue(messages[0].contains("_conv_forward("), messages[0]);
        assertEquals(messages[0], messages[1]);
        // A fork's failure is told with the place that waits for it, too.
        assertTrue(messages[2].startsWith(messages[0] + "\nWaited for in TorchScript"), messages[2]);
    }

    @Test
    void manyThreadsMakeTheFirstCallAtOnce() throws Exception {
        for (LoadOptions options : Models.options()) {
            ExecutorService callers = Executors.newFixedThreadPool(8);
            try (Module module = Models.load("branches", options)) {
                List<Future<String>> answers = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    answers.add(callers.submit(() -> {
                        try (IValue result = module.forward(Models.inputs("branches"))) {
                            return Models.difference(result.value(), Models.expected("branches"));
                        }
                    }));
                }
                for (Future<String> answer : answers) {
                    assertNull(answer.get());
                }
            } finally {
                callers.shutdownNow();
            }
        }
    }

    @Test
    void aClosedModuleLeavesNothingBehind() {
        for (LoadOptions options : Models.options()) {
            long before = 0;
            for (int i = 0; i < 4; i++) {
                try (Module module = Models.load("branches", options);
                        Scope ignored = Scope.open()) {
                    module.forward(Models.inputs("branches"));
                }
                if (i == 1) {
                    before = Leftovers.bytes();
                }
            }
            Leftovers.assertBytes(before);
        }
    }
}
