package dev.sconce.ir;

import dev.sconce.ScriptException;
import dev.sconce.UnsupportedException;
import dev.sconce.ir.FunctionSchema.Argument;
import dev.sconce.ir.Type.ListType;
import dev.sconce.ir.Type.VarType;
import dev.sconce.runtime.ValueTypes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Fits the arguments of a call to a schema, in a graph being built: PyTorch's {@code matchSchema}, {@code
 * matchSchemas} and {@code emitBuiltinCall}. What a match needs (defaults, lists, conversions) is inserted at the
 * graph's insertion point; an attempt that fails leaves nothing behind.
 */
public final class SchemaMatcher {
    /**
     * A call that fits.
     *
     * @param inputs a value for each of the schema's arguments, then those of a {@code ...}
     * @param returnTypes one for each of the schema's returns, without type variables
     */
    public record Match(FunctionSchema schema, List<Value> inputs, List<Type> returnTypes) {}

    private final FunctionSchema schema;
    private final Graph graph;
    private final SourceRange range;
    private final List<NamedValue> arguments;
    private final List<NamedValue> keywords;
    private final boolean allowConversions;
    private final ImplicitConversion conversion;
    private final TypeVariables variables = new TypeVariables();
    private final List<Value> inputs = new ArrayList<>();
    private final boolean[] usedKeywords;
    private int usedArguments;
    private NamedValue self;
    private final StringBuilder failures;

    private SchemaMatcher(
            FunctionSchema schema,
            Graph graph,
            SourceRange range,
            List<NamedValue> arguments,
            List<NamedValue> keywords,
            NamedValue self,
            boolean allowConversions,
            StringBuilder failures) {
        this.schema = schema;
        this.graph = graph;
        this.range = range;
        this.arguments = arguments;
        this.keywords = keywords;
        this.self = self;
        this.allowConversions = allowConversions;
        this.failures = failures;
        this.conversion = new ImplicitConversion(graph, range, allowConversions);
        this.usedKeywords = new boolean[keywords.size()];
    }

    /**
     * The match of a call to the schema, with implicit conversions.
     *
     * @param self what a method is called on, for the argument {@code self}; null where there is none
     * @throws ScriptException if the arguments do not fit
     */
    public static Match match(
            FunctionSchema schema,
            Graph graph,
            SourceRange range,
            List<NamedValue> arguments,
            List<NamedValue> keywords,
            NamedValue self) {
        Match match = tryMatch(schema, graph, range, arguments, keywords, self, true, null);
        if (match != null) {
            return match;
        }
        StringBuilder failures = new StringBuilder();
        tryMatch(schema, graph, range, arguments, keywords, self, true, failures);
        throw new ScriptException(failures.toString().strip(), range);
    }

    /**
     * The match of a call to the first schema that it fits without conversions, else to the first that it fits with
     * them.
     *
     * @throws ScriptException if it fits none; the message says of each why
     */
    public static Match match(
            List<FunctionSchema> schemas,
            Graph graph,
            SourceRange range,
            List<NamedValue> arguments,
            List<NamedValue> keywords,
            NamedValue self) {
        if (schemas.size() == 1) {
            return match(schemas.get(0), graph, range, arguments, keywords, self);
        }
        for (boolean allowConversions : new boolean[] {false, true}) {
            for (FunctionSchema schema : schemas) {
                Match match = tryMatch(schema, graph, range, arguments, keywords, self, allowConversions, null);
                if (match != null) {
                    return match;
                }
            }
        }
        StringBuilder failures = new StringBuilder();
        schemas.forEach(s -> tryMatch(s, graph, range, arguments, keywords, self, true, failures));
        throw new ScriptException(
                "Arguments for call are not valid.\nThe following variants are available:\n"
                        + failures.toString().indent(2)
                        + "\nThe original call is:",
                range);
    }

    /**
     * Inserts a call of the operator and returns its value: the only output, or a tuple of several (named where the
     * schema names the returns). An operator without returns gives null.
     *
     * @throws ScriptException if the arguments do not fit
     * @throws UnsupportedException if there is no operator of that name
     */
    public static Value insertCall(
            OperatorSet operators,
            String name,
            Graph graph,
            SourceRange range,
            List<NamedValue> arguments,
            List<NamedValue> keywords,
            NamedValue self) {
        List<FunctionSchema> schemas = operators.overloads(name);
        if (schemas.isEmpty()) {
            throw new UnsupportedException("The operator " + name + " is not supported:\n" + range.highlight());
        }
        return insertCall(match(schemas, graph, range, arguments, keywords, self), graph, range);
    }

