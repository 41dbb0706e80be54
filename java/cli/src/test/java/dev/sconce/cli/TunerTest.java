package dev.sconce.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.cli.TuneCommand.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The search for settings, on machines that are formulas. */
final class TunerTest {
    private static final double SECONDS = 10;

    private final List<Double> slices = new ArrayList<>();

    /** A call takes serial time, time that threads share, and time that each thread costs; the machine makes so many calls at once. */
    private Tuner.Bench machine(double serial, double shared, double perThread, int atOnce) {
        return (setting, seconds) -> {
            slices.add(seconds);
            double millis = serial + shared / setting.threads() + perThread * setting.threads();
            double waiting = Math.max(1, setting.clients() / (double) atOnce);
            return new Measured.Slice(
                    millis * waiting, millis * waiting * 2, Math.min(setting.clients(), atOnce) * 1000 / millis);
        };
    }

    private static Tuner.Space space(int threads, int interop, int clients) {
        return new Tuner.Space(
                new Range(1, threads).powersOfTwo(),
                interop == 0 ? new TreeSet<>(List.of(0)) : new Range(1, interop).powersOfTwo(),
                new Range(1, clients).powersOfTwo());
    }

    private static Tuner tuner(Tuner.Space space, Tuner.Bench bench) {
        return new Tuner(space, bench, SECONDS, Progress.of("test", Tuner.steps(space)));
    }

    @Test
    void findsTheBestAlsoBetweenThePowersOfTwo() throws Exception {
        // Fastest with 6 threads: 36 / 6 + 6; four calls at once are all that there is room for.
        Tuner tuner = tuner(space(16, 0, 16), machine(1, 36, 1, 4));
        Pareto pareto = Pareto.of(tuner.search());
        assertEquals(6, pareto.lowestLatency().setting().threads());
        assertEquals(6, pareto.highestThroughput().setting().threads());
        assertEquals(4, pareto.highestThroughput().setting().clients());
    }

    @Test
    void costsWhatItMayCostAndNotTheFullGrid() throws Exception {
        Tuner.Space space = space(64, 64, 128);
        Tuner tuner = tuner(space, machine(1, 36, 1, 4));
        tuner.search();
        double total = slices.stream().mapToDouble(Double::doubleValue).sum();
        assertTrue(total <= 1.5 * SECONDS, "asked for " + total + " s of measuring");
        assertEquals(64 * 64 * 128, space.size());
        assertTrue(tuner.measured().size() <= 100, tuner.measured().size() + " settings");
    }

    @Test
    void moreClientsThanBringCallsAreNotTried() throws Exception {
        Tuner tuner = tuner(space(1, 0, 64), machine(1, 0, 0, 2));
        tuner.search();
        assertTrue(tuner.measured().stream().allMatch(one -> one.setting().clients() <= 4));
    }

    @Test
    void aPoolThatHelpsNobodyIsTriedWithOneClientOnly() throws Exception {
        Tuner tuner = tuner(space(1, 8, 8), machine(1, 0, 0, 8));
        tuner.search();
        for (Measured one : tuner.measured()) {
            assertTrue(one.setting().interopThreads() == 1 || one.setting().clients() == 1, one.toString());
        }
    }

    @Test
    void whatIsLeftWasMeasuredInAllRoundsAndWarm() throws Exception {
        // A machine that is slow at first: what was measured then does not count.
        Tuner.Bench warm = machine(1, 8, 0.1, 2);
        Tuner.Bench bench = (setting, seconds) -> {
            Measured.Slice slice = warm.run(setting, seconds);
            return slices.size() < 4
                    ? new Measured.Slice(slice.medianMillis() * 1.4, 9, slice.perSecond() / 1.4)
                    : slice;
        };
        for (Measured one : tuner(space(4, 0, 2), bench).search()) {
            assertEquals(warm.run(one.setting(), 1).medianMillis(), one.medianMillis());
            assertTrue(one.slices() >= 4, one + " of " + one.slices() + " slices");
        }
    }

    private static Measured measured(int clients, double millis, double perSecond) {
        Measured one = new Measured(new Setting(1, 0, clients));
        one.add(new Measured.Slice(millis, millis, perSecond));
        return one;
    }

    @Test
    void theFrontIsWhatNoOtherBeats() {
        Measured fast = measured(1, 1, 1000);
        Measured knee = measured(2, 1.1, 1800);
        Measured most = measured(4, 2.5, 1900);
        Measured beaten = measured(8, 2.6, 1850);
        Pareto pareto = Pareto.of(List.of(beaten, most, knee, fast));
        assertEquals(List.of(fast, knee, most), pareto.front());
        assertEquals(fast, pareto.lowestLatency());
        assertEquals(most, pareto.highestThroughput());
        assertEquals(knee, pareto.knee());
    }

    @Test
    void aMarginIsAskedOfBothNumbers() {
        Measured good = measured(1, 1, 1000);
        assertTrue(good.dominates(measured(2, 1.2, 800), 0.1));
        assertFalse(good.dominates(measured(2, 1.2, 950), 0.1));
        assertFalse(good.dominates(measured(2, 1, 1000), 0));
        assertTrue(good.dominates(measured(2, 1, 999), 0));
    }

    @Test
    void numbersAreMediansOfTheSlices() {
        Measured one = measured(1, 5, 10);
        one.add(new Measured.Slice(1, 7, 30));
        one.add(new Measured.Slice(2, 9, 20));
        assertEquals(2, one.medianMillis());
        assertEquals(7, one.p99Millis());
        assertEquals(20, one.perSecond());
    }

    @Test
    void rangesAreNumbersOrTheirEnds() {
        assertEquals(List.of(1, 2, 4, 6), List.copyOf(Range.of("1-6").powersOfTwo()));
        assertEquals(List.of(3, 4, 8, 9), List.copyOf(Range.of("3-9").powersOfTwo()));
        assertEquals(List.of(5), List.copyOf(Range.of("5").toPlot()));
        assertEquals(List.of(1, 2, 3), List.copyOf(Range.of("1-3").toPlot()));
        assertEquals(25, Range.of("1-48").toPlot().size());
        for (String wrong : List.of("0-3", "3-1", "a", "1-", "1-2-3", "")) {
            assertThrows(IllegalArgumentException.class, () -> Range.of(wrong), wrong);
        }
    }
}
