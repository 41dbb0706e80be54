package dev.sconce.bench.jmh;

import dev.sconce.CallOptions;
import dev.sconce.IValue;
import dev.sconce.Module;
import dev.sconce.Parallel;
import dev.sconce.Tensor;
import dev.sconce.ops.Kernel;
import dev.sconce.trace.Trace;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What is paid besides arithmetic. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Overhead {
    public static final int ADDITIONS = 1000;

    /** The benchmarks in words, by method. */
    public static final Map<String, String> TITLES = Map.of(
            "recordingQuestions",
            "whether operators, tasks, regions and waits are recorded, asked once each, where nobody records",
            "interpretedOperator",
            "one of 1,000 additions of 8 floats in a model, interpreted",
            "kernelCall",
            "a kernel that does nothing, called from Java",
            "parallelForOneThread",
            "and a parallel_for with an empty body in it, 1 thread",
            "parallelForTwoThreads",
            "and a parallel_for with an empty body in it, 2 threads",
            "moduleCall",
            "forward of a module that returns its argument",
            "operator",
            "one of 1,000 additions of 8 floats in a model, none of which reads another's sum",
            "joinedOperator",
            "one of 1,000 additions of 8 floats in a model, each to the sum before");

    private static final Kernel EMPTY_REGION = Kernel.of("empty_region");

    /** The folder with the models. */
    @Param("")
    public String models;

    private Module identity;
    private Module additions;
    private Module separateAdditions;
    private IValue x;
    private IValue y;

    @Setup(Level.Trial)
    public void load() {
        identity = Module.load(Path.of(models, "identity", "model.pt"));
        additions = Module.load(Path.of(models, "add" + ADDITIONS, "model.pt"));
        separateAdditions = Module.load(Path.of(models, "separate-add" + ADDITIONS, "model.pt"));
        x = IValue.from(Tensor.fromBlob(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, new long[] {8}));
        y = IValue.from(Tensor.fromBlob(new float[8], new long[] {8}));
    }

    @TearDown(Level.Trial)
    public void close() {
        identity.close();
        additions.close();
        separateAdditions.close();
        x.close();
        y.close();
    }

    @Benchmark
    public void kernelCall() {
        EMPTY_REGION.call().i64(0).run();
    }

    @Benchmark
    public void parallelForOneThread(OneThread threads) {
        EMPTY_REGION.call().i64(2).run();
    }

    @Benchmark
    public void parallelForTwoThreads(TwoThreads threads) {
        EMPTY_REGION.call().i64(2).run();
    }

    @Benchmark
    public void moduleCall() {
        identity.forward(x).close();
    }

    @Benchmark
    @OperationsPerInvocation(ADDITIONS)
    public void operator() {
        separateAdditions.forward(x, y).close();
    }

    @Benchmark
    @OperationsPerInvocation(ADDITIONS)
    public void joinedOperator() {
        additions.forward(x, y).close();
    }

    @Benchmark
    @OperationsPerInvocation(ADDITIONS)
    public void interpretedOperator() {
        separateAdditions.forward(CallOptions.NONE.withoutPlans(), x, y).close();
    }

    /** What the Flight Recorder costs an operator at most when it is off. */
    @Benchmark
    public boolean recordingQuestions() {
        return Trace.operators() | Trace.tasks() | Trace.regions() | Trace.slots();
    }

    @State(Scope.Benchmark)
    public static class OneThread {
        @Setup(Level.Iteration)
        public void set() {
            Parallel.setNumThreads(1);
        }
    }

    @State(Scope.Benchmark)
    public static class TwoThreads {
        @Setup(Level.Iteration)
        public void set() {
            Parallel.setNumThreads(2);
        }
    }
}
