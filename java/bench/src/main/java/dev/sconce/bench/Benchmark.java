package dev.sconce.bench;

import dev.sconce.SconceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What all benchmarks have in common: where results go, how long it takes. */
@Command(mixinStandardHelpOptions = true, usageHelpAutoWidth = true, sortOptions = false)
abstract class Benchmark implements Callable<Integer> {
    private static final int SLICES = 15;
    private static final int SLICE_MILLIS = 30;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            defaultValue = "${sys:sconce.root:-.}/java/bench/target/results",
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
            defaultValue = "" + SLICES,
            description = "Slices of each side. Default: ${DEFAULT-VALUE}.")
    private int slices;

    @Option(
            names = "--slice-ms",
            paramLabel = "MS",
            defaultValue = "" + SLICE_MILLIS,
            description = "The least that a slice takes. Default: ${DEFAULT-VALUE}.")
    private double sliceMillis;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            defaultValue = "1",
            description = "Seconds for which each side runs unmeasured first. Default: ${DEFAULT-VALUE}.")
    private double warmUp;

    private Path models;

    /** Measures; the results are then written. */
    abstract void run(Results results) throws Exception;

    @Override
    public final Integer call() throws Exception {
        if (slices < 1) {
            throw new SconceException("--slices is a number of at least 1, not " + slices);
        }
        Results results = new Results(name());
        notes.forEach(results::note);
        if (slices != SLICES || sliceMillis != SLICE_MILLIS) {
            results.note(
                    "%d slices of %s ms of each side, after %s s unmeasured.".formatted(slices, sliceMillis, warmUp));
        }
        try {
            run(results);
        } finally {
            if (models != null) {
                delete(models);
            }
        }
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

    /** Where models that the benchmark writes go, until it is over. */
    Path modelFolder() throws IOException {
        if (models == null) {
            models = Files.createTempDirectory("sconce-bench-models");
        }
        return models;
    }

    /** Deletes a folder with all that is in it. */
    static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
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
