package dev.sconce.trace;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A thread that waited for its right to compute, since as many as may do so did. */
@Name("dev.sconce.ComputeSlot")
@Label("Wait for a Compute Slot")
@Category("Sconce")
@Description("A thread waited, since as many computed as may at once")
@StackTrace(false)
@Enabled(false)
public final class SlotEvent extends Event {
    private static final SlotEvent PROBE = new SlotEvent();

    private SlotEvent() {}

    static boolean isOn() {
        return PROBE.isEnabled();
    }

    /** This thread waits from now on, until {@link #commit}. Only where {@link Trace#slots} says yes. */
    public static SlotEvent start() {
        SlotEvent event = new SlotEvent();
        event.begin();
        return event;
    }
}
