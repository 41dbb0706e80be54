package dev.sconce.cli;

import dev.sconce.Module;
import dev.sconce.Parallel;
import dev.sconce.runtime.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sconce bench}: how long calls of a model take. */
@Command(
        name = "bench",
        description = {
            "Measures calls of a model.",
            "",
            "After a warm-up: a line a number of threads, with the median, 90th and 99th percentile of one call in milliseconds, and the"
                    + " calls per second of all clients together."
        },
        footer = {
            "",
            "Examples:",
            "  sconce bench model.pt --inputs inputs.pt --threads 1,2",
            "  sconce bench model.pt --inputs inputs.pt --threads 1 --clients 4 --seconds 10"
        })
final class BenchCommand extends Subcommand {
    @Parameters(paramLabel = "MODEL", description = "A file of torch.jit.save.")
    private Path model;

    @Option(
            names = "--inputs",
            paramLabel = "FILE",
            required = true,
            description = "The arguments: .pt (torch.save of a tuple), .npy (one), .npz (each array one).")
    private Path inputs;

    @Option(
            names = "--threads",
            paramLabel = "N",
            split = ",",
            description = "Threads that one operator may use, each number measured by itself. Default: as configured.")
    private List<Integer> threads = List.of();

    @Option(
            names = "--clients",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads that call at the same time. Default: 1.")
    private int clients;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "3",
            description = "Seconds to measure for. Default: 3.")
    private double seconds;

    @Mixin
    private LoadSettings settings;

    @Override
    Integer run() throws Exception {
        if (clients < 1 || !(seconds > 0)) {
            throw usage("--clients and --seconds must be positive");
        }
        List<Map<String, Object>> measured = new ArrayList<>();
        try (Module module = Models.load(model, settings);
                Scope ignored = Scope.open()) {
            Inputs arguments = Inputs.load(inputs);
            List<Runnable> callers = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                callers.add(Load.client(module, arguments.copy()));
            }
            List<Integer> counts = threads.isEmpty() ? List.of(Parallel.getNumThreads()) : threads;
            for (int count : counts) {
                Parallel.setNumThreads(count);
                Load.run(callers, Math.min(1, seconds / 2));
                Load.Result result = Load.run(callers, seconds);
                measured.add(row(count, result));
                out().println(line(measured.get(measured.size() - 1)));
            }
        }
        writeJson(measured);
        return Main.OK;
    }

    private Map<String, Object> row(int count, Load.Result result) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("threads", count);
        row.put("clients", clients);
        row.put("median_ms", result.percentileMillis(0.50));
        row.put("p90_ms", result.percentileMillis(0.90));
        row.put("p99_ms", result.percentileMillis(0.99));
        row.put("per_second", result.perSecond());
        return row;
    }

    private static String line(Map<String, Object> row) {
        List<String> words = new ArrayList<>();
        row.forEach((name, value) -> {
            words.add(name);
            words.add(value instanceof Double number ? String.format(Locale.ROOT, "%.4f", number) : value.toString());
        });
        return String.join(" ", words);
    }
}
