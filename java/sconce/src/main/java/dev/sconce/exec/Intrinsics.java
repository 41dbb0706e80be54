package dev.sconce.exec;

import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.OperatorSet;
import dev.sconce.ir.SchemaParser;
import dev.sconce.ops.Operators;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The operators that the interpreter itself executes, since they touch its frames or need the node's types. */
public final class Intrinsics {
    private static final Map<String, List<FunctionSchema>> SCHEMAS = Stream.of(
                    "prim::RaiseException(str msg, str? cls=None) -> ()",
                    "prim::Print(...) -> ()",
                    "prim::EnumName(AnyEnumType enum) -> str",
                    "prim::unchecked_unwrap_optional(t(a)? optional) -> t(a)",
                    "prim::unchecked_cast(t x) -> t",
                    "aten::wait(Future(t) self) -> t")
            .map(SchemaParser::parse)
            .collect(Collectors.groupingBy(FunctionSchema::name));

    private Intrinsics() {}

    static boolean has(String kind) {
        return SCHEMAS.containsKey(kind);
    }

    /** All operators that a model may use: these, and the table. */
    public static OperatorSet operators() {
        Operators table = Operators.table();
        return name -> SCHEMAS.containsKey(name) ? SCHEMAS.get(name) : table.overloads(name);
    }
}
