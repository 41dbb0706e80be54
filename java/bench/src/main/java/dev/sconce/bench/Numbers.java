package dev.sconce.bench;

import dev.sconce.Tensor;
import dev.sconce.runtime.DictValue;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.TupleValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The numbers in a result, whatever its structure, so that the results of different libraries can be compared. */
final class Numbers {
    private Numbers() {}

    /** Of each tensor, number or bool of a value of the interpreter, in order; strings and Nones have none. */
    static List<double[]> of(Object value) {
        List<double[]> numbers = new ArrayList<>();
        collect(value, numbers);
        return numbers;
    }

    private static void collect(Object value, List<double[]> into) {
        if (value instanceof Tensor tensor) {
            into.add(elements(tensor));
        } else if (value instanceof ListValue list) {
            list.items().forEach(item -> collect(item, into));
        } else if (value instanceof TupleValue tuple) {
            tuple.items().forEach(item -> collect(item, into));
        } else if (value instanceof DictValue dict) {
            dict.entries().values().forEach(item -> collect(item, into));
        } else if (value instanceof Number number) {
            into.add(new double[] {number.doubleValue()});
        } else if (value instanceof Boolean bool) {
            into.add(new double[] {bool ? 1 : 0});
        }
    }

    private static double[] elements(Tensor tensor) {
        return switch (tensor.dtype()) {
            case FLOAT32 -> {
                float[] data = tensor.getDataAsFloatArray();
                double[] numbers = new double[data.length];
                Arrays.setAll(numbers, i -> data[i]);
                yield numbers;
            }
            case FLOAT64 -> tensor.getDataAsDoubleArray();
            case INT64 ->
                Arrays.stream(tensor.getDataAsLongArray()).asDoubleStream().toArray();
            case INT32 ->
                Arrays.stream(tensor.getDataAsIntArray()).asDoubleStream().toArray();
            case BOOL -> {
                boolean[] data = tensor.getDataAsBooleanArray();
                double[] numbers = new double[data.length];
                Arrays.setAll(numbers, i -> data[i] ? 1 : 0);
                yield numbers;
            }
            default -> throw new IllegalArgumentException("results of " + tensor.dtype() + " are not compared");
        };
    }

    /**
     * Why two results are not the same, or null when they are: as many numbers, each within {@code 1e-3 * (the largest magnitude of its
     * tensor)} of the expected one, NaN where NaN is expected. So loose since libraries add up in different orders; a wrong kernel shows.
     */
    static String difference(List<double[]> actual, List<double[]> expected) {
        if (actual.size() != expected.size()) {
            return actual.size() + " tensors, expected " + expected.size();
        }
        for (int t = 0; t < expected.size(); t++) {
            double[] a = actual.get(t);
            double[] e = expected.get(t);
            if (a.length != e.length) {
                return "tensor " + t + " has " + a.length + " elements, expected " + e.length;
            }
            double largest = Arrays.stream(e)
                    .map(Math::abs)
                    .filter(Double::isFinite)
                    .max()
                    .orElse(0);
            for (int i = 0; i < e.length; i++) {
                boolean same =
                        a[i] == e[i] || (a[i] != a[i] && e[i] != e[i]) || Math.abs(a[i] - e[i]) <= 1e-3 * largest;
                if (!same) {
                    return "tensor " + t + ", element " + i + " is " + a[i] + ", expected " + e[i];
                }
            }
        }
        return null;
    }
}
