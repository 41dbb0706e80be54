/**
 * What the machine gives this process: CPUs, cgroup quotas, and the libraries that are mapped into it; and the thread counts that follow.
 * Reads {@code /proc} and {@code /sys}, below a root that a test may choose. Knows nothing of models or kernels.
 */
package dev.sconce.host;
