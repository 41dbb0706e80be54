package dev.sconce.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sconce.DType;
import dev.sconce.SconceException;
import dev.sconce.Tensor;
import dev.sconce.archive.TorchFile;
import dev.sconce.exec.Interpreter;
import dev.sconce.exec.Intrinsics;
import dev.sconce.exec.Invocation;
import dev.sconce.exec.NodeEvaluator;
import dev.sconce.ir.Function;
import dev.sconce.ir.Graph;
import dev.sconce.ir.GraphCopy;
import dev.sconce.ir.Type;
import dev.sconce.pass.Inline;
import dev.sconce.pass.Optimizer;
import dev.sconce.pass.ParallelBranches;
import dev.sconce.runtime.DictValue;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.Scope;
import dev.sconce.runtime.TupleValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every feature of the language does what it does in PyTorch: language.py run on the arguments of language.runs.pt. */
class LanguageRunTest {
    private static final CompilationUnit UNIT = new CompilationUnit(
            prefix -> prefix.equals("__torch__") ? Sources.resource("language.py") : null, Intrinsics.operators());

    @TestFactory
    List<DynamicTest> functionsGiveWhatPyTorchGives() throws Exception {
        ListValue runs = (ListValue) TorchFile.load(
                Path.of(LanguageRunTest.class.getResource("language.runs.pt").toURI()));
        return IntStream.range(0, 2 * runs.size())
                .mapToObj(i -> {
                    TupleValue run = (TupleValue) runs.get(i / 2);
                    boolean optimize = i % 2 == 1;
                    return DynamicTest.dynamicTest(
                            run.get(0) + " " + run.get(1) + (optimize ? " optimized" : ""), () -> check(run, optimize));
                })
                .toList();
    }

    /** The function with its graph as the passes leave it, which belongs to the open scope. */
    private static Function optimized(Function function) {
        return new Function(function.qualifiedName(), function::schema, () -> {
            Graph graph = GraphCopy.of(function.graph());
            Inline.run(graph);
            Optimizer.simplify(graph, NodeEvaluator.INSTANCE);
            ParallelBranches.run(graph);
            return graph;
        });
    }

    private static void check(TupleValue run, boolean optimize) {
        try (Scope opened = Scope.open()) {
            Function function = UNIT.findFunction("__torch__." + run.get(0));
            if (optimize) {
                function = optimized(function);
            }
            assertSame(opened, Scope.current());
            List<Type> types =
                    function.schema().arguments().stream().map(a -> a.type()).toList();
            List<Object> plain = ((ListValue) run.get(1)).items();
            Object[] arguments = new Object[plain.size()];
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = value(plain.get(i), types.get(i));
            }
            if (run.get(2).equals("raises")) {
                Function failing = function;
                assertThrows(SconceException.class, () -> call(failing, arguments));
            } else {
                assertEquals(text(run.get(3)), text(call(function, arguments)));
            }
        }
    }

    private static Object call(Function function, Object[] arguments) {
        return Interpreter.call(function, arguments, Map.of(), new Invocation());
    }

    /** A value of the function's own: tensors from words, containers with the types that the function declares. */
    private static Object value(Object plain, Type type) {
        Type declared = type instanceof Type.OptionalType optional ? optional.element() : type;
        if (isTensor(plain)) {
            TupleValue words = (TupleValue) plain;
            long[] shape = ((ListValue) words.get(2)).toLongArray();
            ListValue data = (ListValue) words.get(3);
            return words.get(1).equals("torch.int64")
                    ? Tensor.fromBlob(data.toLongArray(), shape)
                    : Tensor.fromBlob(floats(data.toDoubleArray()), shape);
        } else if (plain instanceof DictValue dict && declared instanceof Type.DictType of) {
            DictValue copy = new DictValue(of.key(), of.value());
            dict.entries().forEach((k, v) -> copy.put(k, value(v, of.value())));
            return copy;
        } else if (plain instanceof ListValue list) {
            return new ListValue(declared instanceof Type.ListType of ? of.element() : Type.INT, list.items());
        }
        return plain;
    }

    private static float[] floats(double[] data) {
        float[] floats = new float[data.length];
        for (int i = 0; i < data.length; i++) {
            floats[i] = (float) data[i];
        }
        return floats;
    }

    private static boolean isTensor(Object value) {
        return value instanceof TupleValue tuple && tuple.size() == 4 && "tensor".equals(tuple.get(0));
    }

    /** The value with all elements; floats to 5 digits. */
    private static String text(Object value) {
        if (value instanceof Tensor tensor) {
            return "tensor(torch." + tensor.dtype() + " " + Arrays.toString(tensor.shape()) + " " + elements(tensor)
                    + ")";
        } else if (isTensor(value)) {
            TupleValue words = (TupleValue) value;
            List<String> elements = ((ListValue) words.get(3))
                    .items().stream().map(LanguageRunTest::number).toList();
            return "tensor(" + words.get(1) + " " + words.get(2) + " " + elements + ")";
        } else if (value instanceof ListValue list) {
            return list.items().stream().map(LanguageRunTest::text).toList().toString();
        } else if (value instanceof TupleValue tuple) {
            return "tuple" + tuple.items().stream().map(LanguageRunTest::text).toList();
        } else if (value instanceof DictValue dict) {
            List<String> entries = new ArrayList<>();
            dict.entries().forEach((k, v) -> entries.add(k + "=" + text(v)));
            return entries.toString();
        }
        return value instanceof String ? "'" + value + "'" : number(value);
    }

    private static List<String> elements(Tensor tensor) {
        List<String> elements = new ArrayList<>();
        if (tensor.dtype() == DType.FLOAT32) {
            for (float element : tensor.getDataAsFloatArray()) {
                elements.add(number((double) element));
            }
        } else if (tensor.dtype() == DType.FLOAT64) {
            for (double element : tensor.getDataAsDoubleArray()) {
                elements.add(number(element));
            }
        } else if (tensor.dtype() == DType.INT64) {
            for (long element : tensor.getDataAsLongArray()) {
                elements.add(number(element));
            }
        } else if (tensor.dtype() == DType.BOOL) {
            for (boolean element : tensor.getDataAsBooleanArray()) {
                elements.add(number(element));
            }
        } else {
            throw new AssertionError("the test reads no elements of " + tensor.dtype());
        }
        return elements;
    }

    private static String number(Object value) {
        return value instanceof Double number && Double.isFinite(number)
                ? String.format("%.5e", number)
                : String.valueOf(value);
    }
}
