package dev.sconce;

import dev.sconce.host.CpuLimits;
import dev.sconce.host.MappedRuntime;
import java.util.Map;

/** The text form of {@link ParallelInfo}: PyTorch's lines in PyTorch's words ({@code at::get_parallel_info}), then ours. */
final class ParallelInfoText {
    /** The names that OpenMP's standards have, by the date that a compiler tells. */
    private static final Map<String, String> OPENMP_NAMES = Map.of(
            "201107", "3.1",
            "201307", "4.0",
            "201511", "4.5",
            "201811", "5.0",
            "202011", "5.1");

    private static final String NOT_OPENED = "opened: no operator has needed it";

    private final StringBuilder text = new StringBuilder();
    private final ParallelInfo info;

    private ParallelInfoText(ParallelInfo info) {
        this.info = info;
    }

    static String of(ParallelInfo info) {
        ParallelInfoText text = new ParallelInfoText(info);
        text.pytorchsLines();
        text.ourLines();
        return text.text.toString();
    }

    private void pytorchsLines() {
        line("ATen/Parallel:");
        entry("at::get_num_threads()", info.numThreads().threads());
        entry("at::get_num_interop_threads()", info.numInteropThreads().threads());
        Map<String, String> libraries = info.libraries();
        line(openmp(libraries.get("openmp")));
        entryIfKnown("omp_get_max_threads()", libraries.get("omp_get_max_threads"));
        line(libraries.getOrDefault("mkl", "MKL not " + (usesMkl() ? NOT_OPENED : "found")));
        entryIfKnown("mkl_get_max_threads()", libraries.get("mkl_get_max_threads"));
        boolean usesOneDnn = "ON".equals(info.build().get("use_mkldnn"));
        line(libraries.getOrDefault("mkldnn", "MKLDNN not " + (usesOneDnn ? NOT_OPENED : "found")));
        line("std::thread::hardware_concurrency() : " + libraries.get("hardware_concurrency"));
        line("Environment variables:");
        info.environment().forEach((name, value) -> entry(name, value == null ? "[not set]" : value));
        line("ATen parallel backend: " + (info.build().get("threading").equals("OMP") ? "OpenMP" : "TBB"));
    }

    private static String openmp(String date) {
        if (date == null) {
            return "OpenMP not found";
        }
        String name = OPENMP_NAMES.get(date);
        return "OpenMP " + date + (name == null ? "" : " (a.k.a. OpenMP " + name + ")");
    }

    private boolean usesMkl() {
        return info.build().get("blas").equals("MKL");
    }

    private void ourLines() {
        line("Thread counts:");
        entry(
                "intra-op",
                info.numThreads().threads() + ", from " + info.numThreads().from());
        entry(
                "inter-op",
                info.numInteropThreads().threads() + ", from "
                        + info.numInteropThreads().from());
        info.ignored().forEach(what -> entry("ignored", what));
        line("Pools now:");
        ParallelInfo.Pools pools = info.pools();
        entry("intra-op workers alive", pools.intraOpWorkers());
        entry("inter-op threads alive", pools.interopThreads());
        entry("inter-op tasks", pools.unfinishedTasks() + " unfinished, " + pools.queuedTasks() + " of them queued");
        entry("threads of this process", pools.processThreads() + ", the JVM's own among them");
        entry("threads that may compute at once", pools.capacity() + ", of which free: " + pools.free());
        line("CPUs:");
        CpuLimits limits = info.limits();
        entry(
                "affinity mask",
                limits.affinity() == null
                        ? "unknown"
                        : limits.affinity().text() + " (" + limits.affinity().count() + " CPUs)");
        entry(
                "cgroup quota",
                limits.quota() == null
                        ? "none"
                        : limits.quota() + " in " + limits.quota().file());
        entry("cgroup throttling", throttling());
        entry("Java's availableProcessors()", limits.availableProcessors());
        entry("CPU capability", info.cpuCapability() + " of " + String.join(", ", info.cpuSupported()));
        line("Libraries:");
        info.build().forEach((name, value) -> entry("sconce " + name, value.isEmpty() ? "none" : value));
        entryIfKnown("TBB", info.libraries().get("tbb"));
        entryIfKnown("TBB's max_allowed_parallelism", info.libraries().get("tbb_max_allowed_parallelism"));
        if (!usesMkl()) {
            entry("OpenBLAS", info.libraries().getOrDefault("openblas", "not " + NOT_OPENED));
        }
        entryIfKnown("openblas_get_num_threads()", info.libraries().get("openblas_get_num_threads"));
        entry("matrix products and convolutions", info.libraries().get("gemm"));
        entry("JVM", info.jvm());
        line("Runtimes mapped into this process:");
        for (MappedRuntime runtime : info.runtimes()) {
            entry(runtime.kind().toString(), runtime.path());
        }
        info.warnings().forEach(warning -> line("WARNING: " + warning));
    }

    private String throttling() {
        if (info.throttling() == null) {
            return "not counted";
        }
        return "nr_periods " + info.throttling().periods()
                + ", nr_throttled " + info.throttling().throttledPeriods()
                + ", throttled_usec " + info.throttling().throttledMicros()
                + " in " + info.throttling().file();
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private void entry(String name, Object value) {
        line("\t" + name + " : " + value);
    }

    private void entryIfKnown(String name, String value) {
        if (value != null) {
            entry(name, value);
        }
    }
}
