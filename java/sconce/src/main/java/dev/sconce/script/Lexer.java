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

    /** Of one character, by that. */
    private static final String[] OPERATORS = new String[128];
    /** Of three characters, then of two; tried in this order. */
    private static final String[] LONGER = {
        "**=", "<<=", ">>=", "...", //
        "**", "<<", ">>", "//", "!=", "==", "<=", ">=", "->", "+=", "-=", "*=", "/=", "%=", "|=", "&=", "^="
    };

    /** The second characters of longer operators. */
    private static final String SECOND = "*<>.=/";

    static {
        for (char operator : "-+*/@()[]:,={}><.?!&^|%~".toCharArray()) {
            OPERATORS[operator] = String.valueOf(operator);
        }
    }

    /** Loaded where a number is more than some digits. */
    private static final class Numbers {
        static final Pattern NUMBER =
                Pattern.compile("0[xX][0-9a-fA-F]+|(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?j?");
    }

    private final String file;
    private final String text;
    /** The text's characters: a method call for each costs more than all else here, where nothing is compiled yet. */
    private final char[] chars;

    private final List<Token> tokens = new ArrayList<>();
    private final Deque<Integer> indents = new ArrayDeque<>();
    private int position;
    private int brackets;

    private Lexer(String file, String text) {
        this.file = file;
        this.text = text;
        this.chars = text.toCharArray();
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
        while (position < chars.length) {
            char c = chars[position];
            if (c == '\n') {
                endLine();
            } else if (c == ' ' || Character.isWhitespace(c)) {
                position++;
            } else if (c == '#') {
                skipComment();
            } else if (c == '\\' && position + 1 < chars.length && chars[position + 1] == '\n') {
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
        if (position >= chars.length) {
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
        while (position < chars.length) {
            char c = chars[position];
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
        position = end < 0 ? chars.length : end;
    }

    private void token(char c) {
        if (isOfWord(c) && !isDigit(c)) {
            word(wordEnd(position + 1));
        } else if (c == '"' || c == '\'') {
            add(Token.STRING, position, stringEnd(c));
        } else if (isDigit(c) || (c == '.' && position + 1 < chars.length && isDigit(chars[position + 1]))) {
            add(Token.NUMBER, position, numberEnd());
        } else {
            String operator = operator();
            if (operator == null) {
                throw unexpected();
            }
            switch (operator) {
                case "(", "[", "{" -> brackets++;
                case ")", "]", "}" -> brackets = Math.max(0, brackets - 1);
                default -> {}
            }
            add(operator, position, position + operator.length());
        }
    }

    private void word(int end) {
        String word = text.substring(position, end);
        if (word.equals("is") && isWord("not", afterSpaces(end))) {
            add("is not", position, afterSpaces(end) + 3);
        } else if (word.equals("not") && isWord("in", afterSpaces(end))) {
            add("not in", position, afterSpaces(end) + 2);
        } else {
            add(KEYWORDS.contains(word) ? word : Token.IDENTIFIER, position, end);
        }
    }

    private ScriptException unexpected() {
        return new ScriptException(
                "Character '" + chars[position] + "' starts no word, number or operator",
                range(position, position + 1));
    }

    private int wordEnd(int from) {
        int end = from;
        while (end < chars.length && isOfWord(chars[end])) {
            end++;
        }
        return end;
    }

    private int afterSpaces(int from) {
        int at = from;
        while (at < chars.length && (chars[at] == ' ' || chars[at] == '\t')) {
            at++;
        }
        return at;
    }

    private boolean isWord(String word, int from) {
        return text.startsWith(word, from) && wordEnd(from) == from + word.length();
    }

    /** The operator that stands here, or null. */
    private String operator() {
        char c = chars[position];
        if (position + 1 < chars.length && SECOND.indexOf(chars[position + 1]) >= 0) {
            for (String longer : LONGER) {
                if (text.startsWith(longer, position)) {
                    return longer;
                }
            }
        }
        return c < OPERATORS.length ? OPERATORS[c] : null;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isOfWord(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c) || c == '_';
    }

    private int numberEnd() {
        int end = position;
        while (end < chars.length && isDigit(chars[end])) {
            end++;
        }
        if (end == chars.length || ".xXeEj".indexOf(chars[end]) < 0) {
            return end;
        }
        Matcher matcher = Numbers.NUMBER.matcher(text).region(position, chars.length);
        return matcher.lookingAt() ? matcher.end() : end;
    }

    private int stringEnd(char quote) {
        String triple = String.valueOf(quote).repeat(3);
        String closing = text.startsWith(triple, position) ? triple : String.valueOf(quote);
        int at = position + closing.length();
        while (at < chars.length && !text.startsWith(closing, at)) {
            if (chars[at] == '\n' && closing.length() == 1) {
                break;
            }
            at += chars[at] == '\\' ? 2 : 1;
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
