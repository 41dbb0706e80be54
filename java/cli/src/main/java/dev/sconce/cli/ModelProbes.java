package dev.sconce.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Measures a model under any {@link Setting}: a process for each size of the inter-op pool, started when first needed. */
final class ModelProbes implements Tuner.Bench, AutoCloseable {
    private final Path model;
    private final Path inputs;
    private final Map<Integer, Probe> probes = new HashMap<>();
    private final boolean forks;

    /** Starts the first, so that a model that cannot be called fails now. */
    ModelProbes(Path model, Path inputs) {
        this.model = model;
        this.inputs = inputs;
        // As configured: the inter-op threads count also for a model that does not fork, in how many clients may
        // compute at once.
        Probe first = Probe.ofModel(model, inputs, 0);
        forks = first.forks();
        if (forks) {
            first.close();
        } else {
            probes.put(0, first);
        }
    }

    boolean forks() {
        return forks;
    }

    @Override
    public Measured.Slice run(Setting setting, double seconds) {
        return probes.computeIfAbsent(setting.interopThreads(), pool -> Probe.ofModel(model, inputs, pool))
                .run(setting.threads(), setting.clients(), seconds);
    }

    @Override
    public void close() {
        probes.values().forEach(Probe::close);
    }
}
