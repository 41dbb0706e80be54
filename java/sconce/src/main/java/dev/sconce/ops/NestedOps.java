package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;

/** From padded batches to nested tensors and back, as {@code torch.nn.TransformerEncoder} goes. */
final class NestedOps {
    private NestedOps() {}

    /**
     * The sequences of a padded batch.
     *
     * @param t [batch, longest, features]
     * @param mask bool [batch, longest]: true where there is something
     */
    @Operator("aten::_nested_tensor_from_mask(Tensor t, Tensor mask, bool mask_check=True) -> Tensor")
    static Object fromMask(Tensor t, Tensor mask, boolean maskCheck) {
        checkMask(t, mask);
        if (maskCheck && !isLeftAligned(mask)) {
            throw Checks.error("Expected mask to be left-aligned");
        }
        return new NestedTensor(t, Out.contiguous(mask));
    }

    @Operator("aten::_nested_tensor_from_mask_left_aligned(Tensor t, Tensor mask) -> bool")
    static boolean isLeftAligned(Tensor t, Tensor mask) {
        checkMask(t, mask);
        return isLeftAligned(mask);
    }

    private static void checkMask(Tensor t, Tensor mask) {
        if (mask.dtype() != DType.BOOL
                || mask.dim() != 2
                || t.dim() != 3
                || mask.sizes()[0] != t.sizes()[0]
                || mask.sizes()[1] != t.sizes()[1]) {
            throw Checks.error("expected a bool mask of the first two sizes of a 3-D tensor, got %s for %s", mask, t);
        }
    }

    /** Whether no row has a true behind a false. */
    private static boolean isLeftAligned(Tensor mask) {
        long n = mask.sizes()[1];
        if (n < 2) {
            return true;
        }
        Tensor gap =
                ComparisonOps.lt(DimensionOps.narrow(mask, 1, 0, n - 1), DimensionOps.narrow(mask, 1, 1, n - 1), null);
        return !Elements.toBoolean(ReductionOps.any(gap, null));
    }

    /** The sequences padded to one length: the longest, or that of {@code outputSize}, [batch, length, features]. */
    @Operator("aten::to_padded_tensor(Tensor self, float padding, SymInt[]? output_size=None) -> Tensor")
    @Operator("aten::nested_to_padded_tensor(Tensor self, float padding, int[]? output_size=None) -> Tensor")
    static Tensor toPadded(Object self, double padding, long[] outputSize) {
        if (!(self instanceof NestedTensor nested)) {
            throw Checks.error("to_padded_tensor() is for nested tensors, got %s", self);
        }
        Tensor padded = nested.padded();
        Tensor lengths = ReductionOps.sum(nested.present(), new long[] {1}, false, null, null);
        long longest = lengths.numel() == 0 ? 0 : Elements.toLong(ReductionOps.max(lengths, null));
        long[] sizes = padded.shape();
        sizes[1] = longest;
        if (outputSize != null) {
            if (outputSize.length != 3
                    || outputSize[0] < sizes[0]
                    || outputSize[1] < sizes[1]
                    || outputSize[2] < sizes[2]) {
                throw Checks.error(
                        "Value in output_size is less than NestedTensor padded size: %s, %s", outputSize, sizes);
            }
        }
        Tensor kept = DimensionOps.narrow(padded, 1, 0, longest);
        Tensor absent = ComparisonOps.logicalNot(
                DimensionOps.unsqueeze(DimensionOps.narrow(nested.present(), 1, 0, longest), 2), null);
        Tensor filled = SelectionOps.maskedFill(kept, absent, Scalar.of(padding), null);
        if (outputSize == null) {
            return filled;
        }
        long[] behind = {0, outputSize[2] - sizes[2], 0, outputSize[1] - sizes[1], 0, outputSize[0] - sizes[0]};
        return PaddingOps.constantPad(filled, behind, Scalar.of(padding), null);
    }

    @Operator("prim::is_nested(Tensor a) -> bool")
    static boolean isNested(Object a) {
        return a instanceof NestedTensor;
    }
}
