package dev.sconce.cli;

import dev.sconce.jni.NativeLibrary;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The curve of PyTorch's notes: how long a product of two matrices takes with each number of threads, on one backend.
 *
 * @param points of one client each, by rising number of threads
 */
record MmCurve(String backend, List<Measured> points) {
    /** At most as many slices of each point; fewer where the time does not allow them. */
    private static final int MOST_ROUNDS = 20;

    private static final int FEWEST_ROUNDS = 3;
    private static final double SLICE_SECONDS = 0.1;
    private static final int BAR_WIDTH = 40;

    /** Measures in turn, a short slice each, all numbers of threads on all backends: what the machine does meanwhile meets all. */
    static List<MmCurve> measure(Collection<Integer> threads, double seconds) {
        List<Probe> probes = new ArrayList<>();
        try (Progress progress = Progress.of("measuring", MOST_ROUNDS)) {
            List<MmCurve> curves = new ArrayList<>();
            for (String backend : NativeLibrary.backends()) {
                Probe probe = Probe.ofMm(backend);
                probes.add(probe);
                List<Measured> points = threads.stream()
                        .map(count -> new Measured(new Setting(count, 0, 1)))
                        .toList();
                curves.add(new MmCurve(probe.backend(), points));
            }
            long end = System.nanoTime() + (long) (seconds * 1e9);
            for (int round = 0; round < MOST_ROUNDS; round++) {
                if (round >= FEWEST_ROUNDS && System.nanoTime() - end > 0) {
                    break;
                }
                for (int point = 0; point < threads.size(); point++) {
                    for (int i = 0; i < probes.size(); i++) {
                        Measured now = curves.get(i).points.get(point);
                        now.add(probes.get(i).run(now.setting().threads(), 1, SLICE_SECONDS));
                    }
                }
                progress.advance();
            }
            return curves;
        } finally {
            probes.forEach(Probe::close);
        }
    }

    /** A line a point, with a bar as long as the time, and the share of it that the first point's time is. */
    List<String> lines() {
        double longest =
                points.stream().mapToDouble(Measured::medianMillis).max().orElseThrow();
        double first = points.get(0).medianMillis();
        List<String> lines = new ArrayList<>();
        for (Measured point : points) {
            double millis = point.medianMillis();
            lines.add(String.format(
                    Locale.ROOT,
                    "backend %s threads %-3d median_ms %9.4f gflops %8.2f speedup %6.2f  %s",
                    backend,
                    point.setting().threads(),
                    millis,
                    gflops(millis),
                    first / millis,
                    "#".repeat((int) Math.round(BAR_WIDTH * millis / longest))));
        }
        return lines;
    }

    private static double gflops(double millis) {
        return 2 * Math.pow(ProbeMain.MM_SIZE, 3) / (millis * 1e6);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("backend", backend);
        json.put("size", ProbeMain.MM_SIZE);
        json.put(
                "points",
                points.stream()
                        .map(point -> {
                            Map<String, Object> row = point.json();
                            row.put("gflops", gflops(point.medianMillis()));
                            return row;
                        })
                        .toList());
        return json;
    }

    static Chart chart(List<MmCurve> curves) {
        Chart chart = new Chart(
                String.format(Locale.ROOT, "mm of %d × %<d, float32", ProbeMain.MM_SIZE),
                "threads",
                "ms a call (median)");
        for (MmCurve curve : curves) {
            chart.line(
                    curve.backend,
                    curve.points.stream()
                            .map(point -> point.setting().threads())
                            .toList(),
                    curve.points.stream().map(Measured::medianMillis).toList());
        }
        return chart;
    }
}
