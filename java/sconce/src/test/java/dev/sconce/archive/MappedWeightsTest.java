package dev.sconce.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.IValue;
import dev.sconce.Module;
import dev.sconce.Tensor;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model may write to its buffers and to its arguments; the files that these are mapped from stay as they are. */
class MappedWeightsTest {
    @Test
    void aModelWritesToItsBuffersAndArgumentsAndNotToTheirFiles(@TempDir Path folder) throws IOException {
        Path input = folder.resolve("input.pt");
        try (Tensor ones = Tensor.fromBlob(new float[] {1, 1, 1}, new long[] {3});
                ListValue list = ListValue.ofTensors(ones)) {
            TorchFile.save(list, input);
        }
        byte[] inputBefore = Files.readAllBytes(input);
        byte[] modelBefore = Fixtures.bytes("counter.pt");
        try (Module module = Module.load(Fixtures.path("counter.pt"));
                Scope scope = Scope.open()) {
            Tensor argument = (Tensor) ((ListValue) TorchFile.load(input)).get(0);
            assertTrue(argument.storage().isReadOnly());
            float[] view = module.forward(IValue.from(argument))
                    .toTuple()[0]
                    .toTensor()
                    .getDataAsFloatArray();
            assertArrayEquals(new float[] {3, 4}, view, "the view sees what was added to the whole");
            assertArrayEquals(new float[] {2, 2, 2}, argument.getDataAsFloatArray());
            assertFalse(argument.storage().isReadOnly());
            view = module.forward(IValue.from(argument)).toTuple()[0].toTensor().getDataAsFloatArray();
            assertArrayEquals(new float[] {5, 6}, view, "the next call goes on from there");
        }
        assertArrayEquals(inputBefore, Files.readAllBytes(input));
        assertArrayEquals(modelBefore, Fixtures.bytes("counter.pt"));
    }
}
