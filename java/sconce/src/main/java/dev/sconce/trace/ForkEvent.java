package dev.sconce.trace;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A task that was forked, from the fork to its result; on the thread that ended it. */
@Name("dev.sconce.Fork")
@Label("Fork")
@Category("Sconce")
@Description("A task that was forked, from the fork to its result")
@StackTrace(false)
@Enabled(false)
final class ForkEvent extends Event {
    @Label("Task")
    long task;

    @Label("Function")
    String function;

    @Label("Forked By")
    Thread forkedBy;

    @Label("Queued Time")
    @Description("From the fork until a thread took it and had a compute slot")
    @Timespan
    long queued;

    @Label("Run Time")
    @Description("On threads; what is left of the duration it spent queued or waiting")
    @Timespan
    long running;
}
