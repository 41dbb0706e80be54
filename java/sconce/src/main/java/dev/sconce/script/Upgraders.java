package dev.sconce.script;

import dev.sconce.ir.Function;
import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.OperatorSet;
import dev.sconce.ir.SchemaParser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What operators meant before PyTorch changed them, as functions of today's operators, for archives whose file format version is older
 * than the change. Equals PyTorch's {@code operator_upgraders}: an archive of version 3 divides integers to integers.
 */
final class Upgraders {
    /**
     * An overload as it was.
     *
     * @param until the first version that means what today's does
     * @param schema as it was, with the overload of today's that it stands for
     * @param body of a function of the schema's arguments
     */
    private record Upgrader(long until, String schema, String body) {
        boolean isOf(String operator) {
            int end = operator.length();
            return schema.startsWith(operator) && (schema.charAt(end) == '.' || schema.charAt(end) == '(');
        }
    }

    private static final String FACTORY =
            "*, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor";
    private static final String MADE = "dtype=dtype, layout=layout, device=device, pin_memory=pin_memory)";

    private static final List<Upgrader> ALL = List.of(
            new Upgrader(
                    4,
                    "aten::div.Tensor(Tensor self, Tensor other) -> Tensor",
                    """
                    if torch.is_floating_point(self) or torch.is_floating_point(other):
                      return torch.true_divide(self, other)
                    return torch.divide(self, other, rounding_mode="trunc")
                    """),
            new Upgrader(
                    4,
                    "aten::div.Scalar(Tensor self, Scalar other) -> Tensor",
                    """
                    if torch.is_floating_point(self) or isinstance(other, float):
                      return torch.true_divide(self, other)
                    return torch.divide(self, other, rounding_mode="trunc")
                    """),
            new Upgrader(
                    4,
                    "aten::div.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)",
                    """
                    if torch.is_floating_point(self) or torch.is_floating_point(other) or torch.is_floating_point(out):
                      return torch.true_divide(self, other, out=out)
                    return torch.divide(self, other, rounding_mode="trunc", out=out)
                    """),
            new Upgrader(
                    4,
                    "aten::div_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)",
                    """
                    if torch.is_floating_point(self) or torch.is_floating_point(other):
                      return torch.true_divide_(self, other)
                    return torch.divide_(self, other, rounding_mode="trunc")
                    """),
            new Upgrader(
                    4,
                    "aten::div_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)",
                    """
                    if torch.is_floating_point(self) or isinstance(other, float):
                      return torch.true_divide_(self, other)
                    return torch.divide_(self, other, rounding_mode="trunc")
                    """),
            new Upgrader(
                    5,
                    "aten::full(int[] size, Scalar fill_value, " + FACTORY,
                    """
                    if dtype is None:
                      return torch.full(size, float(fill_value), %s
                    return torch.full(size, fill_value, %s
                    """
                            .replace("%s", MADE)),
            new Upgrader(
                    8,
                    "aten::linspace(Scalar start, Scalar end, int? steps=None, " + FACTORY,
                    """
                    if steps is None:
                      return torch.linspace(start, end, 100, %s
                    return torch.linspace(start, end, steps, %s
                    """
                            .replace("%s", MADE)),
            new Upgrader(
                    8,
                    "aten::linspace.out(Scalar start, Scalar end, int? steps=None, *, Tensor(a!) out) -> Tensor(a!)",
                    """
                    if steps is None:
                      return torch.linspace(start, end, 100, out=out)
                    return torch.linspace(start, end, steps, out=out)
                    """),
            new Upgrader(
                    9,
                    "aten::logspace(Scalar start, Scalar end, int? steps=None, float base=10.0, " + FACTORY,
                    """
                    if steps is None:
                      return torch.logspace(start, end, 100, base, %s
                    return torch.logspace(start, end, steps, base, %s
                    """
                            .replace("%s", MADE)),
            new Upgrader(
                    9,
                    "aten::logspace.out(Scalar start, Scalar end, int? steps=None, float base=10.0, *, Tensor(a!) out) -> Tensor(a!)",
                    """
                    if steps is None:
                      return torch.logspace(start, end, 100, base, out=out)
                    return torch.logspace(start, end, steps, base, out=out)
                    """));

    // gelu got its argument approximate with version 10: its default is what gelu was. full.out and div with a rounding
    // mode did
    // not change.

    private final OperatorSet operators;
    private final long version;
    /** Those that were asked for. */
    private final Map<String, Map<FunctionSchema, Function>> byOperator = new HashMap<>();

    /** @param version of the archive: what changed later than that means what it did */
    Upgraders(OperatorSet operators, long version) {
        this.operators = operators;
        this.version = version;
    }

    private Map<FunctionSchema, Function> read(String operator) {
        Map<FunctionSchema, Function> functions = new LinkedHashMap<>();
        for (Upgrader upgrader : ALL) {
            if (version < upgrader.until && upgrader.isOf(operator)) {
                FunctionSchema schema = SchemaParser.parse(upgrader.schema);
                // Their own calls are of today's operators.
                CompilationUnit unit = new CompilationUnit(prefix -> null, operators);
                functions.put(schema, unit.function("__upgrader__", definition(schema, upgrader.body), null));
            }
        }
        return functions;
    }

    private static Stmt.Def definition(FunctionSchema schema, String body) {
        List<String> parameters = new ArrayList<>();
        for (FunctionSchema.Argument argument : schema.arguments()) {
            parameters.add(argument.name() + ": " + argument.type().annotation());
        }
        String source = "def f(" + String.join(", ", parameters) + ") -> Tensor:\n" + body.indent(2);
        return (Stmt.Def) Parser.definitions("__upgrader__", source).get(0);
    }

    /** The operator's overloads that had another meaning, as they were; empty where all mean what they do today. */
    Map<FunctionSchema, Function> of(String operator) {
        Map<FunctionSchema, Function> known = byOperator.get(operator);
        if (known == null) {
            known = read(operator);
            byOperator.put(operator, known);
        }
        return known;
    }

    /** Those of today's overloads of an operator that mean in the archive what they do today. */
    List<FunctionSchema> unchanged(String operator, List<FunctionSchema> overloads) {
        Map<FunctionSchema, Function> changed = of(operator);
        if (changed.isEmpty()) {
            return overloads;
        }
        return overloads.stream()
                .filter(schema -> changed.keySet().stream()
                        .noneMatch(old -> old.overload().equals(schema.overload())))
                .toList();
    }
}
