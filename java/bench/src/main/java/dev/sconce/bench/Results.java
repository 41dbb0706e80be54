package dev.sconce.bench;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The results of one benchmark: tables of text and numbers, printed, and kept as JSON. */
final class Results {
    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .serializeNulls()
            .serializeSpecialFloatingPointValues()
            .create();

    private final String name;
    private final Map<String, Object> machine = Machine.describe();
    private final List<Table> tables = new ArrayList<>();
    private final List<String> charts = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    Results(String name) {
        this.name = name;
    }

    void note(String text) {
        notes.add(text);
    }

    void add(Table table) {
        tables.add(table);
        System.out.println(table.text());
    }

    /** Draws bars into NAME.svg; see {@link Charts#bars}. */
    void addChart(
            Path folder, String chart, String title, String axis, List<String> groups, Map<String, List<Double>> series)
            throws IOException {
        Files.createDirectories(folder);
        Charts.bars(folder.resolve(chart + ".svg"), title, axis, groups, series);
        charts.add(chart + ".svg");
    }

    /** Writes NAME.json. */
    void write(Path folder) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("benchmark", name);
        machine.put("mapped_runtimes", Machine.mappedRuntimes());
        all.put("machine", machine);
        all.put("notes", notes);
        all.put("tables", tables);
        all.put("charts", charts);
        Files.createDirectories(folder);
        Path file = folder.resolve(name + ".json");
        Files.writeString(file, GSON.toJson(all) + "\n");
        System.out.println("written: " + file);
    }
}
