package dev.sconce.script;

import dev.sconce.ir.Type;
import java.util.ArrayList;
import java.util.List;

/** What a condition tells of the types of variables: where it is true, and where it is false. */
record Refinements(List<Refinement> ifTrue, List<Refinement> ifFalse) {
    record Refinement(String variable, Type type) {}

    static final Refinements NONE = new Refinements(List.of(), List.of());

    static Refinements whenTrue(String variable, Type type) {
        return new Refinements(List.of(new Refinement(variable, type)), List.of());
    }

    Refinements not() {
        return new Refinements(ifFalse, ifTrue);
    }

    /** True where both are; false where one is, which tells only what both tell. */
    Refinements and(Refinements other) {
        return new Refinements(union(ifTrue, other.ifTrue), intersection(ifFalse, other.ifFalse));
    }

    Refinements or(Refinements other) {
        return not().and(other.not()).not();
    }

    /** Of a variable refined by both, the later refinement: it was made knowing the first. */
    private static List<Refinement> union(List<Refinement> first, List<Refinement> second) {
        List<Refinement> result = new ArrayList<>(first);
        for (Refinement refinement : second) {
            result.removeIf(r -> r.variable().equals(refinement.variable()));
            result.add(refinement);
        }
        return result;
    }

    private static List<Refinement> intersection(List<Refinement> first, List<Refinement> second) {
        return first.stream().filter(second::contains).toList();
    }
}
