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

    private static final int REST_STEPS = 5;

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
        double[] estimate = new double[count];
        for (int s = 0; s < count; s++) {
            sides.get(s).preparation().prepare();
            estimate[s] = run(sides.get(s).work(), 1, warmUpSeconds);
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
                estimate[s] = run(side.work(), times(leadSeconds, estimate[s]), 0);
                long cpuStart = SYSTEM.getProcessCpuTime();
                long start = System.nanoTime();
                seconds[s][slice] = run(side.work(), times(sliceSeconds, estimate[s]), sliceSeconds);
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

    private static long times(double seconds, double estimate) {
        return Math.max(1, (long) Math.ceil(seconds / estimate));
    }

    /** Runs batches of so many times, then twice as many, until the time is over. Returns the seconds of one time in all of them. */
    private static double run(Side.Work work, long batch, double atLeast) throws Exception {
        double spent = 0;
        long done = 0;
        for (long times = batch; ; times *= 2) {
            spent += work.seconds(times);
            done += times;
            if (spent >= atLeast) {
                return spent / done;
            }
        }
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
}
