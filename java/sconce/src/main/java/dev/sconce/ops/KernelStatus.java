package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.OperatorException;
import dev.sconce.SconceException;
import dev.sconce.UnsupportedException;
import dev.sconce.jni.Native;

/**
 * Turns the status of a kernel ({@code sc_status} of sconce.h) into an exception, with PyTorch's words where PyTorch
 * has any.
 */
public final class KernelStatus {
    private KernelStatus() {}

    /** What this thread's last kernel call failed with. */
    public static SconceException exception(String kernel, int status) {
        long a = Native.errorA();
        long b = Native.errorB();
        return switch (status) {
            case 1 -> new OperatorException(kernel + ": index " + a + " is out of bounds for dimension with size " + b);
            case 2 ->
                new UnsupportedException(
                        "\"" + kernel + "\" not implemented for '" + DType.of(a).scalarTypeName() + "'");
            case 3 -> new OperatorException(invalid(kernel, a, b));
            case 4 -> new OperatorException("ZeroDivisionError");
            case 5 ->
                new OperatorException(kernel + ": (Batch element " + a + "): the matrix is singular (info " + b + ")");
            case 6 ->
                new OperatorException(
                        kernel + ": (Batch element " + a + "): the algorithm failed to converge (info " + b + ")");
            case 7 ->
                new OperatorException(kernel + ": out of native memory" + (a > 0 ? ", " + a + " bytes asked for" : ""));
            default -> new SconceException(kernel + ": kernel status " + status + " (" + a + ", " + b + ")");
        };
    }

    /** What operators leave for the kernel to find: what is left of it is a mistake of the operator. */
    private static String invalid(String kernel, long word, long value) {
        if (kernel.startsWith("masked_scatter")) {
            return "Number of elements of source < number of ones in mask";
        }
        if (kernel.startsWith("masked_select") || kernel.startsWith("nonzero")) {
            return kernel + ": the tensor that says which elements are meant was written to meanwhile";
        }
        return kernel + ": invalid argument " + value + " (word " + word + " of the kernel's)";
    }
}
