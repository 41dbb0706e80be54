package dev.sconce.bench.peers;

import dev.sconce.bench.fresh.FreshModel;
import dev.sconce.bench.fresh.RawTensor;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** libtorch, with TorchScript as it is loaded. */
public final class FreshLibtorch implements FreshModel {
    private final InferenceMode inference = new InferenceMode(true);
    private JitModule module;
    private IValueVector arguments;

    @Override
    public void load(Path folder, List<RawTensor> inputs, int threads) {
        torch.set_num_threads(threads);
        openblas.blas_set_num_threads(threads);
        module = torch.load(folder.resolve("model.pt").toString());
        module.eval();
        arguments = new IValueVector();
        for (RawTensor input : inputs) {
            arguments.push_back(new IValue(
                    input.data() instanceof float[] floats
                            ? Tensor.create(floats, input.shape())
                            : Tensor.create((long[]) input.data(), input.shape())));
        }
    }

    @Override
    public double answer() {
        try (IValue result = module.forward(arguments)) {
            IValue first = result.isTuple() ? result.toTupleRef().elements().get(0) : result;
            try (Tensor tensor = first.toTensor()) {
                return new FloatPointer(tensor.contiguous().data_ptr()).get(0);
            }
        }
    }
}
