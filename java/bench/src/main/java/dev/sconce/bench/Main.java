package dev.sconce.bench;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code scripts/bench}: how fast Sconce is beside its peers and beside the machine. */
@Command(
        name = "bench",
        description =
                "Measures Sconce beside its peers, ONNX Runtime and libtorch, and beside what the machine can do.",
        synopsisSubcommandLabel = "BENCHMARK",
        mixinStandardHelpOptions = true,
        subcommands = {
            ThreadsCommand.class,
            ModelsCommand.class,
            KernelsCommand.class,
            OperatorsCommand.class,
            OverheadCommand.class,
            ColdCommand.class,
            MemoryCommand.class,
            ReportCommand.class
        },
        footer = {
            "",
            "All sides are measured in one process, in turn, in short slices; a number is the median of the slices.",
            "scripts/bench BENCHMARK --help says more."
        })
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int status = new CommandLine(new Main())
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .execute(arguments);
        System.exit(status);
    }
}
