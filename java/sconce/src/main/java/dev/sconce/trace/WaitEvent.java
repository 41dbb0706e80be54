package dev.sconce.trace;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * A wait of a task for a future that was not done. A fork leaves its thread to others and goes on on any thread; a call's own task goes
 * on on the thread that called the model.
 */
@Name("dev.sconce.Wait")
@Label("Wait")
@Category("Sconce")
@Description("A wait for a future that was not done")
@StackTrace(false)
@Enabled(false)
public final class WaitEvent extends Event {
    @Label("Task")
    @Description("The task that waits")
    long task;

    @Label("Function")
    String function;

    @Label("Awaited")
    @Description("The task that is waited for; 0 where it was not recorded")
    long awaited;

    @Label("Waiting Thread")
    @Description("The thread that began to wait; a task leaves it")
    Thread thread;

    WaitEvent() {}
}
