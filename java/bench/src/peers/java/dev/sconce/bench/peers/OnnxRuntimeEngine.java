package dev.sconce.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.sconce.Tensor;
import dev.sconce.bench.Engine;
import dev.sconce.bench.ModelFolder;
import dev.sconce.bench.Runner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** ONNX Runtime's Java API, with all of its graph optimisations, on model.onnx. */
public final class OnnxRuntimeEngine implements Engine {
    @Override
    public String name() {
        return "ONNX Runtime";
    }

    @Override
    public String version() {
        return OrtEnvironment.getEnvironment().getVersion();
    }

    @Override
    public boolean canLoad(ModelFolder folder) {
        return folder.hasOnnx();
    }

    /** A session is told its threads when it is made. */
    @Override
    public void setThreads(int threads) {}

    @Override
    public Runner load(ModelFolder folder, int threads) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession session;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            session = environment.createSession(folder.onnx().toString(), options);
        }
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        // Arguments that are no tensors became constants of the exported graph.
        Iterator<Object> arguments =
                folder.inputs().stream().filter(Tensor.class::isInstance).iterator();
        for (String name : session.getInputNames()) {
            inputs.put(name, tensor(environment, (Tensor) arguments.next()));
        }
        return new Runner() {
            @Override
            public void run() throws OrtException {
                session.run(inputs).close();
            }

            @Override
            public List<double[]> result() throws OrtException {
                try (OrtSession.Result result = session.run(inputs)) {
                    List<double[]> numbers = new ArrayList<>();
                    for (Map.Entry<String, OnnxValue> output : result) {
                        numbers.add(numbers((OnnxTensor) output.getValue()));
                    }
                    return numbers;
                }
            }

            @Override
            public void close() {
                inputs.values().forEach(OnnxTensor::close);
                try {
                    session.close();
                } catch (OrtException failed) {
                    throw new IllegalStateException(failed);
                }
            }
        };
    }

    private static OnnxTensor tensor(OrtEnvironment environment, Tensor tensor) throws OrtException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(Math.toIntExact(8 * Math.max(1, tensor.numel())))
                .order(ByteOrder.nativeOrder());
        long[] shape = tensor.shape();
        return switch (tensor.dtype()) {
            case FLOAT32 ->
                OnnxTensor.createTensor(
                        environment,
                        bytes.asFloatBuffer().put(tensor.getDataAsFloatArray()).flip(),
                        shape);
            case FLOAT64 ->
                OnnxTensor.createTensor(
                        environment,
                        bytes.asDoubleBuffer()
                                .put(tensor.getDataAsDoubleArray())
                                .flip(),
                        shape);
            case INT64 ->
                OnnxTensor.createTensor(
                        environment,
                        bytes.asLongBuffer().put(tensor.getDataAsLongArray()).flip(),
                        shape);
            case INT32 ->
                OnnxTensor.createTensor(
                        environment,
                        bytes.asIntBuffer().put(tensor.getDataAsIntArray()).flip(),
                        shape);
            default ->
                throw new IllegalArgumentException(
                        "an argument of " + tensor.dtype() + " is not passed to ONNX Runtime");
        };
    }

    private static double[] numbers(OnnxTensor tensor) {
        return switch (tensor.getInfo().type) {
            case FLOAT -> {
                float[] data = new float[tensor.getFloatBuffer().remaining()];
                tensor.getFloatBuffer().get(data);
                double[] numbers = new double[data.length];
                Arrays.setAll(numbers, i -> data[i]);
                yield numbers;
            }
            case INT64 -> {
                long[] data = new long[tensor.getLongBuffer().remaining()];
                tensor.getLongBuffer().get(data);
                yield Arrays.stream(data).asDoubleStream().toArray();
            }
            default -> throw new IllegalArgumentException("results of " + tensor.getInfo().type + " are not compared");
        };
    }
}