    /** Inserts the call that a match of an operator describes and returns its value as the other {@code insertCall}. */
    public static Value insertCall(Match match, Graph graph, SourceRange range) {
        Node node = graph.create(match.schema().name(), range, match.inputs()).setSchema(match.schema());
        match.returnTypes().forEach(node::addOutput);
        graph.insert(node);
        return switch (node.outputs().size()) {
            case 0 -> null;
            case 1 -> node.output();
            default -> packOutputs(node);
        };
    }

    /** The first schema that a node's inputs fit as they stand, one for each argument; null if there is none. */
    static FunctionSchema find(List<FunctionSchema> schemas, List<Value> inputs) {
        for (FunctionSchema schema : schemas) {
            if (checkInputs(schema, inputs, new TypeVariables()) == null) {
                return schema;
            }
        }
        return null;
    }

    /**
     * Why a node with these inputs is no call of the schema, conversions having been made; null if it is one. Binds
     * the variables.
     */
    static String checkInputs(FunctionSchema schema, List<Value> inputs, TypeVariables variables) {
        List<Argument> arguments = schema.arguments();
        if (inputs.size() < arguments.size() || (inputs.size() > arguments.size() && !schema.vararg())) {
            return "it has " + inputs.size() + " inputs, the schema " + arguments.size() + " arguments";
        }
        for (int i = 0; i < arguments.size(); i++) {
            Type type = inputs.get(i).type();
            String mismatch = variables.match(arguments.get(i).type(), type);
            Type wanted = mismatch == null ? variables.eval(arguments.get(i).type()) : null;
            if (wanted == null || !type.isSubtypeOf(wanted)) {
                return "argument '" + arguments.get(i).name() + "' is a "
                        + arguments.get(i).type() + ", not a " + type + (mismatch == null ? "" : ": " + mismatch);
            }
        }
        return null;
    }

    /** Whether a value of the type can be passed for the argument as it is, without a conversion. */
    public static boolean accepts(Argument argument, Type type) {
        TypeVariables variables = new TypeVariables();
        if (variables.match(argument.type(), type) != null) {
            return false;
        }
        Type wanted = variables.eval(argument.type());
        return wanted != null && type.isSubtypeOf(wanted);
    }

    private static Value packOutputs(Node node) {
        List<String> names =
                node.schema().returns().stream().map(Argument::name).toList();
        boolean named = names.stream().noneMatch(String::isEmpty);
        Type type = new Type.TupleType(
                node.outputs().stream().map(Value::type).toList(), null, named ? names : null, List.of());
        Graph graph = node.graph();
        return graph.insert(graph.create("prim::TupleConstruct", node.range(), node.outputs()))
                .addOutput(type);
    }

    /**
     * The match of a call to the schema, or null.
     *
     * @param failures where to say why there is none; null to not
     */
    private static Match tryMatch(
            FunctionSchema schema,
            Graph graph,
            SourceRange range,
            List<NamedValue> arguments,
            List<NamedValue> keywords,
            NamedValue self,
            boolean allowConversions,
            StringBuilder failures) {
        if (schema.fullName().equals("aten::view.dtype")) {
            return null; // a dtype is an int here, so x.view(1) would fit it; PyTorch bars it too
        }
        Node before = graph.insertPoint().previous();
        SchemaMatcher matcher =
                new SchemaMatcher(schema, graph, range, arguments, keywords, self, allowConversions, failures);
        Match match = matcher.match();
        if (match == null) {
            while (graph.insertPoint().previous() != before) {
                graph.insertPoint().previous().destroy();
            }
        }
        return match;
    }

    private Match match() {
        for (int i = 0; i < schema.arguments().size(); i++) {
            if (!take(i)) {
                return null;
            }
        }
        if (self != null) {
            return fail("Provided self argument not used in schema.");
        }
        if (schema.vararg()) {
            for (; usedArguments < arguments.size(); usedArguments++) {
                inputs.add(arguments.get(usedArguments).value());
            }
        }
        if (usedArguments < arguments.size()) {
            return fail("Expected at most " + usedArguments + " arguments but found " + arguments.size()
                    + " positional arguments.");
        }
        for (int i = 0; i < usedKeywords.length; i++) {
            if (!usedKeywords[i]) {
                String name = keywords.get(i).name();
                String problem = schema.argumentIndex(name) < 0 ? " unknown." : " specified twice.";
                return fail("Keyword argument " + name + problem);
            }
        }
        List<Type> returnTypes = new ArrayList<>();
        for (Argument result : schema.returns()) {
            Type type = variables.eval(result.type());
            if (type == null) {
                throw new IllegalStateException(schema + " returns a type variable that no argument binds");
            }
            returnTypes.add(type);
        }
        return new Match(schema, List.copyOf(inputs), returnTypes);
    }

