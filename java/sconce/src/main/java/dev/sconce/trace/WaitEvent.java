package dev.sconce.trace;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * A wait for a future that was not done: of a task, which leaves its thread to others and goes on on any thread, or of an application
 * thread that called a model.
 */
@Name("dev.sconce.Wait")
@Label("Wait")
@Category("Sconce")
@Description("A wait for a future that was not done")
@StackTrace(false)
@Enabled(false)
public final class WaitEvent extends Event {
    @Label("Task")
    @Description("The task that waits; 0 for an application thread")
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

    /** This thread waits for a task from now on, and does nothing else, until {@link #commit}. Only where {@link Trace#tasks} says yes. */
    public static WaitEvent start(String function, long awaited) {
        WaitEvent event = new WaitEvent();
        event.function = function;
        event.awaited = awaited;
        event.thread = Thread.currentThread();
        event.begin();
        return event;
    }
}
