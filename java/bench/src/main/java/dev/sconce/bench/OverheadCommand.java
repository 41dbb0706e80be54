package dev.sconce.bench;

import dev.sconce.bench.jmh.Overhead;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench overhead}: what is paid besides arithmetic, in nanoseconds, by JMH. */
@Command(
        name = "overhead",
        description =
                "What is paid besides arithmetic, measured by JMH: a parallel_for with an empty body on 2 threads, a call of a kernel,"
                        + " a call of a module, an operator of a model.")
final class OverheadCommand extends Benchmark {
    @Option(
            names = "--forks",
            defaultValue = "1",
            description = "JVMs, one after the other. Default: ${DEFAULT-VALUE}.")
    private int forks;

    @Option(
            names = "--seconds",
            defaultValue = "1",
            description = "Of each of five iterations, after three that are not counted. Default: ${DEFAULT-VALUE}.")
    private double seconds;

    @Override
    String name() {
        return "overhead";
    }

    @Override
    void run(Results results) throws Exception {
        Path models = modelFolder();
        OwnModels.identity(models);
        OwnModels.additions(models, Overhead.ADDITIONS);
        OwnModels.separateAdditions(models, Overhead.ADDITIONS);
        TimeValue time = TimeValue.milliseconds((long) (1000 * seconds));
        Options options = new OptionsBuilder()
                .include(Overhead.class.getSimpleName())
                .param("models", models.toString())
                .forks(forks)
                .warmupIterations(3)
                .warmupTime(time)
                .measurementIterations(5)
                .measurementTime(time)
                .build();
        Collection<RunResult> measured = new Runner(options).run();
        Table table = new Table("Nanoseconds", "", "ns", "± (99.9 %)");
        for (RunResult result : measured) {
            String method = result.getParams().getBenchmark();
            table.row(
                    Overhead.TITLES.get(method.substring(method.lastIndexOf('.') + 1)),
                    result.getPrimaryResult().getScore(),
                    result.getPrimaryResult().getScoreError());
        }
        results.add(table);
        List<String> jvm = measured.stream()
                .map(result -> result.getParams().getVmVersion())
                .distinct()
                .toList();
        results.note("JMH " + measured.iterator().next().getParams().getJmhVersion() + ", JVM " + jvm);
    }
}
