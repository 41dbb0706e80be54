package dev.sconce.script;

import dev.sconce.ir.SourceRange;
import java.util.List;

/** An expression of the source, each with the range of its whole text. */
sealed interface Expr {
    SourceRange range();

    record Name(SourceRange range, String id) implements Expr {}

    /** {@code value.field}. */
    record Select(SourceRange range, Expr value, String field) implements Expr {}

    record Keyword(SourceRange range, String name, Expr value) {}

    /** {@code callee(arguments, keywords)}; arguments may be {@link Starred}. */
    record Apply(SourceRange range, Expr callee, List<Expr> arguments, List<Keyword> keywords) implements Expr {}

    /** {@code value[indices]}; indices may be {@link Slice} and {@link Ellipsis}. */
    record Subscript(SourceRange range, Expr value, List<Expr> indices) implements Expr {}

    /** {@code start:stop:step}, each null where left out. */
    record Slice(SourceRange range, Expr start, Expr stop, Expr step) implements Expr {}

    record Ellipsis(SourceRange range) implements Expr {}

    /** {@code op} is {@code -}, {@code ~} or {@code not}. */
    record Unary(SourceRange range, String op, Expr operand) implements Expr {}

    /** Arithmetic, comparison, {@code and}, {@code or}, {@code in}, {@code is}, {@code is not}. */
    record Binary(SourceRange range, String op, Expr left, Expr right) implements Expr {}

    record Starred(SourceRange range, Expr value) implements Expr {}

    /** {@code ifTrue if condition else ifFalse}. */
    record Conditional(SourceRange range, Expr condition, Expr ifTrue, Expr ifFalse) implements Expr {}

    /** A number as written, with its sign: {@code 3}, {@code 0x1F}, {@code -1e-05}, {@code 2.j}. */
    record Number(SourceRange range, String text) implements Expr {
        boolean isComplex() {
            return text.endsWith("j");
        }

        boolean isInt() {
            return !isComplex() && (isHex() || text.chars().noneMatch(c -> c == '.' || c == 'e' || c == 'E'));
        }

        private boolean isHex() {
            return text.contains("0x") || text.contains("0X");
        }

        /** @throws NumberFormatException when it needs more than 64 bits */
        long asLong() {
            return isHex() ? Long.decode(text) : Long.parseLong(text);
        }

        /** The value, or the imaginary part of a complex number. */
        double asDouble() {
            return Double.parseDouble(isComplex() ? text.substring(0, text.length() - 1) : text);
        }
    }

    record StringLiteral(SourceRange range, String value) implements Expr {}

    record BooleanLiteral(SourceRange range, boolean value) implements Expr {}

    record NoneLiteral(SourceRange range) implements Expr {}

    record ListLiteral(SourceRange range, List<Expr> elements) implements Expr {}

    record TupleLiteral(SourceRange range, List<Expr> elements) implements Expr {}

    record DictLiteral(SourceRange range, List<Expr> keys, List<Expr> values) implements Expr {}

    /** {@code element for target in iterable}, in brackets or as a generator; both make a list. */
    record ListComprehension(SourceRange range, Expr element, Expr target, Expr iterable) implements Expr {}

    record DictComprehension(SourceRange range, Expr key, Expr value, Expr target, Expr iterable) implements Expr {}
}
