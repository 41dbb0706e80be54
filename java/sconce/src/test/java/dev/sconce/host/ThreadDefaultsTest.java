package dev.sconce.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the two variables mean, over a machine of six CPUs. */
final class ThreadDefaultsTest {
    private static final CpuLimits SIX = new CpuLimits(new CpuList("0-5", 6), null, 8, List.of());
    private static final ThreadCount CPUS = new ThreadCount(6, "affinity mask 0-5");

    private static ThreadDefaults with(Map<String, String> environment) {
        return ThreadDefaults.of(environment::get, SIX);
    }

    @Test
    void withoutVariablesTheLimitsDecide() {
        assertEquals(new ThreadDefaults(CPUS, CPUS, SIX, List.of()), with(Map.of()));
    }

    @Test
    void mklsVariableComesBeforeOpenMps() {
        ThreadDefaults both = with(Map.of("MKL_NUM_THREADS", "3", "OMP_NUM_THREADS", "5"));
        assertEquals(new ThreadCount(3, "MKL_NUM_THREADS=3"), both.intraOp());
        assertEquals(CPUS, both.interOp());
        assertEquals(
                new ThreadCount(5, "OMP_NUM_THREADS=5"),
                with(Map.of("OMP_NUM_THREADS", "5")).intraOp());
    }

    @Test
    void aVariableMayAskForMoreThanTheLimits() {
        assertEquals(64, with(Map.of("OMP_NUM_THREADS", "64")).intraOp().threads());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"4,2|4", "4 , 2|4", "' 3 '|3", "+3|3", "007|7", "2147483647|2147483647"})
    void aListMeansItsFirstNumber(String value, int threads) {
        ThreadDefaults defaults = with(Map.of("OMP_NUM_THREADS", value));
        assertEquals(threads, defaults.intraOp().threads());
        assertEquals(List.of(), defaults.ignored());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "0",
                "-1",
                "four",
                "3abc",
                "0x3",
                "3.5",
                "4,",
                ",4",
                "4,0",
                "4,x",
                "4 2",
                "2147483648",
                "99999999999999999999"
            })
    void anythingElseCountsAsNotSetAndIsTold(String value) {
        ThreadDefaults defaults = with(Map.of("MKL_NUM_THREADS", value, "OMP_NUM_THREADS", "5"));
        assertEquals(new ThreadCount(5, "OMP_NUM_THREADS=5"), defaults.intraOp());
        assertEquals(1, defaults.ignored().size());
        assertTrue(
                defaults.ignored().get(0).startsWith("MKL_NUM_THREADS='" + value + "': "),
                defaults.ignored()::toString);
        assertEquals(CPUS, with(Map.of("OMP_NUM_THREADS", value)).intraOp());
    }
}
