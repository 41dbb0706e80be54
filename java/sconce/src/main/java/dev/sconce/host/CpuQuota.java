package dev.sconce.host;

/**
 * The CPU time that a cgroup may use.
 *
 * @param quotaMicros microseconds of CPU time in each period, at least 1
 * @param periodMicros length of the period in microseconds, at least 1
 * @param file the file that says so
 */
public record CpuQuota(long quotaMicros, long periodMicros, String file) {
    /** The CPUs that the quota keeps busy all the time: rounded down, but at least 1. */
    public int cpus() {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, quotaMicros / periodMicros));
    }

    /** Whether this leaves less time than the other. */
    boolean isTighterThan(CpuQuota other) {
        return (double) quotaMicros / periodMicros < (double) other.quotaMicros / other.periodMicros;
    }

    /** Such as {@code 1.5 CPUs (150000/100000 µs)}. */
    @Override
    public String toString() {
        double exact = Math.round(100.0 * quotaMicros / periodMicros) / 100.0;
        return exact + " CPUs (" + quotaMicros + "/" + periodMicros + " µs)";
    }
}
