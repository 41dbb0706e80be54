package dev.sconce.exec;

import dev.sconce.runtime.Recording.KernelRun;
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

    private final List<KernelRun> runs;
    private final List<PlanSlot[]> slotsOfRuns;
    /** What differs from replay to replay, or is handed on. */
    private final Set<PlanSlot> varying = new HashSet<>();

    private final boolean[] varies;
    /** Weights that were read by calls taken out: when one is written the plan is no longer true. */
    private final List<Storage> sources = new ArrayList<>();

    private ConstantCalls(List<KernelRun> runs, List<PlanSlot[]> slotsOfRuns) {
        this.runs = runs;
        this.slotsOfRuns = slotsOfRuns;
        this.varies = new boolean[runs.size()];
    }

    /**
     * Takes constant calls out of both lists, after making them once more.
     *
     * @param task which computes
     * @param kept gets the storages that became constants; the caller's
     * @return the read-only memory that the plan depends on besides: none where nothing was taken out
     */
    static List<Storage> run(Task task, List<KernelRun> runs, List<PlanSlot[]> slotsOfRuns, List<Storage> kept) {
        ConstantCalls calls = new ConstantCalls(runs, slotsOfRuns);
        List<PlanSlot> results = calls.find();
        boolean any = false;
        for (boolean of : calls.varies) {
            any |= !of;
        }
        if (any) {
            calls.takeOut(task, results, kept);
        }
        return calls.sources;
    }

    /** Decides of each call whether it varies. Returns the slots that constant calls write and others read. */
    private List<PlanSlot> find() {
        long weights = 0;
        for (PlanSlot slot : slots(slotsOfRuns)) {
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

    private static Set<PlanSlot> slots(List<PlanSlot[]> of) {
        Set<PlanSlot> slots = new HashSet<>();
        of.forEach(touched -> Collections.addAll(slots, touched));
        return slots;
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
            PlanSlot[] touched = slotsOfRuns.get(i);
            boolean[] written = runs.get(i).written();
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
            for (int k = 0; k < slotsOfRuns.get(i).length; k++) {
                PlanSlot slot = slotsOfRuns.get(i)[k];
                if (varies[i] && made.contains(slot) && !varying.contains(slot)) {
                    results.add(slot);
                } else if (!varies[i] && runs.get(i).written()[k]) {
                    made.add(slot);
                }
            }
        }
        return results;
    }

    private void takeOut(Task task, List<PlanSlot> results, List<Storage> kept) {
        List<KernelRun> constantRuns = take(runs, false);
        List<PlanSlot[]> constantSlots = take(slotsOfRuns, false);
        for (PlanSlot slot : slots(constantSlots)) {
            if (slot.kind == PlanSlot.Kind.CONSTANT && !slot.packed) {
                sources.add(slot.filled);
            }
        }
        if (!results.isEmpty()) {
            results.forEach(slot -> slot.kind = PlanSlot.Kind.OUTPUT);
            List<PlanSlot> slots = List.copyOf(slots(constantSlots));
            PlanSlot.touchAnew(slots, constantRuns, constantSlots);
            Plan once = new Plan(constantRuns, constantSlots, slots, new PlanOutput[0], false, List.of(), List.of());
            List<Storage> storages;
            try {
                storages = once.compute(task, results);
            } finally {
                once.close();
            }
            kept.addAll(storages);
            for (int i = 0; i < results.size(); i++) {
                results.get(i).becomeConstant(storages.get(i));
            }
        }
        List<KernelRun> otherRuns = take(runs, true);
        List<PlanSlot[]> otherSlots = take(slotsOfRuns, true);
        runs.clear();
        runs.addAll(otherRuns);
        slotsOfRuns.clear();
        slotsOfRuns.addAll(otherSlots);
    }

    private <T> List<T> take(List<T> of, boolean varying) {
        List<T> taken = new ArrayList<>();
        for (int i = 0; i < varies.length; i++) {
            if (varies[i] == varying) {
                taken.add(of.get(i));
            }
        }
        return taken;
    }
}
