package dev.sconce.script;

import dev.sconce.ir.SourceRange;
import java.util.List;

/** A statement of the source. */
sealed interface Stmt {
    SourceRange range();

    record ExpressionStatement(SourceRange range, Expr value) implements Stmt {}

    /**
     * {@code targets[0] = targets[1] = value}, or {@code target : type = value}.
     *
     * @param value null in a bare declaration {@code x : int}
     * @param type null where not annotated
     */
    record Assign(SourceRange range, List<Expr> targets, Expr value, Expr type) implements Stmt {}

    /** {@code target op= value}; {@code op} without the equals sign. */
    record AugmentedAssign(SourceRange range, Expr target, String op, Expr value) implements Stmt {}

    record If(SourceRange range, Expr condition, List<Stmt> body, List<Stmt> orElse) implements Stmt {}

    record While(SourceRange range, Expr condition, List<Stmt> body) implements Stmt {}

    record For(SourceRange range, List<Expr> targets, Expr iterable, List<Stmt> body) implements Stmt {}

    /** {@code with value as name}; name is null without {@code as}. */
    record WithItem(SourceRange range, Expr value, String name) {}

    record With(SourceRange range, List<WithItem> items, List<Stmt> body) implements Stmt {}

    record Return(SourceRange range, Expr value) implements Stmt {}

    record Raise(SourceRange range, Expr exception) implements Stmt {}

    /** {@code assert test, message}; message may be null. */
    record Assert(SourceRange range, Expr test, Expr message) implements Stmt {}

    record Delete(SourceRange range, List<Expr> targets) implements Stmt {}

    record Break(SourceRange range) implements Stmt {}

    record Continue(SourceRange range) implements Stmt {}

    record Pass(SourceRange range) implements Stmt {}

    /** A parameter; type and default are null where left out. */
    record Param(SourceRange range, String name, Expr type, Expr defaultValue, boolean keywordOnly) {}

    /** A function, method or closure; {@code returns} is null where not annotated. */
    record Def(SourceRange range, String name, List<Param> params, Expr returns, List<Stmt> body) implements Stmt {}

    /** A class; {@code superclass} is null, or a name such as {@code Module} or {@code NamedTuple}. */
    record ClassDef(SourceRange range, String name, Expr superclass, List<Stmt> body) implements Stmt {}
}
