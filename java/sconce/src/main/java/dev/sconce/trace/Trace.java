package dev.sconce.trace;

import jdk.jfr.FlightRecorder;

/**
 * Whether somebody records what runs where and waits for what. The events of this package are Java Flight Recorder's: off unless a
 * recording enables them by name ({@code dev.sconce.Operator}, {@code dev.sconce.Fork}, …), and then on for all threads.
 *
 * <p>Each question costs two loads and a branch, and answers no in a JVM without the module {@code jdk.jfr}; nothing else of this
 * package may be touched then. Nor is it before somebody uses the Flight Recorder: an event's first use takes tens of milliseconds, of
 * the first answer of a program that does not record. Thread-safe.
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

    private static boolean isInUse() {
        return AVAILABLE && FlightRecorder.isInitialized();
    }

    /** Whether operators are recorded. */
    public static boolean operators() {
        return isInUse() && OperatorEvent.isOn();
    }

    /** Whether forks, stretches of tasks on threads, and waits are recorded. */
    public static boolean tasks() {
        return isInUse() && TaskTrace.isOn();
    }

    /** Whether parallel regions are recorded. */
    public static boolean regions() {
        return isInUse() && RegionTrace.isOn();
    }

    /** Whether waits for compute slots are recorded. */
    public static boolean slots() {
        return isInUse() && SlotEvent.isOn();
    }
}
