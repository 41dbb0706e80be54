package dev.sconce.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures sides in turn, A B C, B C A, C A B, …, in short slices: what neighbours on the machine take, they take from all.
 *
 * <p>Before a slice the process comes to rest: idle threads of some libraries spin for tens of milliseconds, and would take the CPU from
 * the side that comes next. Then the side runs for a moment unmeasured, so that caches and threads are its own.
 */
final class Alternation {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    /** The JVM tells the CPU time of the process in steps of 10 ms. */
    private static final long REST_STEP_MILLIS = 20;

    private static final int REST_STEPS = 25;

    private final int slices;
    private final double sliceSeconds;
    private final double leadSeconds;
    private final double warmUpSeconds;

    /**
     * @param slices of each side
     * @param sliceSeconds the least that a slice takes
     * @param warmUpSeconds of each side, before the first slice
     */
    Alternation(int slices, double sliceSeconds, double warmUpSeconds) {
        this.slices = slices;
        this.sliceSeconds = sliceSeconds;
        this.leadSeconds = sliceSeconds / 5;
        this.warmUpSeconds = warmUpSeconds;
    }

    /** In the order of the sides. */
    List<Measurement> measure(List<Side> sides) throws Exception {
        int count = sides.size();
        long[] times = new long[count];
        for (int s = 0; s < count; s++) {
            sides.get(s).preparation().prepare();
            times[s] = warmUp(sides.get(s).work());
        }
        double[][] seconds = new double[count][slices];
        double[] wall = new double[count];
        double[] cpu = new double[count];
        for (int slice = 0; slice < slices; slice++) {
            for (int turn = 0; turn < count; turn++) {
                int s = (slice + turn) % count;
                Side side = sides.get(s);
                rest();
                side.preparation().prepare();
                side.work().seconds(Math.max(1, (long) (times[s] * leadSeconds / sliceSeconds)));
                long cpuStart = SYSTEM.getProcessCpuTime();
                long start = System.nanoTime();
                seconds[s][slice] = side.work().seconds(times[s]) / times[s];
                wall[s] += System.nanoTime() - start;
                cpu[s] += SYSTEM.getProcessCpuTime() - cpuStart;
            }
        }
        List<Measurement> measurements = new ArrayList<>();
        for (int s = 0; s < count; s++) {
            measurements.add(new Measurement(sides.get(s).name(), seconds[s], cpu[s] / wall[s]));
        }
        return measurements;
    }

    /** Waits until the process uses no CPU, but not for ever. */
    private static void rest() throws InterruptedException {
        for (int step = 0; step < REST_STEPS; step++) {
            long before = SYSTEM.getProcessCpuTime();
            Thread.sleep(REST_STEP_MILLIS);
            if (SYSTEM.getProcessCpuTime() == before) {
                return;
            }
        }
    }

    /** Runs until it is warm. Returns how many times fill a slice. */
    private long warmUp(Side.Work work) throws Exception {
        long times = 1;
        double best = Double.MAX_VALUE;
        double spent = 0;
        while (spent < warmUpSeconds || best == Double.MAX_VALUE) {
            double seconds = work.seconds(times);
            spent += seconds;
            best = Math.min(best, seconds / times);
            if (seconds < sliceSeconds / 4) {
                times *= 2;
            }
        }
        return Math.max(1, (long) Math.ceil(sliceSeconds / best));
    }
}
