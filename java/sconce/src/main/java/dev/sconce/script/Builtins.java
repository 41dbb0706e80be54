package dev.sconce.script;

import dev.sconce.DType;
import dev.sconce.ScriptException;
import dev.sconce.Tensor;
import dev.sconce.ir.Function;
import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.Graph;
import dev.sconce.ir.GraphCopy;
import dev.sconce.ir.ImplicitConversion;
import dev.sconce.ir.NamedValue;
import dev.sconce.ir.OperatorSet;
import dev.sconce.ir.SchemaMatcher;
import dev.sconce.ir.SourceRange;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** Calls of operators: puts the node of the overload that fits into the graph. */
final class Builtins {
    private static final Set<String> ARITHMETIC = Set.of("aten::add", "aten::sub", "aten::mul", "aten::div");

    private final Graph graph;
    private final OperatorSet operators;
    private final BuiltinFunctions functions;
    private final Upgraders upgraders;

    Builtins(Graph graph, CompilationUnit unit) {
        this.graph = graph;
        this.operators = unit.operators();
        this.functions = unit.builtinFunctions();
        this.upgraders = unit.upgraders();
    }

    /** Calls the operator on plain values. */
    Value insert(String operator, SourceRange range, Value... arguments) {
        List<NamedValue> named = new ArrayList<>();
        for (Value argument : arguments) {
            named.add(new NamedValue(null, argument, range));
        }
        return call(operator, named, List.of(), null, range);
    }

    /**
     * Calls the operator.
     *
     * @param operator name with namespace and without overload
     * @param self the object of a method call, or null
     * @return the result; of several a tuple; None of none
     * @throws MissingOperator when there is no such operator, or none of its overloads fits
     */
    Value call(
            String operator,
            List<NamedValue> arguments,
            List<NamedValue> keywords,
            NamedValue self,
            SourceRange range) {
        Map<FunctionSchema, Function> inSource = upgraders.of(operator);
        if (inSource.isEmpty()) {
            inSource = functions.of(operator);
        } else {
            inSource = new LinkedHashMap<>(inSource);
            inSource.putAll(functions.of(operator));
        }
        List<FunctionSchema> overloads = upgraders.unchanged(operator, operators.overloads(operator));
        if (!inSource.isEmpty()) {
            overloads = new ArrayList<>(overloads);
            overloads.addAll(inSource.keySet());
        }
        if (overloads.isEmpty()) {
            throw unknown(operator, range);
        }
        SchemaMatcher.Match match = match(operator, overloads, withNumber(operator, arguments), keywords, self, range);
        Function function = inSource.get(match.schema());
        Value result = function == null
                ? SchemaMatcher.insertCall(match, graph, range)
                : GraphCopy.insert(graph, function.graph(), match.inputs(), null, Map.of())
                        .get(0);
        return result != null ? result : graph.insertConstant(null, Type.NONE, range);
    }

    /**
     * The arguments of arithmetic with a traced number, which a trace holds as a constant of float64 without dimensions, with that number:
     * so the result has the dtype that it had when it was traced. PyTorch canonicalises the same operators so.
     */
    private List<NamedValue> withNumber(String operator, List<NamedValue> arguments) {
        if (arguments.size() < 2
                || !ARITHMETIC.contains(operator)
                || !(arguments.get(1).value().node().attribute("value") instanceof Tensor tensor)
                || tensor.dtype() != DType.FLOAT64
                || tensor.dim() != 0) {
            return arguments;
        }
        List<NamedValue> changed = new ArrayList<>(arguments);
        NamedValue traced = arguments.get(1);
        Value number = graph.insertConstant(tensor.getDataAsDoubleArray()[0], Type.FLOAT, traced.range());
        changed.set(1, new NamedValue(traced.name(), number, traced.range()));
        return changed;
    }

    /** What an archive calls is right in PyTorch; where nothing fits, it is an overload that is missing here. */
    private SchemaMatcher.Match match(
            String operator,
            List<FunctionSchema> overloads,
            List<NamedValue> arguments,
            List<NamedValue> keywords,
            NamedValue self,
            SourceRange range) {
        try {
            return SchemaMatcher.match(overloads, graph, range, arguments, keywords, self);
        } catch (ScriptException mismatch) {
            StringJoiner types = new StringJoiner(", ", "(", ")");
            if (self != null) {
                types.add(self.type().annotation());
            }
            arguments.forEach(a -> types.add(a.type().annotation()));
            keywords.forEach(k -> types.add(k.name() + "=" + k.type().annotation()));
            throw new MissingOperator(
                    operator,
                    "Operator " + operator + " is not supported with the arguments " + types + "\n"
                            + mismatch.getMessage(),
                    range,
                    mismatch);
        }
    }

    /** Whether some overload of the operator takes a value of the type as its argument {@code self}. */
    boolean takesSelf(String operator, Type type) {
        List<FunctionSchema> overloads = new ArrayList<>(operators.overloads(operator));
        overloads.addAll(functions.of(operator).keySet());
        for (FunctionSchema schema : overloads) {
            int self = schema.argumentIndex("self");
            if (self >= 0 && SchemaMatcher.accepts(schema.arguments().get(self), type)) {
                return true;
            }
        }
        return false;
    }

    boolean exists(String operator) {
        return !operators.overloads(operator).isEmpty()
                || !functions.of(operator).isEmpty();
    }

    /** The value as that type where PyTorch converts it: tuples to lists, and with {@code implicit} tensors and numbers. */
    Value convert(Type type, Value value, boolean implicit, SourceRange range) {
        return new ImplicitConversion(graph, range, implicit).convert(value, type);
    }

    MissingOperator unknown(String operator, SourceRange range) {
        String hint = isOneDnn(operator)
                ? " (the model was saved by torch.jit.optimize_for_inference, whose archives for oneDNN lack the weights:"
                        + " export it without, by torch.jit.freeze)"
                : "";
        return new MissingOperator(
                operator, "Operator " + operator + " is not supported" + hint + ":\n" + range.highlight(), range, null);
    }

    private static boolean isOneDnn(String operator) {
        return operator.equals("aten::to_mkldnn")
                || operator.startsWith("prim::MKLDNN")
                || operator.startsWith("prim::mkldnn")
                || operator.equals("prim::ConstantMKLDNNTensor");
    }
}
