package dev.sconce;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.runtime.Scope;
import dev.sconce.runtime.TupleValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Calls one after another on one module give what they give in PyTorch, and leave the arguments as it does: those of each model of
 * {@code scripts/call_cases.py}, from plans and without, with passes and without.
 */
class CallsTest {
    @TestFactory
    Stream<DynamicTest> callsOnOneModule() throws IOException {
        List<String> models;
        try (Stream<Path> folders = Files.list(Models.file("calls", "."))) {
            models = folders.map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
        return models.stream().flatMap(model -> Models.options().stream()
                .flatMap(load -> Stream.of(CallOptions.NONE, CallOptions.NONE.withoutPlans())
                        .map(call -> DynamicTest.dynamicTest(
                                model + ", " + load + ", " + call, () -> check("calls/" + model, load, call)))));
    }

    private static void check(String model, LoadOptions load, CallOptions options) {
        List<Object> results = new ArrayList<>();
        try (Scope ignored = Scope.open();
                Module module = Models.load(model, load)) {
            for (TupleValue call : Models.calls(model)) {
                results.add(check(module, options, call, results));
            }
        }
    }

    private static Object check(Module module, CallOptions options, TupleValue call, List<Object> results) {
        String method = (String) call.get(0);
        Object[] given = ((TupleValue) call.get(1))
                .items().stream()
                        .map(argument -> isResult(argument) ? result(argument, results) : argument)
                        .toArray();
        IValue[] arguments = Stream.of(given).map(IValue::of).toArray(IValue[]::new);
        String shown = "call " + results.size() + ", " + method;
        Object result = null;
        if (call.get(2).equals("returns")) {
            result = module.runMethod(options, method, Map.of(), arguments).value();
            assertNull(Models.difference(result, call.get(3)), shown);
        } else {
            SconceException raised = assertThrows(
                    SconceException.class, () -> module.runMethod(options, method, Map.of(), arguments), shown);
            assertTrue(raised.getMessage().contains((String) call.get(3)), shown + " raises " + raised.getMessage());
        }
        assertNull(Models.difference(new TupleValue(given), call.get(4)), shown + ": the arguments after it");
        return result;
    }

    private static boolean isResult(Object argument) {
        return argument instanceof TupleValue reference && reference.get(0).equals("result");
    }

    private static Object result(Object reference, List<Object> results) {
        return results.get(((Long) ((TupleValue) reference).get(1)).intValue());
    }
}
