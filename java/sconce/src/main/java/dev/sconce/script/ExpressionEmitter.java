package dev.sconce.script;

import dev.sconce.ScriptException;
import dev.sconce.ir.NamedValue;
import dev.sconce.ir.SourceRange;
import dev.sconce.ir.Type;
import dev.sconce.ir.Types;
import dev.sconce.ir.Value;
import dev.sconce.runtime.Complex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Emits expressions. A hint is the type that the source wants for the value; null where it says none. */
final class ExpressionEmitter {
    /** The operator, and the method that objects override it with; null where they cannot. */
    private record BinaryOperator(String operator, String method) {}

    private static final Map<String, BinaryOperator> BINARY = Map.ofEntries(
            Map.entry("+", new BinaryOperator("aten::add", "__add__")),
            Map.entry("-", new BinaryOperator("aten::sub", "__sub__")),
            Map.entry("*", new BinaryOperator("aten::mul", "__mul__")),
            Map.entry("/", new BinaryOperator("aten::div", "__truediv__")),
            Map.entry("//", new BinaryOperator("aten::floordiv", null)),
            Map.entry("%", new BinaryOperator("aten::remainder", "__mod__")),
            Map.entry("**", new BinaryOperator("aten::pow", "__pow__")),
            Map.entry("@", new BinaryOperator("aten::matmul", null)),
            Map.entry("==", new BinaryOperator("aten::eq", "__eq__")),
            Map.entry("!=", new BinaryOperator("aten::ne", "__ne__")),
            Map.entry("<", new BinaryOperator("aten::lt", "__lt__")),
            Map.entry(">", new BinaryOperator("aten::gt", "__gt__")),
            Map.entry("<=", new BinaryOperator("aten::le", "__le__")),
            Map.entry(">=", new BinaryOperator("aten::ge", "__ge__")),
            Map.entry("&", new BinaryOperator("aten::__and__", "__and__")),
            Map.entry("|", new BinaryOperator("aten::__or__", "__or__")),
            Map.entry("^", new BinaryOperator("aten::__xor__", "__xor__")),
            Map.entry("<<", new BinaryOperator("aten::__lshift__", "__lshift__")),
            Map.entry(">>", new BinaryOperator("aten::__rshift__", "__rshift__")),
            Map.entry("in", new BinaryOperator("aten::__contains__", "__contains__")));

    private final Emitter emitter;

    ExpressionEmitter(Emitter emitter) {
        this.emitter = emitter;
    }

    /** The expression as a value of the graph. */
    Value value(Expr expr, Type hint) {
        Value value = sugared(expr, hint).asValue(emitter, expr.range());
        return hint == Type.ANY && value.type() != Type.ANY
                ? emitter.uncheckedCast(value, Type.ANY, expr.range())
                : value;
    }

    /** Whatever the expression means. */
    SugaredValue sugared(Expr expr, Type hint) {
        if (expr instanceof Expr.Name name) {
            return name(name);
        } else if (expr instanceof Expr.Select select) {
            return sugared(select.value(), null).attribute(emitter, select.field(), select.range());
        } else if (expr instanceof Expr.Apply apply) {
            return emitter.calls.apply(apply, hint);
        } else if (expr instanceof Expr.Subscript subscript) {
            return emitter.indexing.subscript(subscript, hint);
        }
        return new SimpleValue(simple(expr, hint));
    }

    private SugaredValue name(Expr.Name name) {
        SugaredValue value = emitter.environment().find(name.id(), name.range());
        if (value == null) {
            value = Globals.find(name.id());
        }
        if (value == null && (name.id().equals("inf") || name.id().equals("nan"))) {
            double number = name.id().equals("inf") ? Double.POSITIVE_INFINITY : Double.NaN;
            value = new SimpleValue(emitter.constant(number, name.range()));
        }
        if (value == null) {
            throw emitter.environment().undefined(name.id(), name.range());
        }
        return value;
    }

