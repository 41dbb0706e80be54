package dev.sconce.bench;

import dev.sconce.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench kernels}: the product of matrices, beside all that could compute it instead. */
@Command(
        name = "kernels",
        description = {
            "The product of two square matrices in float32 on one thread, nothing packed ahead, as a share of the fused multiply-adds that the"
                    + " machine can do at most: Sconce (aten::mm), libtorch, plain Java and Java's Vector API.",
            "With a number for its first argument, 'scripts/bench kernels' runs the kernels by themselves, in C++, instead."
        })
final class KernelsCommand extends Benchmark {
    @Option(
            names = "--sizes",
            split = ",",
            defaultValue = "256,512,1024,2048",
            description = "Rows and columns. Default: ${DEFAULT-VALUE}.")
    private List<Integer> sizes;

    private record Row(int size, Map<String, Double> gflops, Map<String, Double> shares) {}

    @Override
    String name() {
        return "kernels";
    }

    @Override
    void run(Results results) throws Exception {
        Path own = modelFolder();
        List<ProductEngine> others = new ArrayList<>(List.of(new PlainJavaProduct()));
        ServiceLoader.load(ProductEngine.class).forEach(others::add);
        Map<String, List<Double>> shares = new LinkedHashMap<>();
        List<String> columns = new ArrayList<>(List.of("", "FMA peak"));
        List<Row> rows = new ArrayList<>();
        for (int size : sizes) {
            Map<String, Double> gflops = new LinkedHashMap<>();
            Map<String, Double> share = measure(own, size, others, gflops);
            share.keySet().stream().filter(name -> !columns.contains(name)).forEach(columns::add);
            rows.add(new Row(size, gflops, share));
        }
        Table table =
                new Table("mm, float32, 1 thread: GFLOP/s (share of the FMA peak)", columns.toArray(String[]::new));
        for (Row row : rows) {
            Object[] cells = new Object[columns.size()];
            cells[0] = Integer.toString(row.size);
            for (int c = 1; c < cells.length; c++) {
                String name = columns.get(c);
                Double share = row.shares.get(name);
                cells[c] = share == null
                        ? row.gflops.get(name)
                        : "%.0f (%s)".formatted(row.gflops.get(name), percent(share));
                if (c > 1) {
                    shares.computeIfAbsent(name, n -> new ArrayList<>()).add(share);
                }
            }
            table.row(cells);
        }
        results.add(table);
        results.addChart(
                output(),
                "kernels-mm",
                "mm on one thread",
                "share of the FMA peak",
                sizes.stream().map(String::valueOf).toList(),
                shares);
    }

    /** Of each side that takes this size, its share of the peak; and the rates. */
    private Map<String, Double> measure(Path own, int size, List<ProductEngine> others, Map<String, Double> gflops)
            throws Exception {
        ModelFolder folder = OwnModels.mm(own, size);
        List<Object> inputs = folder.inputs();
        float[] a = ((Tensor) inputs.get(0)).getDataAsFloatArray();
        float[] b = ((Tensor) inputs.get(1)).getDataAsFloatArray();
        List<double[]> expected = Engines.expected(folder);
        List<AutoCloseable> open = new ArrayList<>();
        FmaPeak peak = new FmaPeak(1);
        open.add(peak);
        List<Side> sides = new ArrayList<>(List.of(new Side("FMA peak", () -> {}, peak.work())));
        for (Engine engine : Engines.all()) {
            if (engine.canLoad(folder) && !engine.isVariant()) {
                engine.setThreads(1);
                Runner runner = engine.load(folder, 1);
                open.add(runner);
                verify(engine, runner, expected);
                sides.add(new Side(engine.name(), () -> engine.setThreads(1), Side.timed(runner::run)));
            }
        }
        for (ProductEngine other : others) {
            if (size > other.largest()) {
                continue;
            }
            ProductEngine.Product product = other.load(a, b, size);
            open.add(product);
            product.run();
            float[] result = product.result();
            double[] numbers = new double[result.length];
            Arrays.setAll(numbers, i -> result[i]);
            String difference = expected == null ? null : Numbers.difference(List.of(numbers), expected);
            if (difference != null) {
                throw new IllegalStateException(other.name() + " returns something else than expected: " + difference);
            }
            sides.add(new Side(other.name(), () -> {}, Side.timed(product::run)));
        }
        List<Measurement> measured = alternation().measure(sides);
        double flops = 2.0 * size * size * size;
        Map<String, Double> shares = new LinkedHashMap<>();
        gflops.put("FMA peak", peak.flops() / measured.get(0).median() * 1e-9);
        for (Measurement side : measured.subList(1, measured.size())) {
            gflops.put(side.name(), flops / side.median() * 1e-9);
            shares.put(side.name(), measured.get(0).ratio(side) * flops / peak.flops());
        }
        for (AutoCloseable each : open) {
            each.close();
        }
        return shares;
    }
}
