package dev.sconce.bench;

import dev.sconce.bench.OwnOperators.Case;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench operators}: what moves more bytes than it computes, by the bandwidth of a copy. */
@Command(
        name = "operators",
        description = {
            "Operators and small chains of them whose time is that of their memory: norms, pooling, reductions, changes of layout, pointwise"
                    + " formulas; on NCHW and on channels-last tensors.",
            "",
            "GB/s counts what must be read and written once. 'of copy' is the share of the rate at which torch.clone moves as many bytes,"
                    + " measured in turn; 'ratio' the time over libtorch's."
        })
final class OperatorsCommand extends Benchmark {
    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Parts of names; all without any.")
    private List<String> names = List.of();

    @Option(
            names = "--threads",
            split = ",",
            defaultValue = "1",
            description = "Threads, each number measured by itself. Default: ${DEFAULT-VALUE}.")
    private List<Integer> threads;

    @Override
    String name() {
        return "operators";
    }

    @Override
    void run(Results results) throws Exception {
        Path folder = modelFolder();
        List<Engine> engines = Engines.all().stream()
                .filter(engine ->
                        engine instanceof SconceEngine || engine.name().equals("libtorch"))
                .toList();
        Table table = new Table(
                "Memory-bound operators", "operator", "threads", "µs", "GB/s", "of copy", "libtorch µs", "ratio");
        for (Case which : OwnOperators.all()) {
            if (!names.isEmpty() && names.stream().noneMatch(which.name()::contains)) {
                continue;
            }
            ModelFolder model = which.write(folder);
            ModelFolder copy = OwnOperators.copy(folder, which.bytes());
            for (int count : threads) {
                table.row(row(which, model, copy, count, engines));
            }
        }
        results.add(table);
    }

    private Object[] row(Case which, ModelFolder model, ModelFolder copy, int count, List<Engine> engines)
            throws Exception {
        List<double[]> expected = Engines.expected(model);
        List<Side> sides = new ArrayList<>();
        List<Runner> runners = new ArrayList<>();
        for (Engine engine : engines) {
            engine.setThreads(count);
            Runner runner = engine.load(model, count);
            runners.add(runner);
            verify(engine, runner, expected);
            sides.add(new Side(engine.name(), () -> engine.setThreads(count), Side.timed(runner::run)));
        }
        Engine sconce = engines.get(0);
        Runner mover = sconce.load(copy, count);
        runners.add(mover);
        sides.add(new Side("copy", () -> sconce.setThreads(count), Side.timed(mover::run)));
        List<Measurement> measured = alternation().measure(sides);
        runners.forEach(Runner::close);
        Measurement own = measured.get(0);
        Measurement bandwidth = measured.get(measured.size() - 1);
        Measurement peer = measured.size() > 2 ? measured.get(1) : null;
        return new Object[] {
            which.name(),
            Integer.toString(count),
            1e6 * own.median(),
            1e-9 * which.bytes() / own.median(),
            percent(bandwidth.ratio(own)),
            peer == null ? null : 1e6 * peer.median(),
            peer == null ? null : own.ratio(peer)
        };
    }
}
