package dev.sconce.host;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The thread counts of a process that sets none itself, decided in this one place.
 *
 * <p>Intra-op: {@code MKL_NUM_THREADS}, else {@code OMP_NUM_THREADS}, else the CPUs that {@link CpuLimits} leave. Inter-op: those CPUs.
 * A variable holds what OpenMP allows: a whole number of at least 1, or a list of such separated by commas, of which the first counts.
 * One that holds something else counts as not set, as in PyTorch ({@code at::intraop_default_num_threads}).
 *
 * @param intraOp threads that one kernel may use
 * @param interOp threads of the pool for forked tasks
 * @param limits the limits that the CPUs were counted under
 * @param ignored a sentence for each variable that was refused
 */
public record ThreadDefaults(ThreadCount intraOp, ThreadCount interOp, CpuLimits limits, List<String> ignored) {
    /** In the order in which they are asked. */
    public static final List<String> VARIABLES = List.of("MKL_NUM_THREADS", "OMP_NUM_THREADS");

    /** Those of this process, as its environment and limits were when somebody first asked. */
    public static ThreadDefaults ofProcess() {
        return OfProcess.DEFAULTS;
    }

    private static final class OfProcess {
        static final ThreadDefaults DEFAULTS = of(
                System::getenv,
                CpuLimits.read(Path.of("/"), Runtime.getRuntime().availableProcessors()));
    }

    /** What follows from an environment (name to value or null) and limits. */
    static ThreadDefaults of(UnaryOperator<String> environment, CpuLimits limits) {
        List<String> ignored = new ArrayList<>();
        ThreadCount cpus = limits.cpus();
        ThreadCount intraOp = null;
        for (String variable : VARIABLES) {
            String value = environment.apply(variable);
            if (value == null) {
                continue;
            }
            int threads = firstOfList(value);
            if (threads == 0) {
                ignored.add(variable + "='" + value + "': not a whole number of at least 1, or several with commas");
            } else if (intraOp == null) {
                intraOp = new ThreadCount(threads, variable + "=" + value.strip());
            }
        }
        return new ThreadDefaults(intraOp == null ? cpus : intraOp, cpus, limits, List.copyOf(ignored));
    }

    /** The first of the whole numbers in {@code 4} or {@code 4,2}, or 0 when one of them is no whole number of at least 1. */
    private static int firstOfList(String list) {
        int first = 0;
        for (String element : list.split(",", -1)) {
            String number = element.strip();
            if (!number.matches("\\+?\\d{1,18}")) {
                return 0;
            }
            long value = Long.parseLong(number);
            if (value < 1 || value > Integer.MAX_VALUE) {
                return 0;
            }
            if (first == 0) {
                first = (int) value;
            }
        }
        return first;
    }
}
