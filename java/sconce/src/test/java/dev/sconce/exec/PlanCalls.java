package dev.sconce.exec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sconce.CallOptions;
import dev.sconce.Tensor;
import dev.sconce.ir.Function;
import dev.sconce.jni.Native;
import dev.sconce.runtime.Recording.KernelRun;
import dev.sconce.runtime.TupleValue;
import dev.sconce.script.CompilationUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Functions with plans and without, and what tests require of the plans: their kernel calls as text, and results that are the same to the bit. */
final class PlanCalls {
    private PlanCalls() {}

    /** The module {@code __torch__} of this source. */
    static CompilationUnit unit(String source) {
        return new CompilationUnit(prefix -> prefix.equals("__torch__") ? source : null, Intrinsics.operators());
    }

    /** The function {@code def f<body>}. */
    static Function function(String body) {
        return unit("def f" + body).findFunction("__torch__.f");
    }

    static Object call(Function function, Object... arguments) {
        return call(CallOptions.NONE, function, arguments);
    }

    static Object interpret(Function function, Object... arguments) {
        return call(CallOptions.NONE.withoutPlans(), function, arguments);
    }

    private static Object call(CallOptions options, Function function, Object... arguments) {
        return Interpreter.call(function, arguments, Map.of(), new Invocation(options, null));
    }

    static void same(Object wanted, Object got) {
        if (wanted instanceof TupleValue tuple) {
            for (int i = 0; i < tuple.items().size(); i++) {
                same(tuple.get(i), ((TupleValue) got).get(i));
            }
            return;
        }
        Tensor a = (Tensor) wanted;
        Tensor b = (Tensor) got;
        assertEquals(a.dtype(), b.dtype());
        assertArrayEquals(a.sizes(), b.sizes());
        assertArrayEquals(a.strides(), b.strides());
        assertEquals(
                a.storage().buffer(0, a.storage().bytes()),
                b.storage().buffer(0, b.storage().bytes()));
    }

    /** A line a kernel call; one that makes several, as their kernels joined by +. */
    static String text(Function function) {
        List<String> lines = new ArrayList<>();
        Code.of(function)
                .regions()
                .flatMap(region -> region.plans.all().stream())
                .forEach(plan -> plan.calls.forEach(call -> lines.add(text(call.run()))));
        return String.join("\n", lines);
    }

    private static String text(KernelRun run) {
        long[] w = run.words();
        return switch (run.name()) {
            case "pointwise_chain" -> joined(w, w[4], (int) (5 + w[0] + w[1] * (2 + w[0])), 3, 4, 5);
            case "slices" -> joined(w, w[1], 5, 1, 2, 3);
            default -> run.name();
        };
    }

    /** @param first word of the first of so many calls, each of which has {@code head} words, and there the counts of single words and pairs */
    private static String joined(long[] words, long calls, int first, int singles, int pairs, int head) {
        String[] names = Native.kernelNames();
        List<String> joined = new ArrayList<>();
        int at = first;
        for (int i = 0; i < calls; i++) {
            joined.add(names[(int) words[at]]);
            at += (int) (head + words[at + singles] + 2 * words[at + pairs]);
        }
        return String.join("+", joined);
    }
}
