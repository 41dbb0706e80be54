package dev.sconce.ir;

/**
 * A piece of TorchScript source: {@code [start, end)} in characters of {@code text}, which is the whole record {@code
 * file} (for instance {@code code/__torch__.py}).
 */
public record SourceRange(String file, String text, int start, int end) {
    /** For nodes that no source line made. */
    public static final SourceRange NONE = new SourceRange("", "", 0, 0);

    /** Line number, from 1. */
    public int line() {
        int line = 1;
        for (int i = 0; i < start && i < text.length(); i++) {
            if (text.charAt(i) == '\n') {
                line++;
            }
        }
        return line;
    }

    /** Column, from 1. */
    public int column() {
        return start - lineStart() + 1;
    }

    private int lineStart() {
        return start == 0 ? 0 : text.lastIndexOf('\n', start - 1) + 1;
    }

    /** The line with carets under the range, headed by file and line number; empty for {@link #NONE}. */
    public String highlight() {
        if (text.isEmpty()) {
            return "";
        }
        int from = lineStart();
        int to = text.indexOf('\n', from);
        to = to < 0 ? text.length() : to;
        int width = Math.max(1, Math.min(end, to) - start);
        return "  " + file + ":" + line() + "\n    " + text.substring(from, to) + "\n    " + " ".repeat(start - from)
                + (width == 1 ? "^" : "~".repeat(width - 1) + "<--- HERE");
    }

    /** The smallest range that holds both. */
    public SourceRange to(SourceRange last) {
        return new SourceRange(file, text, Math.min(start, last.start), Math.max(end, last.end));
    }

    @Override
    public String toString() {
        return text.isEmpty() ? "" : file + ":" + line() + ":" + (column() - 1);
    }
}
