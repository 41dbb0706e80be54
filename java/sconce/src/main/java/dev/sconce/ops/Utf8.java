package dev.sconce.ops;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/**
 * TorchScript's strings are UTF-8 bytes: lengths, positions and letters are those of bytes, and a slice may cut a character. Operators work on
 * {@link #bytes}, a char a byte, and give {@link #text} back. A byte that belongs to no character stands in the text as a lone low
 * surrogate, 0xDC00 + byte, as in Python's surrogateescape: so nothing is lost, and text that is put together again is whole again.
 */
final class Utf8 {
    private static final int ESCAPE = 0xDC00;

    private Utf8() {}

    /** The bytes of a text, each as a char; the same string where all are ASCII. */
    static String bytes(String text) {
        int ascii = asciiLength(text);
        if (ascii == text.length()) {
            return text;
        }
        StringBuilder bytes = new StringBuilder(text.length() + 16).append(text, 0, ascii);
        for (int i = ascii; i < text.length(); ) {
            int code = text.codePointAt(i);
            i += Character.charCount(code);
            if (code >= ESCAPE + 0x80 && code <= ESCAPE + 0xFF) {
                bytes.append((char) (code - ESCAPE));
            } else {
                bytes.append(latin1(Character.toString(code).getBytes(StandardCharsets.UTF_8)));
            }
        }
        return bytes.toString();
    }

    /** The text of such bytes. */
    static String text(String bytes) {
        int ascii = asciiLength(bytes);
        if (ascii == bytes.length()) {
            return bytes;
        }
        StringBuilder text = new StringBuilder(bytes.length()).append(bytes, 0, ascii);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        byte[] raw = bytes.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = ascii; i < raw.length; ) {
            int n = Math.min(sequenceLength(raw[i] & 0xff), raw.length - i);
            try {
                text.append(decoder.decode(ByteBuffer.wrap(raw, i, n)));
                i += n;
            } catch (CharacterCodingException noCharacter) {
                text.append((char) (ESCAPE + (raw[i++] & 0xff)));
            }
        }
        return text.toString();
    }

    private static CharBuffer latin1(byte[] bytes) {
        return StandardCharsets.ISO_8859_1.decode(ByteBuffer.wrap(bytes));
    }

    private static int asciiLength(String text) {
        int i = 0;
        while (i < text.length() && text.charAt(i) < 0x80) {
            i++;
        }
        return i;
    }

    /** Bytes of the character that a byte begins; 1 for one that begins none. */
    private static int sequenceLength(int lead) {
        return lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    }
}
