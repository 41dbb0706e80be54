package dev.sconce.script;

import dev.sconce.ir.SourceRange;

/**
 * A token of source.
 *
 * @param kind {@link #IDENTIFIER}, {@link #NUMBER} and so on, or for keywords and operators their own text
 * @param text as it stands in the source
 */
record Token(String kind, String text, SourceRange range) {
    static final String IDENTIFIER = "identifier";
    static final String NUMBER = "number";
    static final String STRING = "string";
    static final String NEWLINE = "newline";
    static final String INDENT = "indent";
    static final String DEDENT = "dedent";
    static final String END = "end of file";

    boolean is(String other) {
        return kind.equals(other);
    }
}
