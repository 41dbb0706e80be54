package dev.sconce.bench;

import dev.sconce.SconceException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

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
        int status = commandLine()
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .execute(arguments);
        System.exit(status);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setExecutionExceptionHandler(Main::report);
    }

    /** What a user can mend is said in a line; what nobody foresaw, with its stack trace. */
    private static int report(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof SconceException) {
            command.getErr().println("bench: " + failure.getMessage());
        } else {
            failure.printStackTrace(command.getErr());
        }
        return command.getCommandSpec().exitCodeOnExecutionException();
    }
}
