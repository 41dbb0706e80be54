package dev.sconce.trace;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** An operator that a model called: from its arguments to its result, on the thread that called it. */
@Name("dev.sconce.Operator")
@Label("Operator")
@Category("Sconce")
@Description("An operator that a model called")
@StackTrace(false)
@Enabled(false)
public final class OperatorEvent extends Event {
    /** What is said of an operator, the same for each of its calls from one place: see the fields of the event. */
    public record Labels(String operator, String schema, String method, String source) {}

    private static final OperatorEvent PROBE = new OperatorEvent();

    @Label("Operator")
    @Description("Name and overload")
    String operator;

    @Label("Schema")
    String schema;

    @Label("Method")
    @Description("The model's method or function that calls it")
    String method;

    @Label("Source")
    @Description("File, line and column in the model's archive")
    String source;

    private OperatorEvent() {}

    static boolean isOn() {
        return PROBE.isEnabled();
    }

    /** An operator begins on this thread; only where {@link Trace#operators} says yes. */
    public static OperatorEvent start() {
        OperatorEvent event = new OperatorEvent();
        event.begin();
        return event;
    }

    /** Writes the event: until {@link #end}, or now. */
    public void commit(Labels labels) {
        operator = labels.operator;
        schema = labels.schema;
        method = labels.method;
        source = labels.source;
        commit();
    }
}
