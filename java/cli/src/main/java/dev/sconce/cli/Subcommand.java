package dev.sconce.cli;

import dev.sconce.SconceException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all subcommands have in common: help, {@code --json}, {@code --stacktrace}. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        parameterListHeading = "%n",
        optionListHeading = "%n",
        usageHelpAutoWidth = true,
        sortOptions = false)
abstract class Subcommand implements Callable<Integer> {
    @Option(names = "--json", paramLabel = "FILE", description = "Also write the results to FILE as JSON.")
    Path json;

    @Option(names = "--stacktrace", description = "Show Java stack traces of errors.")
    boolean stacktrace;

    @Spec
    CommandSpec spec;

    /** Does the work. Returns the exit code. */
    abstract Integer run() throws Exception;

    /** An error of the JVM (no memory, no stack, a missing class) is told as others are. */
    @Override
    public final Integer call() throws Exception {
        try {
            checkTarget(json);
            return run();
        } catch (LinkageError | VirtualMachineError failed) {
            throw new SconceException(Main.describe(failed), failed);
        }
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Refuses a file that cannot be written, before anything is done for it; null is none. */
    static void checkTarget(Path file) {
        if (file == null) {
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(file)) {
            throw new SconceException(file + ": this is a folder; name a file to be written");
        }
        if (!Files.isDirectory(folder)) {
            throw new SconceException(file + ": there is no such folder");
        }
    }

    /** Writes {@code results} where {@code --json} says; does nothing without it. */
    void writeJson(Object results) {
        if (json != null) {
            Json.write(results, json);
        }
    }

    /** Arguments that make no sense: shown with the usage. */
    ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
