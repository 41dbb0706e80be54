package dev.sconce.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table of results; a cell is text, a number, or null where nothing was measured. */
final class Table {
    private final String title;
    private final List<String> columns;
    private final List<List<Object>> rows = new ArrayList<>();

    Table(String title, String... columns) {
        this.title = title;
        this.columns = List.of(columns);
    }

    void row(Object... cells) {
        List<Object> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(cell);
        }
        rows.add(row);
    }

    /** With the columns below each other. */
    String text() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(columns);
        rows.forEach(row -> lines.add(row.stream().map(Table::cell).toList()));
        StringBuilder text = new StringBuilder("\n" + title + "\n");
        for (List<String> line : lines) {
            for (int c = 0; c < line.size(); c++) {
                int column = c;
                int width = lines.stream()
                        .mapToInt(l -> l.get(column).length())
                        .max()
                        .orElse(0);
                String format = c == 0 ? "%-" + width + "s" : "  %" + width + "s";
                text.append(String.format(Locale.ROOT, format, line.get(c)));
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** As a table of Markdown. */
    String markdown() {
        StringBuilder text = new StringBuilder("**" + title + "**\n\n| " + String.join(" | ", columns) + " |\n|---|");
        text.append("---:|".repeat(columns.size() - 1)).append('\n');
        for (List<Object> row : rows) {
            text.append("| ")
                    .append(String.join(" | ", row.stream().map(Table::cell).toList()))
                    .append(" |\n");
        }
        return text.toString();
    }

    /** Four significant digits of a number. */
    private static String cell(Object value) {
        if (value == null) {
            return "–";
        }
        if (!(value instanceof Double number)) {
            return value.toString();
        }
        int decimals = Math.max(0, 3 - (int) Math.floor(Math.log10(Math.max(Math.abs(number), 1e-9))));
        return String.format(Locale.ROOT, "%." + Math.min(decimals, 6) + "f", number);
    }
}
