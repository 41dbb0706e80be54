package dev.sconce.bench;

import java.util.Arrays;

/**
 * What the slices of one side showed.
 *
 * @param seconds of one call, by slice
 * @param cpus CPUs that the process kept busy meanwhile, over all slices
 */
record Measurement(String name, double[] seconds, double cpus) {
    /** Seconds of one call. */
    double median() {
        return quantile(seconds, 0.5);
    }

    /** The distance of the first and third quartile, as a share of the median. */
    double spread() {
        return (quantile(seconds, 0.75) - quantile(seconds, 0.25)) / median();
    }

    /** The median of this side's time over another's, slice by slice: both of a pair met the same neighbours. */
    double ratio(Measurement other) {
        double[] ratios = new double[Math.min(seconds.length, other.seconds.length)];
        Arrays.setAll(ratios, i -> seconds[i] / other.seconds[i]);
        return quantile(ratios, 0.5);
    }

    /** Between the two nearest, in proportion. */
    static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double position = share * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
