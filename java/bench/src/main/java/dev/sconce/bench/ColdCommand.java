package dev.sconce.bench;

import dev.sconce.bench.fresh.FreshRun;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code bench cold}: how long a program that has just been started takes to answer. */
@Command(
        name = "cold",
        description = {
            "The time from the start of a process to its first answer: JVM, library, model, one request. Each sample is a process of its own,"
                    + " those of Sconce, ONNX Runtime and libtorch in turn; files are in the system's cache.",
            "And the second request beside those that come when all is warm."
        })
final class ColdCommand extends FreshBenchmark {
    @Override
    String name() {
        return "cold";
    }

    @Override
    void report(Results results, ModelFolder model, Map<String, List<FreshRun>> runs) throws IOException {
        Table table = new Table(
                "%s, %d threads: from the start of a process to its first answer%s"
                        .formatted(model.name(), threads(), start()),
                "",
                "first answer, ms",
                "spread",
                "second request, ms",
                "later ones, ms",
                "second / later");
        Map<String, List<Double>> bars = new LinkedHashMap<>();
        runs.forEach((name, all) -> {
            double first = 1e3 * median(all, FreshRun::first);
            table.row(
                    name,
                    first,
                    percent(new Measurement(
                                    name,
                                    all.stream().mapToDouble(FreshRun::first).toArray(),
                                    0)
                            .spread()),
                    median(all, FreshRun::secondMillis),
                    median(all, FreshRun::steadyMillis),
                    median(all, run -> run.secondMillis() / run.steadyMillis()));
            bars.put(name, List.of(first));
        });
        table.row("Sconce / best peer", ratio(runs, FreshRun::first), null, null, null, null);
        results.add(table);
        results.addChart(
                output(),
                "cold-" + model.name(),
                model.name() + ": process start to first answer",
                "ms",
                List.of(model.name()),
                bars);
    }
}
