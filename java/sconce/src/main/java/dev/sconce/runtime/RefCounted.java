package dev.sconce.runtime;

import dev.sconce.SconceException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Something that is freed when the last of its holders lets go. Starts with one count, which belongs to the innermost open
 * {@link Scope} of the creating thread, or to the creator where no scope is open. Counting is thread-safe.
 */
public abstract class RefCounted implements AutoCloseable {
    private static final VarHandle COUNT;

    static {
        try {
            COUNT = MethodHandles.lookup().findVarHandle(RefCounted.class, "count", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** Read and written through COUNT; a volatile field's first value would cost each new object a memory fence. */
    @SuppressWarnings("FieldMayBeFinal")
    private int count = 1;

    private int count() {
        return (int) COUNT.getVolatile(this);
    }

    /** Gives the first count to the open scope, if there is one. */
    protected final void adoptByScope() {
        Scope scope = Scope.current();
        if (scope != null) {
            scope.adopt(this);
        }
    }

    /** Adds a count. Fails when the last has gone already. */
    public final void retain() {
        if (!tryRetain()) {
            throw new SconceException("this " + getClass().getSimpleName() + " was closed already");
        }
    }

    /** Adds a count unless the last has gone already. */
    public final boolean tryRetain() {
        int known;
        do {
            known = count();
            if (known <= 0) {
                return false;
            }
        } while (!COUNT.compareAndSet(this, known, known + 1));
        return true;
    }

    /** Gives up a count; the last frees what is held. */
    public final void release() {
        int left = (int) COUNT.getAndAdd(this, -1) - 1;
        if (left == 0) {
            destroy();
        } else if (left < 0) {
            throw new IllegalStateException(getClass().getSimpleName() + " was released more often than retained");
        }
    }

    /** Whether the last count has gone. */
    public final boolean isReleased() {
        return count() <= 0;
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

    /** Gives up the count of the creator; for users, who own what they made or were given. */
    @Override
    public void close() {
        release();
    }

    /** Retains {@code value} if it is counted at all. */
    public static void retain(Object value) {
        if (value instanceof RefCounted counted) {
            counted.retain();
        }
    }

    /** Releases {@code value} if it is counted at all. */
    public static void release(Object value) {
        if (value instanceof RefCounted counted) {
            counted.release();
        }
    }
}
