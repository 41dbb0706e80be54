package dev.sconce.exec;

import dev.sconce.runtime.Storage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes the calls out of a plan that give the same at each replay, since they read nothing but weights and what such calls made: the
 * positions of a sequence of this length and their embeddings, a causal mask, the tables of rotary positions. What others read of that
 * becomes a constant of the plan.
 */
final class ConstantCalls {
    /** Plans with smaller weights may keep so much, those with larger ones a quarter of these. */
    private static final long LEAST_BUDGET = 4 << 20;

    private static final long WEIGHT_PART = 4;

    private final List<PlanCall> calls;
    /** What differs from replay to replay, or is handed on. */
    private final Set<PlanSlot> varying = new HashSet<>();

    private final boolean[] varies;

    private ConstantCalls(List<PlanCall> calls) {
        this.calls = calls;
        this.varies = new boolean[calls.size()];
    }

    /**
     * The other calls, after making the constant ones once more.
     *
     * @param task which computes
     * @param sources gets the weights that constant calls read: when one is written the plan is no longer true
     * @param kept gets the storages that became constants; the caller's
     */
    static List<PlanCall> run(Task task, List<PlanCall> calls, List<Storage> sources, List<Storage> kept) {
        ConstantCalls pass = new ConstantCalls(calls);
        List<PlanSlot> results = pass.find();
        List<PlanCall> constant = pass.which(false);
        for (PlanSlot slot : PlanCall.slots(constant)) {
            if (slot.kind == PlanSlot.Kind.CONSTANT && !slot.packed) {
                sources.add(slot.filled);
            }
        }
        if (!results.isEmpty()) {
            kept.addAll(compute(task, constant, results));
        }
        return pass.which(true);
    }

    /** Decides of each call whether it varies. Returns the slots that constant calls write and others read. */
    private List<PlanSlot> find() {
        long weights = 0;
        for (PlanSlot slot : PlanCall.slots(calls)) {
            if (variesByItself(slot)) {
                varying.add(slot);
            } else if (slot.kind == PlanSlot.Kind.CONSTANT) {
                weights += slot.bytes;
            }
        }
        long budget = Math.max(LEAST_BUDGET, weights / WEIGHT_PART);
        while (true) {
            while (spread()) {
                // until nothing is new
            }
            Set<PlanSlot> results = results();
            long bytes = 0;
            for (PlanSlot slot : results) {
                bytes += slot.bytes;
            }
            if (bytes <= budget) {
                return List.copyOf(results);
            }
            varying.add(Collections.max(results, Comparator.comparingLong(slot -> slot.bytes)));
        }
    }

    private static boolean variesByItself(PlanSlot slot) {
        return switch (slot.kind) {
            case INPUT, OUTPUT -> true;
            case CONSTANT -> slot.written || !(slot.packed || slot.filled.isReadOnly());
            case LOCAL -> false;
        };
    }

    /**
     * Goes through the calls once: one that touches what varies, varies, and so does all that it writes. And what it reads must be what it
     * reads at the end: a slot that a constant call writes later is none. Returns whether anything was new.
     */
    private boolean spread() {
        boolean news = false;
        Set<PlanSlot> read = new HashSet<>();
        for (int i = 0; i < varies.length; i++) {
            PlanSlot[] touched = calls.get(i).slots();
            boolean[] written = calls.get(i).run().written();
            for (int k = 0; k < touched.length; k++) {
                if (!varies[i] && (varying.contains(touched[k]) || written[k] && read.contains(touched[k]))) {
                    varies[i] = true;
                    news = true;
                }
            }
            for (int k = 0; varies[i] && k < touched.length; k++) {
                if (written[k]) {
                    news |= varying.add(touched[k]);
                } else {
                    read.add(touched[k]);
                }
            }
        }
        return news;
    }

    private Set<PlanSlot> results() {
        Set<PlanSlot> made = new HashSet<>();
        Set<PlanSlot> results = new HashSet<>();
        for (int i = 0; i < varies.length; i++) {
            PlanCall call = calls.get(i);
            for (int k = 0; k < call.slots().length; k++) {
                PlanSlot slot = call.slots()[k];
                if (varies[i] && made.contains(slot) && !varying.contains(slot)) {
                    results.add(slot);
                } else if (!varies[i] && call.writes(k)) {
                    made.add(slot);
                }
            }
        }
        return results;
    }

    /** Makes calls, and constants of what they write. Returns the memory of those; the caller's. */
    private static List<Storage> compute(Task task, List<PlanCall> calls, List<PlanSlot> results) {
        results.forEach(slot -> slot.kind = PlanSlot.Kind.OUTPUT);
        List<PlanSlot> slots = List.copyOf(PlanCall.slots(calls));
        PlanCall.touch(slots, calls);
        Plan once = new Plan(calls, slots, new PlanOutput[0], false, List.of(), List.of());
        List<Storage> storages;
        try {
            storages = once.compute(task, results);
        } finally {
            once.close();
        }
        for (int i = 0; i < results.size(); i++) {
            results.get(i).becomeConstant(storages.get(i));
        }
        return storages;
    }

    private List<PlanCall> which(boolean varying) {
        List<PlanCall> found = new ArrayList<>();
        for (int i = 0; i < varies.length; i++) {
            if (varies[i] == varying) {
                found.add(calls.get(i));
            }
        }
        return found;
    }
}
