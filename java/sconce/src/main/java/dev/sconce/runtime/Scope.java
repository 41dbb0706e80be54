package dev.sconce.runtime;

import java.util.ArrayList;

/**
 * Owns what is created on this thread while it is open (tensors, lists, ...) and lets it go when closed. What shall live on is
 * retained by its receiver before. Scopes nest; each belongs to one thread. A result of a model that was got inside a scope is the
 * scope's too: it is not closed as well.
 *
 * <pre>{@code
 * try (Scope scope = Scope.open()) {
 *     Tensor sum = add(a, b);          // freed at the end of the block
 *     return scope.keep(mul(sum, c));  // lives on: owned by the caller, or the scope around
 * }
 * }</pre>
 */
public final class Scope implements AutoCloseable {
    private static final ThreadLocal<Scope> CURRENT = new ThreadLocal<>();

    private final Scope outer;
    private final ArrayList<RefCounted> owned = new ArrayList<>();

    private Scope(Scope outer) {
        this.outer = outer;
    }

    /** Opens a scope inside the present one. */
    public static Scope open() {
        Scope scope = new Scope(CURRENT.get());
        CURRENT.set(scope);
        return scope;
    }

    /** The innermost open scope of this thread, or null. */
    public static Scope current() {
        return CURRENT.get();
    }

    void adopt(RefCounted created) {
        owned.add(created);
    }

    /** Lets {@code value} outlive this scope: the scope around owns it then, or the caller where there is none. */
    public <T> T keep(T value) {
        if (value instanceof RefCounted counted) {
            if (outer != null) {
                counted.retain();
                outer.adopt(counted);
            } else {
                counted.handOut();
            }
        }
        return value;
    }

    /** Hands its count of {@code value} over to the caller where that is the newest of what it owns; else returns false. */
    public boolean take(RefCounted value) {
        int newest = owned.size() - 1;
        if (newest < 0 || owned.get(newest) != value) {
            return false;
        }
        owned.remove(newest);
        return true;
    }

    /** Lets go of everything owned; the scope stays open. */
    public void releaseAll() {
        for (int i = owned.size() - 1; i >= 0; i--) {
            owned.remove(i).release();
        }
    }

    @Override
    public void close() {
        if (CURRENT.get() != this) {
            throw new IllegalStateException("scopes are closed by the thread that opened them, innermost first");
        }
        CURRENT.set(outer); // where there is none it is null, and not removed: the next call would make the entry again
        releaseAll();
    }
}
