package dev.sconce.runtime;

import dev.sconce.SconceException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Something that is freed when the last of its holders lets go. Starts with one count, which belongs to the innermost open
 * {@link Scope} of the creating thread, or to the creator where no scope is open. Counting is thread-safe.
 *
 * <p>Holders {@link #retain} and {@link #release}. Counts that were given to a user, who made it or was handed it out, are known by
 * their number: {@link #close} gives up one of these, and does nothing once they are gone, so that closing twice takes nothing from a
 * call or a module that still holds it.
 */
public abstract class RefCounted implements AutoCloseable {
    private static final VarHandle COUNTS;
    /** All counts are in the lower half of the number, those of users, which are among them, in the upper half. */
    private static final long OF_USER = 1L << Integer.SIZE;

    static {
        try {
            COUNTS = MethodHandles.lookup().findVarHandle(RefCounted.class, "counts", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** Read and written through COUNTS; a volatile field's first value would cost each new object a memory fence. */
    @SuppressWarnings("FieldMayBeFinal")
    private long counts = OF_USER + 1;

    private long counts() {
        return (long) COUNTS.getVolatile(this);
    }

    /** Gives the first count to the open scope, if there is one. */
    protected final void adoptByScope() {
        Scope scope = Scope.current();
        if (scope != null) {
            counts = 1;
            scope.adopt(this);
        }
    }

    /** Adds a count. Fails when the last has gone already. */
    public final void retain() {
        addOrFail(1);
    }

    /** Adds a count unless the last has gone already. */
    public final boolean tryRetain() {
        return add(1);
    }

    /** Adds a count that is a user's, to be given up by {@link #close}. Fails when the last has gone already. */
    public final void handOut() {
        addOrFail(OF_USER + 1);
    }

    private void addOrFail(long more) {
        if (!add(more)) {
            throw new SconceException("this " + getClass().getSimpleName() + " was closed already");
        }
    }

    private boolean add(long more) {
        long known;
        do {
            known = counts();
            if ((int) known <= 0) {
                return false;
            }
        } while (!COUNTS.compareAndSet(this, known, known + more));
        return true;
    }

    /** Gives up a count; the last frees what is held. */
    public final void release() {
        if (giveUp()) {
            destroy();
        }
    }

    /** Gives up a count. Returns whether it was the last, and what is held is to be freed. */
    final boolean giveUp() {
        long known;
        long left;
        do {
            known = counts();
            int all = (int) known - 1;
            if (all < 0) {
                throw new IllegalStateException(getClass().getSimpleName() + " was released more often than retained");
            }
            left = Math.min(known >>> Integer.SIZE, all) << Integer.SIZE | all;
        } while (!COUNTS.compareAndSet(this, known, left));
        return left == 0;
    }

    /** Whether the last count has gone. */
    public final boolean isReleased() {
        return (int) counts() <= 0;
    }

    /** Gives up a user's count. Does nothing where there is none: it was closed already, or is a scope's. */
    @Override
    public void close() {
        long known;
        do {
            known = counts();
            if (known < OF_USER) {
                return;
            }
        } while (!COUNTS.compareAndSet(this, known, known - OF_USER - 1));
        if (known == OF_USER + 1) {
            destroy();
        }
    }

    /** To be called before what a program sees of this changes. */
    protected final void changing() {
        Recording recording = Recording.current();
        if (recording != null) {
            recording.changing(this);
        }
    }

    /** Frees what is held. Called once. */
    protected abstract void destroy();

    /** Retains {@code value} if it is counted at all. */
    public static void retain(Object value) {
        if (value instanceof RefCounted counted) {
            counted.retain();
        }
    }

    /** Hands {@code value} out to a user if it is counted at all. */
    public static void handOut(Object value) {
        if (value instanceof RefCounted counted) {
            counted.handOut();
        }
    }

    /** Releases {@code value} if it is counted at all. */
    public static void release(Object value) {
        if (value instanceof RefCounted counted) {
            counted.release();
        }
    }
}
