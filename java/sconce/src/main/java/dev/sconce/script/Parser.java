package dev.sconce.script;

import dev.sconce.ScriptException;
import dev.sconce.ir.SourceRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Parses a source record: classes and functions, and the statements in them, as PyTorch's {@code parser.cpp} accepts them. */
final class Parser extends ExpressionParser {
    /** PyTorch never writes such code: it puts what is nested into variables. */
    static final String TOO_DEEP = "The source is nested deeper than this thread's stack can follow";

    private static final Set<String> AUGMENTED =
            Set.of("+=", "-=", "*=", "/=", "%=", "|=", "&=", "^=", "<<=", ">>=", "**=");

    private Parser(List<Token> tokens) {
        super(tokens);
    }

    /**
     * The classes and functions of a record, in order. Version lines ({@code op_version_set = 1}) and imports, which old archives have,
     * are skipped, as every name is found by its qualified name.
     *
     * @throws ScriptException when the source is not TorchScript
     */
    static List<Stmt> definitions(String file, String text) {
        Parser parser = new Parser(Lexer.tokens(file, text));
        try {
            return parser.definitions();
        } catch (StackOverflowError deep) {
            throw parser.error(TOO_DEEP);
        }
    }

    private List<Stmt> definitions() {
        List<Stmt> definitions = new ArrayList<>();
        while (!at(Token.END)) {
            switch (current().kind()) {
                case "import" -> skipLine();
                case "class" -> definitions.add(classDefinition());
                case "def" -> definitions.add(function());
                default -> {
                    if (!current().text().equals("op_version_set")) {
                        throw unexpected("a class or function");
                    }
                    skipLine();
                }
            }
        }
        return definitions;
    }

    /** A type or other expression that stands alone. */
    static Expr expression(String file, String text) {
        Parser parser = new Parser(Lexer.tokens(file, text));
        Expr expression = parser.expression();
        parser.accept(Token.NEWLINE);
        parser.expect(Token.END);
        return expression;
    }

    private void skipLine() {
        while (!at(Token.END) && !accept(Token.NEWLINE)) {
            next();
        }
    }

    private Stmt.ClassDef classDefinition() {
        SourceRange start = expect("class").range();
        String name = expect(Token.IDENTIFIER).text();
        Expr superclass = null;
        if (accept("(")) {
            superclass = at(")") ? null : expression();
            expect(")");
        }
        SourceRange range = since(start);
        expect(":");
        return new Stmt.ClassDef(range, name, superclass, block());
    }

    private Stmt.Def function() {
        SourceRange start = expect("def").range();
        String name = expect(Token.IDENTIFIER).text();
        boolean[] keywordOnly = {false};
        List<Stmt.Param> params = list("(", ")", () -> {
            if (!keywordOnly[0] && accept("*")) {
                keywordOnly[0] = true;
                return null;
            }
            return param(keywordOnly[0]);
        });
        Expr returns = accept("->") ? expression() : null;
        SourceRange range = since(start);
        expect(":");
        List<Stmt> body = at(Token.INDENT) ? block() : List.of(statement());
        return new Stmt.Def(range, name, params, returns, body);
    }

    private Stmt.Param param(boolean keywordOnly) {
        Token name = expect(Token.IDENTIFIER);
        Expr type = accept(":") ? expression() : null;
        Expr defaultValue = accept("=") ? expression() : null;
        return new Stmt.Param(since(name.range()), name.text(), type, defaultValue, keywordOnly);
    }

    private List<Stmt> block() {
        expect(Token.INDENT);
        List<Stmt> statements = new ArrayList<>();
        do {
            statements.add(statement());
        } while (!accept(Token.DEDENT));
        return List.copyOf(statements);
    }

