package dev.sconce.cli;

import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The call that a trace is made of; what was recorded before it was warm-up. */
@Name(CallEvent.NAME)
@StackTrace(false)
final class CallEvent extends Event {
    static final String NAME = "dev.sconce.Call";
}
