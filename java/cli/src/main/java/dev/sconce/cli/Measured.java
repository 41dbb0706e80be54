package dev.sconce.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A setting and its slices of time; each number is the median over the slices. */
final class Measured {
    /** The calls of one slice. */
    record Slice(double medianMillis, double p99Millis, double perSecond) {
        static Slice of(Load.Result result) {
            return new Slice(result.percentileMillis(0.5), result.percentileMillis(0.99), result.perSecond());
        }
    }

    private final Setting setting;
    private final List<Slice> slices = new ArrayList<>();

    Measured(Setting setting) {
        this.setting = setting;
    }

    Setting setting() {
        return setting;
    }

    void add(Slice slice) {
        slices.add(slice);
    }

    /** Forgets what was measured while everything was still cold. */
    void restart() {
        slices.clear();
    }

    int slices() {
        return slices.size();
    }

    /** The time of one call. */
    double medianMillis() {
        return median(Slice::medianMillis);
    }

    double p99Millis() {
        return median(Slice::p99Millis);
    }

    /** Calls of all clients together. */
    double perSecond() {
        return median(Slice::perSecond);
    }

    private double median(ToDoubleFunction<Slice> number) {
        double[] sorted = slices.stream().mapToDouble(number).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /**
     * Whether it beats another by a share in both latency and throughput; by a margin of 0, whether it is nowhere worse and somewhere
     * better.
     */
    boolean dominates(Measured other, double margin) {
        double latency = other.medianMillis() / medianMillis();
        double throughput = perSecond() / other.perSecond();
        return latency >= 1 + margin && throughput >= 1 + margin && latency * throughput > 1;
    }

    Map<String, Object> json() {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("threads", setting.threads());
        if (setting.interopThreads() > 0) {
            row.put("interop_threads", setting.interopThreads());
        }
        row.put("clients", setting.clients());
        row.put("median_ms", medianMillis());
        row.put("p99_ms", p99Millis());
        row.put("per_second", perSecond());
        row.put("slices", slices.size());
        return row;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s median_ms %.4f p99_ms %.4f per_second %.2f",
                setting,
                medianMillis(),
                p99Millis(),
                perSecond());
    }
}
