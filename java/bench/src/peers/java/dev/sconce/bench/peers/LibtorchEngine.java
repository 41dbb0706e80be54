package dev.sconce.bench.peers;

import dev.sconce.bench.Engine;
import dev.sconce.bench.ModelFolder;
import dev.sconce.bench.Runner;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.global.torch;

/** libtorch through JavaCPP's preset: TorchScript as it was loaded. Calls run in inference mode, as PyTorch advises. */
public class LibtorchEngine implements Engine {
    /** Guards belong to their thread. */
    private static final ThreadLocal<InferenceMode> INFERENCE = ThreadLocal.withInitial(() -> new InferenceMode(true));

    // The preset's OpenBLAS has threads of its own, which torch.set_num_threads does not know of. It is mapped twice,
    // with and without
    // LAPACK: made global before libtorch is loaded, the one is used by libtorch and found by blas_set_num_threads.
    static {
        Loader.load(openblas.class);
        String library = "/org/bytedeco/openblas/" + Loader.getPlatform() + "/libopenblas.so.0";
        try {
            Loader.loadGlobal(Loader.cacheResource(library).getPath());
        } catch (IOException missing) {
            throw new IllegalStateException(library + " cannot be taken out of its jar", missing);
        }
    }

    @Override
    public String name() {
        return "libtorch";
    }

    @Override
    public String version() {
        Matcher version = Pattern.compile("TORCH_VERSION=([^,]*)")
                .matcher(torch.show_config().getString());
        return version.find() ? version.group(1) : "unknown";
    }

    @Override
    public boolean canLoad(ModelFolder folder) {
        return true;
    }

    @Override
    public void setThreads(int threads) {
        torch.set_num_threads(threads);
        openblas.blas_set_num_threads(threads);
    }

    /** The module in the form that is measured. */
    JitModule prepare(JitModule loaded) {
        return loaded;
    }

    @Override
    public Runner load(ModelFolder folder, int threads) {
        INFERENCE.get();
        JitModule loaded = torch.load(folder.model().toString());
        loaded.eval();
        JitModule module = prepare(loaded);
        IValueVector inputs = LibtorchValues.vector(folder.inputs());
        return new Runner() {
            @Override
            public void run() {
                INFERENCE.get();
                module.forward(inputs).close();
            }

            @Override
            public List<double[]> result() {
                INFERENCE.get();
                try (IValue result = module.forward(inputs)) {
                    return LibtorchValues.numbers(result);
                }
            }

            @Override
            public void close() {
                inputs.close();
                module.close();
                loaded.close();
            }
        };
    }

    /** After {@code torch.jit.freeze}. */
    public static final class Frozen extends LibtorchEngine {
        @Override
        public String name() {
            return "libtorch frozen";
        }

        @Override
        public boolean isVariant() {
            return true;
        }

        @Override
        JitModule prepare(JitModule loaded) {
            return torch.freeze(loaded);
        }
    }

    /** After {@code torch.jit.optimize_for_inference}, which freezes too. */
    public static final class Optimized extends LibtorchEngine {
        @Override
        public String name() {
            return "libtorch optimized";
        }

        @Override
        public boolean isVariant() {
            return true;
        }

        @Override
        JitModule prepare(JitModule loaded) {
            return torch.optimize_for_inference(loaded);
        }
    }
}
