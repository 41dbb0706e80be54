package dev.sconce.cli;

import dev.sconce.cli.Tuner.Space;
import dev.sconce.host.ThreadDefaults;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sconce tune}: which numbers of threads are best here. */
@Command(
        name = "tune",
        description = {
            "Finds out how many threads are best on this machine.",
            "",
            "Without MODEL: the script of PyTorch's notes on CPU threading, a product of 1024 x 1024 matrices against the number of"
                    + " threads, with each backend that is installed.",
            "",
            "With MODEL: tries threads of an operator, threads for forks (where the model forks) and clients that call at the same time,"
                    + " and names the settings with the lowest latency, the highest throughput, and the knee between them: the"
                    + " most throughput by latency. It measures powers of two for a moment, then in rounds what no other setting"
                    + " beats clearly, with the numbers between, so that it takes seconds and not the time of all combinations."
        },
        footer = {
            "",
            "Examples:",
            "  sconce tune --plot threads.svg",
            "  sconce tune model.pt --inputs inputs.pt --apply --plot settings.png"
        })
final class TuneCommand extends Subcommand {
    @Parameters(paramLabel = "MODEL", arity = "0..1", description = "A file of torch.jit.save.")
    private Path model;

    @Option(
            names = "--inputs",
            paramLabel = "FILE",
            description = "The model's arguments: .pt (torch.save of a tuple), .npy (one), .npz (each array one).")
    private Path inputs;

    @Option(
            names = "--threads",
            paramLabel = "A-B",
            description =
                    "Threads of an operator to try. Default: 1 to the CPUs this process may use; without MODEL, to twice that.")
    private String threads;

    @Option(
            names = "--clients",
            paramLabel = "A-B",
            description = "Clients to try, with MODEL. Default: 1 to twice the CPUs this process may use.")
    private String clients;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "20",
            description = "About how long to measure. Default: 20.")
    private double seconds;

    @Option(names = "--plot", paramLabel = "FILE.svg|.png", description = "Draw the curve.")
    private Path plot;

    @Option(
            names = "--apply",
            description = "With MODEL: also print the settings as environment variables and as Java.")
    private boolean apply;

    /** From one number to another. */
    record Range(int first, int last) {
        static Range of(String text) {
            String[] ends = text.split("-", -1);
            if (ends.length > 2 || !text.matches("[1-9][0-9]{0,3}(-[1-9][0-9]{0,3})?")) {
                throw new IllegalArgumentException(text + " is no range of numbers such as 1-8");
            }
            int first = Integer.parseInt(ends[0]);
            int last = Integer.parseInt(ends[ends.length - 1]);
            if (last < first) {
                throw new IllegalArgumentException(text + " ends before it begins");
            }
            return new Range(first, last);
        }

        /** The ends, and the powers of two between. */
        NavigableSet<Integer> powersOfTwo() {
            NavigableSet<Integer> values = new TreeSet<>(List.of(first, last));
            for (int value = 1; value < last; value *= 2) {
                if (value > first) {
                    values.add(value);
                }
            }
            return values;
        }

        /** All of them; of many, the first and the even ones, as the notes' script has it. */
        NavigableSet<Integer> toPlot() {
            NavigableSet<Integer> values = new TreeSet<>(List.of(first, last));
            for (int value = first; value <= last; value++) {
                if (last - first < 16 || value % 2 == 0) {
                    values.add(value);
                }
            }
            return values;
        }
    }

    @Override
    Integer run() throws Exception {
        if (!(seconds > 0)) {
            throw usage("--seconds must be positive");
        }
        if (model == null && (inputs != null || apply || clients != null)) {
            throw usage("--inputs, --clients and --apply go with a MODEL");
        }
        if (model != null && inputs == null) {
            throw usage("tune MODEL needs --inputs FILE");
        }
        if (plot != null) {
            Chart.check(plot);
        }
        int cpus = ThreadDefaults.ofProcess().interOp().threads();
        if (model == null) {
            tuneMm(range("--threads", threads, 2 * cpus));
        } else {
            tuneModel(range("--threads", threads, cpus), range("--clients", clients, 2 * cpus), cpus);
        }
        return Main.OK;
    }

    private Range range(String option, String text, int last) {
        if (text == null) {
            return new Range(1, last);
        }
        try {
            return Range.of(text);
        } catch (IllegalArgumentException wrong) {
            throw usage(option + ": " + wrong.getMessage());
        }
    }

    private void tuneMm(Range range) {
        List<MmCurve> curves = MmCurve.measure(range.toPlot(), seconds);
        out().printf(Locale.ROOT, "torch.mm of %d x %<d matrices of float32, one call:%n", ProbeMain.MM_SIZE);
        curves.forEach(curve -> curve.lines().forEach(out()::println));
        if (plot != null) {
            MmCurve.chart(curves).save(plot);
        }
        writeJson(curves.stream().map(MmCurve::json).toList());
    }

    private void tuneModel(Range threadRange, Range clientRange, int cpus) throws Exception {
        long start = System.nanoTime();
        try (ModelProbes probes = new ModelProbes(model, inputs)) {
            NavigableSet<Integer> pools = probes.forks() ? new Range(1, cpus).powersOfTwo() : new TreeSet<>(List.of(0));
            Space space = new Space(threadRange.powersOfTwo(), pools, clientRange.powersOfTwo());
            Tuner tuner;
            List<Measured> left;
            try (Progress progress = Progress.of("measuring", Tuner.steps(space))) {
                tuner = new Tuner(space, probes, seconds, progress);
                left = tuner.search();
            }
            TuneReport report = new TuneReport(tuner.measured(), left, space.size());
            report.lines((System.nanoTime() - start) / 1e9).forEach(out()::println);
            if (apply) {
                report.application().forEach(out()::println);
            }
            if (plot != null) {
                report.chart(model.getFileName().toString()).save(plot);
            }
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("model", model.toString());
            json.putAll(report.json());
            writeJson(json);
        }
    }
}
