package dev.sconce.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench threads}: what threads bring, inside one operator and around whole models. */
@Command(
        name = "threads",
        description = {
            "The product of two matrices of 1024 x 1024 in float32 (aten::mm, nothing packed ahead) on 1 and on 2 threads: Sconce, libtorch, and"
                    + " the fused multiply-adds that the machine can do at most.",
            "Then the throughput of models under several application threads at once."
        })
final class ThreadsCommand extends Benchmark {
    @Option(names = "--only", paramLabel = "PART", split = ",", description = "mm or clients. Default: both.")
    private List<String> only = List.of("mm", "clients");

    @Option(
            names = "--size",
            defaultValue = "1024",
            description = "Rows and columns of the matrices. Default: ${DEFAULT-VALUE}.")
    private int size;

    @Option(
            names = "--clients",
            split = ",",
            defaultValue = "1,2,8,64",
            description = "Application threads. Default: ${DEFAULT-VALUE}.")
    private List<Integer> clients;

    @Parameters(
            paramLabel = "DIR",
            description = "Folders of models (model.pt, inputs.pt); without any, two that are written now.")
    private List<Path> folders = List.of();

    private static final int[] THREADS = {1, 2};

    @Override
    String name() {
        return only.size() == 1 ? "threads-" + only.get(0) : "threads";
    }

    @Override
    void run(Results results) throws Exception {
        Path own = modelFolder();
        List<Engine> engines = Engines.all();
        if (only.contains("mm")) {
            product(results, own, engines);
        }
        if (only.contains("clients")) {
            List<ModelFolder> models = folders.isEmpty()
                    ? List.of(OwnModels.mlp(own), OwnModels.residual(own))
                    : folders.stream().map(ModelFolder::new).toList();
            for (ModelFolder model : models) {
                clients(results, model, engines);
            }
        }
    }

