package dev.sconce.trace;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A thread's part of a {@link RegionEvent}. */
@Name("dev.sconce.ParallelRange")
@Label("Parallel Range")
@Category("Sconce")
@Description(
        "A thread's part of a parallel region; the event is written when the kernel is over, by the thread that called it")
@StackTrace(false)
@Enabled(false)
final class RangeEvent extends Event {
    @Label("Region")
    long region;

    @Label("Kernel")
    String kernel;

    @Label("Worker")
    @Description("The computing thread's number in the operating system")
    long worker;

    @Label("Ranges")
    long ranges;

    @Label("Began Before")
    @Description("From its begin to this event")
    @Timespan
    long age;

    @Label("Length")
    @Timespan
    long length;

    @Label("Busy Time")
    @Description("Inside ranges")
    @Timespan
    long busy;
}
