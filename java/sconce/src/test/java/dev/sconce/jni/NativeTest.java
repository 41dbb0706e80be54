package dev.sconce.jni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.SconceException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class NativeTest {
    private static int run(String kernel, long... words) {
        ByteBuffer block = ByteBuffer.allocateDirect(words.length * 8).order(ByteOrder.nativeOrder());
        LongBuffer longs = block.asLongBuffer();
        longs.put(words);
        return Native.run(Native.kernel(kernel), Native.addressOf(block), words.length, 1);
    }

    @Test
    void aKernelIsFoundByNameAndWritesNativeMemory() {
        long bytes = 3_000_001;
        long address = Native.allocate(bytes);
        try {
            assertEquals(CApi.SC_OK, run("fill_bytes", address, bytes, 7));
            ByteBuffer view = Native.view(address, bytes);
            assertEquals(bytes, view.capacity());
            for (int i = 0; i < bytes; i++) {
                assertEquals(7, view.get(i));
            }
        } finally {
            Native.free(address);
        }
    }

    @Test
    void aFailedKernelSaysWhichWordWasWrong() {
        assertEquals(CApi.SC_INVALID_ARGUMENT, run("fill_bytes", 0, 0, 256));
        assertEquals(2, Native.errorA());
        assertEquals(256, Native.errorB());
    }

    @Test
    void tooFewWordsAreRefused() {
        assertEquals(CApi.SC_TOO_FEW_WORDS, run("fill_bytes", 0, 0));
        assertEquals(2, Native.errorA());
        assertEquals(3, Native.errorB());
    }

    @Test
    void anUnknownKernelHasNoNumber() {
        assertEquals(-1, Native.kernel("no_such_kernel"));
        assertEquals(CApi.SC_NO_SUCH_KERNEL, Native.run(-1, 0, 0, 1));
    }

    @Test
    void memoryIsAlignedAndCounted() {
        long before = Native.liveBytes();
        long address = Native.allocate(100);
        assertEquals(0, address % 64);
        assertTrue(Native.liveBytes() >= before + 100);
        Native.free(address);
        assertTrue(Native.liveBytes() <= before, "more bytes than the " + before + " before");
    }

    @Test
    void memoryThatDoesNotExistIsAnExceptionOfOurs() {
        assertThrows(SconceException.class, () -> Native.allocate(Long.MAX_VALUE));
        assertThrows(SconceException.class, () -> Native.allocate(1L << 60));
        assertThrows(SconceException.class, () -> Native.allocate(-1));
    }

    @Test
    void aBufferAndItsAddressAreInverse() {
        long address = Native.allocate(16);
        ByteBuffer view = Native.view(address, 16);
        view.position(8);
        assertEquals(address, Native.addressOf(view));
        Native.free(address);
        assertThrows(IllegalArgumentException.class, () -> Native.addressOf(ByteBuffer.allocate(8)));
    }

    @Test
    void everyKernelExistsInEveryCapability() {
        NativeLibrary.load();
        assertTrue(
                CApi.sc_kernel_missing() == null, () -> CApi.sc_kernel_missing().getString());
    }

    /** scripts/test says which build it made: a run on the wrong library would prove nothing. */
    @Test
    void theLibraryIsTheOneThatWasAskedFor() {
        String threading = System.getenv("SCONCE_EXPECT_THREADING");
        if (threading != null) {
            assertEquals(threading, NativeLibrary.buildInfo().get("threading"));
        }
        String capability = System.getenv("ATEN_CPU_CAPABILITY");
        if (capability != null) {
            assertEquals(capability.toUpperCase(Locale.ROOT), NativeLibrary.cpuCapability());
        } else {
            assertTrue(NativeLibrary.cpuSupported().endsWith(NativeLibrary.cpuCapability()));
        }
    }

    @Test
    void theLibrarySaysHowItWasBuilt() {
        var info = NativeLibrary.buildInfo();
        assertTrue(info.get("threading").matches("OMP|TBB"), info::toString);
        assertTrue(NativeLibrary.cpuSupported().contains(NativeLibrary.cpuCapability()));
    }
}
