package dev.sconce.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the search found, as lines, as a chart, as JSON, and as what a user would set. */
final class TuneReport {
    /** What is slower than the slowest of the unbeaten by more than this factor would only press the others together. */
    private static final double CHART_RANGE = 3;
    /** Of a label over its point, as a share of the chart's height. */
    private static final double LABEL_HEIGHT = 0.035;

    private final Collection<Measured> measured;
    private final List<Measured> left;
    private final Pareto pareto;
    private final long grid;
    private final Map<String, Measured> named = new LinkedHashMap<>();

    /**
     * @param left those of {@code measured} that were left at the end; the others have numbers of few slices, from earlier
     * @param grid the settings that there would have been
     */
    TuneReport(Collection<Measured> measured, List<Measured> left, long grid) {
        this.measured = measured;
        this.left = left;
        this.pareto = Pareto.of(left);
        this.grid = grid;
        named.put("lowest latency", pareto.lowestLatency());
        named.put("highest throughput", pareto.highestThroughput());
        named.put("knee", pareto.knee());
    }

    /** The settings that no other beats, by rising latency, and the three with a name. */
    List<String> lines(double seconds) {
        List<String> lines = new ArrayList<>();
        pareto.front().forEach(one -> lines.add(one.toString()));
        named.forEach((name, one) -> lines.add(name + ": " + one));
        lines.add(String.format(Locale.ROOT, "measured %d settings of %d in %.1f s", measured.size(), grid, seconds));
        return lines;
    }

    /** The three as a shell and as Java would set them. */
    List<String> application() {
        List<String> lines = new ArrayList<>();
        named.forEach((name, one) -> {
            Setting setting = one.setting();
            lines.add("");
            lines.add("# " + name + ", with " + setting.clients() + (setting.clients() == 1 ? " caller" : " callers")
                    + " at a time");
            if (System.getenv("MKL_NUM_THREADS") != null) {
                lines.add("unset MKL_NUM_THREADS  # which would come before the next");
            }
            lines.add("export OMP_NUM_THREADS=" + setting.threads());
            lines.add("Parallel.setNumThreads(" + setting.threads() + ");");
            if (setting.interopThreads() > 0) {
                lines.add("Parallel.setNumInteropThreads(" + setting.interopThreads()
                        + ");  // before the first fork; no variable sets it");
            }
        });
        return lines;
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        named.forEach((name, one) -> json.put(name.replace(' ', '_'), one.json()));
        json.put("pareto", pareto.front().stream().map(Measured::json).toList());
        json.put("measured", measured.stream().map(Measured::json).toList());
        json.put("grid", grid);
        return json;
    }

    /** Latency over throughput: each setting a point, a line through those that no other beats, which carry their numbers. */
    Chart chart(String model) {
        boolean forks = pareto.knee().setting().interopThreads() > 0;
        Chart chart = new Chart(
                model + ": latency and throughput, by threads · " + (forks ? "inter-op threads · " : "") + "clients",
                "calls a second",
                "ms a call (median)");
        double slowest = pareto.front().stream()
                .mapToDouble(Measured::medianMillis)
                .max()
                .orElseThrow();
        List<Measured> shown = measured.stream()
                .filter(one -> one.medianMillis() <= CHART_RANGE * slowest)
                .toList();
        points(
                chart,
                "dropped early",
                shown.stream().filter(one -> !left.contains(one)).toList(),
                false);
        points(chart, "left at the end", shown.stream().filter(left::contains).toList(), false);
        points(chart, "not beaten", pareto.front(), true);
        named.forEach((name, one) -> points(chart, name, List.of(one), false));
        double above = LABEL_HEIGHT
                * shown.stream().mapToDouble(Measured::medianMillis).max().orElseThrow();
        pareto.front().forEach(one -> chart.label(numbers(one.setting()), one.perSecond(), one.medianMillis() + above));
        return chart;
    }

    private static String numbers(Setting setting) {
        return setting.threads() + (setting.interopThreads() > 0 ? "·" + setting.interopThreads() : "") + "·"
                + setting.clients();
    }

    private static void points(Chart chart, String name, Collection<Measured> points, boolean isLine) {
        if (points.isEmpty()) {
            return;
        }
        List<Double> x = points.stream().map(Measured::perSecond).toList();
        List<Double> y = points.stream().map(Measured::medianMillis).toList();
        if (isLine) {
            chart.line(name, x, y);
        } else {
            chart.points(name, x, y);
        }
    }
}
