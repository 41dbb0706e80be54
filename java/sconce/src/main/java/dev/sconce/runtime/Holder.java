package dev.sconce.runtime;

import java.util.ArrayDeque;

/**
 * A value that holds others, which may hold others in turn, to any depth: what goes with the last count of one is let go in a queue,
 * and not by calls inside each other, for which a long chain would need a deep stack.
 */
abstract class Holder extends RefCounted {
    private static final ThreadLocal<Ending> ENDING = ThreadLocal.withInitial(Ending::new);

    private static final class Ending {
        private final ArrayDeque<Holder> next = new ArrayDeque<>();
        private boolean underWay;
    }

    /** Releases what is held, by {@link #releaseInner}. Called once. */
    protected abstract void releaseHeld();

    @Override
    protected final void destroy() {
        releaseHeld();
    }

    /** Gives up a holder's count of something that it held. */
    static void releaseInner(Object value) {
        if (!(value instanceof Holder inner)) {
            RefCounted.release(value);
        } else if (inner.giveUp()) {
            inner.endInTurn();
        }
    }

    private void endInTurn() {
        Ending ending = ENDING.get();
        if (ending.underWay) {
            ending.next.add(this);
            return;
        }
        ending.underWay = true;
        try {
            for (Holder holder = this; holder != null; holder = ending.next.poll()) {
                holder.releaseHeld();
            }
        } finally {
            ending.underWay = false; // after an error, what is left is the next one's to let go
        }
    }
}
