package dev.sconce.ir;

/**
 * The call by which a node came into its graph, where a pass put the callee's body in the call's place.
 *
 * @param function the callee's qualified name
 * @param range where it was called
 * @param outer the call by which the caller itself was inlined; null where it was not
 */
public record InlinedCall(String function, SourceRange range, InlinedCall outer) {
    /** This chain of calls made from inside {@code around}. */
    public InlinedCall within(InlinedCall around) {
        return new InlinedCall(function, range, outer == null ? around : outer.within(around));
    }
}
