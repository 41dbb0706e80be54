package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.OperatorException;
import dev.sconce.Strides;
import dev.sconce.Tensor;
import java.util.Arrays;

/**
 * What operators ask of their arguments; a refusal is an {@link OperatorException} with PyTorch's words where it has
 * any.
 */
final class Checks {
    private Checks() {}

    /** The exception to throw; {@code %s} of arrays prints their elements. */
    static OperatorException error(String format, Object... values) {
        Object[] shown = values.clone();
        for (int i = 0; i < shown.length; i++) {
            if (shown[i] instanceof long[] numbers) {
                shown[i] = Arrays.toString(numbers);
            } else if (shown[i] instanceof DType dtype) {
                shown[i] = dtype.scalarTypeName();
            }
        }
        return new OperatorException(String.format(format, shown));
    }

    static void sameDtype(String operator, Tensor a, Tensor b) {
        if (b != null && a.dtype() != b.dtype()) {
            throw error("%s: expected scalar type %s but found %s", operator, a.dtype(), b.dtype());
        }
    }

    static void rank(String operator, String argument, Tensor tensor, int rank) {
        if (tensor.dim() != rank) {
            throw error(
                    "%s: expected %s to have %s dimensions, got sizes %s", operator, argument, rank, tensor.sizes());
        }
    }

    static void dtypeIs(String operator, String argument, Tensor tensor, DType... allowed) {
        for (DType dtype : allowed) {
            if (tensor.dtype() == dtype) {
                return;
            }
        }
        throw error(
                "%s: expected %s to be one of %s, got %s",
                operator, argument, Arrays.toString(allowed), tensor.dtype());
    }

    static void floating(String operator, Tensor tensor) {
        if (!tensor.dtype().isFloatingPoint()) {
            throw error("\"%s\" not implemented for '%s'", operator, tensor.dtype());
        }
    }

    static void notBool(String operator, Tensor tensor) {
        if (tensor.dtype() == DType.BOOL) {
            throw error("\"%s\" not implemented for '%s'", operator, tensor.dtype());
        }
    }

    /** That an {@code out} is of the result's dtype, for operators that do not convert what they write there. */
    static void outDtype(String operator, Tensor out, DType dtype) {
        if (out != null && out.dtype() != dtype) {
            throw error("%s: Expected out tensor to have dtype %s, but got %s instead", operator, dtype, out.dtype());
        }
    }

    /** Dimensions counted from 0; one named twice is refused. */
    static int[] distinctDims(long[] dims, int rank) {
        int[] wrapped = new int[dims.length];
        long seen = 0;
        for (int i = 0; i < dims.length; i++) {
            wrapped[i] = Tensor.wrapDim(dims[i], rank);
            if ((seen >> wrapped[i] & 1) != 0) {
                throw error("dim %s appears multiple times in the list of dims %s", wrapped[i], dims);
            }
            seen |= 1L << wrapped[i];
        }
        return wrapped;
    }

    /** A size of a result, times another number that is not negative; refused where 64 bits do not count it. */
    static long product(String operator, long size, long factor) {
        if (Strides.overflows(size, factor)) {
            throw error("%s: a size of %s * %s is more than 64 bits count", operator, size, factor);
        }
        return size * factor;
    }

    /** A size of a result, with a number added that is not negative; refused as by {@link #product}. */
    static long sum(String operator, long size, long more) {
        if (size + more < size) {
            throw error("%s: a size of %s + %s is more than 64 bits count", operator, size, more);
        }
        return size + more;
    }

    /** {@code values} as {@code count} numbers: one value stands for all. */
    static long[] expanded(String operator, String argument, long[] values, int count) {
        if (values.length == count) {
            return values;
        }
        if (values.length != 1) {
            throw error("%s: %s must be a single int or a list of %s ints, got %s", operator, argument, count, values);
        }
        long[] all = new long[count];
        Arrays.fill(all, values[0]);
        return all;
    }
}
