package dev.sconce.ops;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import dev.sconce.OperatorException;
import dev.sconce.Strides;
import dev.sconce.Tensor;
import dev.sconce.jni.Native;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every operator gives what PyTorch gave for the same arguments, or refuses them as it did, with one thread and with several. */
class OperatorGoldenTest {
    /** What the exporting script seeds PyTorch's generator with before each call. */
    private static final long SEED = 5;

    private final int threads = Native.numThreads();

    @AfterEach
    void restoreThreads() {
        Native.setNumThreads(threads);
    }

    @TestFactory
    Stream<DynamicTest> oneThread() {
        return tests(1);
    }

    @TestFactory
    Stream<DynamicTest> severalThreads() {
        return tests(4);
    }

    private static Stream<DynamicTest> tests(int threads) {
        Map<String, List<Goldens.Call>> calls = Goldens.load();
        return calls.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    Native.setNumThreads(threads);
                    OperatorEntry operator = entry(entry.getKey());
                    for (Goldens.Call call : entry.getValue()) {
                        check(operator, call);
                    }
                }));
    }

    private static OperatorEntry entry(String name) {
        return Operators.table().all().stream()
                .filter(e -> e.schemaText().startsWith(name + "("))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no operator " + name));
    }

    private static void check(OperatorEntry operator, Goldens.Call call) {
        try (Scope scope = Scope.open()) {
            Object[] arguments = Arrays.stream(call.arguments())
                    .map(OperatorGoldenTest::writable)
                    .toArray();
            RandomOps.manualSeed(SEED);
            if (call.expected() == null) {
                assertThrows(
                        OperatorException.class,
                        () -> operator.invoke(arguments),
                        () -> operator + " of " + Arrays.toString(call.arguments()));
                return;
            }
            Object result = operator.invoke(arguments);
            Object[] results = result instanceof Object[] several ? several : new Object[] {result};
            for (int i = 0; i < call.expected().size(); i++) {
                String difference = i < results.length
                        ? Goldens.difference(call.expected().get(i), results[i])
                        : "there are only " + results.length + " results";
                if (difference != null) {
                    fail(operator + " of " + Arrays.toString(call.arguments()) + ", result " + i + ": " + difference);
                }
            }
        }
    }

    /** In-place operators write to their arguments: each call gets its own, with the same strides. */
    private static Object writable(Object argument) {
        if (argument instanceof Tensor tensor) {
            long extent = Strides.extent(tensor.sizes(), tensor.strides());
            long[] flat = {extent};
            Tensor copy = Tensor.empty(tensor.dtype(), flat);
            TensorIterator.copy(copy, tensor.asStrided(flat, new long[] {1}, tensor.storageOffset()));
            return copy.asStrided(tensor.sizes(), tensor.strides(), 0);
        }
        if (argument instanceof ListValue list) {
            return new ListValue(
                    list.elementType(),
                    list.items().stream().map(OperatorGoldenTest::writable).collect(Collectors.toList()));
        }
        return argument;
    }
}
