/**
 * Passes over graphs, one a file: a static {@code run} that changes the graph and returns whether it did. They keep
 * what {@link dev.sconce.ir.GraphVerifier} checks and what a caller can see: results, writes to arguments and
 * attributes, prints, failures. What may share memory is asked of {@link dev.sconce.pass.AliasAnalysis}.
 */
package dev.sconce.pass;
