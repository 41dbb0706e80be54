package dev.sconce.cli;

import dev.sconce.SconceException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/** The {@code sconce} command. Exit codes: 0 done and true, 1 a check failed, 2 unusable arguments or files. */
@Command(
        name = "sconce",
        description = "Runs TorchScript models on the CPU.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            RunCommand.class,
            VerifyCommand.class,
            BenchCommand.class,
            TuneCommand.class,
            InspectCommand.class,
            ParallelInfoCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, and all that was checked holds",
            "1:a check failed",
            "2:arguments or files that cannot be used"
        },
        footer = {
            "",
            "Examples:",
            "  sconce run model.pt --inputs inputs.pt --output result.pt",
            "  sconce verify exported-models",
            "  sconce inspect model.pt --operators",
            "  sconce tune model.pt --inputs inputs.pt --apply",
            "",
            "sconce COMMAND --help says more."
        })
public final class Main {
    static final int OK = 0;
    static final int CHECK_FAILED = 1;
    static final int UNUSABLE = 2;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(execute(commandLine(), arguments));
    }

    /** Does what the arguments say, and tells where the output did not arrive. Returns the exit code. */
    static int execute(CommandLine command, String... arguments) {
        int code = command.execute(arguments);
        if (!command.getOut().checkError()) {
            return code;
        }
        command.getErr().println("sconce: the output cannot be written: what it goes to is full, or closed");
        return UNUSABLE;
    }

    /** The command with all its parts, for one use. */
    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setExecutionExceptionHandler(Main::report);
    }

    /** Says what went wrong on stderr: a message, and no stack trace unless asked for. */
    private static int report(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        err.println("sconce: " + describe(failure));
        if (command.getCommand() instanceof Subcommand called && called.stacktrace) {
            failure.printStackTrace(err);
        }
        err.flush();
        return UNUSABLE;
    }

    /** A failure in words: an error of this library explains itself, another is named by its class too. */
    static String describe(Throwable failure) {
        if (failure instanceof SconceException && failure.getMessage() != null) {
            return failure.getMessage();
        }
        if (failure instanceof OutOfMemoryError) {
            return "the JVM has too little memory (" + failure.getMessage()
                    + "): SCONCE_JAVA_OPTIONS=-Xmx8g gives it 8 GB, say";
        }
        String kind = failure instanceof IOException
                ? failure.getClass().getSimpleName()
                : failure.getClass().getName();
        return failure.getMessage() == null ? kind : kind + ": " + failure.getMessage();
    }
}
