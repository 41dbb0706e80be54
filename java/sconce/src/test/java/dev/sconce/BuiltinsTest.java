package dev.sconce;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.runtime.TupleValue;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Strings, numbers, containers, objects, contexts, views and exceptions do what they do in PyTorch: each method of the models that
 * {@code scripts/builtin_cases} defines is called as PyTorch was, twice, so that what was recorded is replayed, with passes and without.
 */
class BuiltinsTest {
    private static final List<String> MODELS = List.of("strings", "numbers", "containers", "contexts");

    @TestFactory
    Stream<DynamicTest> methodsDoWhatTheyDoInPyTorch() {
        return MODELS.stream().flatMap(model -> methods(model).flatMap(method -> Stream.of(false, true)
                .map(optimize -> DynamicTest.dynamicTest(
                        model + "." + method + (optimize ? " optimized" : ""), () -> check(model, method, optimize)))));
    }

    private static Stream<String> methods(String model) {
        return Models.calls(model).stream().map(call -> (String) call.get(0)).distinct();
    }

    private static void check(String model, String method, boolean optimize) {
        try (Module module = Models.load(model, LoadOptions.DEFAULT.optimize(optimize))) {
            for (int run = 1; run <= 2; run++) {
                // Read anew: methods write to their arguments.
                List<TupleValue> calls = Models.calls(model);
                for (int i = 0; i < calls.size(); i++) {
                    if (calls.get(i).get(0).equals(method)) {
                        check(module, calls.get(i), "run " + run + " of call " + i);
                    }
                }
            }
        }
    }

    private static void check(Module module, TupleValue call, String where) {
        String method = (String) call.get(0);
        IValue[] arguments =
                ((TupleValue) call.get(1)).items().stream().map(IValue::of).toArray(IValue[]::new);
        String shown = where + ", " + method + call.get(1);
        if (call.get(2).equals("returns")) {
            try (IValue result = module.runMethod(method, arguments)) {
                assertNull(Models.exactDifference(result.value(), call.get(3)), shown);
            }
        } else {
            SconceException raised =
                    assertThrows(SconceException.class, () -> module.runMethod(method, arguments), shown);
            String message = raised.getMessage();
            assertTrue(message.contains((String) call.get(3)), () -> shown + " raises " + message);
        }
    }
}
