package dev.sconce;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.runtime.ListValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives of every file format version, of the mobile form and of oneDNN, that scripts/export_old_archives.py made. */
class OldArchivesTest {
    private static final IValue[] INPUTS = Models.inputs("versions");
    private static final ListValue EXPECTED = (ListValue) Models.expected("versions");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void operatorsMeanWhatTheyMeantThen(int version) {
        givesWhatPyTorchGives(Models.file("versions", "v" + version + ".pt"), EXPECTED.get(version - 1));
    }

    @Test
    void mobileModelsRunByTheirCode() {
        givesWhatPyTorchGives(Models.file("versions", "mobile.ptl"), EXPECTED.get(9));
    }

    private static void givesWhatPyTorchGives(Path file, Object expected) {
        for (LoadOptions options : Models.options()) {
            try (Module module = Module.load(file, options)) {
                for (int i = 0; i < 2; i++) {
                    try (IValue result = module.forward(INPUTS)) {
                        assertNull(Models.difference(result.value(), expected), options.toString());
                    }
                }
            }
        }
    }

    @Test
    void modelsForOneDnnSayHowToExportThemInstead() {
        try (Module module = Module.load(Models.file("versions", "onednn.pt"))) {
            Tensor image = Tensor.fromBlob(new float[3 * 5 * 5], new long[] {1, 3, 5, 5});
            UnsupportedException refused =
                    assertThrows(UnsupportedException.class, () -> module.forward(IValue.from(image)));
            assertTrue(refused.getMessage().contains("torch.jit.optimize_for_inference"), refused.getMessage());
            assertTrue(refused.getMessage().contains("torch.to_mkldnn(input)"), refused.getMessage());
        }
    }

    @Test
    void mobileModelsOfTheFlatbufferFormSayHowToExportThemInstead() {
        byte[] file = ByteBuffer.allocate(64)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(56)
                .put("PTMF".getBytes(StandardCharsets.US_ASCII))
                .array();
        ArchiveException refused = assertThrows(ArchiveException.class, () -> Module.load(file, "m.ptl"));
        assertTrue(refused.getMessage().contains("_use_flatbuffer=False"), refused.getMessage());
    }
}
