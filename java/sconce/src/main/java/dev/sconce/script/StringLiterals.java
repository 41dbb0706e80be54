package dev.sconce.script;

import dev.sconce.ScriptException;
import dev.sconce.ir.SourceRange;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** What a quoted string of the source says (PyTorch's {@code parse_string_literal.h}). */
final class StringLiterals {
    private StringLiterals() {}

    /**
     * The text between the quotes with its escapes resolved. PyTorch writes every byte that is not printable ASCII as an octal escape, so
     * escapes give bytes and the whole is UTF-8.
     *
     * @throws ScriptException for an escape that PyTorch does not know ({@code \x}, {@code \\u}) or bytes that are not UTF-8
     */
    static String decode(String literal, SourceRange range) {
        int quotes = literal.length() >= 6
                        && literal.startsWith(literal.substring(0, 1).repeat(3))
                ? 3
                : 1;
        String body = literal.substring(quotes, literal.length() - quotes);
        if (body.indexOf('\\') < 0) {
            return body;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length());
        int at = 0;
        while (at < body.length()) {
            int next = body.indexOf('\\', at);
            bytes.writeBytes(body.substring(at, next < 0 ? body.length() : next).getBytes(StandardCharsets.UTF_8));
            if (next < 0) {
                break;
            }
            char c = body.charAt(next + 1);
            int plain = "\\'\"\nabfnvtr".indexOf(c);
            if (plain >= 0) {
                bytes.write("\\'\"\n\u0007\b\f\n\u000b\t\r".charAt(plain));
                at = next + 2;
            } else {
                bytes.write(octal(body, next + 1, range));
                at = next + 4;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ScriptException("The bytes of this string are not UTF-8", range);
        }
    }

    private static int octal(String body, int at, SourceRange range) {
        int value = 0;
        for (int i = at; i < at + 3; i++) {
            int digit = i < body.length() ? Character.digit(body.charAt(i), 8) : -1;
            if (digit < 0) {
                throw new ScriptException("Unknown escape \\" + body.charAt(at) + " in a string", range);
            }
            value = value * 8 + digit;
        }
        if (value > 255) {
            throw new ScriptException("Octal escape \\" + body.substring(at, at + 3) + " is more than a byte", range);
        }
        return value;
    }
}
