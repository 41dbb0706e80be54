package dev.sconce.bench;

/**
 * A library that runs models. Sconce is one; those that it is measured against (its peers) are found by {@link Engines}. Not thread-safe,
 * but for the runners that it loads.
 */
public interface Engine {
    /** For tables, for instance {@code "libtorch frozen"}. */
    String name();

    /** Of the library itself. */
    String version();

    /** Whether this is a library that is there already, with the model prepared in another way. */
    default boolean isVariant() {
        return false;
    }

    /** Whether the folder holds the file that this engine loads. */
    boolean canLoad(ModelFolder folder);

    /** Sets the threads that one request may use, for all runners that this engine has loaded or will load; at least 1. */
    void setThreads(int threads);

    /**
     * Loads a model, and its inputs into the engine's own memory.
     *
     * @param threads that one request may use, for engines that must know when they load
     * @throws Exception of the library, when it cannot load it
     */
    Runner load(ModelFolder folder, int threads) throws Exception;
}
