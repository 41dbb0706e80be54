package dev.sconce.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How a case of {@code verify} ended.
 *
 * @param comparison with the expected result; null where there was no result to compare
 * @param milliseconds of the last call; NaN where it did not return
 * @param reason empty for a case that passed
 */
record CaseResult(Outcome outcome, String name, Comparison comparison, double milliseconds, String reason) {
    private static final int REASON_LIMIT = 400;

    /** In the order in which the last line counts them. */
    enum Outcome {
        PASS("passed"),
        FAIL("failed"),
        UNSUPPORTED("unsupported"),
        ERROR("errors");

        final String counted;

        Outcome(String counted) {
            this.counted = counted;
        }
    }

    /** The outcome, name, largest absolute and relative difference, milliseconds, reason: two spaces apart, {@code -} where unknown. */
    String line() {
        String line = String.format(
                Locale.ROOT,
                "%-11s  %s  %s  %s  %s  %s",
                outcome,
                name,
                comparison == null ? "-" : difference(comparison.maxAbsolute()),
                comparison == null ? "-" : difference(comparison.maxRelative()),
                Double.isNaN(milliseconds) ? "-" : String.format(Locale.ROOT, "%.3f", milliseconds),
                oneLine(reason));
        return line.stripTrailing();
    }

    private static String difference(double value) {
        return value == 0 ? "0" : String.format(Locale.ROOT, "%.2e", value);
    }

    private static String oneLine(String text) {
        String line = text.strip().replaceAll("\\s*\\R\\s*", " | ");
        return line.length() <= REASON_LIMIT ? line : line.substring(0, REASON_LIMIT) + "…";
    }

    /** Everything, with the whole reason. */
    Map<String, Object> json() {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("outcome", outcome.toString());
        out.put("name", name);
        out.put("max_abs_diff", comparison == null ? null : Json.number(comparison.maxAbsolute()));
        out.put("max_rel_diff", comparison == null ? null : Json.number(comparison.maxRelative()));
        out.put("ms", Double.isNaN(milliseconds) ? null : milliseconds);
        out.put("reason", reason);
        return out;
    }
}
