package dev.sconce.trace;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A parallel loop of a kernel: written by the thread that called the kernel, once that is over. */
@Name("dev.sconce.ParallelRegion")
@Label("Parallel Region")
@Category("Sconce")
@Description("A parallel loop of a kernel; the event is written when the kernel is over")
@StackTrace(false)
@Enabled(false)
final class RegionEvent extends Event {
    @Label("Region")
    long region;

    @Label("Kernel")
    String kernel;

    @Label("Threads")
    @Description("That might have taken part")
    long threads;

    @Label("Parts")
    @Description("Threads that did take part")
    long parts;

    @Label("Ranges")
    long ranges;

    @Label("Began Before")
    @Description("From its begin to this event")
    @Timespan
    long age;

    @Label("Length")
    @Timespan
    long length;

    @Label("Waiting Time")
    @Description("In which the calling thread computed no range of it: giving out work, and waiting for others")
    @Timespan
    long waiting;
}
