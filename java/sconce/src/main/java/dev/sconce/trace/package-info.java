/**
 * What runs where and waits for what, as events of Java Flight Recorder ({@code jdk.jfr}); the one way of recording, whatever is then
 * made of it. All names begin with {@code dev.sconce.}; all are off unless a recording enables them:
 *
 * <pre>{@code
 * java -XX:StartFlightRecording:filename=run.jfr,+dev.sconce.Operator#enabled=true,+dev.sconce.Fork#enabled=true …
 * }</pre>
 */
package dev.sconce.trace;
