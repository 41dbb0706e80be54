package dev.sconce;

/**
 * How a module is loaded. Immutable: each setter gives another one.
 *
 * <pre>{@code
 * Module.load(path, LoadOptions.DEFAULT.parallelBranches(true));
 * }</pre>
 *
 * @param optimize whether graphs are rewritten before they are run, each method at its first call: attributes that no method writes
 *     become constants ({@code torch.jit.freeze}, but of all methods), calls are inlined, what is known is computed, what nobody reads is
 *     dropped. Attributes must not be changed from outside of the module once a method was called. Default: true
 * @param parallelBranches whether independent branches of a graph, where they are worth it, are run as forks on the inter-op pool.
 *     Results are the same to the bit. Pays where an operator may use fewer threads than there are CPUs; where it has all of them, forks
 *     only cost: of two CPUs, googlenet takes 0.82 of its time with one thread for each operator, and 1.6 with two. Needs
 *     {@code optimize}. Default: false
 */
public record LoadOptions(boolean optimize, boolean parallelBranches) {
    public static final LoadOptions DEFAULT = new LoadOptions(true, false);

    /** @throws SconceException for parallel branches without optimisation, which finds them */
    public LoadOptions {
        if (parallelBranches && !optimize) {
            throw new SconceException("parallel branches are found by optimisation: do not switch that off");
        }
    }

    public LoadOptions optimize(boolean whether) {
        return new LoadOptions(whether, parallelBranches);
    }

    public LoadOptions parallelBranches(boolean whether) {
        return new LoadOptions(optimize, whether);
    }
}
