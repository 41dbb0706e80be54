package dev.sconce.cli;

import dev.sconce.DType;
import dev.sconce.Quantizer;
import dev.sconce.Tensor;
import dev.sconce.runtime.Complex;
import dev.sconce.runtime.DictValue;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.TupleValue;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Compares a result with the expected value: same structure, dtype and shape; floating-point numbers within a {@link Tolerance}, NaN
 * where NaN is expected, infinities identical; integers, bools, strings and dictionary keys (in their order) identical. Quantized tensors
 * have the same scales, within {@code rtol}, and zero points, and integers that differ by one step at most. A NamedTuple equals a tuple of
 * the same elements. The comparison goes on after a difference, so that the largest is known.
 */
final class Comparison {
    private final Tolerance tolerance;
    private String mismatch;
    private int mismatches;
    private double maxAbsolute;
    private double maxRelative;

    private Comparison(Tolerance tolerance) {
        this.tolerance = tolerance;
    }

    static Comparison of(Object actual, Object expected, Tolerance tolerance) {
        Comparison comparison = new Comparison(tolerance);
        comparison.compare("result", actual, expected);
        return comparison;
    }

    boolean isEqual() {
        return mismatch == null;
    }

    /** The first difference that is too large, where it is, and how many more there are; null where there is none. */
    String mismatch() {
        return mismatches <= 1 ? mismatch : mismatch + " (and " + (mismatches - 1) + " more)";
    }

    /** The largest absolute difference of two numbers, within tolerance or not; NaN where only one of two was NaN. */
    double maxAbsolute() {
        return maxAbsolute;
    }

    /** The largest difference relative to the expected number, of those that are not 0; NaN as {@link #maxAbsolute}. */
    double maxRelative() {
        return maxRelative;
    }

    private void fail(String message) {
        mismatches++;
        if (mismatch == null) {
            mismatch = message;
        }
    }

    private void compare(String path, Object actual, Object expected) {
        if (actual == expected) {
            // null, or one object: equal, were it not that NaN differs from itself, which counts as equal too
            return;
        }
        if (expected instanceof Tensor e && actual instanceof Tensor a) {
            compareTensors(path, a, e);
        } else if (expected instanceof ListValue e && actual instanceof ListValue a) {
            compareSequences(path, a.items(), e.items());
        } else if (expected instanceof TupleValue e && actual instanceof TupleValue a) {
            compareSequences(path, a.items(), e.items());
        } else if (expected instanceof DictValue e && actual instanceof DictValue a) {
            compareDicts(path, a, e);
        } else if (expected instanceof Double e && actual instanceof Double a) {
            compareNumber(() -> path, a, e, tolerance.rtol(DType.FLOAT32), tolerance.atol(DType.FLOAT32));
        } else if (expected instanceof Complex e && actual instanceof Complex a) {
            compareComplex(() -> path, a, e, tolerance.rtol(DType.COMPLEX64), tolerance.atol(DType.COMPLEX64));
        } else if (!ValueText.kind(actual).equals(ValueText.kind(expected))) {
            fail(path + " is of type " + ValueText.kind(actual) + ", expected " + ValueText.kind(expected));
        } else if (!Objects.equals(actual, expected)) {
            if (expected instanceof Long e && actual instanceof Long a) {
                differ(Math.abs((double) a - (double) e), Math.abs((double) e));
            }
            fail(path + " is " + ValueText.brief(actual) + ", expected " + ValueText.brief(expected));
        }
    }

    private void compareSequences(String path, List<Object> actual, List<Object> expected) {
        if (actual.size() != expected.size()) {
            fail(path + " has " + actual.size() + " elements, expected " + expected.size());
            return;
        }
        for (int i = 0; i < expected.size(); i++) {
            compare(path + "[" + i + "]", actual.get(i), expected.get(i));
        }
    }

    private void compareDicts(String path, DictValue actual, DictValue expected) {
        if (actual.size() != expected.size()) {
            fail(path + " has " + actual.size() + " keys, expected " + expected.size());
            return;
        }
        Iterator<Map.Entry<Object, Object>> found = actual.entries().entrySet().iterator();
        int position = 0;
        for (Map.Entry<Object, Object> entry : expected.entries().entrySet()) {
            Map.Entry<Object, Object> other = found.next();
            compare(path + ".keys()[" + position++ + "]", other.getKey(), entry.getKey());
            compare(path + "[" + ValueText.brief(entry.getKey()) + "]", other.getValue(), entry.getValue());
        }
    }

