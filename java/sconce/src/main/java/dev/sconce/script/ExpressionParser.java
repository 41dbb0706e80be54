package dev.sconce.script;

import dev.sconce.ScriptException;
import dev.sconce.ir.SourceRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Parses expressions by operator precedence. Precedences are those of PyTorch's parser, which differ from Python's in that {@code and}
 * and {@code or} are equal, and {@code ~} binds as loosely as {@code not}; serialised code has parentheses where that matters.
 */
class ExpressionParser extends TokenStream {
    private static final int LOWEST = 0;
    /** What may stand left of an assignment or as a loop's target: nothing below comparison. */
    private static final int TARGET = 4;

    private static final Map<String, Integer> BINARY = Map.ofEntries(
            Map.entry("if", 1),
            Map.entry("for", 1),
            Map.entry("and", 2),
            Map.entry("or", 2),
            Map.entry("in", 4),
            Map.entry("not in", 4),
            Map.entry("is", 4),
            Map.entry("is not", 4),
            Map.entry("<", 4),
            Map.entry(">", 4),
            Map.entry("==", 4),
            Map.entry("!=", 4),
            Map.entry("<=", 4),
            Map.entry(">=", 4),
            Map.entry("|", 5),
            Map.entry("^", 6),
            Map.entry("&", 7),
            Map.entry("<<", 8),
            Map.entry(">>", 8),
            Map.entry("+", 9),
            Map.entry("-", 9),
            Map.entry("*", 10),
            Map.entry("/", 10),
            Map.entry("//", 10),
            Map.entry("%", 10),
            Map.entry("@", 10),
            Map.entry("**", 11));

    private static final Map<String, Integer> UNARY = Map.of("not", 3, "~", 3, "-", 10, "*", 10);

    ExpressionParser(List<Token> tokens) {
        super(tokens);
    }

    final Expr expression() {
        return expression(LOWEST);
    }

    final Expr target() {
        return expression(TARGET);
    }

    /** An expression, or several with commas between as a tuple. */
    final Expr expressionOrTuple() {
        Expr first = expression();
        if (!at(",")) {
            return first;
        }
        List<Expr> elements = new ArrayList<>(List.of(first));
        while (accept(",")) {
            if (at(Token.NEWLINE) || at(")") || at("=") || current().kind().endsWith("=")) {
                break;
            }
            elements.add(expression());
        }
        return new Expr.TupleLiteral(since(first.range()), List.copyOf(elements));
    }

    /** The longest expression whose binary operators bind more strongly than {@code precedence}. */
    private Expr expression(int precedence) {
        SourceRange start = current().range();
        Integer unary = UNARY.get(current().kind());
        Expr left = unary == null ? operand() : unary(next().kind(), unary, start);
        while (true) {
            String op = current().kind();
            int strength = BINARY.getOrDefault(op, LOWEST);
            if (strength <= precedence) {
                return left;
            }
            next();
            left = binary(left, op, strength, start);
        }
    }

    private Expr unary(String op, int strength, SourceRange start) {
        Expr operand = expression(strength);
        SourceRange range = since(start);
        if (op.equals("*")) {
            return new Expr.Starred(range, operand);
        }
        if (op.equals("-")
                && operand instanceof Expr.Number number
                && !number.text().startsWith("-")) {
            return new Expr.Number(range, "-" + number.text());
        }
        return new Expr.Unary(range, op, operand);
    }

    private Expr binary(Expr left, String op, int strength, SourceRange start) {
        switch (op) {
            case "if": {
                Expr condition = expression();
                expect("else");
                Expr ifFalse = expression(strength - 1);
                return new Expr.Conditional(since(start), condition, left, ifFalse);
            }
            case "for": {
                Expr target = comprehensionTarget();
                expect("in");
                Expr iterable = expression();
                return new Expr.ListComprehension(since(start), left, target, iterable);
            }
            case "not in": {
                Expr in = new Expr.Binary(since(start), "in", left, expression(strength));
                return new Expr.Unary(since(start), "not", in);
            }
            default: {
                Expr right = expression(op.equals("**") ? strength - 1 : strength);
                return new Expr.Binary(since(start), op, left, right);
            }
        }
    }

    private Expr comprehensionTarget() {
        Expr first = target();
        if (!at(",")) {
            return first;
        }
        List<Expr> targets = new ArrayList<>(List.of(first));
        while (accept(",")) {
            targets.add(target());
        }
        return new Expr.TupleLiteral(since(first.range()), List.copyOf(targets));
    }

