package dev.sconce;

import java.time.Duration;
import java.util.Objects;

/**
 * What a call may use: how many threads an operator, and how much time. Of several options that apply to one call (the module's, the
 * call's, {@link Parallel#limit}) the stricter counts. Immutable, and so safe to share.
 *
 * <pre>{@code
 * CallOptions options = CallOptions.NONE.withThreads(2).withTimeout(Duration.ofMillis(50));
 * try (IValue result = module.forward(options, input)) { ... }
 * }</pre>
 */
public final class CallOptions {
    /** No limit, no deadline. */
    public static final CallOptions NONE = new CallOptions(Integer.MAX_VALUE, null, true);

    private final int threads;
    private final Duration timeout;
    private final boolean plans;

    private CallOptions(int threads, Duration timeout, boolean plans) {
        this.threads = threads;
        this.timeout = timeout;
        this.plans = plans;
    }

    /** These options with at most {@code limit} threads for each operator. @throws SconceException when it is below 1 */
    public CallOptions withThreads(int limit) {
        return new CallOptions(Parallel.requirePositive(limit), timeout, plans);
    }

    /**
     * These options with a deadline, counted from the beginning of each call. A call that reaches it stops before its next operator, or
     * wakes where it waits, with a {@link CancelledException}, and so does what it forked. A duration of zero or less has passed before
     * the first operator. A first call compiles its method to the end, however long that takes ({@link Module#warmUp} has it done
     * before): else it would never be done where all calls are short of time.
     */
    public CallOptions withTimeout(Duration duration) {
        return new CallOptions(threads, Objects.requireNonNull(duration, "timeout"), plans);
    }

    /**
     * These options with the interpreter only: no stretch of the model is recorded, or replayed from the plan of an earlier call. The
     * results are the same to the bit, later.
     */
    public CallOptions withoutPlans() {
        return new CallOptions(threads, timeout, false);
    }

    /** Both options at once: of each the stricter. */
    public CallOptions and(CallOptions other) {
        Duration least = timeout == null || (other.timeout != null && other.timeout.compareTo(timeout) < 0)
                ? other.timeout
                : timeout;
        return new CallOptions(Math.min(threads, other.threads), least, plans && other.plans);
    }

    /** The most threads that one operator may use; {@link Integer#MAX_VALUE} where there is no limit. */
    public int threads() {
        return threads;
    }

    /** Whether stretches of the model are replayed from plans. */
    public boolean plans() {
        return plans;
    }

    /** The time that a call may take; null where there is no deadline. */
    public Duration timeout() {
        return timeout;
    }

    @Override
    public String toString() {
        return "CallOptions[threads " + (threads == Integer.MAX_VALUE ? "unlimited" : threads) + ", timeout "
                + (timeout == null ? "none" : timeout) + (plans ? "]" : ", interpreter only]");
    }
}