    /** Finds the value of the schema's argument and adds it to the inputs; false if there is none that fits. */
    private boolean take(int index) {
        Argument argument = schema.arguments().get(index);
        Value given;
        if (self != null && argument.name().equals("self")) {
            given = self.value();
            self = null;
        } else if (!argument.keywordOnly() && usedArguments < arguments.size()) {
            if (allowConversions && takesAllAsList(index, argument)) {
                return takeAllAsList((ListType) argument.type());
            }
            given = arguments.get(usedArguments++).value();
        } else {
            int keyword = keyword(argument.name());
            if (keyword >= 0) {
                usedKeywords[keyword] = true;
                given = keywords.get(keyword).value();
            } else if (argument.hasDefault()) {
                given = insertDefault(argument.defaultValue(), argument.type());
            } else {
                fail("Argument " + argument.name() + " not provided.");
                return false;
            }
        }
        Value fitting = fit(argument, given);
        return fitting != null && inputs.add(fitting);
    }

    private int keyword(String name) {
        for (int i = 0; i < keywords.size(); i++) {
            String given = keywords.get(i).name();
            // functions of the torch namespace call a tensor method's self "input"
            boolean isSelf = name.equals("self")
                    && given.equals("input")
                    && schema.name().startsWith("aten::");
            if (!usedKeywords[i] && (given.equals(name) || isSelf)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether {@code zeros(1, 2, 3)} is meant: the last positional argument is a list, and what is passed is none. */
    private boolean takesAllAsList(int index, Argument argument) {
        boolean isLast = index + 1 == schema.arguments().size()
                || schema.arguments().get(index + 1).keywordOnly();
        if (!isLast
                || argument.size() > 0
                || !(argument.type() instanceof ListType list)
                || list.element() instanceof VarType) {
            return false;
        }
        Type given = arguments.get(usedArguments).type();
        return !(given instanceof ListType) && !Types.isConvertibleToList(given, list);
    }

    private boolean takeAllAsList(ListType list) {
        Argument element = new Argument("<varargs>", list.element());
        List<Value> elements = new ArrayList<>();
        for (; usedArguments < arguments.size(); usedArguments++) {
            Value fitting = fit(element, arguments.get(usedArguments).value());
            if (fitting == null) {
                return false;
            }
            elements.add(fitting);
        }
        return inputs.add(ImplicitConversion.list(graph, range, list.element(), elements));
    }

    /** The value as the argument's type, converted where that is needed and allowed; null if it does not fit. */
    private Value fit(Argument argument, Value value) {
        Type formal = argument.type();
        if (argument.size() > 0 && isElementOf(formal, value.type())) {
            List<Value> repeated = Collections.nCopies(argument.size(), value);
            value = ImplicitConversion.list(graph, range, value.type(), repeated);
        }
        String mismatch = variables.match(formal, value.type());
        if (mismatch != null) {
            fail("Could not match type " + value.type().annotation() + " to " + formal.annotation() + " in argument '"
                    + argument.name() + "': " + mismatch + ".");
            return null;
        }
        Type wanted = variables.eval(formal);
        if (wanted == null) {
            fail("Type variables in type " + formal.annotation() + " could not be inferred from actual type "
                    + value.type().annotation());
            return null;
        }
        Value fitting = conversion.convert(value, wanted);
        if (!fitting.type().isSubtypeOf(wanted)) {
            fail("Expected a value of type '" + formal.annotation() + "' for argument '" + argument.name()
                    + "' but instead found type '" + fitting.type().annotation() + "'.");
            return null;
        }
        return fitting;
    }

    /**
     * Whether the type is the int of an {@code int[N]} or the float of a {@code float[N]}, which stand for N of them.
     */
    private static boolean isElementOf(Type formal, Type type) {
        return (type == Type.INT || type == Type.FLOAT)
                && Types.unwrapOptional(formal) instanceof ListType list
                && list.element() == type;
    }

    private Value insertDefault(Object value, Type type) {
        if (value instanceof List<?> elements) {
            ListType list = (ListType) Types.unwrapOptional(type);
            List<Value> values = new ArrayList<>();
            elements.forEach(e -> values.add(insertDefault(e, list.element())));
            return ImplicitConversion.list(graph, range, list.element(), values);
        }
        // The value's type may be more exact than the argument's: None, the int of a Scalar.
        return graph.insertConstant(value, ValueTypes.of(value), range);
    }

    private Match fail(String reason) {
        if (failures != null) {
            failures.append('\n').append(schema).append(":\n").append(reason).append('\n');
        }
        return null;
    }
}
