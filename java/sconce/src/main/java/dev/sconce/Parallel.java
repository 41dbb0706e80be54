package dev.sconce;

import dev.sconce.exec.InteropPool;
import dev.sconce.jni.Native;
import dev.sconce.jni.NativeLibrary;
import java.util.LinkedHashMap;
import java.util.Map;

/** The thread settings of the process, with PyTorch's semantics ({@code torch.set_num_threads} and its kin). Thread-safe. */
public final class Parallel {
    private Parallel() {}

    /** Threads that one kernel may use. */
    public static int getNumThreads() {
        return Native.numThreads();
    }

    /** Sets the threads that one kernel may use, for every thread of the process from its next kernel on. */
    public static void setNumThreads(int threads) {
        if (threads < 1) {
            throw new SconceException("Expected positive number of threads, got " + threads);
        }
        Native.setNumThreads(threads);
    }

    /** Threads of the pool that runs forked tasks and asynchronous calls. */
    public static int getNumInteropThreads() {
        return InteropPool.size();
    }

    /** Sets the size of the inter-op pool: once, and before it has started. */
    public static void setNumInteropThreads(int threads) {
        InteropPool.setSize(threads);
    }

    /** How the native library was built and what it runs on, by name: backend, CPU capability, thread counts, versions. */
    public static Map<String, String> info() {
        Map<String, String> info = new LinkedHashMap<>(NativeLibrary.buildInfo());
        info.put("cpu_capability", NativeLibrary.cpuCapability());
        info.put("cpu_supported", NativeLibrary.cpuSupported());
        info.put("num_threads", Integer.toString(getNumThreads()));
        info.put("num_interop_threads", Integer.toString(getNumInteropThreads()));
        return info;
    }
}
