package dev.sconce.bench;

import dev.sconce.DType;
import dev.sconce.SconceException;
import dev.sconce.Tensor;
import dev.sconce.bench.fresh.FreshJvm;
import dev.sconce.bench.fresh.FreshRun;
import dev.sconce.bench.fresh.FreshSconce;
import dev.sconce.bench.fresh.RawTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Benchmarks of whole processes: each sample is one that does nothing else, those of the sides in turn. */
abstract class FreshBenchmark extends Benchmark {
    @Parameters(
            paramLabel = "DIR",
            description = "Folders of models (model.pt, inputs.pt, model.onnx). Without any, one that is written now.")
    private List<Path> folders = List.of();

    @Option(
            names = "--samples",
            defaultValue = "7",
            description = "Processes of each side, after one that is not counted. Default: ${DEFAULT-VALUE}.")
    private int samples;

    @Option(
            names = "--threads",
            description = "Threads of a request. Default: the CPUs, ${DEFAULT-VALUE} here.",
            defaultValue = "${sys:sconce.bench.cpus}")
    private int threads;

    @Option(
            names = "--steady",
            paramLabel = "S",
            defaultValue = "1.5",
            description = "Seconds for which a process goes on after its second answer. Default: ${DEFAULT-VALUE}.")
    private double steady;

    @Option(
            names = "--quick-start",
            description =
                    "Start every side as quickly as the JVM can: its quick compiler only, and its classes from an archive that a"
                            + " first run of that side made.")
    private boolean quickStart;

    static {
        System.setProperty(
                "sconce.bench.cpus", Integer.toString(Runtime.getRuntime().availableProcessors()));
    }

    /** By their names in tables. The classes of the peers are there in builds that have them. */
    private static final Map<String, String> SIDES = new LinkedHashMap<>();

    static {
        SIDES.put("Sconce", FreshSconce.class.getName());
        SIDES.put("ONNX Runtime", "dev.sconce.bench.peers.FreshOnnxRuntime");
        SIDES.put("libtorch", "dev.sconce.bench.peers.FreshLibtorch");
    }

    /** What is measured where no folder is named. */
    List<ModelFolder> ownModels(Path root) throws IOException {
        return List.of(OwnModels.residual(root));
    }

    /** The tables of one model. {@code runs} by side, Sconce first. */
    abstract void report(Results results, ModelFolder model, Map<String, List<FreshRun>> runs) throws IOException;

    @Override
    final void run(Results results) throws Exception {
        Path own = modelFolder();
        List<ModelFolder> models = folders.isEmpty()
                ? ownModels(own)
                : folders.stream().map(ModelFolder::new).toList();
        for (ModelFolder model : models) {
            Path inputs = Files.createTempFile("sconce-bench", ".inputs");
            try {
                RawTensor.write(inputs, inputs(model));
                report(results, model, measure(results, model, inputs));
            } finally {
                Files.delete(inputs);
            }
        }
    }

    private Map<String, List<FreshRun>> measure(Results results, ModelFolder model, Path inputs) throws Exception {
        Map<String, List<FreshRun>> runs = new LinkedHashMap<>();
        SIDES.forEach((name, type) -> runs.put(name, new ArrayList<>()));
        List<double[]> expected = Engines.expected(model);
        Map<String, FreshJvm> jvms = new LinkedHashMap<>();
        Path folder = quickStart ? Files.createTempDirectory("sconce-bench") : null;
        try (Progress progress = new Progress(model.name(), (long) (samples + 1) * SIDES.size())) {
            for (int sample = 0; sample <= samples; sample++) {
                for (String name : List.copyOf(runs.keySet())) {
                    try {
                        if (!jvms.containsKey(name)) {
                            jvms.put(
                                    name,
                                    !quickStart
                                            ? FreshJvm.plain()
                                            : FreshJvm.quick(
                                                    folder,
                                                    name,
                                                    jvm -> FreshRun.of(
                                                            jvm, SIDES.get(name), model.path(), inputs, threads, 0)));
                        }
                        FreshRun run =
                                FreshRun.of(jvms.get(name), SIDES.get(name), model.path(), inputs, threads, steady);
                        check(name, run, expected);
                        if (sample > 0) { // the first one finds files that nobody has read yet
                            runs.get(name).add(run);
                        }
                    } catch (IOException failed) {
                        if (runs.size() == 1 || name.equals("Sconce")) {
                            throw failed;
                        }
                        results.note(model.name() + ": " + name + " is left out: " + failed.getMessage());
                        runs.remove(name);
                    }
                    progress.advance();
                }
            }
        }
        if (folder != null) {
            delete(folder);
        }
        return runs;
    }

    /** For titles: how the processes are started, where that is not as usual. */
    String start() {
        return quickStart ? " (quick compiler, archived classes)" : "";
    }

    private static void check(String name, FreshRun run, List<double[]> expected) {
        if (expected != null) {
            double largest = 0;
            for (double number : expected.get(0)) {
                largest = Math.max(largest, Math.abs(number));
            }
            if (!(Math.abs(run.answer() - expected.get(0)[0]) <= 1e-3 * largest)) {
                throw new IllegalStateException(
                        name + " answers " + run.answer() + " where " + expected.get(0)[0] + " is expected");
            }
        }
    }

    private static List<RawTensor> inputs(ModelFolder model) {
        List<RawTensor> raw = new ArrayList<>();
        for (Object input : model.inputs()) {
            if (!(input instanceof Tensor tensor) || tensor.dtype() != DType.FLOAT32 && tensor.dtype() != DType.INT64) {
                throw new SconceException(model.name() + " takes an argument that is no tensor of float32 or int64");
            }
            raw.add(new RawTensor(
                    tensor.dtype() == DType.FLOAT32 ? tensor.getDataAsFloatArray() : tensor.getDataAsLongArray(),
                    tensor.shape()));
        }
        return raw;
    }

    int threads() {
        return threads;
    }

    static double median(List<FreshRun> runs, ToDoubleFunction<FreshRun> what) {
        return Measurement.quantile(runs.stream().mapToDouble(what).toArray(), 0.5);
    }

    /** Sconce's median over the least of the peers', or null where there is none. */
    static Double ratio(Map<String, List<FreshRun>> runs, ToDoubleFunction<FreshRun> what) {
        double best = runs.entrySet().stream()
                .skip(1)
                .mapToDouble(side -> median(side.getValue(), what))
                .min()
                .orElse(Double.NaN);
        return Double.isNaN(best) ? null : median(runs.values().iterator().next(), what) / best;
    }
}