    private Value simple(Expr expr, Type hint) {
        SourceRange range = expr.range();
        if (expr instanceof Expr.Number number) {
            return number(number);
        } else if (expr instanceof Expr.StringLiteral string) {
            return emitter.constant(string.value(), range);
        } else if (expr instanceof Expr.BooleanLiteral bool) {
            return emitter.constant(bool.value(), range);
        } else if (expr instanceof Expr.NoneLiteral) {
            return emitter.none(range);
        } else if (expr instanceof Expr.Binary binary) {
            return binary(binary);
        } else if (expr instanceof Expr.Unary unary) {
            return unary(unary);
        } else if (expr instanceof Expr.Conditional conditional) {
            return emitter.conditions.ternary(conditional, hint);
        } else if (expr instanceof Expr.TupleLiteral tuple) {
            return tuple(tuple, hint);
        } else if (expr instanceof Expr.ListLiteral list) {
            return list(list, hint);
        } else if (expr instanceof Expr.DictLiteral dict) {
            return dict(dict, hint);
        } else if (expr instanceof Expr.ListComprehension comprehension) {
            return emitter.loops.listComprehension(comprehension, member(hint, Type.ListType.class));
        } else if (expr instanceof Expr.DictComprehension comprehension) {
            return emitter.loops.dictComprehension(comprehension, member(hint, Type.DictType.class));
        }
        throw new ScriptException("This cannot stand here", range);
    }

    private Value number(Expr.Number number) {
        Object value;
        if (number.isComplex()) {
            value = new Complex(0, number.asDouble());
        } else if (number.isInt()) {
            try {
                value = number.asLong();
            } catch (NumberFormatException e) {
                throw new ScriptException("This int needs more than 64 bits", number.range());
            }
        } else {
            value = number.asDouble();
        }
        return emitter.constant(value, number.range());
    }

    private Value binary(Expr.Binary expr) {
        switch (expr.op()) {
            case "and", "or", "is", "is not":
                return emitter.conditions.emit(expr).value();
            default:
                break;
        }
        NamedValue left = named(expr.left());
        NamedValue right = named(expr.right());
        if (expr.op().equals("%") && left.type() == Type.STRING) {
            return emitter.builtins().insert("aten::percentFormat", expr.range(), left.value(), right.value());
        }
        BinaryOperator operator = BINARY.get(expr.op());
        SugaredValue callee = new Callables.Builtin(operator.operator(), null);
        if (operator.method() != null) {
            callee = new Callables.Magic(operator.method(), callee);
        }
        List<NamedValue> arguments = expr.op().equals("in") ? List.of(right, left) : List.of(left, right);
        return callee.call(emitter, arguments, List.of(), expr.range()).asValue(emitter, expr.range());
    }

    private Value unary(Expr.Unary expr) {
        if (expr.op().equals("not")) {
            return emitter.conditions.emit(expr).value();
        }
        boolean negates = expr.op().equals("-");
        Value operand = value(expr.operand(), null);
        Object constant = Emitter.constantOf(operand);
        if (negates && constant instanceof Double number) {
            return emitter.constant(-number, expr.range());
        } else if (negates && constant instanceof Complex number) {
            return emitter.constant(new Complex(-number.real(), -number.imaginary()), expr.range());
        } else if (negates && constant instanceof Long number) {
            return emitter.constant(-number, expr.range());
        }
        SugaredValue callee = new Callables.Magic(
                negates ? "__neg__" : "__invert__",
                new Callables.Builtin(negates ? "aten::neg" : "aten::bitwise_not", null));
        return callee.call(emitter, List.of(new NamedValue(null, operand, expr.range())), List.of(), expr.range())
                .asValue(emitter, expr.range());
    }

    private NamedValue named(Expr expr) {
        return new NamedValue(null, value(expr, null), expr.range());
    }

    /** Positional arguments; starred ones are unpacked. */
    List<NamedValue> arguments(List<Expr> exprs) {
        List<NamedValue> values = new ArrayList<>();
        for (Expr expr : exprs) {
            if (expr instanceof Expr.Starred starred) {
                for (SugaredValue element : sugared(starred.value(), null).asTuple(emitter, -1, expr.range())) {
                    values.add(new NamedValue(null, element.asValue(emitter, expr.range()), expr.range()));
                }
            } else {
                values.add(named(expr));
            }
        }
        return values;
    }

