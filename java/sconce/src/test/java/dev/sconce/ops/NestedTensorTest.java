package dev.sconce.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.DType;
import dev.sconce.OperatorException;
import dev.sconce.Scoped;
import dev.sconce.Tensor;
import dev.sconce.UnsupportedException;
import dev.sconce.ir.Type;
import dev.sconce.runtime.ListValue;
import org.junit.jupiter.api.Test;

/** Nested tensors: what the encoder needs of them works, all else says that it does not. */
@Scoped
class NestedTensorTest {
    /** [2, 3, 1]: 1 2 3, 4 5 6. */
    private static Tensor batch() {
        return Tensor.fromBlob(new float[] {1, 2, 3, 4, 5, 6}, new long[] {2, 3, 1});
    }

    private static Tensor mask(long... flags) {
        return TensorIterator.cast(Tensor.fromBlob(flags, new long[] {2, 3}), DType.BOOL);
    }

    private static Object invoke(String overload, Object... arguments) {
        return Operators.table().entries(overload).get(0).invoke(arguments);
    }

    @Test
    void aMaskIsLeftAlignedWhereNothingComesBehindAGap() {
        assertTrue(NestedOps.isLeftAligned(batch(), mask(1, 1, 0, 1, 1, 1)));
        assertTrue(NestedOps.isLeftAligned(batch(), mask(0, 0, 0, 1, 0, 0)));
        assertFalse(NestedOps.isLeftAligned(batch(), mask(1, 0, 1, 1, 1, 1)));
        assertThrows(OperatorException.class, () -> NestedOps.fromMask(batch(), mask(1, 0, 1, 1, 1, 1), true));
        assertThrows(OperatorException.class, () -> NestedOps.isLeftAligned(batch(), batch()));
    }

    @Test
    void paddingIsFilledUpToTheLongestOrTheSizeAskedFor() {
        Object nested = NestedOps.fromMask(batch(), mask(1, 0, 0, 1, 1, 0), true);
        assertTrue(NestedOps.isNested(nested));
        Tensor longest = NestedOps.toPadded(nested, -1, null);
        assertArrayEquals(new long[] {2, 2, 1}, longest.sizes());
        assertArrayEquals(new float[] {1, -1, 4, 5}, longest.getDataAsFloatArray());
        Tensor wide = NestedOps.toPadded(nested, 0, new long[] {2, 3, 2});
        assertArrayEquals(new float[] {1, 0, 0, 0, 0, 0, 4, 0, 5, 0, 0, 0}, wide.getDataAsFloatArray());
        assertThrows(OperatorException.class, () -> NestedOps.toPadded(nested, 0, new long[] {2, 1, 1}));
        assertThrows(OperatorException.class, () -> NestedOps.toPadded(batch(), 0, null));
    }

    @Test
    void operatorsThatDoNotKnowPaddingRefuse() {
        Object nested = NestedOps.fromMask(batch(), mask(1, 0, 0, 1, 1, 0), true);
        assertEquals(3L, invoke("aten::dim", nested));
        UnsupportedException refusal = assertThrows(UnsupportedException.class, () -> invoke("aten::relu", nested));
        assertEquals(
                "nested tensors are not supported by aten::relu: call to_padded_tensor before", refusal.getMessage());
        ListValue list = new ListValue(Type.TENSOR);
        list.add(nested);
        assertThrows(UnsupportedException.class, () -> invoke("aten::cat", list, 0L));
        assertThrows(ClassCastException.class, () -> invoke("aten::relu", "no tensor"));
    }
}
