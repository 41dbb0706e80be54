package dev.sconce.script;

import dev.sconce.ScriptException;
import dev.sconce.ir.SourceRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits TorchScript source into tokens: Python's, with indentation as INDENT and DEDENT tokens, and line ends that do not count inside
 * brackets. Equals PyTorch's {@code torch/csrc/jit/frontend/lexer.h}; like it, it knows no f-strings, byte strings or string prefixes.
 */
final class Lexer {
    /** {@code is not} and {@code not in} are one token each, as in PyTorch. */
    private static final Set<String> KEYWORDS = Set.of(
            "def",
            "if",
            "else",
            "elif",
            "while",
            "return",
            "is",
            "True",
            "False",
            "None",
            "NoneType",
            "and",
            "or",
            "not",
            "global",
            "for",
            "in",
            "raise",
            "assert",
            "break",
            "continue",
            "del",
            "pass",
            "class",
            "import",
            "with",
            "as",
            "Ellipsis");

    private static final Pattern NUMBER =
            Pattern.compile("0[xX][0-9a-fA-F]+|(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?j?");
    /** Longest first. */
    private static final Pattern OPERATOR =
            Pattern.compile("\\*\\*=|<<=|>>=|\\.\\.\\.|\\*\\*|<<|>>|//|!=|==|<=|>=|->|\\+=|-=|\\*=|/=|%=|\\|=|&="
                    + "|\\^=|[-+*/@()\\[\\]:,={}><.?!&^|%~]");

    private static final Pattern TWO_WORDS = Pattern.compile("is[ \\t]+not\\b|not[ \\t]+in\\b");

    private final String file;
    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private final Deque<Integer> indents = new ArrayDeque<>();
    private int position;
    private int brackets;

    private Lexer(String file, String text) {
        this.file = file;
        this.text = text;
    }

    /**
     * All tokens of the text; the last one is {@link Token#END}.
     *
     * @param file name for messages, such as {@code code/__torch__.py}
     * @throws ScriptException at a character that starts no token, an unclosed string, or a dedent to no outer level
     */
    static List<Token> tokens(String file, String text) {
        Lexer lexer = new Lexer(file, text);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        indents.push(skipToLine());
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == '\n') {
                endLine();
            } else if (Character.isWhitespace(c)) {
                position++;
            } else if (c == '#') {
                skipComment();
            } else if (c == '\\' && position + 1 < text.length() && text.charAt(position + 1) == '\n') {
                position += 2;
            } else {
                token(c);
            }
        }
        if (!tokens.isEmpty() && !tokens.get(tokens.size() - 1).is(Token.NEWLINE)) {
            add(Token.NEWLINE, position, position);
        }
        while (indents.size() > 1) {
            indents.pop();
            add(Token.DEDENT, position, position);
        }
        add(Token.END, position, position);
    }

    private void endLine() {
        int lineEnd = position++;
        if (brackets > 0) {
            return;
        }
        int indent = skipToLine();
        if (position >= text.length()) {
            return;
        }
        if (indent > indents.peek()) {
            indents.push(indent);
            add(Token.INDENT, lineEnd, position);
            return;
        }
        add(Token.NEWLINE, lineEnd, position);
        while (indent < indents.peek()) {
            indents.pop();
            add(Token.DEDENT, position, position);
            if (indents.isEmpty() || indent > indents.peek()) {
                throw new ScriptException(
                        "This line's indentation fits no line before it", range(position, position + 1));
            }
        }
    }

    /** Skips empty and comment lines; returns the indentation of the line that follows and stops at its first character. */
    private int skipToLine() {
        int start = position;
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == '\n') {
                start = ++position;
            } else if (c == '#') {
                skipComment();
            } else if (Character.isWhitespace(c)) {
                position++;
            } else {
                break;
            }
        }
        return position - start;
    }

    private void skipComment() {
        int end = text.indexOf('\n', position);
        position = end < 0 ? text.length() : end;
    }

    private void token(char c) {
        if (c == '"' || c == '\'') {
            add(Token.STRING, position, stringEnd(c));
        } else if (Character.isDigit(c)
                || (c == '.' && position + 1 < text.length() && Character.isDigit(text.charAt(position + 1)))) {
            add(Token.NUMBER, position, end(NUMBER));
        } else if (c == '_' || Character.isLetter(c)) {
            int pair = c == 'i' || c == 'n' ? end(TWO_WORDS) : -1;
            int end = pair > 0 ? pair : wordEnd();
            if (end == position) {
                throw unexpected();
            }
            String word = text.substring(position, end);
            if (pair > 0) {
                add(word.startsWith("is") ? "is not" : "not in", position, end);
            } else {
                add(KEYWORDS.contains(word) ? word : Token.IDENTIFIER, position, end);
            }
        } else {
            int end = end(OPERATOR);
            if (end < 0) {
                throw unexpected();
            }
            String operator = text.substring(position, end);
            switch (operator) {
                case "(", "[", "{" -> brackets++;
                case ")", "]", "}" -> brackets = Math.max(0, brackets - 1);
                default -> {}
            }
            add(operator, position, end);
        }
    }

    private ScriptException unexpected() {
        return new ScriptException(
                "Character '" + text.charAt(position) + "' starts no word, number or operator",
                range(position, position + 1));
    }

    private int wordEnd() {
        int end = position;
        while (end < text.length() && isOfWord(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isOfWord(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }

    /** Where the pattern's match at the position ends, or -1. */
    private int end(Pattern pattern) {
        Matcher matcher = pattern.matcher(text).region(position, text.length()).useTransparentBounds(true);
        return matcher.lookingAt() ? matcher.end() : -1;
    }

    private int stringEnd(char quote) {
        String triple = String.valueOf(quote).repeat(3);
        String closing = text.startsWith(triple, position) ? triple : String.valueOf(quote);
        int at = position + closing.length();
        while (at < text.length() && !text.startsWith(closing, at)) {
            if (text.charAt(at) == '\n' && closing.length() == 1) {
                break;
            }
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        if (!text.startsWith(closing, at)) {
            throw new ScriptException("String is not closed", range(position, position + 1));
        }
        return at + closing.length();
    }

    private void add(String kind, int start, int end) {
        tokens.add(new Token(kind, text.substring(start, end), range(start, end)));
        position = end;
    }

    private SourceRange range(int start, int end) {
        return new SourceRange(file, text, start, end);
    }
}
