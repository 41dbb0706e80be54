package dev.sconce;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;

/**
 * A damaged archive runs, or gets one of our exceptions: at loading or in a call, and never another error, a crash or a hang. As a test
 * this repeats the inputs beside it in the resources, random ones and what fuzzing finds; {@code scripts/fuzz} looks for more.
 */
@Tag("any-capability")
class DamagedArchiveFuzzTest {
    private static final List<String> MODELS = List.of(
            "conv_net",
            "recurrent",
            "language",
            "encoder",
            "state",
            "forks",
            "quantized/image_scripted",
            "quantized/sequences");
    private static final int MOST_EDITS = 3;
    private static final int LONGEST_EDIT = 24;

    @FuzzTest(maxDuration = "5m")
    void isRefusedOrRuns(FuzzedDataProvider data) throws IOException {
        String model = data.pickValue(MODELS);
        Map<String, byte[]> records = records(model);
        // What numbers the weights are can do no damage.
        List<String> names = records.keySet().stream()
                .filter(name -> !name.contains("/data/"))
                .toList();
        for (int edits = data.consumeInt(0, MOST_EDITS); edits > 0; edits--) {
            records.compute(data.pickValue(names), (name, bytes) -> edited(bytes, data));
        }
        byte[] archive = zip(records);
        if (data.consumeBoolean()) {
            archive = edited(archive, data);
        }
        IValue[] inputs = Models.inputs(model);
        try (Module module = Module.load(archive, "fuzzed.pt")) {
            // The second call replays what the first has recorded.
            for (int i = 0; i < 2; i++) {
                module.forward(CallOptions.NONE.withTimeout(Duration.ofSeconds(3)), inputs)
                        .close();
            }
        } catch (SconceException expected) {
            // any of the family will do
        } finally {
            for (IValue input : inputs) {
                input.close();
            }
        }
    }

    private static byte[] edited(byte[] bytes, FuzzedDataProvider data) {
        int at = data.consumeInt(0, bytes.length);
        int rest = at + data.consumeInt(0, Math.min(LONGEST_EDIT, bytes.length - at));
        byte[] inserted = data.consumeBytes(data.consumeInt(0, LONGEST_EDIT));
        ByteArrayOutputStream edited = new ByteArrayOutputStream(bytes.length + LONGEST_EDIT);
        edited.write(bytes, 0, at);
        edited.writeBytes(inserted);
        edited.write(bytes, rest, bytes.length - rest);
        return edited.toByteArray();
    }

    private static Map<String, byte[]> records(String model) throws IOException {
        Map<String, byte[]> records = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(Models.file(model, "model.pt").toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                try (InputStream record = zip.getInputStream(entry)) {
                    records.put(entry.getName(), record.readAllBytes());
                }
            }
        }
        return records;
    }

    /** As PyTorch writes archives: nothing compressed, and with the right checksums, so that the damage comes through. */
    private static byte[] zip(Map<String, byte[]> records) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            for (Map.Entry<String, byte[]> record : records.entrySet()) {
                ZipEntry entry = new ZipEntry(record.getKey());
                CRC32 sum = new CRC32();
                sum.update(record.getValue());
                entry.setCrc(sum.getValue());
                entry.setSize(record.getValue().length);
                zip.putNextEntry(entry);
                zip.write(record.getValue());
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
