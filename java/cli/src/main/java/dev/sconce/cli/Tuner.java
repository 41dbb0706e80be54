package dev.sconce.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Searches for the settings with the best latencies and throughputs, in a given time instead of that of the full grid:
 *
 * <ol>
 *   <li>It tries powers of two, each for a moment. More clients are tried only while they bring more calls a second, and a larger
 *       inter-op pool only where it helped a single client. This also warms everything up; the numbers are forgotten then.
 *   <li>In rounds (successive halving), those that are left are measured in turn, several short slices each, and what another setting
 *       beats clearly in both latency and throughput is dropped. What counts as clearly becomes less from round to round, as the
 *       numbers become better.
 *   <li>After the first round, the values between the powers of two join, beside the settings that are then the best.
 * </ol>
 */
final class Tuner {
    /** Measures a setting for some time. */
    interface Bench {
        Measured.Slice run(Setting setting, double seconds) throws Exception;
    }

    /** The values to choose from; {@code interopThreads} is 0 alone for a model without forks. */
    record Space(NavigableSet<Integer> threads, NavigableSet<Integer> interopThreads, NavigableSet<Integer> clients) {
        /** Settings of the full grid: every number between, not only these. */
        long size() {
            return (long) span(threads) * span(interopThreads) * span(clients);
        }

        private static int span(NavigableSet<Integer> values) {
            return values.last() - values.first() + 1;
        }
    }

    /** A gain that is none: what the noise of one short slice may be. */
    private static final double NOISE = 0.05;
    /** How much better another must be for a setting to be dropped, a round each. */
    private static final double[] MARGINS = {0.25, 0.12, 0.06};
    /** Slices of each setting a round, in turn with the others'. */
    private static final int TURNS = 2;

    private static final double SHORTEST_SLICE = 0.02;
    private static final double LONGEST_SLICE = 1;

    private final Space space;
    private final Bench bench;
    private final double seconds;
    private final Progress progress;
    private final Map<Setting, Measured> measured = new LinkedHashMap<>();

    /** @param seconds what the search may cost, about: no slice is shorter than one call */
    Tuner(Space space, Bench bench, double seconds, Progress progress) {
        this.space = space;
        this.bench = bench;
        this.seconds = seconds;
        this.progress = progress;
    }

    /** All settings that were measured; those that were dropped early have fewer slices. */
    Collection<Measured> measured() {
        return measured.values();
    }

    /** The settings that were left at the end, each with slices of all rounds it was in. */
    List<Measured> search() throws Exception {
        explore();
        List<Measured> left = survivors(List.copyOf(measured.values()), 2 * MARGINS[0]);
        left.forEach(Measured::restart);
        for (int round = 0; round < MARGINS.length; round++) {
            double slice = clamp(0.25 * seconds / (left.size() * TURNS));
            for (int turn = 0; turn < TURNS; turn++) {
                for (Measured one : left) {
                    one.add(bench.run(one.setting(), slice));
                }
                progress.advance();
            }
            if (round == 0) {
                left = refined(left);
            }
            left = survivors(left, MARGINS[round]);
        }
        return left;
    }

    /** Steps that {@link #search} tells the progress bar of. */
    static int steps(Space space) {
        return space.interopThreads().size() * space.threads().size() + MARGINS.length * TURNS + 1;
    }

    private void explore() throws Exception {
        int most = space.interopThreads().size()
                * space.threads().size()
                * space.clients().size();
        double slice = clamp(0.2 * seconds / most);
        for (int threads : space.threads()) {
            Measured smallerPool = null;
            for (int interop : space.interopThreads()) {
                Measured single = exploreClients(threads, interop, slice, smallerPool);
                if (smallerPool == null || single.medianMillis() < smallerPool.medianMillis()) {
                    smallerPool = single;
                }
                progress.advance();
            }
        }
    }

    /** Tries more and more clients; only one where the pool is not worth its threads. Returns what one client got. */
    private Measured exploreClients(int threads, int interop, double slice, Measured smallerPool) throws Exception {
        Measured single = null;
        Measured fewer = null;
        for (int clients : space.clients()) {
            Measured now = measure(new Setting(threads, interop, clients), slice);
            if (single == null) {
                single = now;
                if (smallerPool != null && now.medianMillis() > smallerPool.medianMillis() * (1 - NOISE)) {
                    break;
                }
            } else if (now.perSecond() < fewer.perSecond() * (1 + NOISE)) {
                break;
            }
            fewer = now;
        }
        return single;
    }

    private Measured measure(Setting setting, double slice) throws Exception {
        Measured one = measured.computeIfAbsent(setting, Measured::new);
        one.add(bench.run(setting, slice));
        return one;
    }

    /** With the settings beside the best that lie between the values tried, measured as often as the others. */
    private List<Measured> refined(List<Measured> left) throws Exception {
        List<Measured> all = new ArrayList<>(left);
        Set<Setting> between = new HashSet<>();
        for (Measured best : Pareto.of(left).front()) {
            Setting at = best.setting();
            for (int threads : halfway(space.threads(), at.threads())) {
                between.add(new Setting(threads, at.interopThreads(), at.clients()));
            }
            for (int clients : halfway(space.clients(), at.clients())) {
                between.add(new Setting(at.threads(), at.interopThreads(), clients));
            }
        }
        double slice = clamp(0.1 * seconds / Math.max(1, between.size() * TURNS));
        for (int turn = 0; turn < TURNS; turn++) {
            for (Setting setting : between) {
                measure(setting, slice);
            }
        }
        between.forEach(setting -> all.add(measured.get(setting)));
        progress.advance();
        return all;
    }

    /** The numbers in the middle between a value and its neighbours among the values. */
    private static Set<Integer> halfway(NavigableSet<Integer> values, int value) {
        Set<Integer> middles = new TreeSet<>();
        for (Integer neighbour : new Integer[] {values.lower(value), values.higher(value)}) {
            if (neighbour != null && Math.abs(neighbour - value) > 1) {
                middles.add((neighbour + value) / 2);
            }
        }
        return middles;
    }

    private static List<Measured> survivors(List<Measured> all, double margin) {
        return all.stream()
                .filter(one -> all.stream().noneMatch(other -> other.dominates(one, margin)))
                .toList();
    }

    private static double clamp(double slice) {
        return Math.max(SHORTEST_SLICE, Math.min(LONGEST_SLICE, slice));
    }
}
