package dev.sconce.ops;

import dev.sconce.jni.Native;

/**
 * A native kernel by name. Looked up at its first call, so that naming one loads nothing. Thread-safe.
 *
 * <pre>{@code
 * private static final Kernel SOFTMAX = Kernel.of("softmax");
 * SOFTMAX.call().write(out).read(self).i64(rows).i64(columns).run();
 * }</pre>
 */
public final class Kernel {
    private final String name;
    private volatile int id = -1;

    private Kernel(String name) {
        this.name = name;
    }

    public static Kernel of(String name) {
        return new Kernel(name);
    }

    /** A call to be filled with words. */
    public KernelCall call() {
        return new KernelCall(this);
    }

    public String name() {
        return name;
    }

    int id() {
        int known = id;
        if (known < 0) {
            known = Native.kernel(name);
            if (known < 0) {
                throw new dev.sconce.UnsupportedException(
                        "the native library has no kernel \"" + name + "\": it is older than this code, rebuild it");
            }
            id = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return name;
    }
}
