package dev.sconce.bench.fresh;

import dev.sconce.IValue;
import dev.sconce.Module;
import dev.sconce.Parallel;
import dev.sconce.Tensor;
import java.nio.file.Path;
import java.util.List;

/** Sconce. */
public final class FreshSconce implements FreshModel {
    private Module module;
    private IValue[] arguments;

    @Override
    public void load(Path folder, List<RawTensor> inputs, int threads) {
        Parallel.setNumThreads(threads);
        module = Module.load(folder.resolve("model.pt"));
        arguments = inputs.stream()
                .map(input -> IValue.from(
                        input.data() instanceof float[] floats
                                ? Tensor.fromBlob(floats, input.shape())
                                : Tensor.fromBlob((long[]) input.data(), input.shape())))
                .toArray(IValue[]::new);
    }

    @Override
    public double answer() {
        try (IValue result = module.forward(arguments)) {
            IValue first = result.isTuple() ? result.toTuple()[0] : result;
            return first.toTensor().getDataAsFloatArray()[0];
        }
    }
}
