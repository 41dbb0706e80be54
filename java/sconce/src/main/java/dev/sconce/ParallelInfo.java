package dev.sconce;

import dev.sconce.exec.InteropPool;
import dev.sconce.host.CpuLimits;
import dev.sconce.host.MappedRuntime;
import dev.sconce.host.ThreadCount;
import dev.sconce.host.ThreadDefaults;
import dev.sconce.host.Throttling;
import dev.sconce.jni.Blas;
import dev.sconce.jni.GemmChoice;
import dev.sconce.jni.Native;
import dev.sconce.jni.NativeLibrary;
import dev.sconce.jni.OneDnn;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How this process computes in parallel, and why: what {@code torch.__config__.parallel_info()} tells and more. {@link #toString} is its
 * text, which begins with PyTorch's lines. Immutable; made by {@link Parallel#info}.
 *
 * @param numThreads threads that one kernel may use, and what decided it
 * @param numInteropThreads threads of the pool for forked tasks, and what decided it
 * @param pools the sizes of both pools, and who computes
 * @param limits what limits the CPUs of this process, as it was when the thread counts were decided
 * @param throttling how often the CPU quota stopped this process's cgroup so far, or null when nothing counts that
 * @param ignored what was set or found and not understood, a sentence each
 * @param cpuCapability the instruction sets that the kernels use
 * @param cpuSupported those that this machine has, best last
 * @param build how the native library was built, by name
 * @param libraries what the libraries that it uses say of themselves, by name
 * @param environment the environment variables that matter, by name; null for one that is not set
 * @param runtimes the OpenMP, TBB, BLAS and oneDNN libraries that are mapped into this process, whoever brought them
 * @param jvm name and version of the Java virtual machine
 * @param warnings what should be changed, a sentence each
 */
public record ParallelInfo(
        ThreadCount numThreads,
        ThreadCount numInteropThreads,
        Pools pools,
        CpuLimits limits,
        Throttling throttling,
        List<String> ignored,
        String cpuCapability,
        List<String> cpuSupported,
        Map<String, String> build,
        Map<String, String> libraries,
        Map<String, String> environment,
        List<MappedRuntime> runtimes,
        String jvm,
        List<String> warnings) {
    /**
     * The pools as they are now.
     *
     * @param intraOpWorkers threads of the intra-op pool that live; of TBB's, those that have computed
     * @param interopThreads threads of the inter-op pool that live; an idle one ends after a while
     * @param queuedTasks tasks that wait for an inter-op thread
     * @param unfinishedTasks tasks that run, or wait for a thread or a future
     * @param processThreads threads of the process, the JVM's own among them, or 0 where the system does not tell
     * @param capacity threads of any kind that may compute at once
     * @param free how many more could begin now; below 0 for a while after the capacity has shrunk
     */
    public record Pools(
            int intraOpWorkers,
            int interopThreads,
            int queuedTasks,
            int unfinishedTasks,
            int processThreads,
            int capacity,
            int free) {
        private static Pools now() {
            return new Pools(
                    Integer.parseInt(NativeLibrary.threadingInfo().get("workers")),
                    InteropPool.liveThreads(),
                    InteropPool.queuedTasks(),
                    InteropPool.unfinishedTasks(),
                    threadsOfProcess(),
                    Native.slotCapacity(),
                    Native.freeSlots());
        }

        private static int threadsOfProcess() {
            String[] tasks = new File("/proc/self/task").list();
            return tasks == null ? 0 : tasks.length;
        }
    }

    /** Shown also when they are not set. */
    private static final List<String> VARIABLES = List.of(
            "OMP_NUM_THREADS",
            "MKL_NUM_THREADS",
            "ATEN_CPU_CAPABILITY",
            "OMP_PROC_BIND",
            "OMP_WAIT_POLICY",
            "OPENBLAS_CORETYPE",
            "OPENBLAS_NUM_THREADS");

    /** Shown when they are set. */
    private static final Pattern MORE_VARIABLES =
            Pattern.compile("(OMP|GOMP|KMP|MKL|OPENBLAS|GOTO|BLIS|TBB|DNNL|ONEDNN|ATEN|SCONCE)_.*"
                    + "|LD_PRELOAD|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS");

    static ParallelInfo ofProcess() {
        ThreadDefaults defaults = ThreadDefaults.ofProcess();
        List<String> ignored = new ArrayList<>(defaults.ignored());
        ignored.addAll(defaults.limits().ignored());
        List<MappedRuntime> runtimes = MappedRuntime.ofProcess();
        ThreadCount numThreads = Parallel.numThreads();
        return new ParallelInfo(
                numThreads,
                InteropPool.threads(),
                Pools.now(),
                defaults.limits(),
                defaults.limits().throttling(Path.of("/")),
                List.copyOf(ignored),
                NativeLibrary.cpuCapability(),
                List.of(NativeLibrary.cpuSupported().split(" ")),
                NativeLibrary.buildInfo(),
                librariesNow(),
                variables(System.getenv()),
                runtimes,
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                warnings(numThreads, defaults.limits(), runtimes));
    }

    static List<String> warnings(ThreadCount numThreads, CpuLimits limits, List<MappedRuntime> runtimes) {
        List<String> warnings = new ArrayList<>(MappedRuntime.warnings(runtimes));
        if (limits.quota() != null && numThreads.threads() > limits.quota().cpus()) {
            warnings.add(numThreads.threads() + " intra-op threads (" + numThreads.from() + ") share a cgroup quota of "
                    + limits.quota() + ": when it is used up, all of them stop until the next period. Set at most "
                    + limits.quota().cpus());
        }
        return List.copyOf(warnings);
    }

    private static Map<String, String> librariesNow() {
        Map<String, String> libraries = NativeLibrary.threadingInfo();
        libraries.remove("workers"); // ours: in pools
        String blas = Blas.config();
        if (blas != null) {
            boolean isMkl = NativeLibrary.buildInfo().get("blas").equals("MKL");
            libraries.put(isMkl ? "mkl" : "openblas", blas);
            libraries.put(isMkl ? "mkl_get_max_threads" : "openblas_get_num_threads", Integer.toString(Blas.threads()));
        }
        String oneDnn = OneDnn.config();
        if (oneDnn != null) {
            libraries.put("mkldnn", "Intel(R) MKL-DNN " + oneDnn);
        }
        libraries.put("gemm", GemmChoice.current());
        return libraries;
    }

    static Map<String, String> variables(Map<String, String> environment) {
        Map<String, String> chosen = new LinkedHashMap<>();
        VARIABLES.forEach(name -> chosen.put(name, environment.get(name)));
        new TreeMap<>(environment).forEach((name, value) -> {
            if (MORE_VARIABLES.matcher(name).matches()) {
                chosen.put(name, value);
            }
        });
        return chosen;
    }

    /** As {@code sconce parallel-info} prints it: many lines, with a newline at the end. */
    @Override
    public String toString() {
        return ParallelInfoText.of(this);
    }
}
