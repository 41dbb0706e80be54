package dev.sconce.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.ScriptException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LexerTest {
    private static List<String> kinds(String text) {
        return Lexer.tokens("code/x.py", text).stream().map(Token::kind).toList();
    }

    private static String decode(String literal) {
        return StringLiterals.decode(
                literal, Lexer.tokens("code/x.py", literal).get(0).range());
    }

    @Test
    void indentationMakesTokensAndBlankOrCommentLinesDoNot() {
        assertEquals(
                List.of(
                        "if",
                        "identifier",
                        ":",
                        Token.INDENT,
                        "pass",
                        Token.NEWLINE,
                        "pass",
                        Token.NEWLINE,
                        Token.DEDENT,
                        "identifier",
                        Token.NEWLINE,
                        Token.END),
                kinds("if a:\n  pass\n\n    # deeper\n  pass # here\n\nb\n"));
    }

    @Test
    void linesGoOnInBracketsAndBehindABackslash() {
        assertEquals(
                List.of("identifier", "=", "(", "number", "+", "number", ")", "-", "number", Token.NEWLINE, Token.END),
                kinds("a = (1 +\n      2) - \\\n 3"));
    }

    @Test
    void everyFormOfNumberIsOneToken() {
        for (String number : List.of("0", "12", "0x1F", "1.", ".5", "1.5", "1e-05", "1.E+3", "2.5j", "3j")) {
            assertEquals(List.of(Token.NUMBER, Token.NEWLINE, Token.END), kinds(number), number);
        }
    }

    @Test
    void keywordsOfTwoWordsAreOneToken() {
        assertEquals(
                List.of(
                        "identifier",
                        "is not",
                        "identifier",
                        "not in",
                        "identifier",
                        "not",
                        "identifier",
                        Token.NEWLINE,
                        Token.END),
                kinds("a is not b not in c not index"));
    }

    @Test
    void escapesAreBytesOfUtf8() {
        assertEquals("é 漢", decode("'\\303\\251 \\346\\274\\242'"));
        assertEquals("é", decode("'é'"));
        assertEquals("\u0007\b\f\n\u000b\t\\'\"\u0001", decode("'\\a\\b\\f\\n\\v\\t\\\\\\'\\\"\\001'"));
        assertEquals("a\n\"b", decode("\"\"\"a\n\"b\"\"\""));
        assertEquals("", decode("''"));
    }

    @Test
    void errorsShowTheLineWithACaret() {
        ScriptException e = assertThrows(ScriptException.class, () -> kinds("a = 1\nb = $\n"));
        assertTrue(e.getMessage().endsWith("code/x.py:2\n    b = $\n        ^"), e.getMessage());
        assertThrows(ScriptException.class, () -> kinds("a = 'b\n"));
        assertThrows(ScriptException.class, () -> kinds("if a:\n    b\n  c\n"));
        assertThrows(ScriptException.class, () -> decode("'\\x41'"));
        assertThrows(ScriptException.class, () -> decode("'\\400'"));
        assertThrows(ScriptException.class, () -> decode("'\\377'"));
    }
}
