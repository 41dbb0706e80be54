package dev.sconce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.archive.TorchFile;
import dev.sconce.runtime.TupleValue;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that scripts/export_quantized_models.py made, against PyTorch's engine x86: integers differ by one step at most. */
class QuantizedModelsTest {
    private final int threads = Parallel.getNumThreads();

    @AfterEach
    void restoreThreads() {
        Parallel.setNumThreads(threads);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image_scripted",
                "image_traced",
                "image_frozen",
                "conv1d",
                "conv3d",
                "linear",
                "operators",
                "dynamic",
                "dynamic_float16",
                "sequences"
            })
    void givesWhatPyTorchGives(String name) {
        String model = "quantized/" + name;
        IValue[] inputs = Models.inputs(model);
        Object expected = Models.expected(model);
        for (int numThreads : new int[] {1, 3}) {
            Parallel.setNumThreads(numThreads);
            for (LoadOptions options : Models.options()) {
                try (Module module = Models.load(model, options)) {
                    for (int i = 0; i < 3; i++) {
                        try (IValue result = module.forward(inputs)) {
                            assertNull(Models.difference(result.value(), expected), options.toString());
                        }
                    }
                }
            }
        }
    }

    private static TupleValue made() {
        return (TupleValue) ((TupleValue) Models.expected("quantized/operators")).get(0);
    }

    @Test
    void filesOfTorchSaveHoldQuantizedTensors() {
        assertEquals(Quantizer.perTensor(0.05, 70), ((Tensor) made().get(0)).quantizer());
        Quantizer channels = ((Tensor) made().get(1)).quantizer();
        assertEquals(1, channels.axis());
        assertEquals(3, channels.scales().length);
        assertEquals(-4, channels.zeroPoints()[2]);
    }

    @Test
    void theyAreWrittenAndReadAgain(@TempDir Path folder) {
        TorchFile.save(made(), folder.resolve("again.pt"));
        assertNull(Models.difference(TorchFile.load(folder.resolve("again.pt")), made()));
    }

    @Test
    void viewsStandForTheSameNumbers() {
        Tensor q = (Tensor) made().get(0);
        Tensor view = q.asStrided(new long[] {2}, new long[] {1}, 3);
        assertEquals(q.quantizer(), view.quantizer());
        Tensor channels = (Tensor) made().get(1);
        assertThrows(OperatorException.class, () -> channels.asStrided(new long[] {2}, new long[] {1}, 3));
    }

    @Test
    void whatKnowsNoScalesIsRefused() {
        assertThrows(UnsupportedException.class, () -> Tensor.empty(DType.QUINT8, 4));
        try (Module module = Models.load("conv_net")) {
            SconceException refused =
                    assertThrows(SconceException.class, () -> module.forward(IValue.from((Tensor) made().get(0))));
            assertTrue(refused.getMessage().contains("conv2d"), refused.getMessage());
        }
    }
}
