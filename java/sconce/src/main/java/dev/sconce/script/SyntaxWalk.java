package dev.sconce.script;

import java.util.List;
import java.util.function.Consumer;

/** Visits syntax trees. */
final class SyntaxWalk {
    private SyntaxWalk() {}

    /** Calls the visitor with each selection {@code a.b} in the statements; of {@code a.b.c} with both. */
    static void selections(List<Stmt> statements, Consumer<Expr.Select> visitor) {
        statements.forEach(s -> statement(s, visitor));
    }

    private static void statement(Stmt statement, Consumer<Expr.Select> visitor) {
        if (statement instanceof Stmt.Assign s) {
            expressions(s.targets(), visitor);
            expression(s.value(), visitor);
        } else if (statement instanceof Stmt.AugmentedAssign s) {
            expression(s.target(), visitor);
            expression(s.value(), visitor);
        } else if (statement instanceof Stmt.ExpressionStatement s) {
            expression(s.value(), visitor);
        } else if (statement instanceof Stmt.Return s) {
            expression(s.value(), visitor);
        } else if (statement instanceof Stmt.Raise s) {
            expression(s.exception(), visitor);
        } else if (statement instanceof Stmt.Assert s) {
            expression(s.test(), visitor);
            expression(s.message(), visitor);
        } else if (statement instanceof Stmt.Delete s) {
            expressions(s.targets(), visitor);
        } else if (statement instanceof Stmt.If s) {
            expression(s.condition(), visitor);
            selections(s.body(), visitor);
            selections(s.orElse(), visitor);
        } else if (statement instanceof Stmt.While s) {
            expression(s.condition(), visitor);
            selections(s.body(), visitor);
        } else if (statement instanceof Stmt.For s) {
            expression(s.iterable(), visitor);
            selections(s.body(), visitor);
        } else if (statement instanceof Stmt.With s) {
            s.items().forEach(i -> expression(i.value(), visitor));
            selections(s.body(), visitor);
        } else if (statement instanceof Stmt.Def s) {
            selections(s.body(), visitor);
        }
    }

    private static void expressions(List<? extends Expr> exprs, Consumer<Expr.Select> visitor) {
        exprs.forEach(e -> expression(e, visitor));
    }

    private static void expression(Expr expr, Consumer<Expr.Select> visitor) {
        if (expr instanceof Expr.Select e) {
            visitor.accept(e);
            expression(e.value(), visitor);
        } else if (expr instanceof Expr.Apply e) {
            expression(e.callee(), visitor);
            expressions(e.arguments(), visitor);
            e.keywords().forEach(k -> expression(k.value(), visitor));
        } else if (expr instanceof Expr.Subscript e) {
            expression(e.value(), visitor);
            expressions(e.indices(), visitor);
        } else if (expr instanceof Expr.Slice e) {
            expression(e.start(), visitor);
            expression(e.stop(), visitor);
            expression(e.step(), visitor);
        } else if (expr instanceof Expr.Unary e) {
            expression(e.operand(), visitor);
        } else if (expr instanceof Expr.Binary e) {
            expression(e.left(), visitor);
            expression(e.right(), visitor);
        } else if (expr instanceof Expr.Starred e) {
            expression(e.value(), visitor);
        } else if (expr instanceof Expr.Conditional e) {
            expression(e.condition(), visitor);
            expression(e.ifTrue(), visitor);
            expression(e.ifFalse(), visitor);
        } else if (expr instanceof Expr.ListLiteral e) {
            expressions(e.elements(), visitor);
        } else if (expr instanceof Expr.TupleLiteral e) {
            expressions(e.elements(), visitor);
        } else if (expr instanceof Expr.DictLiteral e) {
            expressions(e.keys(), visitor);
            expressions(e.values(), visitor);
        } else if (expr instanceof Expr.ListComprehension e) {
            expression(e.element(), visitor);
            expression(e.iterable(), visitor);
        } else if (expr instanceof Expr.DictComprehension e) {
            expression(e.key(), visitor);
            expression(e.value(), visitor);
            expression(e.iterable(), visitor);
        }
    }

    /** {@code a.b.c} where the expression is such a name, else null. */
    static String dottedName(Expr expr) {
        if (expr instanceof Expr.Name name) {
            return name.id();
        }
        String prefix = expr instanceof Expr.Select select ? dottedName(select.value()) : null;
        return prefix == null ? null : prefix + "." + ((Expr.Select) expr).field();
    }
}
