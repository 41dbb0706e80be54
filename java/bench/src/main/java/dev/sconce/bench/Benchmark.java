package dev.sconce.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What all benchmarks have in common: where results go, how long it takes. */
@Command(mixinStandardHelpOptions = true, usageHelpAutoWidth = true, sortOptions = false)
abstract class Benchmark implements Callable<Integer> {
    @Option(
            names = "--output",
            paramLabel = "DIR",
            defaultValue = "java/bench/target/results",
            description = "Where the JSON and the charts go. Default: ${DEFAULT-VALUE}.")
    private Path output;

    @Option(
            names = "--note",
            paramLabel = "TEXT",
            description = "Something to be said beside the numbers, such as whose machine it was.")
    private List<String> notes = List.of();

    @Option(
            names = "--slices",
            paramLabel = "N",
            defaultValue = "15",
            description = "Slices of each side. Default: ${DEFAULT-VALUE}.")
    private int slices;

    @Option(
            names = "--slice-ms",
            paramLabel = "MS",
            defaultValue = "30",
            description = "The least that a slice takes. Default: ${DEFAULT-VALUE}.")
    private double sliceMillis;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            defaultValue = "1",
            description = "Seconds for which each side runs unmeasured first. Default: ${DEFAULT-VALUE}.")
    private double warmUp;

    /** Measures; the results are then written. */
    abstract void run(Results results) throws Exception;

    @Override
    public final Integer call() throws Exception {
        Results results = new Results(name());
        notes.forEach(results::note);
        run(results);
        results.write(output);
        return 0;
    }

    abstract String name();

    Path output() {
        return output;
    }

    Alternation alternation() {
        return alternation(sliceMillis);
    }

    Alternation alternation(double atLeastMillis) {
        return new Alternation(slices, Math.max(atLeastMillis, sliceMillis) * 1e-3, warmUp);
    }

    /** Where models that the benchmark writes go. */
    static Path modelFolder() throws IOException {
        return Files.createTempDirectory("sconce-bench-models");
    }

    /** Fails where an engine returns something else than expected: what is wrong is not measured. */
    static void verify(Engine engine, Runner runner, List<double[]> expected) throws Exception {
        String difference = expected == null ? null : Numbers.difference(runner.result(), expected);
        if (difference != null) {
            throw new IllegalStateException(engine.name() + " returns something else than expected: " + difference);
        }
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
