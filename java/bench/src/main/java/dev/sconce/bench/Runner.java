package dev.sconce.bench;

import java.util.List;

/** A loaded model with the inputs of a request. Any number of threads may call it at once. */
public interface Runner extends AutoCloseable {
    /** Computes one request, and frees its result. */
    void run() throws Exception;

    /** The numbers of one request's result: of each tensor or number in it, in order. */
    List<double[]> result() throws Exception;

    @Override
    void close();
}
