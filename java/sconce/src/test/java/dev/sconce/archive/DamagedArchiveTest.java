package dev.sconce.archive;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.sconce.SconceException;
import dev.sconce.runtime.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happened to an archive on its way: it is read, or an exception of the family says what is wrong. Never anything else. */
@Tag("any-capability")
class DamagedArchiveTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Reads all there is in it; whether that went well. */
    private static boolean read(ArchiveReader archive) {
        try (archive;
                Scope scope = Scope.open()) {
            archive.extraFiles();
            archive.serializationId();
            if (archive.isTorchScript()) {
                Fixtures.Types types = new Fixtures.Types(archive);
                archive.readConstants(types);
                archive.readModule(types);
            } else {
                TorchFile.load(archive);
            }
            return true;
        }
    }

    private static boolean survives(byte[] bytes, String what) {
        try {
            return read(Fixtures.open(bytes));
        } catch (SconceException told) {
            assertTrue(told.getMessage() != null && !told.getMessage().isEmpty(), what);
            return false;
        } catch (Throwable escaped) {
            return fail(what + ": " + escaped, escaped);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"module.pt", "state.pt", "values.pt", "constants.pt"})
    void cutShortAnywhereItIsRefused(String name) {
        byte[] whole = Fixtures.bytes(name);
        assertTimeoutPreemptively(PATIENCE, () -> {
            for (int length = 0; length < whole.length; length += 29) {
                assertTrue(
                        !survives(Arrays.copyOf(whole, length), name + " cut to " + length),
                        name + " cut to " + length);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"module.pt", "state.pt", "values.pt", "no_crc.pt"})
    void flippedBytesNeverEscape(String name) {
        byte[] whole = Fixtures.bytes(name);
        Random random = new Random(1);
        assertTimeoutPreemptively(PATIENCE, () -> {
            for (int i = 0; i < 700; i++) {
                byte[] damaged = whole.clone();
                int flips = 1 + random.nextInt(3);
                for (int k = 0; k < flips; k++) {
                    damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
                }
                survives(damaged, name + ", attempt " + i);
            }
        });
    }

    /** As above, with checksums that are right: the damage reaches the unpickler. */
    @ParameterizedTest
    @ValueSource(strings = {"module.pt", "values.pt"})
    void damagedPicklesNeverEscape(String name) {
        var records = Fixtures.records(name);
        byte[] pickle = records.get("data.pkl");
        Random random = new Random(2);
        assertTimeoutPreemptively(PATIENCE, () -> {
            int refused = 0;
            for (int i = 0; i < 700; i++) {
                byte[] damaged = pickle.clone();
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
                records.put("data.pkl", i % 5 == 0 ? Arrays.copyOf(damaged, random.nextInt(damaged.length)) : damaged);
                refused += survives(Fixtures.zip(records), name + ", attempt " + i) ? 0 : 1;
            }
            assertTrue(refused > 230, "most damage is seen: " + refused);
        });
    }

    @Test
    void aFailedReadHoldsNoFile(@TempDir Path folder) throws IOException {
        byte[] whole = Fixtures.bytes("module.pt");
        Path file = folder.resolve("leaky.pt");
        for (int length = 100; length < whole.length; length += 211) {
            Files.write(file, Arrays.copyOf(whole, length));
            try {
                read(ArchiveReader.open(file));
            } catch (SconceException expected) {
                // and nothing of it is left open
            }
        }
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            assertTrue(descriptors.noneMatch(fd -> {
                try {
                    return Files.readSymbolicLink(fd).toString().contains("leaky.pt");
                } catch (IOException closedMeanwhile) {
                    return false;
                }
            }));
        }
    }
}
