package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Strides;
import dev.sconce.Tensor;
import java.util.Arrays;

/** Where results go: a new tensor, the {@code out} of an .out overload, or {@code self} of an in-place operator. */
final class Out {
    private Out() {}

    /** {@code result}, or {@code out} with its values: for operators that do not write there by themselves. */
    static Tensor into(Tensor out, Tensor result) {
        if (out == null || out == result) {
            return result;
        }
        checkCast(result.dtype(), out.dtype());
        resize(out, result.sizes());
        TensorIterator.copy(out, result);
        return out;
    }

    /** As {@link #into}, pair by pair; the results themselves without outs. */
    static Tensor[] into(Tensor[] outs, Tensor... results) {
        if (outs == null) {
            return results;
        }
        Tensor[] written = new Tensor[results.length];
        for (int i = 0; i < results.length; i++) {
            written[i] = into(outs[i], results[i]);
        }
        return written;
    }

    /**
     * A contiguous tensor for a kernel to write: {@code out} where it fits exactly and is none of {@code inputs}'
     * memory, else a new one; the operator ends with {@link #into}.
     */
    static Tensor target(Tensor out, DType dtype, long[] sizes, Tensor... inputs) {
        if (out == null || out.dtype() != dtype || !Arrays.equals(out.sizes(), sizes) || !out.isContiguous()) {
            return Tensor.empty(dtype, sizes);
        }
        for (Tensor input : inputs) {
            if (input != null && input.storage() == out.storage()) {
                return Tensor.empty(dtype, sizes);
            }
        }
        return out;
    }

    static void checkCast(DType from, DType to) {
        if (!TensorIterator.canCast(from, to)) {
            throw Checks.error("result type %s can't be cast to the desired output type %s", from, to);
        }
    }

    /**
     * Gives {@code tensor} these sizes, contiguous where they are new ({@code Tensor.resize_}); keeps its storage where
     * that has room.
     */
    static Tensor resize(Tensor tensor, long[] sizes) {
        if (Arrays.equals(tensor.sizes(), sizes)) {
            return tensor;
        }
        long needed =
                (tensor.storageOffset() + Tensor.numel(sizes)) * tensor.dtype().itemSize();
        if (needed <= tensor.storage().bytes()) {
            tensor.become(tensor.asStrided(sizes, Strides.contiguous(sizes), tensor.storageOffset()));
            return tensor;
        }
        Tensor larger = Tensor.empty(tensor.dtype(), sizes);
        long kept = tensor.isContiguous() ? tensor.numel() : 0;
        if (kept > 0) {
            long[] flat = {kept};
            TensorIterator.copy(
                    larger.asStrided(flat, new long[] {1}, 0),
                    tensor.asStrided(flat, new long[] {1}, tensor.storageOffset()));
        }
        tensor.become(larger);
        return tensor;
    }

    /** An uninitialised tensor of the same sizes, its strides kept where they are dense ({@code torch.empty_like}). */
    static Tensor emptyLike(Tensor tensor, DType dtype) {
        long[] strides = tensor.isNonOverlappingAndDense() ? tensor.strides() : DimensionOrder.denseStridesLike(tensor);
        return Tensor.emptyStrided(dtype, dtype == tensor.dtype() ? tensor.quantizer() : null, tensor.sizes(), strides);
    }

    /** A copy ({@code Tensor.clone}). */
    static Tensor copy(Tensor tensor) {
        Tensor copy = emptyLike(tensor, tensor.dtype());
        TensorIterator.copy(copy, tensor);
        return copy;
    }

    /** The tensor itself, or a copy in row-major order ({@code Tensor.contiguous}). */
    static Tensor contiguous(Tensor tensor) {
        return tensor == null || tensor.isContiguous() ? tensor : contiguousCopy(tensor);
    }

    /** An operand of a pointwise operator whose result, where it is new, is row-major and not in the operand's order. */
    static Tensor contiguousUnless(Tensor out, Tensor operand) {
        return out == null ? contiguous(operand) : operand;
    }

    /** A copy in row-major order ({@code Tensor.clone(memory_format=torch.contiguous_format)}). */
    static Tensor contiguousCopy(Tensor tensor) {
        Tensor copy = emptyContiguous(tensor);
        TensorIterator.copy(copy, tensor);
        return copy;
    }

    /** An uninitialised tensor of the same sizes and dtype in row-major order. */
    static Tensor emptyContiguous(Tensor tensor) {
        return Tensor.emptyStrided(
                tensor.dtype(), tensor.quantizer(), tensor.sizes(), Strides.contiguous(tensor.sizes()));
    }
}
