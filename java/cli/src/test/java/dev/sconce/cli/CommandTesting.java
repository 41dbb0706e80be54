package dev.sconce.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;

/** Runs the sconce command inside the test's JVM, on fixtures that scripts/export_cli_fixtures.py made. */
final class CommandTesting {
    private CommandTesting() {}

    /** What a command did. */
    record Ran(int exitCode, String out, String err) {
        List<String> lines() {
            return out.lines().toList();
        }

        String lastLine() {
            return lines().get(lines().size() - 1);
        }
    }

    static Ran sconce(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        String[] words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i].toString();
        }
        int code = Main.execute(command, words);
        command.getErr().flush();
        return new Ran(code, out.toString(), err.toString());
    }

    static Path fixture(String name) {
        try {
            return Path.of(CommandTesting.class.getResource(name).toURI());
        } catch (URISyntaxException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
