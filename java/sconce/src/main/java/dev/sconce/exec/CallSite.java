package dev.sconce.exec;

import java.util.List;
import java.util.StringJoiner;

/**
 * Where in the model a call of a plan was recorded: what a replay that stops there says, since its frame stands at the region's head.
 *
 * @param pc of the frame that made the call, behind the instruction
 * @param caller of that frame; null for the region's own
 */
record CallSite(Code code, int pc, CallSite caller) {
    /** The place of the task's running instruction; {@code region} is the frame of the region that it is in. */
    static CallSite of(Frame running, Frame region) {
        return new CallSite(running.code, running.pc, running == region ? null : of(running.caller, region));
    }

    /** Brings the task, which stands in the region's frame, to where it would stand had it run up to here without a plan. */
    void enter(Task task, Frame region) {
        if (caller == null) {
            region.pc = pc;
        } else {
            caller.enter(task, region);
            task.pushFrame(code, Instruction.NONE, new Object[0]).pc = pc;
        }
    }

    /** What calls that were joined are, for an exception of which nobody knows whose it is; empty for one call. */
    static String alternatives(List<CallSite> sites) {
        if (sites.size() < 2) {
            return "";
        }
        StringJoiner all = new StringJoiner(", ", " (one of the operators that ran together: ", ")");
        for (CallSite site : sites) {
            Instruction step = site.code.instructions[site.pc - 1];
            all.add(step.name() + " at " + step.node.range());
        }
        return all.toString();
    }
}
