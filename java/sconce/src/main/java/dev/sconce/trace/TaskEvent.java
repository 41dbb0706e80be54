package dev.sconce.trace;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A stretch of a call or a fork on one thread: until it is over, or waits and leaves the thread to others. */
@Name("dev.sconce.Task")
@Label("Task")
@Category("Sconce")
@Description("A stretch of a call or a fork on one thread")
@StackTrace(false)
@Enabled(false)
final class TaskEvent extends Event {
    @Label("Task")
    long task;

    @Label("Function")
    String function;

    @Label("Over")
    @Description("Whether the task ended with this stretch; else it waits")
    boolean over;
}
