package dev.sconce.bench;

import dev.sconce.SconceException;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench models}: requests of whole models, one at a time. */
@Command(
        name = "models",
        description = {
            "The time of one request of each model, in milliseconds: Sconce, ONNX Runtime (where there is a model.onnx), and libtorch as"
                    + " loaded, after torch.jit.freeze and after optimize_for_inference.",
            "",
            "Results are compared before anything is timed; an engine that fails, or returns something else, is said so and left out. The"
                    + " ratio is Sconce's time over that of the best peer: below 1, Sconce is the fastest."
        })
final class ModelsCommand extends Benchmark {
    @Parameters(
            paramLabel = "DIR",
            description =
                    "Folders with model.pt, inputs.pt and, better, expected.pt; or folders of such. Without any, two"
                            + " models that are written now.")
    private List<Path> folders = List.of();

    @Option(
            names = "--threads",
            split = ",",
            defaultValue = "1,2",
            description = "Threads of a request, each number measured by itself. Default: ${DEFAULT-VALUE}.")
    private List<Integer> threads;

    @Override
    String name() {
        return "models";
    }

    @Override
    void run(Results results) throws Exception {
        Path own = modelFolder();
        List<ModelFolder> models =
                folders.isEmpty() ? List.of(OwnModels.mlp(own), OwnModels.residual(own)) : find(folders);
        List<Engine> engines = Engines.all();
        List<String> columns = new ArrayList<>(List.of("model", "threads"));
        engines.forEach(engine -> columns.add(engine.name()));
        columns.addAll(List.of("best peer", "ratio", "spread"));
        Table table = new Table("One request, median ms", columns.toArray(String[]::new));
        List<Double> ratios = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        try (Progress progress = new Progress("models", (long) models.size() * threads.size())) {
            for (ModelFolder model : models) {
                List<double[]> expected = Engines.expected(model);
                for (int count : threads) {
                    table.row(row(results, model, count, engines, expected, ratios));
                    if (ratios.size() > groups.size()) {
                        groups.add(model.name() + " / " + count);
                    }
                    progress.advance();
                }
            }
        }
        results.add(table);
        if (!groups.isEmpty()) {
            results.addChart(
                    output(), "models", "Sconce / best peer", "ratio of times", groups, Map.of("ratio", ratios));
        }
        if (!ratios.isEmpty()) {
            double logarithms = ratios.stream().mapToDouble(Math::log).sum();
            Table mean = new Table("Over all of them", "", "ratio");
            mean.row("geometric mean", Math.exp(logarithms / ratios.size()));
            results.add(mean);
        }
    }

    private Object[] row(
            Results results,
            ModelFolder model,
            int count,
            List<Engine> engines,
            List<double[]> expected,
            List<Double> ratios)
            throws Exception {
        List<Side> sides = new ArrayList<>();
        List<Runner> runners = new ArrayList<>();
        Object[] row = new Object[engines.size() + 5];
        row[0] = model.name();
        row[1] = Integer.toString(count);
        for (Engine engine : engines) {
            if (!engine.canLoad(model)) {
                continue;
            }
            engine.setThreads(count);
            try {
                Runner runner = engine.load(model, count);
                runners.add(runner);
                verify(engine, runner, expected);
                sides.add(new Side(engine.name(), () -> engine.setThreads(count), Side.timed(runner::run)));
            } catch (Exception | LinkageError failed) {
                // libtorch's messages begin with an empty line.
                String message = String.valueOf(failed.getMessage())
                        .lines()
                        .filter(line -> !line.isBlank())
                        .findFirst()
                        .orElse(failed.getClass().getName());
                results.note(model.name() + ": " + engine.name() + " is left out: " + message);
                System.err.println(model.name() + ": " + engine.name() + " is left out: " + message);
            }
        }
        Measurement sconce = null;
        Measurement best = null;
        for (Measurement measured : alternation().measure(sides)) {
            int column = 2;
            while (!engines.get(column - 2).name().equals(measured.name())) {
                column++;
            }
            row[column] = 1e3 * measured.median();
            if (column == 2) {
                sconce = measured;
            } else if (best == null || measured.median() < best.median()) {
                best = measured;
            }
        }
        if (sconce != null) {
            row[row.length - 1] = percent(sconce.spread());
        }
        if (sconce != null && best != null) {
            double ratio = sconce.ratio(best);
            ratios.add(ratio);
            row[row.length - 3] = best.name();
            row[row.length - 2] = ratio;
        }
        runners.forEach(Runner::close);
        return row;
    }

    /** The folders that hold a model.pt, at and below those given, linked ones too; in the order of their names. */
    private static List<ModelFolder> find(List<Path> roots) throws IOException {
        List<ModelFolder> models = new ArrayList<>();
        for (Path root : roots) {
            if (!Files.isDirectory(root)) {
                throw new SconceException(root + ": there is no such folder");
            }
            try (Stream<Path> files = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
                files.filter(file -> file.getFileName().toString().equals("model.pt"))
                        .map(Path::getParent)
                        .sorted()
                        .map(ModelFolder::new)
                        .forEach(models::add);
            }
        }
        if (models.isEmpty()) {
            throw new SconceException(
                    "there is no model.pt in or below " + roots + ": give folders with model.pt and inputs.pt");
        }
        return models;
    }
}
