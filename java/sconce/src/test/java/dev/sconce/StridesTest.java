package dev.sconce;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The numbers are those of PyTorch's {@code torch.empty(sizes, memory_format=…)}: {@code stride()} and {@code is_contiguous()}. */
class StridesTest {
    @Test
    void channelsComeLastInMemory() {
        long[] sizes = {2, 3, 4, 5};
        assertArrayEquals(new long[] {60, 20, 5, 1}, Strides.contiguous(sizes));
        assertArrayEquals(new long[] {60, 1, 15, 3}, Strides.of(MemoryFormat.CHANNELS_LAST, sizes));
        assertArrayEquals(
                new long[] {360, 1, 90, 18, 3}, Strides.of(MemoryFormat.CHANNELS_LAST_3D, new long[] {2, 3, 4, 5, 6}));
        assertThrows(OperatorException.class, () -> Strides.of(MemoryFormat.CHANNELS_LAST, new long[] {2, 3}));
    }

    /** Row-major strides count a size of 0 as 1, those of channels last as 0. */
    @Test
    void aSizeOfZero() {
        assertArrayEquals(new long[] {16, 16, 4, 1}, Strides.contiguous(new long[] {2, 0, 4, 4}));
        assertArrayEquals(new long[] {0, 1, 0, 0}, Strides.of(MemoryFormat.CHANNELS_LAST, new long[] {2, 0, 4, 4}));
        assertArrayEquals(new long[] {48, 1, 12, 3}, Strides.of(MemoryFormat.CHANNELS_LAST, new long[] {0, 3, 4, 4}));
    }

    @Test
    void aTensorOfNoElementsIsContiguousWhateverItsStrides() {
        assertTrue(Strides.areContiguous(new long[] {0, 3}, new long[] {7, 5}));
        long[] none = {2, 3, 0, 4};
        assertTrue(Strides.areContiguous(MemoryFormat.CHANNELS_LAST, none, new long[] {0, 1, 12, 3}));
        assertFalse(Strides.areContiguous(MemoryFormat.CHANNELS_LAST, none, new long[] {100, 1, 4, 3}));
    }

    @Test
    void denseInSomeOrder() {
        assertTrue(Strides.areDense(new long[] {2, 3, 4}, new long[] {4, 8, 1}));
        assertFalse(Strides.areDense(new long[] {2, 3, 4}, new long[] {4, 9, 1}));
        assertFalse(Strides.areDense(new long[] {2, 3}, new long[] {0, 1}));
    }

    /** {@code suggest_memory_format}: where both formats have these strides, contiguous. */
    @Test
    void theFormatThatStridesSuggest() {
        assertEquals(
                MemoryFormat.CHANNELS_LAST, Strides.memoryFormat(new long[] {2, 3, 4, 5}, new long[] {60, 1, 15, 3}));
        assertEquals(MemoryFormat.CONTIGUOUS, Strides.memoryFormat(new long[] {2, 3, 4, 5}, new long[] {60, 20, 5, 1}));
        assertEquals(MemoryFormat.CONTIGUOUS, Strides.memoryFormat(new long[] {2, 3, 1, 1}, new long[] {3, 1, 1, 1}));
    }

    @Test
    void elementsInRowMajorOrder() {
        List<Long> offsets = new ArrayList<>();
        Strides.forEach(new long[] {2, 3}, new long[] {1, 4}, (position, offset) -> {
            assertEquals(offsets.size(), position);
            offsets.add(offset);
        });
        assertEquals(List.of(0L, 4L, 8L, 1L, 5L, 9L), offsets);
        Strides.forEach(new long[0], new long[0], (position, offset) -> offsets.add(offset));
        Strides.forEach(new long[] {4, 0}, new long[] {0, 1}, (position, offset) -> offsets.add(offset));
        assertEquals(7, offsets.size(), "a number has one element, what has a size of 0 none");
    }

    @Test
    void whatStridesReach() {
        assertEquals(24, Strides.extent(new long[] {2, 3, 4}, new long[] {12, 4, 1}));
        assertEquals(1, Strides.extent(new long[0], new long[0]));
        assertEquals(0, Strides.extent(new long[] {5, 0}, new long[] {9, 9}));
        assertThrows(OperatorException.class, () -> Strides.extent(new long[] {2}, new long[] {-1}));
        assertThrows(OperatorException.class, () -> Strides.extent(new long[] {1L << 40, 3}, new long[] {1L << 40, 1}));
    }

    @Test
    void moreElementsThanALongCountsAreRefused() {
        try (Tensor one = Tensor.fromBlob(new float[] {1}, new long[] {1})) {
            for (long[] sizes : new long[][] {{1L << 18, 1L << 62}, {1L << 32, 1L << 31}, {3, Long.MAX_VALUE / 2}}) {
                OperatorException refused =
                        assertThrows(OperatorException.class, () -> one.asStrided(sizes, new long[sizes.length], 0));
                assertTrue(refused.getMessage().contains("numel: integer multiplication overflow"), refused.toString());
            }
            one.asStrided(new long[] {1L << 18, 1L << 44}, new long[2], 0).close();
            one.asStrided(new long[] {1L << 40, 1L << 40, 0}, new long[3], 0).close();
        }
    }
}
