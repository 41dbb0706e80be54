package dev.sconce.host;

/**
 * A number of threads and what decided it.
 *
 * @param threads at least 1
 * @param from a variable with its value, a limit, or a call
 */
public record ThreadCount(int threads, String from) {}
