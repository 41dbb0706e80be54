package dev.sconce.runtime;

import dev.sconce.jni.Native;
import dev.sconce.trace.SlotEvent;
import dev.sconce.trace.Trace;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A thread's right to compute. The process has as many slots as threads may compute at once ({@link Native#slotCapacity}); whoever runs
 * operators holds one, and waits here until there is one. So any number of threads may call, and no CPU has to be shared.
 *
 * <p>Each thread has one object of this class, for itself only. A slot is held over several operators; whoever waits for anything else
 * gives it back before, and whoever takes a lock under which kernels run has a slot before: then no thread that waits for a slot holds
 * up one that has it. Waiting parks the thread, in Java: a virtual thread leaves its carrier.
 *
 * <p>A free slot goes to who comes first, which is often the thread that had it, still warm. The queue is fair beyond that: who has been
 * its head for {@value #TURN_NANOS} ns is given the next slot that is released, and after {@value #PATIENCE_NANOS} ns {@link #share} has
 * a holder interrupt its call: between two operators, or in the middle of a long kernel, between two pieces of it. Only a virtual thread
 * keeps its slot to the kernel's end, since it would hold its carrier, which the next one may need.
 */
public final class ComputeSlot {
    /** How long the queue's head waits for luck. A switch of threads costs some 10 µs, so turns must be longer by far. */
    private static final long TURN_NANOS = 5_000_000;
    /**
     * How long it waits for a call to end. A call that is interrupted finds its intermediates gone from the caches when it goes on, and
     * many calls that are half done need the memory of as many.
     */
    private static final long PATIENCE_NANOS = 40_000_000;
    /**
     * When the head first looks for a slot that a running kernel has given back, which wakes nobody. Not for one that its holder gives
     * back between two calls: it would end a turn that has just begun. Each look takes a CPU from a thread that computes, so each pause
     * is twice as long as the one before: a kernel gives its helpers' slots back soon where somebody waits, and who ends a call wakes it.
     */
    private static final long POLL_NANOS = 200_000;
    /** How often it is woken in vain, by threads that call again at once. After that it only looks, and without longer pauses. */
    private static final int WAKES_IN_VAIN = 3;

    private static final ThreadLocal<ComputeSlot> CURRENT = ThreadLocal.withInitial(ComputeSlot::new);
    private static final ConcurrentLinkedQueue<Waiter> QUEUE = new ConcurrentLinkedQueue<>();
    private static final AtomicInteger WAITERS = new AtomicInteger();
    /** Whether the queue's head has waited for its turn. The head says so itself: holders would look at the clock at each operator. */
    private static volatile boolean overdue;
    /** Whether it has waited so long that a call is to be interrupted. */
    private static volatile boolean starving;

    /** Acquisitions that were not released yet; the first took the slot. */
    private int depth;

    /** The {@link Change#count} when this thread last began to compute, or had waited for another. */
    private long changesSeen;

    /** Works in progress for which it is kept. */
    private int kept;

    /** It gave its slot away, and was stopped before it had another. */
    private boolean lost;

    private int limit = Integer.MAX_VALUE;

    private ComputeSlot() {}

    /** The calling thread's. */
    public static ComputeSlot current() {
        return CURRENT.get();
    }

    /** What may end a wait for a slot. */
    public interface Stop {
        /** Has {@code told} called when the wait is to end, or at once. */
        void whenStopped(Consumer<String> told);

        /** Takes that back. */
        void forget(Consumer<String> told);

        /** The thread was interrupted while it waits; it stays so. */
        void interrupted();
    }

    /** Takes a slot, or counts once more where this thread holds one. Waits for it as long as it takes, interrupted or not. */
    public void acquire() {
        if (depth == 0) {
            if (!Native.tryAcquireSlot()) {
                new Waiter().await(null);
            }
            seeChanges();
        }
        depth++;
    }

    /** As {@link #acquire()}, unless it is stopped first; returns false then, and nothing is to be released. */
    public boolean acquire(Stop stop) {
        if (depth == 0) {
            if (!Native.tryAcquireSlot() && !new Waiter().await(stop)) {
                return false;
            }
            seeChanges();
        }
        depth++;
        return true;
    }

    /**
     * What other threads changed until now, this one sees: it has begun to compute, or waited for them. What they change from now on,
     * until the next such point, its kernels refuse ({@link dev.sconce.Tensor#requireUnchanged}).
     */
    public void seeChanges() {
        changesSeen = Change.count();
    }

    public long changesSeen() {
        return changesSeen;
    }

    /** Undoes one {@link #acquire}; the last gives the slot back. Never waits. */
    public void release() {
        if (--depth > 0) {
            return;
        }
        if (lost) {
            lost = false;
            return;
        }
        if (WAITERS.get() == 0) {
            Native.releaseSlot(); // who begins to wait just now looks for itself
            return;
        }
        if (!overdue || !handOver()) {
            Native.releaseSlot();
            Waiter head = QUEUE.peek();
            if (head != null) {
                head.wakeOnce();
            }
        }
    }

    /**
     * Does work with a slot that is not given away meanwhile, not even in the middle of a kernel: for what takes a lock and runs kernels
     * under it. Who waits for the lock may have the slot for which this thread would wait.
     */
    public static <T> T keeping(Supplier<T> work) {
        ComputeSlot slot = current();
        slot.acquire();
        slot.kept++;
        try {
            return work.get();
        } finally {
            slot.kept--;
            slot.release();
        }
    }

    /**
     * Lets another thread have the slot for a while, if one has waited for long. Costs one read where nobody waits.
     *
     * @return false where it was stopped before it had a slot again: it must compute no more, and call {@link #release} as ever
     */
    public boolean share(Stop stop) {
        if (starving && handOver()) {
            lost = true; // unless it gets another
            lost = !new Waiter().await(stop);
        }
        return !lost;
    }

    /** As {@link #share}, from inside a kernel that this thread has called, however long it takes: half a kernel cannot be given up. */
    private static void giveWay() {
        if (!starving) {
            Native.needNoWay();
        } else if (current().kept == 0 && !IS_VIRTUAL.test(Thread.currentThread())) {
            current().share(null);
        }
    }

    private static final Predicate<Thread> IS_VIRTUAL = virtualThreads();

    /** {@code Thread::isVirtual}, which Java has since 21. */
    private static Predicate<Thread> virtualThreads() {
        try {
            MethodHandle isVirtual = MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
            return thread -> {
                try {
                    return (boolean) isVirtual.invokeExact(thread);
                } catch (Throwable impossible) {
                    throw new IllegalStateException(impossible);
                }
            };
        } catch (ReflectiveOperationException none) {
            return thread -> false;
        }
    }

    private static void setStarving(boolean now) {
        if (now) {
            starving = true;
            Native.askForWay(ComputeSlot::giveWay);
        } else if (starving) {
            starving = false;
            Native.needNoWay();
        }
    }

    /** The most threads that a kernel called by this thread may use; {@link Integer#MAX_VALUE} where only the setting limits it. */
    public int limit() {
        return limit;
    }

    /** Sets {@link #limit}, at least 1. @return what it was */
    public int setLimit(int threads) {
        int before = limit;
        limit = threads;
        return before;
    }

    /** Threads that wait for a slot now. */
    public static int waiting() {
        return WAITERS.get();
    }

    /** Gives the slot of the calling thread to the first that waits; false where nobody does any more. */
    private static boolean handOver() {
        overdue = false;
        setStarving(false);
        for (Waiter next = QUEUE.poll(); next != null; next = QUEUE.poll()) {
            next.giversCpu = Native.currentCpu();
            if (next.settle(Waiter.GRANTED)) {
                LockSupport.unpark(next.thread);
                return true;
            }
        }
        return false;
    }

    /** A thread in the queue. It gets its slot from who hands one over, or finds a free one while it is the head. */
    private static final class Waiter implements Consumer<String> {
        static final int WAITING = 0;
        static final int GRANTED = 1;
        static final int TAKEN = 2;
        static final int STOPPED = 3;

        private final Thread thread = Thread.currentThread();
        private final AtomicInteger state = new AtomicInteger(WAITING);
        /** No release need wake it. */
        private volatile boolean woken;

        private int wakesInVain;
        /** It was the first of the queue. */
        private boolean head;
        /** Where it was granted its slot: who gave it stops computing there. */
        private int giversCpu;

        boolean settle(int outcome) {
            return state.compareAndSet(WAITING, outcome);
        }

        /** There is a free slot. */
        void wakeOnce() {
            if (!woken) {
                woken = true;
                LockSupport.unpark(thread);
            }
        }

        @Override
        public void accept(String why) {
            if (settle(STOPPED)) {
                LockSupport.unpark(thread);
            }
        }

        /** @param stop may be null. @return whether it has a slot; false where it was stopped before */
        boolean await(Stop stop) {
            SlotEvent event = Trace.slots() ? SlotEvent.start() : null;
            WAITERS.incrementAndGet();
            Native.addSlotWaiters(1);
            try {
                if (stop != null) {
                    stop.whenStopped(this);
                }
                QUEUE.add(this);
                boolean interrupted = waitInQueue(stop);
                if (state.get() == GRANTED) {
                    Native.moveToCpu(giversCpu);
                }
                if (interrupted) {
                    thread.interrupt();
                }
            } catch (Throwable noRoom) { // of the heap or the stack
                if (!settle(STOPPED) && state.get() != STOPPED) {
                    Native.releaseSlot();
                }
                throw noRoom;
            } finally {
                leave(stop);
            }
            if (event != null) {
                event.commit();
            }
            return state.get() != STOPPED;
        }

        /** Until it has a slot or is stopped. Returns whether the thread was interrupted meanwhile. */
        private boolean waitInQueue(Stop stop) {
            boolean interrupted = false;
            long headSince = 0;
            long pause = POLL_NANOS / 2;
            while (state.get() == WAITING) {
                if (QUEUE.peek() == this) {
                    headSince = head ? headSince : System.nanoTime();
                    head = true;
                    if (Native.tryAcquireIdleSlot()) {
                        if (!settle(TAKEN)) {
                            Native.releaseSlot(); // it was just granted another, or stopped
                        }
                        break;
                    }
                    long waited = System.nanoTime() - headSince;
                    overdue = waited > TURN_NANOS;
                    setStarving(waited > PATIENCE_NANOS);
                    pause = woken ? POLL_NANOS : Math.min(2 * pause, TURN_NANOS);
                    woken = woken && ++wakesInVain > WAKES_IN_VAIN;
                    LockSupport.parkNanos(this, pause);
                } else {
                    LockSupport.park(this);
                }
                if (Thread.interrupted()) {
                    interrupted = true;
                    if (stop != null) {
                        stop.interrupted();
                    }
                }
            }
            return interrupted;
        }

        private void leave(Stop stop) {
            if (stop != null) {
                stop.forget(this);
            }
            if (state.get() != GRANTED) { // who was granted one was taken out
                QUEUE.remove(this);
            }
            if (head) {
                overdue = false; // that was this turn
                setStarving(false);
            }
            WAITERS.decrementAndGet();
            Native.addSlotWaiters(-1);
            Waiter next = QUEUE.peek();
            if (next != null) {
                LockSupport.unpark(next.thread); // to begin to poll
            }
        }
    }
}
