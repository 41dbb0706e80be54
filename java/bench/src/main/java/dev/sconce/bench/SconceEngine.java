package dev.sconce.bench;

import dev.sconce.IValue;
import dev.sconce.Module;
import dev.sconce.Parallel;
import dev.sconce.jni.NativeLibrary;
import java.util.List;

/** Sconce, called as a program calls it: one {@code forward}, and the result closed. */
final class SconceEngine implements Engine {
    @Override
    public String name() {
        return "Sconce";
    }

    @Override
    public String version() {
        return NativeLibrary.buildInfo().get("version");
    }

    @Override
    public boolean canLoad(ModelFolder folder) {
        return true;
    }

    @Override
    public void setThreads(int threads) {
        Parallel.setNumThreads(threads);
    }

    @Override
    public Runner load(ModelFolder folder, int threads) {
        Module module = Module.load(folder.model());
        IValue[] inputs = folder.inputs().stream().map(IValue::of).toArray(IValue[]::new);
        return new Runner() {
            @Override
            public void run() {
                module.forward(inputs).close();
            }

            @Override
            public List<double[]> result() {
                try (IValue result = module.forward(inputs)) {
                    return Numbers.of(result.value());
                }
            }

            @Override
            public void close() {
                for (IValue input : inputs) {
                    input.close();
                }
                module.close();
            }
        };
    }
}
