package dev.sconce.runtime;

/** A random number generator as a model names it: the seed that starts it. Its numbers come from the random kernels. */
public final class Generator {
    private long seed;

    public Generator(long seed) {
        this.seed = seed;
    }

    public synchronized long seed() {
        return seed;
    }

    public synchronized void manualSeed(long newSeed) {
        seed = newSeed;
    }
}
