package dev.sconce.script;

import dev.sconce.UnsupportedException;
import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.Graph;
import dev.sconce.ir.ImplicitConversion;
import dev.sconce.ir.NamedValue;
import dev.sconce.ir.OperatorSet;
import dev.sconce.ir.SchemaMatcher;
import dev.sconce.ir.SourceRange;
import dev.sconce.ir.Type;
import dev.sconce.ir.Types;
import dev.sconce.ir.Value;
import java.util.ArrayList;
import java.util.List;

/** Calls of operators: puts the node of the overload that fits into the graph. */
final class Builtins {
    private final Graph graph;
    private final OperatorSet operators;

    Builtins(Graph graph, OperatorSet operators) {
        this.graph = graph;
        this.operators = operators;
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
     * @throws UnsupportedException when there is no such operator
     * @throws dev.sconce.ScriptException when none of its overloads fits
     */
    Value call(String operator, List<NamedValue> arguments, List<NamedValue> keywords, NamedValue self, SourceRange range) {
        if (operators.overloads(operator).isEmpty()) {
            throw unknown(operator, range);
        }
        Value result = SchemaMatcher.insertCall(operators, operator, graph, range, arguments, keywords, self);
        return result != null ? result : graph.insertConstant(null, Type.NONE, range);
    }

    /** Whether some overload of the operator takes a value of the type as its argument {@code self}. */
    boolean takesSelf(String operator, Type type) {
        for (FunctionSchema schema : operators.overloads(operator)) {
            int self = schema.argumentIndex("self");
            if (self >= 0 && SchemaMatcher.accepts(schema.arguments().get(self), type)) {
                return true;
            }
        }
        return false;
    }

    boolean exists(String operator) {
        return !operators.overloads(operator).isEmpty();
    }

    /** The value as that type where PyTorch converts it: tuples to lists, and with {@code implicit} tensors and numbers. */
    Value convert(Type type, Value value, boolean implicit, SourceRange range) {
        return new ImplicitConversion(graph, range, implicit).convert(value, type);
    }

    UnsupportedException unknown(String operator, SourceRange range) {
        return new UnsupportedException("Operator " + operator + " is not supported:\n" + range.highlight());
    }
}
