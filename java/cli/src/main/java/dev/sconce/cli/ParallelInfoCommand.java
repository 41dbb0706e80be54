package dev.sconce.cli;

import dev.sconce.NativeLibraryException;
import dev.sconce.Parallel;
import dev.sconce.ParallelInfo;
import dev.sconce.jni.Blas;
import dev.sconce.jni.NativeLibrary;
import picocli.CommandLine.Command;

/** {@code sconce parallel-info}: {@code torch.__config__.parallel_info()}, and where the numbers come from. */
@Command(
        name = "parallel-info",
        description = {
            "Shows how many threads are used, and why.",
            "",
            "Also the limits of the machine, the libraries with their versions and threads, the environment variables that count, and"
                    + " warnings where two runtimes of a kind are in the process."
        },
        footer = {"", "Example:", "  OMP_NUM_THREADS=1 sconce parallel-info"})
final class ParallelInfoCommand extends Subcommand {
    @Override
    Integer run() {
        NativeLibrary.load();
        openBlas();
        ParallelInfo info = Parallel.info();
        out().print(info);
        out().flush();
        writeJson(info);
        return Main.OK;
    }

    /** A model that needs it opens it; here it is opened to show what such a model would use. */
    private void openBlas() {
        try {
            Blas.open();
        } catch (NativeLibraryException none) {
            err().println("sconce: " + none.getMessage());
        }
    }
}
