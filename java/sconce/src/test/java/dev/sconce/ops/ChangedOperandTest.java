package dev.sconce.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.DType;
import dev.sconce.OperatorException;
import dev.sconce.SconceException;
import dev.sconce.Tensor;
import dev.sconce.runtime.ComputeSlot;
import dev.sconce.runtime.Storage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A tensor that one task changes in place while another computes with it: what PyTorch's documentation leaves undefined is refused. */
@Tag("any-capability")
class ChangedOperandTest {
    private final ComputeSlot slot = ComputeSlot.current();
    private final Tensor tensor = Tensor.fromBlob(new float[4096], new long[] {4096});
    private final Tensor small = Tensor.fromBlob(new float[] {1, 2}, new long[] {2});

    @BeforeEach
    void begin() {
        slot.acquire();
        slot.seeChanges();
    }

    @AfterEach
    void end() {
        slot.release();
    }

    private static void elsewhere(Runnable work) throws InterruptedException {
        Thread other = new Thread(work);
        other.start();
        other.join();
    }

    @Test
    void noKernelRunsOnWhatAnotherThreadChangedMeanwhile() throws InterruptedException {
        elsewhere(() -> tensor.become(small));
        OperatorException refused = assertThrows(OperatorException.class, () -> neg(tensor));
        assertTrue(refused.getMessage().contains("by another task of the model or another call"), refused.getMessage());
        slot.seeChanges();
        assertEquals(-2, neg(tensor).getDataAsFloatArray()[1]);
    }

    @Test
    void aThreadComputesWithWhatItChangedItself() {
        tensor.become(small);
        assertEquals(-1, neg(tensor).getDataAsFloatArray()[0]);
    }

    @Test
    void theFormerMemoryIsFreedAtOnceWhereNoKernelReadsIt() {
        Storage former = tensor.storage();
        tensor.become(small);
        assertTrue(former.isReleased());
    }

    /** Without a count of the kernel's own, it reads pages that the system has taken back. */
    @Test
    void theMemoryOfAnOperandStaysUntilItsKernelHasRun() throws InterruptedException {
        AtomicBoolean ended = new AtomicBoolean();
        Thread other = new Thread(() -> {
            while (!ended.get()) {
                try (Tensor large = Tensor.empty(DType.FLOAT32, 1 << 20)) {
                    tensor.become(large);
                }
                tensor.become(small);
            }
        });
        other.start();
        for (int i = 0; i < 300; i++) {
            slot.seeChanges();
            try {
                neg(tensor).close();
            } catch (SconceException changed) {
                assertTrue(changed.getMessage().contains("meanwhile")
                        || changed.getMessage().contains("closed already"));
            }
        }
        ended.set(true);
        other.join();
    }

    @Test
    void twoThreadsThatChangeOneTensorReleaseItsMemoryOnce() throws InterruptedException {
        CountDownLatch together = new CountDownLatch(2);
        Runnable change = () -> {
            together.countDown();
            for (int i = 0; i < 1000; i++) {
                tensor.become(small);
            }
        };
        Thread first = new Thread(change);
        first.start();
        change.run();
        first.join();
        assertEquals(small.storage(), tensor.storage());
        tensor.close();
        assertFalse(small.isReleased());
        assertEquals(2, small.getDataAsFloatArray()[1]);
    }

    private static Tensor neg(Tensor x) {
        return NumericOps.neg(x, null);
    }
}
