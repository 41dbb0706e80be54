package dev.sconce.ir;

import dev.sconce.ir.FunctionSchema.Refinement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads types as PyTorch's schemas and graphs write them ({@code Dict(str, Tensor[])?}), with the alias marks that
 * schemas put behind them. What a mark or an {@code int}'s other name says is left in the fields for the caller.
 */
final class TypeParser {
    /** Gives the type of a qualified class name. */
    interface ClassResolver {
        Type resolve(String qualifiedName);
    }

    private record Named(Type type, Refinement refinement) {}

    private static final Map<String, Named> NAMES = Map.ofEntries(
            named("Tensor", Type.TENSOR),
            named("int", Type.INT),
            named("float", Type.FLOAT),
            named("bool", Type.BOOL),
            named("complex", Type.COMPLEX),
            named("str", Type.STRING),
            named("Scalar", Type.NUMBER),
            named("number", Type.NUMBER),
            named("None", Type.NONE),
            named("NoneType", Type.NONE),
            named("Device", Type.DEVICE),
            named("Generator", Type.GENERATOR),
            named("Stream", Type.STREAM),
            named("Storage", Type.STORAGE),
            named("Quantizer", Type.QUANTIZER),
            named("ConstQuantizerPtr", Type.QUANTIZER),
            named("Capsule", Type.CAPSULE),
            named("Any", Type.ANY),
            named("list", Type.ANY_LIST),
            named("AnyListType", Type.ANY_LIST),
            named("tuple", Type.ANY_TUPLE),
            named("AnyTupleType", Type.ANY_TUPLE),
            named("AnyClassType", Type.ANY_CLASS),
            named("AnyEnumType", Type.ANY_ENUM),
            named("Dimname", Type.STRING),
            named("DeviceIndex", Type.INT),
            named("QScheme", Type.INT),
            Map.entry("SymInt", new Named(Type.INT, Refinement.SYM_INT)),
            Map.entry("ScalarType", new Named(Type.INT, Refinement.SCALAR_TYPE)),
            Map.entry("Layout", new Named(Type.INT, Refinement.LAYOUT)),
            Map.entry("MemoryFormat", new Named(Type.INT, Refinement.MEMORY_FORMAT)));

    private static Map.Entry<String, Named> named(String name, Type type) {
        return Map.entry(name, new Named(type, Refinement.NONE));
    }

    private final TextCursor in;
    private final ClassResolver classes;

    /** What the type last read says beyond its {@link Type}. */
    Refinement refinement;

    String alias;
    boolean isWrite;
    boolean aliasOfElements;

    TypeParser(TextCursor in, ClassResolver classes) {
        this.in = in;
        this.classes = classes;
    }

    /** Reads a type with its marks, and resets the fields to what they say. */
    Type parse() {
        refinement = Refinement.NONE;
        alias = null;
        isWrite = false;
        aliasOfElements = false;
        Type type = base();
        aliasMark();
        while (true) {
            int start = in.position();
            if (in.accept('?')) {
                type = Type.OptionalType.of(type);
            } else if (in.accept('[') && in.accept(']')) {
                type = new Type.ListType(type);
                listMark();
            } else {
                in.reset(start); // int[2]: the size belongs to the argument
                return type;
            }
        }
    }

    /** Reads the mark behind a list; one that stood before the brackets is then the elements'. */
    void listMark() {
        if (alias == null) {
            aliasMark();
        } else {
            aliasOfElements = true;
        }
    }

    /** A part of a compound type: marks inside are read but say nothing of the whole. */
    private Type part() {
        return new TypeParser(in, classes).parse();
    }

    private Type base() {
        if (in.accept('(')) {
            return new Type.TupleType(parts(")"));
        }
        int start = in.position();
        String name = in.word();
        Named known = NAMES.get(name);
        if (known != null) {
            refinement = known.refinement;
            return known.type;
        }
        switch (name) {
            case "Dict": {
                in.expect("(");
                List<Type> of = parts(")");
                if (of.size() != 2) {
                    throw in.error("a Dict has a key and a value type");
                }
                return new Type.DictType(of.get(0), of.get(1));
            }
            case "Future": {
                in.expect("(");
                Type of = part();
                in.expect(")");
                return new Type.FutureType(of);
            }
            case "Union": {
                in.expect("(");
                return Type.UnionType.of(parts(")"));
            }
            case "NamedTuple":
                return namedTuple();
            case "Enum":
            case "InterfaceType": {
                in.expect("<");
                Type type = classes.resolve(in.dottedName());
                in.expect(">");
                return type;
            }
            default:
                return other(name, start);
        }
    }

    private Type other(String name, int start) {
        if (name.equals("__torch__")) {
            in.expect(".");
            return classes.resolve(name + "." + in.dottedName());
        }
        if (isTensorElement(name)) {
            if (in.accept('(')) {
                skipBrackets();
            }
            return Type.TENSOR;
        }
        boolean isVariable = Character.isLowerCase(name.charAt(0)) || name.length() == 1;
        if (!isVariable) {
            in.reset(start);
            throw in.error("'" + name + "' is no type");
        }
        return new Type.VarType(name);
    }

    /** {@code Float(2, 3, strides=[3, 1])}: a tensor of which a trace knew more, which Sconce's types leave out. */
    private static boolean isTensorElement(String name) {
        return switch (name) {
            case "Float",
                    "Double",
                    "Half",
                    "BFloat16",
                    "Long",
                    "Int",
                    "Short",
                    "Char",
                    "Byte",
                    "Bool",
                    "ComplexFloat",
                    "ComplexDouble" -> true;
            default -> false;
        };
    }

    private void skipBrackets() {
        for (int depth = 1; depth > 0; ) {
            if (in.accept('(')) {
                depth++;
            } else if (in.accept(')')) {
                depth--;
            } else if (in.atEnd()) {
                throw in.error("expected ')'");
            } else {
                in.reset(in.position() + 1);
            }
        }
    }

    private List<Type> parts(String close) {
        List<Type> types = new ArrayList<>();
        if (in.accept(close)) {
            return types;
        }
        do {
            types.add(part());
        } while (in.accept(','));
        in.expect(close);
        return types;
    }

    /** {@code NamedTuple(x : Tensor, y : int)}; the text does not tell the qualified name, so it is the word itself. */
    private Type namedTuple() {
        in.expect("(");
        List<String> fields = new ArrayList<>();
        List<Type> types = new ArrayList<>();
        do {
            fields.add(in.word());
            in.expect(":");
            types.add(part());
        } while (in.accept(','));
        in.expect(")");
        return new Type.TupleType(types, "NamedTuple", fields, List.of());
    }

    /** Reads {@code (a)}, {@code (a!)}, {@code (a|b)}, {@code (a -> *)} if it comes next. */
    private void aliasMark() {
        if (alias != null || !in.accept('(')) {
            return;
        }
        String before = aliasSets();
        isWrite = in.accept('!');
        alias = in.accept("->") ? before + " -> " + aliasSets() : before;
        in.expect(")");
    }

    private String aliasSets() {
        StringBuilder sets = new StringBuilder();
        do {
            sets.append(sets.length() == 0 ? "" : "|").append(in.accept('*') ? "*" : in.word());
        } while (in.accept('|'));
        return sets.toString();
    }
}
