package dev.sconce.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sconce.IValue;
import dev.sconce.LoadOptions;
import dev.sconce.Module;
import dev.sconce.archive.ProgressListener;
import dev.sconce.jni.GemmChoice;
import dev.sconce.jni.Native;
import dev.sconce.runtime.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive is mapped: loading it reads no weight, the first call packs those that it needs, and the file's pages go again. */
class ArchiveMemoryTest {
    private static final int WIDTH = 2048;
    private static final int LAYERS = 6;
    private static final long WEIGHT = 4L * WIDTH * WIDTH;
    /** What the kernel maps around a page that is touched, for each weight. */
    private static final long AROUND = 64 << 10;

    /** Bytes of a mapped file that are resident in this process. */
    private static long resident(Path file) throws IOException {
        long bytes = 0;
        boolean ours = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
                ours = line.endsWith(file.toRealPath().toString());
            } else if (ours && line.startsWith("Rss:")) {
                bytes += 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        return bytes;
    }

    @Test
    void onlyWhatIsPackedIsReadAndItsPagesGo(@TempDir Path folder) throws IOException {
        assumeTrue(
                GemmChoice.current().equals("own"),
                GemmChoice.current() + " multiplies, which reads weights where they lie: nothing is packed");
        ModelFolder model = OwnModels.wide(folder, WIDTH, LAYERS);
        long[] told = new long[2];
        ProgressListener progress = (record, bytes, total) -> {
            told[0] = bytes;
            told[1] = total;
        };
        try (Module module = Module.load(model.model(), LoadOptions.DEFAULT, progress);
                Scope scope = Scope.open()) {
            assertTrue(
                    told[0] >= LAYERS * WEIGHT && told[0] <= told[1],
                    "progress ended at " + told[0] + " of " + told[1]);
            long loaded = resident(model.model());
            assertTrue(loaded <= LAYERS * AROUND, "loading touched " + loaded + " bytes");
            List<Object> inputs = model.inputs();
            long before = Native.liveBytes();
            for (int call = 0; call < 2; call++) {
                try (Scope ignored = Scope.open()) {
                    module.forward(IValue.of(inputs.get(0)));
                }
                long called = resident(model.model());
                assertTrue(
                        called <= LAYERS * AROUND,
                        "after call " + call + " there are " + called + " bytes of the file");
            }
            long packed = Native.liveBytes() - before;
            assertTrue(
                    packed >= (LAYERS - 1) * WEIGHT && packed < LAYERS * WEIGHT,
                    "packed weights and a plan take " + packed + " bytes where " + (LAYERS - 1) * WEIGHT + " are used");
        }
    }
}
