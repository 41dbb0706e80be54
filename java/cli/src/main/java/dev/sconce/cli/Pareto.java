package dev.sconce.cli;

import java.util.Comparator;
import java.util.List;

/**
 * The settings that no other beats in both latency and throughput, by rising latency, and the three of them that have a name.
 */
record Pareto(List<Measured> front) {
    static Pareto of(List<Measured> all) {
        return new Pareto(all.stream()
                .filter(one -> all.stream().noneMatch(other -> other.dominates(one, 0)))
                .sorted(Comparator.comparingDouble(Measured::medianMillis))
                .toList());
    }

    Measured lowestLatency() {
        return front.stream()
                .min(Comparator.comparingDouble(Measured::medianMillis))
                .orElseThrow();
    }

    Measured highestThroughput() {
        return front.stream()
                .max(Comparator.comparingDouble(Measured::perSecond))
                .orElseThrow();
    }

    /** Where more throughput begins to cost more than its share of latency: the most throughput by latency (Kleinrock's power). */
    Measured knee() {
        return front.stream()
                .max(Comparator.comparingDouble(one -> one.perSecond() / one.medianMillis()))
                .orElseThrow();
    }
}
