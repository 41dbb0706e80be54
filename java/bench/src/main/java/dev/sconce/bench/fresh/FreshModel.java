package dev.sconce.bench.fresh;

import java.nio.file.Path;
import java.util.List;

/** A library in a process that has nothing else in it: as a program would use it, with as little as that needs. */
public interface FreshModel {
    /**
     * Loads the model of a folder. Called once.
     *
     * @param threads of one request
     */
    void load(Path folder, List<RawTensor> inputs, int threads) throws Exception;

    /** Computes a request; returns the first number of its first result. */
    double answer() throws Exception;
}
