package dev.sconce;

import dev.sconce.archive.TorchFile;
import dev.sconce.runtime.DictValue;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.TupleValue;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** The fixtures that scripts/export_model_fixtures.py made, and how an answer is held against PyTorch's. */
public final class Models {
    private static final double RTOL = 1e-4;
    private static final double ATOL = 1e-5;

    private Models() {}

    public static Path file(String model, String file) {
        try {
            return Path.of(Objects.requireNonNull(Models.class.getResource("/models/" + model + "/" + file), model)
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }

    public static Module load(String model) {
        return load(model, LoadOptions.DEFAULT);
    }

    public static Module load(String model, LoadOptions options) {
        return Module.load(file(model, "model.pt"), options);
    }

    /** All ways to load: with passes off, on, and with branches in parallel. Each answer must be right in all of them. */
    public static List<LoadOptions> options() {
        return List.of(
                LoadOptions.DEFAULT.optimize(false), LoadOptions.DEFAULT, LoadOptions.DEFAULT.parallelBranches(true));
    }

    public static IValue[] inputs(String model) {
        TupleValue values = (TupleValue) TorchFile.load(file(model, "inputs.pt"));
        return values.items().stream().map(IValue::of).toArray(IValue[]::new);
    }

    /** Calls of methods and what PyTorch makes of each: (method, arguments, "returns" or "raises", value or message). */
    public static List<TupleValue> calls(String model) {
        ListValue calls = (ListValue) TorchFile.load(file(model, "calls.pt"));
        return calls.items().stream().map(TupleValue.class::cast).toList();
    }

    public static Object expected(String model) {
        return TorchFile.load(file(model, "expected.pt"));
    }

    /** Null where the values are equal within the tolerance of the issue that asked for them; else what differs. */
    public static String difference(Object actual, Object expected) {
        if (expected instanceof Tensor wanted) {
            return actual instanceof Tensor given ? difference(given, wanted) : actual + " is no tensor";
        }
        if (expected instanceof TupleValue wanted) {
            return actual instanceof TupleValue given
                    ? difference(given.items().toArray(), wanted.items().toArray())
                    : actual + " is no tuple";
        }
        if (expected instanceof ListValue wanted) {
            return actual instanceof ListValue given
                    ? difference(given.items().toArray(), wanted.items().toArray())
                    : actual + " is no list";
        }
        if (expected instanceof DictValue wanted) {
            return actual instanceof DictValue given
                            && Arrays.equals(
                                    given.entries().keySet().toArray(),
                                    wanted.entries().keySet().toArray())
                    ? difference(
                            given.entries().values().toArray(),
                            wanted.entries().values().toArray())
                    : actual + " has not the keys of " + expected;
        }
        if (expected instanceof Double wanted && actual instanceof Double given) {
            return isClose(given, wanted) ? null : given + " instead of " + wanted;
        }
        return Objects.equals(actual, expected) ? null : actual + " instead of " + expected;
    }

    private static String difference(Object[] actual, Object[] expected) {
        if (actual.length != expected.length) {
            return actual.length + " elements instead of " + expected.length;
        }
        for (int i = 0; i < actual.length; i++) {
            String difference = difference(actual[i], expected[i]);
            if (difference != null) {
                return "element " + i + ": " + difference;
            }
        }
        return null;
    }

    private static String difference(Tensor actual, Tensor expected) {
        if (actual.dtype() != expected.dtype() || !Arrays.equals(actual.shape(), expected.shape())) {
            return actual + " instead of " + expected;
        }
        if (expected.dtype().isQuantized() || expected.dtype() == DType.UINT8) {
            return integersDifference(actual, expected);
        }
        if (expected.dtype() == DType.FLOAT64) {
            return Arrays.equals(actual.getDataAsDoubleArray(), expected.getDataAsDoubleArray())
                    ? null
                    : "numbers differ";
        }
        if (expected.dtype() == DType.INT64) {
            return Arrays.equals(actual.getDataAsLongArray(), expected.getDataAsLongArray())
                    ? null
                    : Arrays.toString(actual.getDataAsLongArray()) + " instead of "
                            + Arrays.toString(expected.getDataAsLongArray());
        }
        float[] given = actual.getDataAsFloatArray();
        float[] wanted = expected.getDataAsFloatArray();
        for (int i = 0; i < given.length; i++) {
            if (!isClose(given[i], wanted[i])) {
                return "position " + i + ": " + given[i] + " instead of " + wanted[i];
            }
        }
        return null;
    }

    /** Quantized tensors stand for numbers in the same way, and their integers differ by one at most. */
    private static String integersDifference(Tensor actual, Tensor expected) {
        if (!Objects.equals(actual.quantizer(), expected.quantizer())) {
            return actual.quantizer() + " instead of " + expected.quantizer();
        }
        int steps = expected.dtype().isQuantized() ? 1 : 0;
        int[] given = integers(actual);
        int[] wanted = integers(expected);
        for (int i = 0; i < given.length; i++) {
            if (Math.abs(given[i] - wanted[i]) > steps) {
                return "position " + i + ": " + given[i] + " instead of " + wanted[i];
            }
        }
        return null;
    }

    private static int[] integers(Tensor tensor) {
        if (tensor.dtype() == DType.QINT32) {
            return TensorData.ints(tensor);
        }
        byte[] bytes = TensorData.bytes(tensor, tensor.dtype());
        boolean signed = tensor.dtype() == DType.QINT8;
        int[] integers = new int[bytes.length];
        Arrays.setAll(integers, i -> signed ? bytes[i] : bytes[i] & 0xff);
        return integers;
    }

    private static boolean isClose(double actual, double expected) {
        return actual == expected
                || (Double.isNaN(actual) && Double.isNaN(expected))
                || Math.abs(actual - expected) <= ATOL + RTOL * Math.abs(expected);
    }
}
