package dev.sconce;

import dev.sconce.runtime.Complex;
import dev.sconce.runtime.DictValue;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.TupleValue;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Compares values of the interpreter: floating-point numbers within {@code atol + rtol * |expected|}, all else exactly. */
record Difference(double rtol, double atol) {
    /** Null where the values are equal; else what differs. */
    String of(Object actual, Object expected) {
        if (expected instanceof Tensor wanted && actual instanceof Tensor given) {
            return given.dtype() == wanted.dtype() && Arrays.equals(given.shape(), wanted.shape())
                    ? ofElements(given, wanted)
                    : given + " instead of " + wanted;
        }
        if (expected instanceof TupleValue wanted && actual instanceof TupleValue given) {
            return of(given.items(), wanted.items());
        }
        if (expected instanceof ListValue wanted && actual instanceof ListValue given) {
            return of(given.items(), wanted.items());
        }
        if (expected instanceof DictValue wanted && actual instanceof DictValue given) {
            String keys = of(
                    List.copyOf(given.entries().keySet()),
                    List.copyOf(wanted.entries().keySet()));
            return keys != null
                    ? "keys: " + keys
                    : of(
                            Arrays.asList(given.entries().values().toArray()),
                            Arrays.asList(wanted.entries().values().toArray()));
        }
        if (expected instanceof Double wanted && actual instanceof Double given) {
            return isClose(given, wanted) ? null : given + " instead of " + wanted;
        }
        if (expected instanceof Complex wanted && actual instanceof Complex given) {
            return isClose(given.real(), wanted.real()) && isClose(given.imaginary(), wanted.imaginary())
                    ? null
                    : given + " instead of " + wanted;
        }
        return Objects.equals(actual, expected) ? null : actual + " instead of " + expected;
    }

    private String of(List<?> actual, List<?> expected) {
        if (actual.size() != expected.size()) {
            return actual + ": " + actual.size() + " elements instead of " + expected.size();
        }
        for (int i = 0; i < actual.size(); i++) {
            String difference = of(actual.get(i), expected.get(i));
            if (difference != null) {
                return "element " + i + ": " + difference;
            }
        }
        return null;
    }

    /** Quantized tensors stand for numbers in the same way, and their integers differ by one at most. */
    private String ofElements(Tensor actual, Tensor expected) {
        if (!expected.dtype().isQuantized()) {
            return of(elements(actual), elements(expected));
        }
        if (!Objects.equals(actual.quantizer(), expected.quantizer())) {
            return actual.quantizer() + " instead of " + expected.quantizer();
        }
        return new Difference(0, 1).of(steps(actual), steps(expected));
    }

    private static List<Double> steps(Tensor tensor) {
        if (tensor.dtype() == DType.QINT32) {
            return Arrays.stream(TensorData.ints(tensor))
                    .asDoubleStream()
                    .boxed()
                    .toList();
        }
        byte[] bytes = TensorData.bytes(tensor, tensor.dtype());
        Double[] steps = new Double[bytes.length];
        Arrays.setAll(steps, i -> (double) (tensor.dtype() == DType.QINT8 ? bytes[i] : bytes[i] & 0xff));
        return Arrays.asList(steps);
    }

    private boolean isClose(double actual, double expected) {
        return Double.compare(actual, expected) == 0 || Math.abs(actual - expected) <= atol + rtol * Math.abs(expected);
    }

    /** In row-major order. */
    private static List<?> elements(Tensor tensor) {
        return switch (tensor.dtype()) {
            case FLOAT32 -> doubles(tensor.getDataAsFloatArray());
            case FLOAT64 -> Arrays.stream(tensor.getDataAsDoubleArray()).boxed().toList();
            case INT64 -> Arrays.stream(tensor.getDataAsLongArray()).boxed().toList();
            case INT32 -> Arrays.stream(tensor.getDataAsIntArray()).boxed().toList();
            case UINT8 -> List.of(Arrays.toString(tensor.getDataAsUnsignedByteArray()));
            case INT8 -> List.of(Arrays.toString(tensor.getDataAsByteArray()));
            case BOOL -> List.of(Arrays.toString(tensor.getDataAsBooleanArray()));
            default -> throw new AssertionError("the tests read no elements of " + tensor.dtype());
        };
    }

    private static List<Double> doubles(float[] floats) {
        Double[] doubles = new Double[floats.length];
        Arrays.setAll(doubles, i -> (double) floats[i]);
        return Arrays.asList(doubles);
    }
}