    private void product(Results results, Path own, List<Engine> engines) throws Exception {
        ModelFolder folder = OwnModels.mm(own, size);
        List<double[]> expected = Engines.expected(folder);
        double flops = 2.0 * size * size * size;
        List<Side> sides = new ArrayList<>();
        Map<String, Double> flopsOf = new LinkedHashMap<>();
        List<AutoCloseable> open = new ArrayList<>();
        for (int threads : THREADS) {
            FmaPeak peak = new FmaPeak(threads);
            open.add(peak);
            sides.add(new Side("FMA peak", () -> {}, peak.work()));
            flopsOf.put("FMA peak " + threads, peak.flops());
        }
        List<String> names = new ArrayList<>(List.of("FMA peak"));
        for (Engine engine : engines) {
            if (!engine.canLoad(folder) || engine.isVariant()) {
                continue;
            }
            names.add(engine.name());
            Runner runner = engine.load(folder, THREADS[0]);
            open.add(runner);
            verify(engine, runner, expected);
            for (int threads : THREADS) {
                sides.add(new Side(engine.name(), () -> engine.setThreads(threads), Side.timed(runner::run)));
            }
        }
        List<Measurement> measured = alternation().measure(sides);
        Table table = new Table(
                "mm %d x %d x %d, float32, GFLOP/s".formatted(size, size, size),
                "",
                "1 thread",
                "spread",
                "CPUs",
                "2 threads",
                "spread",
                "CPUs",
                "scaling");
        Measurement[] peak = {measured.get(0), measured.get(1)};
        double[] peakFlops = {flopsOf.get("FMA peak 1"), flopsOf.get("FMA peak 2")};
        for (int i = 0; i < names.size(); i++) {
            Measurement one = measured.get(2 * i);
            Measurement two = measured.get(2 * i + 1);
            double[] work = i == 0 ? peakFlops : new double[] {flops, flops};
            table.row(
                    names.get(i),
                    work[0] / one.median() * 1e-9,
                    percent(one.spread()),
                    one.cpus(),
                    work[1] / two.median() * 1e-9,
                    percent(two.spread()),
                    two.cpus(),
                    one.ratio(two) * work[1] / work[0]);
        }
        results.add(table);
        Table ratios = new Table(
                "mm %d: ratios of the rates".formatted(size),
                "",
                "1 thread",
                "2 threads",
                "scaling / scaling of the peak");
        Measurement[] sconce = {measured.get(2), measured.get(3)};
        ratios.row(
                "Sconce / FMA peak",
                peak[0].ratio(sconce[0]) * flops / peakFlops[0],
                peak[1].ratio(sconce[1]) * flops / peakFlops[1],
                sconce[0].ratio(sconce[1]) / (peak[0].ratio(peak[1]) * peakFlops[1] / peakFlops[0]));
        for (int i = 2; i < names.size(); i++) {
            ratios.row(
                    "Sconce / " + names.get(i),
                    measured.get(2 * i).ratio(sconce[0]),
                    measured.get(2 * i + 1).ratio(sconce[1]),
                    null);
        }
        results.add(ratios);
        Map<String, List<Double>> bars = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            double[] work = i == 0 ? peakFlops : new double[] {flops, flops};
            bars.put(
                    names.get(i),
                    List.of(
                            work[0] / measured.get(2 * i).median() * 1e-9,
                            work[1] / measured.get(2 * i + 1).median() * 1e-9));
        }
        results.addChart(output(), "threads-mm", "mm " + size, "GFLOP/s", List.of("1 thread", "2 threads"), bars);
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private void clients(Results results, ModelFolder folder, List<Engine> engines) throws Exception {
        int threads = Runtime.getRuntime().availableProcessors();
        List<double[]> expected = Engines.expected(folder);
        List<String> names = new ArrayList<>();
        List<Side> sides = new ArrayList<>();
        List<AutoCloseable> open = new ArrayList<>();
        for (Engine engine : engines) {
            if (!engine.canLoad(folder) || engine.isVariant()) {
                continue;
            }
            engine.setThreads(threads);
            Runner runner = engine.load(folder, threads);
            verify(engine, runner, expected);
            names.add(engine.name());
            for (int count : clients) {
                ClientLoad load = new ClientLoad(runner, count);
                open.add(load);
                sides.add(new Side(engine.name(), () -> {}, load.work()));
            }
            open.add(runner);
        }
        List<Measurement> measured = alternation(CLIENT_SLICE_MILLIS).measure(sides);
        Table table = new Table(
                "%s: requests a second of all application threads together, %d intra-op threads"
                        .formatted(folder.name(), threads),
                header());
        Map<String, List<Double>> bars = new LinkedHashMap<>();
        for (int e = 0; e < names.size(); e++) {
            Object[] row = new Object[clients.size() + 2];
            row[0] = names.get(e);
            List<Double> rates = new ArrayList<>();
            double best = 0;
            double worst = Double.MAX_VALUE;
            for (int i = 0; i < clients.size(); i++) {
                double rate =
                        clients.get(i) / measured.get(e * clients.size() + i).median();
                row[i + 1] = rate;
                rates.add(rate);
                best = Math.max(best, rate);
                worst = Math.min(worst, rate);
            }
            row[clients.size() + 1] = percent(worst / best);
            table.row(row);
            bars.put(names.get(e), rates);
        }
        if (names.size() > 1) {
            Object[] ratios = new Object[clients.size() + 2];
            ratios[0] = "Sconce / best peer";
            for (int i = 0; i < clients.size(); i++) {
                int count = i;
                double best = names.stream()
                        .skip(1)
                        .mapToDouble(peer -> bars.get(peer).get(count))
                        .max()
                        .orElseThrow();
                ratios[i + 1] = bars.get(names.get(0)).get(i) / best;
            }
            table.row(ratios);
        }
        results.add(table);
        results.addChart(
                output(),
                "threads-clients-" + folder.name(),
                folder.name() + " under application threads",
                "requests / s",
                List.of(header()).subList(1, clients.size() + 1),
                bars);
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    /** Long enough that waking and joining 64 threads, some milliseconds, does not count, and that each of them has its turn. */
    private static final double CLIENT_SLICE_MILLIS = 300;

    private String[] header() {
        String[] header = new String[clients.size() + 2];
        header[0] = "";
        for (int i = 0; i < clients.size(); i++) {
            header[i + 1] = clients.get(i) == 1 ? "1 thread" : clients.get(i) + " threads";
        }
        header[clients.size() + 1] = "worst / best";
        return header;
    }
}
