package dev.sconce.cli;

/**
 * What a user can set.
 *
 * @param threads threads that one operator may use
 * @param interopThreads threads for forks; 0 where the model has none, so that it does not matter
 * @param clients callers at the same time
 */
record Setting(int threads, int interopThreads, int clients) {
    @Override
    public String toString() {
        return "threads " + threads + (interopThreads == 0 ? "" : " interop_threads " + interopThreads) + " clients "
                + clients;
    }
}
