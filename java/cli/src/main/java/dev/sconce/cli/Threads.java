package dev.sconce.cli;

import dev.sconce.Parallel;
import picocli.CommandLine.Option;

/** {@code --threads}. */
final class Threads {
    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that one operator may use (torch.set_num_threads). Default: MKL_NUM_THREADS, else"
                    + " OMP_NUM_THREADS, else the CPUs this process may use (see parallel-info).")
    Integer threads;

    /** Applies what was given. */
    void apply() {
        if (threads != null) {
            Parallel.setNumThreads(threads);
        }
    }
}
