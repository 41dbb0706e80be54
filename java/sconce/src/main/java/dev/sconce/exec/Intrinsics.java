package dev.sconce.exec;

import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.OperatorSet;
import dev.sconce.ir.SchemaParser;
import dev.sconce.ops.Operators;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The operators that the interpreter itself executes, since they touch its frames or need the node's types. */
public final class Intrinsics {
    private static final Map<String, String> SCHEMAS = Map.of(
            "prim::RaiseException", "prim::RaiseException(str msg, str? cls=None) -> ()",
            "prim::Print", "prim::Print(...) -> ()",
            "prim::EnumName", "prim::EnumName(AnyEnumType enum) -> str",
            "prim::unchecked_unwrap_optional", "prim::unchecked_unwrap_optional(t(a)? optional) -> t(a)",
            "prim::unchecked_cast", "prim::unchecked_cast(t x) -> t",
            "aten::wait", "aten::wait(Future(t) self) -> t");

    /** Those that were asked for: each time the same objects. */
    private static final Map<String, List<FunctionSchema>> PARSED = new ConcurrentHashMap<>();

    private Intrinsics() {}

    static boolean has(String kind) {
        return SCHEMAS.containsKey(kind);
    }

    /** All operators that a model may use: these, and the table. */
    public static OperatorSet operators() {
        Operators table = Operators.table();
        return name -> SCHEMAS.containsKey(name) ? parsed(name) : table.overloads(name);
    }

    private static List<FunctionSchema> parsed(String name) {
        List<FunctionSchema> known = PARSED.get(name);
        if (known == null) {
            PARSED.putIfAbsent(name, List.of(SchemaParser.parse(SCHEMAS.get(name))));
            known = PARSED.get(name);
        }
        return known;
    }
}
