package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.archive.TorchFile;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.TupleValue;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The calls that PyTorch answered (scripts/export_operator_goldens.py), and what counts as the same answer. */
final class Goldens {
    /** A call of an operator: every argument of its schema, and every result; no list where PyTorch raises. */
    record Call(String operator, Object[] arguments, List<Object> expected) {}

    private Goldens() {}

    /**
     * The calls by operator, in the file's order. Their tensors belong to the open scope, or to the garbage collector.
     */
    static Map<String, List<Call>> load() {
        try {
            Path file = Path.of(Objects.requireNonNull(Goldens.class.getResource("goldens.pt"))
                    .toURI());
            Map<String, List<Call>> calls = new LinkedHashMap<>();
            for (Object item : ((ListValue) TorchFile.load(file)).items()) {
                TupleValue call = (TupleValue) item;
                String operator = (String) call.get(0);
                Object[] arguments = ((ListValue) call.get(1)).items().toArray();
                List<Object> expected = call.get(2) == null ? null : ((ListValue) call.get(2)).items();
                calls.computeIfAbsent(operator, o -> new ArrayList<>()).add(new Call(operator, arguments, expected));
            }
            return calls;
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Why {@code actual} is not the same as {@code expected}; null when it is. */
    static String difference(Object expected, Object actual) {
        if (expected instanceof Tensor tensor) {
            return actual instanceof Tensor other ? difference(tensor, other) : "expected a tensor, got " + actual;
        }
        if (expected instanceof ListValue list) {
            if (!(actual instanceof ListValue other) || other.size() != list.size()) {
                return "expected a list of " + list.size() + ", got " + actual;
            }
            for (int i = 0; i < list.size(); i++) {
                String inner = difference(list.get(i), other.get(i));
                if (inner != null) {
                    return "element " + i + ": " + inner;
                }
            }
            return null;
        }
        return Objects.equals(expected, actual) ? null : "expected " + expected + ", got " + actual;
    }

    private static String difference(Tensor expected, Tensor actual) {
        if (expected.dtype() != actual.dtype() || !Arrays.equals(expected.sizes(), actual.sizes())) {
            return "expected " + expected + ", got " + actual;
        }
        double[] wanted = numbers(expected);
        double[] found = numbers(actual);
        double tolerance =
                switch (expected.dtype()) {
                    case FLOAT64, COMPLEX128 -> 1e-10;
                    case FLOAT32, COMPLEX64 -> 2e-5;
                    case FLOAT16 -> 2e-3;
                    case BFLOAT16 -> 2e-2;
                    default -> 0;
                };
        for (int i = 0; i < wanted.length; i++) {
            boolean same = Double.compare(wanted[i], found[i]) == 0
                    || wanted[i] == found[i]
                    || Math.abs(wanted[i] - found[i]) <= tolerance * Math.max(1, Math.abs(wanted[i]));
            if (!same) {
                return expected + " element " + i + ": expected " + wanted[i] + ", got " + found[i];
            }
        }
        return null;
    }

    /** The elements in row-major order; a complex number is two. */
    private static double[] numbers(Tensor tensor) {
        Tensor plain = tensor.dtype().isComplex() ? ComplexOps.viewAsReal(tensor) : tensor;
        if (tensor.dtype() == DType.INT64) {
            return Arrays.stream(plain.getDataAsLongArray()).asDoubleStream().toArray();
        }
        return TensorIterator.cast(plain, DType.FLOAT64).getDataAsDoubleArray();
    }
}
