package dev.sconce.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/**
 * A random number generator ({@code torch.Generator} on the CPU): its seed, and the state that the random kernels draw
 * from and change. Whoever draws holds its monitor, so that threads share one generator without harm; in which order they
 * get their numbers is theirs.
 */
public final class Generator {
    /** The seed of a {@code torch.Generator()} that was given none. */
    public static final long DEFAULT_SEED = 67280421310721L;

    /** Bytes of the kernels' {@code RandomState}. */
    public static final int STATE_BYTES = 2520;

    private static final Generator DEFAULT = new Generator(unpredictable());

    private final ByteBuffer state = ByteBuffer.allocateDirect(STATE_BYTES).order(ByteOrder.nativeOrder());
    private long seed;
    private boolean fresh = true;

    public Generator(long seed) {
        this.seed = seed;
    }

    /** The generator of all operators that are given none; seeded by chance until {@code torch.manual_seed}. */
    public static Generator ofProcess() {
        return DEFAULT;
    }

    private static long unpredictable() {
        return new SplittableRandom().nextLong() & Long.MAX_VALUE;
    }

    /** The number that it was last seeded with ({@code Generator.initial_seed}). */
    public synchronized long initialSeed() {
        return seed;
    }

    public synchronized void manualSeed(long newSeed) {
        seed = newSeed;
        fresh = true;
    }

    /** Seeds it by chance and says with what ({@code Generator.seed}). */
    public synchronized long seed() {
        manualSeed(unpredictable());
        return seed;
    }

    /** The kernels' state, to be used under this object's monitor. */
    public ByteBuffer state() {
        return state;
    }

    /** Whether the state is still to be made of the seed; asked once, by who then makes it. */
    public synchronized boolean takeFresh() {
        boolean was = fresh;
        fresh = false;
        return was;
    }
}
