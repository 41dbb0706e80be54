package dev.sconce.script;

import dev.sconce.ScriptException;
import dev.sconce.UnsupportedException;
import dev.sconce.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Reads type annotations: {@code Dict[str, List[Tensor]]}, {@code __torch__.Net}. Equals PyTorch's {@code script_type_parser.cpp}. */
final class AnnotationParser {
    private static final Map<String, Type> NAMES = Map.ofEntries(
            Map.entry("Tensor", Type.TENSOR),
            Map.entry("int", Type.INT),
            Map.entry("float", Type.FLOAT),
            Map.entry("bool", Type.BOOL),
            Map.entry("complex", Type.COMPLEX),
            Map.entry("str", Type.STRING),
            Map.entry("number", Type.NUMBER),
            Map.entry("Scalar", Type.NUMBER),
            Map.entry("None", Type.NONE),
            Map.entry("NoneType", Type.NONE),
            Map.entry("Device", Type.DEVICE),
            Map.entry("torch.device", Type.DEVICE),
            Map.entry("Generator", Type.GENERATOR),
            Map.entry("Stream", Type.STREAM),
            Map.entry("Storage", Type.STORAGE),
            Map.entry("Quantizer", Type.QUANTIZER),
            Map.entry("Capsule", Type.CAPSULE),
            Map.entry("Any", Type.ANY),
            Map.entry("list", Type.ANY_LIST),
            Map.entry("AnyListType", Type.ANY_LIST),
            Map.entry("tuple", Type.ANY_TUPLE),
            Map.entry("AnyTupleType", Type.ANY_TUPLE),
            Map.entry("AnyClassType", Type.ANY_CLASS),
            Map.entry("AnyEnumType", Type.ANY_ENUM),
            // Their values are PyTorch's enum numbers.
            Map.entry("ScalarType", Type.INT),
            Map.entry("Layout", Type.INT),
            Map.entry("MemoryFormat", Type.INT),
            Map.entry("QScheme", Type.INT));

    private static final Set<String> TENSORS = Set.of(
            "Tensor",
            "LongTensor",
            "FloatTensor",
            "DoubleTensor",
            "IntTensor",
            "ShortTensor",
            "HalfTensor",
            "CharTensor",
            "ByteTensor",
            "BoolTensor");

    private final Function<String, Type> named;

    /** @param named gives the type of a qualified name, or null */
    AnnotationParser(Function<String, Type> named) {
        this.named = named;
    }

    /** @throws ScriptException when it is no type */
    Type parse(Expr expr) {
        if (expr instanceof Expr.Subscript subscript) {
            return constructed(subscript);
        }
        String name = name(expr);
        Type type = NAMES.get(name);
        if (type == null && name.startsWith("torch.") && TENSORS.contains(name.substring(6))) {
            type = Type.TENSOR;
        }
        if (type == null) {
            type = named.apply(name);
        }
        if (type == null) {
            throw new ScriptException("Unknown type " + name, expr.range());
        }
        return type;
    }

    /** The name that an expression spells: of names and selections, or in quotes. */
    private static String name(Expr expr) {
        if (expr instanceof Expr.Name name) {
            return name.id();
        } else if (expr instanceof Expr.NoneLiteral) {
            return "None";
        } else if (expr instanceof Expr.StringLiteral quoted) {
            return quoted.value().startsWith("torch.classes.") ? "__torch__." + quoted.value() : quoted.value();
        } else if (expr instanceof Expr.Select select) {
            return name(select.value()) + "." + select.field();
        }
        throw new ScriptException("This is no type", expr.range());
    }

    private Type constructed(Expr.Subscript expr) {
        String constructor = name(expr.value());
        List<Expr> parameters = expr.indices();
        switch (constructor) {
            case "Tuple": {
                boolean isEmpty = parameters.size() == 1
                        && parameters.get(0) instanceof Expr.TupleLiteral of
                        && of.elements().isEmpty();
                return new Type.TupleType(isEmpty ? List.of() : parseAll(parameters));
            }
            case "Union":
                return Type.UnionType.of(parseAll(parameters));
            case "Dict": {
                List<Type> types = parse(parameters, 2, expr);
                return new Type.DictType(types.get(0), types.get(1));
            }
            case "List":
                return new Type.ListType(parse(parameters, 1, expr).get(0));
            case "Optional":
                return Type.OptionalType.of(parse(parameters, 1, expr).get(0));
            case "Final":
                return parse(parameters, 1, expr).get(0);
            case "Future", "torch.jit.Future", "Await":
                return new Type.FutureType(parse(parameters, 1, expr).get(0));
            case "RRef":
                throw new UnsupportedException("Remote references (RRef) are not supported:\n"
                        + expr.range().highlight());
            default:
                throw new ScriptException("Unknown type constructor " + constructor, expr.range());
        }
    }

    private List<Type> parseAll(List<Expr> parameters) {
        List<Type> types = new ArrayList<>(parameters.size());
        for (Expr parameter : parameters) {
            types.add(parse(parameter));
        }
        return types;
    }

    private List<Type> parse(List<Expr> parameters, int count, Expr expr) {
        if (parameters.size() != count) {
            throw new ScriptException(
                    "This type takes " + count + " parameters, not " + parameters.size(), expr.range());
        }
        return parseAll(parameters);
    }
}
