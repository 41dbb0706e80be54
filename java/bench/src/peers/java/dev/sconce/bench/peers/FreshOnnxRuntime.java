package dev.sconce.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.sconce.bench.fresh.FreshModel;
import dev.sconce.bench.fresh.RawTensor;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** ONNX Runtime's Java API, as it is when nothing is set but the threads. */
public final class FreshOnnxRuntime implements FreshModel {
    private final Map<String, OnnxTensor> arguments = new LinkedHashMap<>();
    private OrtSession session;

    @Override
    public void load(Path folder, List<RawTensor> inputs, int threads) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            session = environment.createSession(folder.resolve("model.onnx").toString(), options);
        }
        Iterator<RawTensor> next = inputs.iterator();
        for (String name : session.getInputNames()) {
            RawTensor input = next.next();
            arguments.put(
                    name,
                    input.data() instanceof float[] floats
                            ? OnnxTensor.createTensor(environment, FloatBuffer.wrap(floats), input.shape())
                            : OnnxTensor.createTensor(
                                    environment, LongBuffer.wrap((long[]) input.data()), input.shape()));
        }
    }

    @Override
    public double answer() throws OrtException {
        try (OrtSession.Result result = session.run(arguments)) {
            return ((OnnxTensor) result.get(0)).getFloatBuffer().get(0);
        }
    }
}
