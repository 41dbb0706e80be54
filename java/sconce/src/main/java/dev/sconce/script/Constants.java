package dev.sconce.script;

import dev.sconce.Device;
import dev.sconce.ScriptException;
import dev.sconce.ir.EnumType;
import dev.sconce.ir.SourceRange;
import dev.sconce.ir.Type;
import dev.sconce.runtime.Complex;
import dev.sconce.runtime.EnumValue;
import dev.sconce.runtime.RefCounted;
import dev.sconce.runtime.TupleValue;
import java.util.ArrayList;
import java.util.List;

/** Expressions that compile time evaluates: defaults of parameters and fields, class constants, values of enum members. */
final class Constants {
    private final CompilationUnit unit;

    Constants(CompilationUnit unit) {
        this.unit = unit;
    }

    /**
     * The value in the interpreter's representation, but a list as a {@code List<Object>}.
     *
     * @param type as declared, an int constant of a float is made one; null where it is not
     * @throws ScriptException when it is no constant
     */
    Object evaluate(Expr expr, Type type) {
        SourceRange range = expr.range();
        if (expr instanceof Expr.Number number) {
            return number(number, type);
        } else if (expr instanceof Expr.StringLiteral string) {
            return string.value();
        } else if (expr instanceof Expr.BooleanLiteral bool) {
            return bool.value();
        } else if (expr instanceof Expr.NoneLiteral) {
            return null;
        } else if (expr instanceof Expr.Name name
                && (name.id().equals("inf") || name.id().equals("nan"))) {
            return name.id().equals("inf") ? Double.POSITIVE_INFINITY : Double.NaN;
        } else if (expr instanceof Expr.Unary unary
                && unary.op().equals("-")
                && evaluate(unary.operand(), type) instanceof Double number) {
            return -number;
        } else if (expr instanceof Expr.Binary binary) {
            return complex(binary, type);
        } else if (expr instanceof Expr.TupleLiteral tuple) {
            return tuple(tuple.elements(), ExpressionEmitter.member(type, Type.TupleType.class));
        } else if (expr instanceof Expr.ListLiteral list) {
            Type.ListType of = ExpressionEmitter.member(type, Type.ListType.class);
            List<Object> elements = new ArrayList<>();
            list.elements().forEach(e -> elements.add(evaluate(e, of == null ? null : of.element())));
            return elements;
        } else if (expr instanceof Expr.Select select) {
            return select(select, range);
        } else if (expr instanceof Expr.Apply apply) {
            return apply(apply, type);
        }
        throw new ScriptException("This is no constant", range);
    }

    private static Object number(Expr.Number number, Type type) {
        if (number.isComplex()) {
            return new Complex(0, number.asDouble());
        }
        boolean isFloat = !number.isInt() || ExpressionEmitter.member(type, Type.Primitive.class) == Type.FLOAT;
        return isFloat ? (Object) number.asDouble() : (Object) number.asLong();
    }

    /** {@code 1.0+2.0j}. */
    private Object complex(Expr.Binary binary, Type type) {
        Object left = evaluate(binary.left(), type);
        Object right = evaluate(binary.right(), type);
        boolean isSum = binary.op().equals("+") || binary.op().equals("-");
        if (isSum && left instanceof Number real && right instanceof Complex imaginary) {
            double sign = binary.op().equals("+") ? 1 : -1;
            return new Complex(real.doubleValue() + sign * imaginary.real(), sign * imaginary.imaginary());
        }
        throw new ScriptException("This is no constant", binary.range());
    }

    private Object tuple(List<Expr> exprs, Type.TupleType type) {
        Object[] elements = new Object[exprs.size()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = evaluate(
                    exprs.get(i),
                    type != null && type.elements().size() > i ? type.elements().get(i) : null);
        }
        TupleValue tuple = new TupleValue(type != null && type.name() != null ? type : null, elements);
        RefCounted.retain(tuple); // a constant outlives the scope that is open now
        return tuple;
    }

    /** {@code CONSTANTS.c0}, or a member of an enum. */
    private Object select(Expr.Select select, SourceRange range) {
        if (select.value() instanceof Expr.Name name && name.id().equals("CONSTANTS")) {
            return unit.constant(select.field(), range);
        }
        if (unit.annotations().parse(select.value()) instanceof EnumType type
                && type.members().containsKey(select.field())) {
            return new EnumValue(type, select.field());
        }
        throw new ScriptException("This is no constant", range);
    }

    /** {@code annotate(T, x)}, {@code torch.device("cpu")}, {@code float("inf")}, a NamedTuple. */
    private Object apply(Expr.Apply apply, Type type) {
        List<Expr> arguments = apply.arguments();
        if (apply.callee() instanceof Expr.Name name && name.id().equals("annotate") && arguments.size() == 2) {
            return evaluate(arguments.get(1), unit.annotations().parse(arguments.get(0)));
        } else if (apply.callee() instanceof Expr.Name name && name.id().equals("float") && arguments.size() == 1) {
            return switch (String.valueOf(evaluate(arguments.get(0), null))) {
                case "inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                case "nan" -> Double.NaN;
                default -> throw new ScriptException("This is no constant", apply.range());
            };
        } else if (apply.callee() instanceof Expr.Select select
                && select.field().equals("device")
                && arguments.size() == 1) {
            return Device.of((String) evaluate(arguments.get(0), Type.STRING));
        } else if (apply.keywords().isEmpty()
                && unit.annotations().parse(apply.callee()) instanceof Type.TupleType tuple) {
            return tuple(arguments, tuple);
        }
        throw new ScriptException("This is no constant", apply.range());
    }
}
