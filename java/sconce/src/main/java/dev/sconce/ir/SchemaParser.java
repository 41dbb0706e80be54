package dev.sconce.ir;

import dev.sconce.ir.FunctionSchema.Argument;
import dev.sconce.ir.FunctionSchema.Refinement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Reads PyTorch's text form of a schema, such as {@code aten::add.Tensor(Tensor self, Tensor other, *, Scalar
 * alpha=1) -> Tensor}, in one pass. {@link FunctionSchema#toString()} is its inverse.
 */
public final class SchemaParser {
    /** Defaults that schemas name: PyTorch's numbers of reductions, layouts, memory formats and dtypes. */
    private static final Map<String, Long> NAMED_VALUES = Map.ofEntries(
            Map.entry("Mean", 1L),
            Map.entry("strided", 0L),
            Map.entry("contiguous_format", 0L),
            Map.entry("preserve_format", 1L),
            Map.entry("channels_last", 2L),
            Map.entry("channels_last_3d", 3L),
            Map.entry("uint8", 0L),
            Map.entry("int8", 1L),
            Map.entry("int16", 2L),
            Map.entry("int32", 3L),
            Map.entry("int64", 4L),
            Map.entry("long", 4L),
            Map.entry("float16", 5L),
            Map.entry("float32", 6L),
            Map.entry("float", 6L),
            Map.entry("float64", 7L),
            Map.entry("complex", 9L),
            Map.entry("bool", 11L),
            Map.entry("bfloat16", 15L));

    private final TextCursor in;
    private final TypeParser types;

    private SchemaParser(String text) {
        in = new TextCursor(text);
        types = new TypeParser(in, ClassType::builtin);
    }

    /**
     * The schema that the text describes.
     *
     * @throws IllegalArgumentException if it is none; the message shows where
     */
    public static FunctionSchema parse(String text) {
        SchemaParser parser = new SchemaParser(text);
        FunctionSchema schema = parser.schema();
        if (!parser.in.atEnd()) {
            throw parser.in.error("expected the schema's end");
        }
        return schema;
    }

    private FunctionSchema schema() {
        String name = in.word();
        if (in.accept("::")) {
            name = name + "::" + in.word();
        }
        String overload = in.accept('.') ? in.word() : "";
        List<Argument> arguments = new ArrayList<>();
        boolean vararg = false;
        boolean keywordOnly = false;
        in.expect("(");
        if (!in.accept(')')) {
            do {
                if (vararg) {
                    throw in.error("'...' must be the last argument");
                } else if (in.accept('*')) {
                    keywordOnly = true;
                } else if (in.accept("...")) {
                    vararg = true;
                } else {
                    arguments.add(argument(false, keywordOnly));
                }
            } while (in.accept(','));
            in.expect(")");
        }
        in.expect("->");
        List<Argument> returns = new ArrayList<>();
        boolean varret = in.accept("...");
        if (!varret && in.accept('(')) {
            if (!in.accept(')')) {
                do {
                    if (varret) {
                        throw in.error("'...' must be the last return");
                    } else if (in.accept("...")) {
                        varret = true;
                    } else {
                        returns.add(argument(true, false));
                    }
                } while (in.accept(','));
                in.expect(")");
            }
        } else if (!varret) {
            returns.add(argument(true, false));
        }
        return new FunctionSchema(name, overload, arguments, returns, vararg, varret);
    }

    private Argument argument(boolean isReturn, boolean keywordOnly) {
        Type type = types.parse();
        int size = 0;
        if (in.accept('[')) {
            size = in.number().intValue();
            in.expect("]");
            type = new Type.ListType(type);
            types.listMark();
            if (in.accept('?')) {
                type = new Type.OptionalType(type);
            }
        }
        String alias = types.alias;
        boolean isWrite = types.isWrite;
        boolean ofElements = types.aliasOfElements;
        Refinement refinement = types.refinement;
        String name = !isReturn || in.looksAtWord() ? in.word() : "";
        boolean hasDefault = !isReturn && in.accept('=');
        Object value = hasDefault ? defaultValue(type, size) : null;
        return new Argument(name, type, size, keywordOnly, hasDefault, value, alias, isWrite, ofElements, refinement);
    }

    private Object defaultValue(Type type, int size) {
        if (in.acceptWord("None")) {
            return null;
        }
        if (type instanceof Type.OptionalType optional) {
            return defaultValue(optional.element(), size);
        }
        if (!(type instanceof Type.ListType list)) {
            return literal(type);
        }
        if (!in.accept('[')) {
            if (size == 0) {
                throw in.error("expected a list");
            }
            return Collections.nCopies(size, literal(list.element()));
        }
        List<Object> elements = new ArrayList<>();
        if (!in.accept(']')) {
            do {
                elements.add(defaultValue(list.element(), 0));
            } while (in.accept(','));
            in.expect("]");
        }
        return Collections.unmodifiableList(elements);
    }

    private Object literal(Type type) {
        if (in.looksAtNumber()) {
            Number number = in.number();
            return type == Type.FLOAT ? (Object) number.doubleValue() : number;
        }
        if (type == Type.FLOAT || type == Type.NUMBER) {
            if (in.acceptWord("inf")) {
                return Double.POSITIVE_INFINITY;
            } else if (in.accept("-inf")) {
                return Double.NEGATIVE_INFINITY;
            } else if (in.acceptWord("nan")) {
                return Double.NaN;
            }
        }
        if (!in.looksAtWord()) {
            return in.quoted();
        }
        if (in.acceptWord("True")) {
            return Boolean.TRUE;
        }
        if (in.acceptWord("False")) {
            return Boolean.FALSE;
        }
        int start = in.position();
        Long value = NAMED_VALUES.get(in.word());
        if (value == null) {
            in.reset(start);
            throw in.error("not a default value that schemas have");
        }
        return value;
    }
}
