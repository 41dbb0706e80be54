package dev.sconce.bench;

import dev.sconce.bench.fresh.FreshRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code bench memory}: how much memory a program needs that answers requests. */
@Command(
        name = "memory",
        description = {
            "The most memory that was resident in a process at a time (VmHWM: the JVM, libraries and mapped weights included) that loads a"
                    + " model and answers requests for a while; in processes of their own, Sconce, ONNX Runtime and libtorch in turn."
        })
final class MemoryCommand extends FreshBenchmark {
    @Override
    String name() {
        return "memory";
    }

    /** Also an archive of 470 MB, of which a seventh is read by no method that is called. */
    @Override
    List<ModelFolder> ownModels(Path root) throws IOException {
        return List.of(OwnModels.residual(root), OwnModels.wide(root, 4096, 7));
    }

    @Override
    void report(Results results, ModelFolder model, Map<String, List<FreshRun>> runs) throws IOException {
        Table table = new Table(
                "%s, %d threads: peak resident memory, MB, with an archive of %d MB"
                        .formatted(model.name(), threads(), Files.size(model.model()) >> 20),
                "",
                "MB",
                "spread");
        Map<String, List<Double>> bars = new LinkedHashMap<>();
        runs.forEach((name, all) -> {
            double peak = median(all, FreshRun::peakMegabytes);
            table.row(
                    name,
                    peak,
                    percent(new Measurement(
                                    name,
                                    all.stream()
                                            .mapToDouble(FreshRun::peakMegabytes)
                                            .toArray(),
                                    0)
                            .spread()));
            bars.put(name, List.of(peak));
        });
        table.row("Sconce / best peer", ratio(runs, FreshRun::peakMegabytes), null);
        results.add(table);
        results.addChart(
                output(),
                "memory-" + model.name(),
                model.name() + ": peak resident memory",
                "MB",
                List.of(model.name()),
                bars);
    }
}
