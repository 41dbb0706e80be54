package dev.sconce.host;

/**
 * How often a cgroup had used up its CPU quota before a period's end, since the cgroup was made.
 *
 * @param periods periods in which it ran ({@code nr_periods})
 * @param throttledPeriods periods in which it had to stop ({@code nr_throttled})
 * @param throttledMicros microseconds that its threads together were kept from running ({@code throttled_usec})
 * @param file the file that says so
 */
public record Throttling(long periods, long throttledPeriods, long throttledMicros, String file) {}
