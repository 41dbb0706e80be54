package dev.sconce.exec;

import dev.sconce.runtime.Storage;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The plans of a region by signature, bounded in number, and in bytes together with all other caches: the one that was not used for
 * longest goes first. Thread-safe.
 */
final class PlanCache {
    private static final int MOST_PLANS = 32;
    /** A region that met so many more new signatures than known ones is left to the interpreter. */
    private static final int MOST_MISSES = 256;
    /** Of all plans of the process. */
    private static final long MOST_BYTES = Long.getLong("sconce.plan.bytes", 1L << 30);

    private static final AtomicLong CLOCK = new AtomicLong();

    private final Map<Signature, Plan> plans = new ConcurrentHashMap<>();
    /** The one that was found last, if it is still among them: most callers bring what they brought before. */
    private volatile Plan recent;

    /** Memory that the region finds by itself, in one of its plans at least: see {@link Signature#bind}. Replaced, never changed. */
    private volatile Set<Storage> own = Set.of();

    private volatile int balance;
    private boolean retired;

    /** The plan, or null. */
    Plan find(Signature signature) {
        Plan plan;
        Set<Storage> known;
        do { // again where a plan was added meanwhile that finds more
            known = own;
            signature.bind(known);
            plan = lookUp(signature);
        } while (own != known);
        if (plan != null && plan.isStale()) {
            remove(signature, plan);
            plan = null;
        }
        if (plan == null) {
            balance++; // a lost count of a race does not matter
        } else {
            if (balance > 0) {
                balance--;
            }
            plan.lastUse = CLOCK.get();
        }
        return plan;
    }

    private Plan lookUp(Signature signature) {
        Plan plan = recent;
        if (plan != null && signature.equals(plan.signature)) {
            return plan;
        }
        plan = plans.get(signature);
        if (plan != null) {
            recent = plan;
            if (plans.get(signature) != plan) {
                recent = null; // who has removed it meanwhile may have said so before
            }
        }
        return plan;
    }

    /** Whether to record another. */
    boolean wantsMore() {
        return balance < MOST_MISSES;
    }

    /**
     * @param signature still with its values, which it lets go of
     * @param found what memory the plan finds that nobody brings
     */
    synchronized void add(Signature signature, Plan plan, Set<Storage> found) {
        if (retired) {
            plan.close();
            return;
        }
        if (!own.containsAll(found)) {
            Set<Storage> all = Collections.newSetFromMap(new IdentityHashMap<>());
            all.addAll(own);
            all.addAll(found);
            found.forEach(Storage::markFound);
            own = all; // before the plan can be found
        }
        signature.bind(own);
        signature.forget();
        plan.lastUse = CLOCK.incrementAndGet();
        plan.signature = signature;
        Plan former = plans.put(signature, plan);
        recent = null;
        if (former != null) {
            former.release();
        }
        while (plans.size() > MOST_PLANS || plans.size() > 1 && Plan.liveBytes() > MOST_BYTES) {
            Map.Entry<Signature, Plan> oldest = plans.entrySet().stream()
                    .filter(entry -> entry.getValue() != plan)
                    .min(Comparator.comparingLong(entry -> entry.getValue().lastUse))
                    .orElseThrow();
            plans.remove(oldest.getKey());
            recent = null;
            oldest.getValue().release();
        }
    }

    /** All of them, in no order. */
    List<Plan> all() {
        return List.copyOf(plans.values());
    }

    private synchronized void remove(Signature signature, Plan plan) {
        boolean removed = plans.remove(signature, plan);
        recent = null;
        if (removed) {
            plan.close();
        }
    }

    synchronized void clear() {
        List<Plan> all = all();
        plans.clear();
        recent = null;
        own = Set.of();
        all.forEach(Plan::close);
    }

    /** Gives up all plans, and each that a task adds from now on: nobody else would ever find it. */
    synchronized void retire() {
        retired = true;
        clear();
    }
}
