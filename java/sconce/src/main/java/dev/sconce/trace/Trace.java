package dev.sconce.trace;

/**
 * Whether somebody records what runs where and waits for what. The events of this package are Java Flight Recorder's: off unless a
 * recording enables them by name ({@code dev.sconce.Operator}, {@code dev.sconce.Fork}, …), and then on for all threads.
 *
 * <p>Each question costs a load and a branch, and answers no in a JVM without the module {@code jdk.jfr}; nothing else of this
 * package may be touched then. Thread-safe.
 */
public final class Trace {
    /** A constant to the compiler: where there is no Flight Recorder, what is asked for below is dead code. */
    private static final boolean AVAILABLE =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private Trace() {}

    /** Whether this JVM has a Flight Recorder at all. */
    public static boolean isAvailable() {
        return AVAILABLE;
    }

    /** Whether operators are recorded. */
    public static boolean operators() {
        return AVAILABLE && OperatorEvent.isOn();
    }

    /** Whether forks, stretches of tasks on threads, and waits are recorded. */
    public static boolean tasks() {
        return AVAILABLE && TaskTrace.isOn();
    }

    /** Whether parallel regions are recorded. */
    public static boolean regions() {
        return AVAILABLE && RegionTrace.isOn();
    }

    /** Whether waits for compute slots are recorded. */
    public static boolean slots() {
        return AVAILABLE && SlotEvent.isOn();
    }
}
