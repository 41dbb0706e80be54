package dev.sconce.bench;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bench report}: a page from the results of other benchmarks. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        description =
                "Writes a page of Markdown from the JSON files that the other benchmarks wrote into a folder (--output).")
final class ReportCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "DIR",
            defaultValue = "${sys:sconce.root:-.}/docs/benchmarks",
            description = "The results. Default: ${DEFAULT-VALUE}.")
    private Path folder;

    @Parameters(
            index = "1",
            paramLabel = "FILE",
            defaultValue = "${sys:sconce.root:-.}/docs/benchmarks.md",
            description = "The page. Default: ${DEFAULT-VALUE}.")
    private Path page;

    private static final String HEAD =
            """
            # Benchmarks

            Written by `scripts/bench report` from the results of `scripts/bench`; do not edit. All sides of a table ran in one process, in
            turn, in slices of at least 30 ms, after a warm-up; between slices the process comes to rest. A number is the median over 15
            slices, unless its section names others; the spread is the distance of their quartiles as a share of the median, CPUs what the
            process kept busy. Ratios are medians of the ratios slice by slice, so that what neighbours on the machine took is taken from
            both. Where whole processes are compared (`cold`, `memory`), each sample is a process of its own, those of the sides in turn.

            FMA peak: a loop in assembly of independent fused multiply-adds that stay in registers. libtorch: JavaCPP's preset, whose
            matrix products are OpenBLAS's.
            """;

    @Override
    public Integer call() throws IOException {
        StringBuilder text = new StringBuilder(HEAD);
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            append(text, new Gson().fromJson(Files.readString(file), JsonObject.class));
        }
        Files.writeString(page, text);
        System.out.println("written: " + page);
        return 0;
    }

    private void append(StringBuilder text, JsonObject results) {
        JsonObject machine = results.getAsJsonObject("machine");
        text.append("\n## ").append(results.get("benchmark").getAsString()).append('\n');
        text.append("\nMeasured %s on %s (%s), %s CPUs, capability %s, Java %s.\n"
                .formatted(
                        string(machine, "date"),
                        string(machine, "cpu"),
                        string(machine, "cpu_family"),
                        string(machine, "cpus"),
                        string(machine, "cpu_capability"),
                        string(machine, "java")));
        for (JsonElement note : results.getAsJsonArray("notes")) {
            text.append("\n- ").append(note.getAsString());
        }
        text.append("\n- Mapped: ");
        text.append(String.join(
                ", ",
                machine.getAsJsonArray("mapped_runtimes").asList().stream()
                        .map(JsonElement::getAsString)
                        .toList()));
        text.append(".\n");
        for (JsonElement table : results.getAsJsonArray("tables")) {
            text.append('\n').append(new Gson().fromJson(table, Table.class).markdown());
        }
        for (JsonElement chart : results.getAsJsonArray("charts")) {
            String file = chart.getAsString();
            text.append("\n![%s](%s/%s)\n".formatted(file, folder.getFileName(), file));
        }
    }

    private static String string(JsonObject object, String name) {
        return object.get(name).getAsString();
    }
}
