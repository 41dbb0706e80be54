package dev.sconce.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MeasurementTest {
    private static Measurement of(double... seconds) {
        return new Measurement("", seconds, 1);
    }

    @Test
    void theMedianOfAnEvenNumberLiesInTheMiddle() {
        assertEquals(2.5, of(4, 1, 3, 2).median());
        assertEquals(3, of(100, 1, 3).median());
    }

    @Test
    void theSpreadIsTheDistanceOfTheQuartilesAsAShareOfTheMedian() {
        assertEquals((4.0 - 2.0) / 3.0, of(5, 4, 3, 2, 1).spread());
        assertEquals(0, of(7, 7, 7).spread());
    }

    @Test
    void aRatioComparesSliceBySlice() {
        // Neighbours slowed the second slice of both: each slice says that one takes half of the other's time.
        assertEquals(0.5, of(1, 10, 1).ratio(of(2, 20, 2)));
    }
}