    /** A literal, name or bracket, with the selections, calls and subscripts behind it. */
    private Expr operand() {
        SourceRange start = current().range();
        Expr value = atom();
        while (true) {
            if (accept(".")) {
                String field = expect(Token.IDENTIFIER).text();
                value = new Expr.Select(since(start), value, field);
            } else if (at("(")) {
                value = apply(value, start);
            } else if (at("[")) {
                List<Expr> indices = list("[", "]", this::index);
                value = new Expr.Subscript(since(start), value, indices);
            } else {
                return value;
            }
        }
    }

    private Expr atom() {
        Token token = current();
        SourceRange range = token.range();
        switch (token.kind()) {
            case Token.NUMBER:
                return new Expr.Number(range, next().text());
            case Token.STRING: {
                StringBuilder text = new StringBuilder();
                while (at(Token.STRING)) {
                    text.append(
                            StringLiterals.decode(current().text(), current().range()));
                    next();
                }
                return new Expr.StringLiteral(since(range), text.toString());
            }
            case "True", "False":
                return new Expr.BooleanLiteral(range, next().is("True"));
            case "None":
                next();
                return new Expr.NoneLiteral(range);
            case "...", "Ellipsis":
                next();
                return new Expr.Ellipsis(range);
            case Token.IDENTIFIER, "NoneType":
                return new Expr.Name(range, next().text());
            case "(":
                return parenthesised();
            case "[": {
                List<Expr> elements = list("[", "]", this::expression);
                return elements.size() == 1 && elements.get(0) instanceof Expr.ListComprehension comprehension
                        ? comprehension
                        : new Expr.ListLiteral(since(range), elements);
            }
            case "{":
                return dict();
            default:
                throw error("Expected an expression but found " + token.kind());
        }
    }

    private Expr parenthesised() {
        SourceRange start = next().range();
        if (accept(")")) {
            return new Expr.TupleLiteral(since(start), List.of());
        }
        Expr inner = expressionOrTuple();
        expect(")");
        return inner;
    }

    private Expr dict() {
        SourceRange start = expect("{").range();
        List<Expr> keys = new ArrayList<>();
        List<Expr> values = new ArrayList<>();
        while (!at("}")) {
            keys.add(expression());
            expect(":");
            values.add(expression());
            if (!accept(",")) {
                break;
            }
        }
        expect("}");
        SourceRange range = since(start);
        if (keys.size() == 1 && values.get(0) instanceof Expr.ListComprehension each) {
            return new Expr.DictComprehension(range, keys.get(0), each.element(), each.target(), each.iterable());
        }
        return new Expr.DictLiteral(range, List.copyOf(keys), List.copyOf(values));
    }

    private Expr apply(Expr callee, SourceRange start) {
        List<Expr> arguments = new ArrayList<>();
        List<Expr.Keyword> keywords = new ArrayList<>();
        list("(", ")", () -> {
            if (at(Token.IDENTIFIER) && lookahead().is("=")) {
                Token name = next();
                next();
                Expr value = expression();
                keywords.add(new Expr.Keyword(since(name.range()), name.text(), value));
            } else {
                arguments.add(expression());
            }
            return null;
        });
        return new Expr.Apply(since(start), callee, List.copyOf(arguments), List.copyOf(keywords));
    }

    private Expr index() {
        SourceRange start = current().range();
        Expr first = at(":") ? null : expression();
        if (!accept(":")) {
            return first;
        }
        Expr stop = at(",") || at("]") || at(":") ? null : expression();
        Expr step = accept(":") && !at(",") && !at("]") ? expression() : null;
        return new Expr.Slice(since(start), first, stop, step);
    }

    interface Element<T> {
        T parse();
    }

    /** Elements with commas between, the last comma optional, in brackets. Elements that are null are not kept. */
    final <T> List<T> list(String open, String close, Element<T> element) {
        expect(open);
        List<T> elements = new ArrayList<>();
        while (!at(close)) {
            T parsed = element.parse();
            if (parsed != null) {
                elements.add(parsed);
            }
            if (!accept(",")) {
                break;
            }
        }
        expect(close);
        return List.copyOf(elements);
    }

    final ScriptException unexpected(String what) {
        return error("Expected " + what + " but found " + current().kind());
    }
}
