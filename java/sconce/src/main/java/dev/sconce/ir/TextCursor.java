package dev.sconce.ir;

/**
 * A position in a text being parsed in one pass, with the tokens that schemas and graphs share. Spaces before a token
 * are skipped.
 */
final class TextCursor {
    private final String text;
    private int at;

    TextCursor(String text) {
        this.text = text;
    }

    int position() {
        return at;
    }

    void reset(int position) {
        at = position;
    }

    /** Skips spaces and line ends. */
    void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    boolean atEnd() {
        skipSpace();
        return at == text.length();
    }

    /** The next character that is no space, without taking it; 0 at the end. */
    char peek() {
        skipSpace();
        return at < text.length() ? text.charAt(at) : 0;
    }

    /** Whether the rest, after spaces, starts so. */
    boolean looksAt(String token) {
        skipSpace();
        return text.startsWith(token, at);
    }

    /** Takes the token if it comes next. */
    boolean accept(String token) {
        if (looksAt(token)) {
            at += token.length();
            return true;
        }
        return false;
    }

    boolean accept(char token) {
        if (peek() == token) {
            at++;
            return true;
        }
        return false;
    }

    /** Takes the word if it comes next and does not go on. */
    boolean acceptWord(String word) {
        if (looksAt(word) && !isWordPart(at + word.length())) {
            at += word.length();
            return true;
        }
        return false;
    }

    /** Takes the token, which must come next, and returns it. */
    String expect(String token) {
        if (!accept(token)) {
            throw error("expected '" + token + "'");
        }
        return token;
    }

    boolean looksAtWord() {
        char c = peek();
        return Character.isLetter(c) || c == '_';
    }

    /** Letters, digits and underscores, not starting with a digit. */
    String word() {
        if (!looksAtWord()) {
            throw error("expected a name");
        }
        int start = at;
        while (isWordPart(at)) {
            at++;
        }
        return text.substring(start, at);
    }

    private boolean isWordPart(int index) {
        if (index >= text.length()) {
            return false;
        }
        char c = text.charAt(index);
        return Character.isLetterOrDigit(c) || c == '_';
    }

    /** Words joined by dots. */
    String dottedName() {
        StringBuilder name = new StringBuilder(word());
        while (at + 1 < text.length() && text.charAt(at) == '.' && isWordPart(at + 1)) {
            int start = at++;
            while (isWordPart(at)) {
                at++;
            }
            name.append(text, start, at);
        }
        return name.toString();
    }

    /** The name behind a percent sign: letters, digits, underscores and dots. */
    String valueName() {
        expect("%");
        int start = at;
        while (isWordPart(at) || (at < text.length() && text.charAt(at) == '.')) {
            at++;
        }
        if (at == start) {
            throw error("expected the name of a value");
        }
        return text.substring(start, at);
    }

    boolean looksAtNumber() {
        char c = peek();
        if (c == '-' || c == '.') {
            return at + 1 < text.length() && (Character.isDigit(text.charAt(at + 1)) || text.charAt(at + 1) == '.');
        }
        return Character.isDigit(c);
    }

    /** A number as Python writes it: a Double where it has a point or an exponent, else a Long. */
    Number number() {
        if (!looksAtNumber()) {
            throw error("expected a number");
        }
        int start = at;
        boolean isFloat = false;
        if (text.charAt(at) == '-') {
            at++;
        }
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '.' || c == 'e' || c == 'E') {
                isFloat = true;
            } else if (!Character.isDigit(c)
                    && !((c == '-' || c == '+') && Character.toLowerCase(text.charAt(at - 1)) == 'e')) {
                break;
            }
        }
        String digits = text.substring(start, at);
        try {
            return isFloat ? (Number) Double.valueOf(digits) : (Number) Long.valueOf(digits);
        } catch (NumberFormatException e) {
            at = start;
            throw error("'" + digits + "' is no number");
        }
    }

    /** A string in single or double quotes with Python's escapes. */
    String quoted() {
        char quote = peek();
        if (quote != '"' && quote != '\'') {
            throw error("expected a string");
        }
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length() && text.charAt(at) != quote; at++) {
            char c = text.charAt(at);
            value.append(c == '\\' ? escape() : c);
        }
        if (at == text.length()) {
            throw error("the string has no end");
        }
        at++;
        return value.toString();
    }

    /** The character that a backslash and what follows stands for; leaves the position on its last character. */
    private char escape() {
        if (++at == text.length()) {
            throw error("the string has no end");
        }
        char c = text.charAt(at);
        switch (c) {
            case 'n':
                return '\n';
            case 't':
                return '\t';
            case 'r':
                return '\r';
            case 'a':
                return '\u0007';
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'v':
                return '\u000b';
            default:
                if (c < '0' || c > '7') {
                    return c;
                }
                int code = c - '0';
                while (code < 32
                        && at + 1 < text.length()
                        && text.charAt(at + 1) >= '0'
                        && text.charAt(at + 1) <= '7') {
                    code = code * 8 + text.charAt(++at) - '0';
                }
                return (char) code;
        }
    }

    /** The text up to the end of the line, which is taken too. */
    String restOfLine() {
        int end = text.indexOf('\n', at);
        String rest = text.substring(at, end < 0 ? text.length() : end);
        at = end < 0 ? text.length() : end + 1;
        return rest;
    }

    /** An exception that shows the place. */
    IllegalArgumentException error(String what) {
        SourceRange here =
                new SourceRange("<text>", text, Math.min(at, text.length()), Math.min(at + 1, text.length()));
        return new IllegalArgumentException(what + ":\n" + here.highlight());
    }
}