    private void compareTensors(String path, Tensor actual, Tensor expected) {
        if (actual.dtype() != expected.dtype()) {
            fail(path + " has dtype " + actual.dtype() + ", expected " + expected.dtype());
            return;
        }
        if (!Arrays.equals(actual.sizes(), expected.sizes())) {
            fail(path + " has shape " + Arrays.toString(actual.sizes()) + ", expected "
                    + Arrays.toString(expected.sizes()));
            return;
        }
        DType dtype = expected.dtype();
        double rtol = tolerance.rtol(dtype);
        double atol = tolerance.atol(dtype);
        if (dtype.isComplex()) {
            double[] a = TensorElements.floating(actual);
            double[] e = TensorElements.floating(expected);
            for (int i = 0; i < e.length; i += 2) {
                int position = i / 2;
                compareComplex(
                        () -> path + index(position, expected),
                        new Complex(a[i], a[i + 1]),
                        new Complex(e[i], e[i + 1]),
                        rtol,
                        atol);
            }
        } else if (dtype.isFloatingPoint()) {
            double[] a = TensorElements.floating(actual);
            double[] e = TensorElements.floating(expected);
            for (int i = 0; i < e.length; i++) {
                int position = i;
                compareNumber(() -> path + index(position, expected), a[i], e[i], rtol, atol);
            }
        } else {
            if (dtype.isQuantized() && !sameQuantizer(path, actual.quantizer(), expected.quantizer(), rtol)) {
                return;
            }
            boolean mayBeAStepOff = dtype.isQuantized();
            long[] a = TensorElements.integral(actual);
            long[] e = TensorElements.integral(expected);
            for (int i = 0; i < e.length; i++) {
                if (mayBeAStepOff && Math.abs(a[i] - e[i]) == 1) {
                    differ(1, Math.abs((double) e[i]));
                } else if (a[i] != e[i]) {
                    differ(Math.abs((double) a[i] - (double) e[i]), Math.abs((double) e[i]));
                    fail(path + index(i, expected) + " is " + a[i] + ", expected " + e[i]);
                }
            }
        }
    }

    private boolean sameQuantizer(String path, Quantizer actual, Quantizer expected, double rtol) {
        double[] a = actual.scales();
        double[] e = expected.scales();
        boolean same = actual.axis() == expected.axis()
                && a.length == e.length
                && Arrays.equals(actual.zeroPoints(), expected.zeroPoints());
        for (int i = 0; same && i < e.length; i++) {
            same = Math.abs(a[i] - e[i]) <= rtol * e[i];
        }
        if (!same) {
            fail(path + " is quantized by " + actual + ", expected " + expected);
        }
        return same;
    }

    /** A place in words, made only for a difference to tell of. */
    private interface Place {
        String text();
    }

    private void compareNumber(Place place, double actual, double expected, double rtol, double atol) {
        if (actual == expected || (actual != actual && expected != expected)) {
            return;
        }
        double difference = Math.abs(actual - expected);
        differ(difference, Math.abs(expected));
        // An infinity that is expected was met above: no tolerance reaches it.
        if (!(difference <= atol + rtol * Math.abs(expected)) || Double.isInfinite(expected)) {
            fail(place.text() + " is " + actual + ", expected " + expected);
        }
    }

    /** The distance in the plane counts; a number with a NaN part is NaN, as in {@code torch.isclose}. */
    private void compareComplex(Place place, Complex actual, Complex expected, double rtol, double atol) {
        boolean isNan = actual.real() != actual.real() || actual.imaginary() != actual.imaginary();
        boolean isNanExpected = expected.real() != expected.real() || expected.imaginary() != expected.imaginary();
        if ((isNan && isNanExpected)
                || (actual.real() == expected.real() && actual.imaginary() == expected.imaginary())) {
            return;
        }
        double difference = isNan || isNanExpected
                ? Double.NaN
                : Math.hypot(actual.real() - expected.real(), actual.imaginary() - expected.imaginary());
        double magnitude = Math.hypot(expected.real(), expected.imaginary());
        differ(difference, magnitude);
        if (!(difference <= atol + rtol * magnitude) || Double.isInfinite(magnitude)) {
            fail(place.text() + " is " + actual + ", expected " + expected);
        }
    }

    /** Math.max keeps a NaN once it is there. */
    private void differ(double absolute, double magnitude) {
        maxAbsolute = Math.max(maxAbsolute, absolute);
        if (magnitude != 0) {
            maxRelative = Math.max(maxRelative, absolute / magnitude);
        }
    }

    private static String index(int position, Tensor tensor) {
        long[] sizes = tensor.sizes();
        if (sizes.length == 0) {
            return "";
        }
        long[] index = new long[sizes.length];
        long rest = position;
        for (int d = sizes.length - 1; d >= 0; d--) {
            index[d] = rest % sizes[d];
            rest /= sizes[d];
        }
        return Arrays.toString(index);
    }
}