    List<NamedValue> keywords(List<Expr.Keyword> keywords) {
        List<NamedValue> values = new ArrayList<>(keywords.size());
        for (Expr.Keyword keyword : keywords) {
            values.add(new NamedValue(keyword.name(), value(keyword.value(), null), keyword.range()));
        }
        return values;
    }

    List<Value> values(List<Expr> exprs) {
        List<Value> values = new ArrayList<>(exprs.size());
        for (NamedValue argument : arguments(exprs)) {
            values.add(argument.value());
        }
        return values;
    }

    private Value tuple(Expr.TupleLiteral expr, Type hint) {
        Type.TupleType wanted = member(hint, Type.TupleType.class);
        boolean hinted =
                wanted != null && wanted.elements().size() == expr.elements().size() && !hasStarred(expr.elements());
        if (!hinted) {
            return emitter.tuple(values(expr.elements()), expr.range());
        }
        List<Value> elements = new ArrayList<>();
        for (int i = 0; i < expr.elements().size(); i++) {
            elements.add(value(expr.elements().get(i), wanted.elements().get(i)));
        }
        return emitter.tuple(elements, expr.range());
    }

    private Value list(Expr.ListLiteral expr, Type hint) {
        Type.ListType wanted = member(hint, Type.ListType.class);
        List<Value> elements = new ArrayList<>();
        for (NamedValue element : hinted(expr.elements(), wanted == null ? null : wanted.element())) {
            elements.add(element.value());
        }
        Type type = Type.TENSOR;
        if (wanted != null) {
            type = wanted.element();
        } else if (!elements.isEmpty()) {
            type = unified(elements);
        }
        checkAll(elements, type, expr.range());
        return emitter.list(type, elements, expr.range());
    }

    private List<NamedValue> hinted(List<Expr> exprs, Type hint) {
        if (hint == null || hasStarred(exprs)) {
            return arguments(exprs);
        }
        List<NamedValue> values = new ArrayList<>(exprs.size());
        for (Expr expr : exprs) {
            values.add(new NamedValue(null, value(expr, hint), expr.range()));
        }
        return values;
    }

    private static boolean hasStarred(List<Expr> exprs) {
        for (Expr expr : exprs) {
            if (expr instanceof Expr.Starred) {
                return true;
            }
        }
        return false;
    }

    private static Type unified(List<Value> values) {
        List<Type> types = new ArrayList<>(values.size());
        for (Value value : values) {
            types.add(value.type());
        }
        return Types.unify(types, true, null);
    }

    private static void checkAll(List<Value> values, Type type, SourceRange range) {
        for (Value value : values) {
            if (!value.type().isSubtypeOf(type)) {
                throw new ScriptException(
                        "Expected only " + type.annotation() + " here but found a "
                                + value.type().annotation(),
                        range);
            }
        }
    }

    private Value dict(Expr.DictLiteral expr, Type hint) {
        Type.DictType wanted = member(hint, Type.DictType.class);
        List<Value> keys = new ArrayList<>();
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < expr.keys().size(); i++) {
            keys.add(value(expr.keys().get(i), null));
            values.add(value(expr.values().get(i), wanted == null ? null : wanted.value()));
        }
        if (wanted == null) {
            Type key = keys.isEmpty() ? Type.STRING : keys.get(0).type();
            Type value = values.isEmpty() ? Type.TENSOR : unified(values);
            wanted = new Type.DictType(key, value);
        }
        checkAll(keys, wanted.key(), expr.range());
        checkAll(values, wanted.value(), expr.range());
        List<Value> both = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            both.add(keys.get(i));
            both.add(values.get(i));
        }
        return emitter.dict(wanted, both, expr.range());
    }

    /** The type, or the only member of an Optional or Union, that is of that kind; null where there is none. */
    static <T extends Type> T member(Type type, Class<T> kind) {
        if (kind.isInstance(type)) {
            return kind.cast(type);
        } else if (type instanceof Type.OptionalType optional) {
            return member(optional.element(), kind);
        } else if (type instanceof Type.UnionType union) {
            List<Type> found = union.members().stream().filter(kind::isInstance).toList();
            return found.size() == 1 ? kind.cast(found.get(0)) : null;
        }
        return null;
    }
}
