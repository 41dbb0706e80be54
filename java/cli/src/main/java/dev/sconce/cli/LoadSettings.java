package dev.sconce.cli;

import dev.sconce.LoadOptions;
import picocli.CommandLine.Option;

/** {@code --no-optimize} and {@code --parallel-branches}. */
final class LoadSettings {
    @Option(names = "--no-optimize", description = "Run the model's graphs as they were saved.")
    private boolean noOptimize;

    @Option(
            names = "--parallel-branches",
            description = "Run independent branches of a graph at the same time, on the inter-op threads.")
    private boolean parallelBranches;

    LoadOptions options() {
        return LoadOptions.DEFAULT.parallelBranches(parallelBranches).optimize(!noOptimize);
    }
}