    private Stmt statement() {
        SourceRange start = current().range();
        switch (current().kind()) {
            case "if":
                return ifStatement();
            case "while": {
                next();
                Expr condition = expression();
                SourceRange range = since(start);
                expect(":");
                return new Stmt.While(range, condition, block());
            }
            case "for":
                return forStatement();
            case "with":
                return withStatement();
            case "def":
                return function();
            case "class":
                return classDefinition();
            case "return": {
                next();
                Expr value = at(Token.NEWLINE) ? new Expr.NoneLiteral(start) : expressionOrTuple();
                return endOfLine(new Stmt.Return(since(start), value));
            }
            case "raise": {
                next();
                Expr exception = expression();
                return endOfLine(new Stmt.Raise(since(start), exception));
            }
            case "assert": {
                next();
                Expr test = expression();
                Expr message = accept(",") ? expression() : null;
                return endOfLine(new Stmt.Assert(since(start), test, message));
            }
            case "del": {
                next();
                Expr targets = expressionOrTuple();
                return endOfLine(new Stmt.Delete(
                        since(start),
                        targets instanceof Expr.TupleLiteral several ? several.elements() : List.of(targets)));
            }
            case "break":
                return endOfLine(new Stmt.Break(next().range()));
            case "continue":
                return endOfLine(new Stmt.Continue(next().range()));
            case "pass":
                return endOfLine(new Stmt.Pass(next().range()));
            case "global":
                throw error("TorchScript has no global variables");
            default:
                return assignmentOrExpression(start);
        }
    }

    private <S extends Stmt> S endOfLine(S statement) {
        expect(Token.NEWLINE);
        return statement;
    }

    private Stmt ifStatement() {
        SourceRange start = next().range();
        Expr condition = expression();
        SourceRange range = since(start);
        expect(":");
        List<Stmt> body = block();
        if (at("elif")) {
            return new Stmt.If(range, condition, body, List.of(ifStatement()));
        }
        List<Stmt> orElse = List.of();
        if (accept("else")) {
            expect(":");
            orElse = block();
        }
        return new Stmt.If(range, condition, body, orElse);
    }

    private Stmt forStatement() {
        SourceRange start = next().range();
        List<Expr> targets = new ArrayList<>();
        do {
            targets.add(target());
        } while (accept(",") && !at("in"));
        expect("in");
        Expr iterable = expression();
        SourceRange range = since(start);
        expect(":");
        return new Stmt.For(range, List.copyOf(targets), iterable, block());
    }

    private Stmt withStatement() {
        SourceRange start = next().range();
        List<Stmt.WithItem> items = new ArrayList<>();
        do {
            Expr value = expression();
            String name = accept("as") ? expect(Token.IDENTIFIER).text() : null;
            items.add(new Stmt.WithItem(since(value.range()), value, name));
        } while (accept(","));
        SourceRange range = since(start);
        expect(":");
        return new Stmt.With(range, List.copyOf(items), block());
    }

    private Stmt assignmentOrExpression(SourceRange start) {
        Expr first = expressionOrTuple();
        if (at(Token.NEWLINE)) {
            return endOfLine(new Stmt.ExpressionStatement(since(start), first));
        }
        Expr type = accept(":") ? expression() : null;
        String op = current().kind();
        if (AUGMENTED.contains(op)) {
            if (type != null || first instanceof Expr.TupleLiteral) {
                throw error("The left side of an augmented assignment is one expression without annotation");
            }
            next();
            Expr value = expressionOrTuple();
            return endOfLine(new Stmt.AugmentedAssign(since(start), first, op.substring(0, op.length() - 1), value));
        }
        if (!at("=")) {
            if (type == null) {
                throw unexpected("the end of the line");
            }
            return endOfLine(new Stmt.Assign(since(start), List.of(first), null, type));
        }
        List<Expr> targets = new ArrayList<>(List.of(first));
        next();
        Expr value = expressionOrTuple();
        while (accept("=")) {
            targets.add(value);
            value = expressionOrTuple();
        }
        if (type != null && targets.size() > 1) {
            throw new ScriptException("Python has no annotated multiple assignment", type.range());
        }
        return endOfLine(new Stmt.Assign(since(start), List.copyOf(targets), value, type));
    }
}
