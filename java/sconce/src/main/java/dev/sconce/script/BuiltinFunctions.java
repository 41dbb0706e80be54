package dev.sconce.script;

import dev.sconce.ir.Function;
import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Operators that are functions in TorchScript themselves and are inlined where they are called: a number on the left of a tensor, some
 * attributes of tensors, substrings. Equals PyTorch's {@code builtin_functions.cpp}.
 */
final class BuiltinFunctions {
    private static final String PREFIX = "__builtin__";

    private static final String OF_NUMBERS =
            """
            def mul(a: Number, b: Tensor) -> Tensor:
              return b * a
            def add(a: Number, b: Tensor) -> Tensor:
              return b + a
            def sub(a: Number, b: Tensor) -> Tensor:
              return torch.neg(b) + a
            def div(a: Number, b: Tensor) -> Tensor:
              return torch.reciprocal(b) * a
            def ne(a: Number, b: Tensor) -> Tensor:
              return b != a
            def eq(a: Number, b: Tensor) -> Tensor:
              return b == a
            """;

    private static final String OF_REAL_NUMBERS =
            """
            def lt(a: Number, b: Tensor) -> Tensor:
              return b > a
            def le(a: Number, b: Tensor) -> Tensor:
              return b >= a
            def gt(a: Number, b: Tensor) -> Tensor:
              return b < a
            def ge(a: Number, b: Tensor) -> Tensor:
              return b <= a
            def floordiv(self: Tensor, other: Number) -> Tensor:
              return torch.floor_divide(self, other)
            """;

    private static final String OTHERS =
            """
            def floordiv(self: Tensor, other: Tensor) -> Tensor:
              return torch.floor_divide(self, other)
            def __contains__(self: str, key: str) -> bool:
              return torch.find(self, key, 0, len(self)) != -1
            def type(self: Tensor, dtype: int, non_blocking: bool=False, copy: bool=False) -> Tensor:
              return torch.to(self, dtype, non_blocking, copy)
            def device(type: str) -> Device:
              return torch.device(type)
            def _assert(condition: bool, message: str) -> None:
              assert condition, message
            def list_with_default(out_size: List[int], defaults: List[int]) -> List[int]:
              assert len(defaults) > len(out_size)
              return out_size
            """;

    private static final String TENSOR_ATTRIBUTES =
            """
            def ndim(a: Tensor) -> int:
              return torch.dim(a)
            def T(a: Tensor) -> Tensor:
              return torch.numpy_T(a)
            def H(a: Tensor) -> Tensor:
              return torch.matrix_H(a)
            def shape(a: Tensor) -> List[int]:
              return torch.size(a)
            """;

    private final CompilationUnit unit;
    /** The definitions of each operator; parsed when the operator is first called. */
    private final Map<String, List<String>> sources = new HashMap<>();

    private final Map<String, Map<FunctionSchema, Function>> byOperator = new HashMap<>();

    BuiltinFunctions(CompilationUnit unit) {
        this.unit = unit;
        define("aten", OF_NUMBERS.replace("Number", "int"));
        define("aten", OF_NUMBERS.replace("Number", "float"));
        define("aten", OF_NUMBERS.replace("Number", "complex"));
        define("aten", OF_REAL_NUMBERS.replace("Number", "int"));
        define("aten", OF_REAL_NUMBERS.replace("Number", "float"));
        define("aten", OTHERS);
        define("prim", TENSOR_ATTRIBUTES);
    }

    private void define(String namespace, String source) {
        for (int at = 0; at < source.length(); ) {
            int next = source.indexOf("\ndef ", at) + 1;
            int end = next == 0 ? source.length() : next;
            String name = source.substring(at + "def ".length(), source.indexOf('(', at));
            sources.computeIfAbsent(namespace + "::" + name, o -> new ArrayList<>())
                    .add(source.substring(at, end));
            at = end;
        }
    }

    /** The functions of the operator's name, by schema; empty where there is none. */
    Map<FunctionSchema, Function> of(String operator) {
        List<String> unread = sources.remove(operator);
        if (unread != null) {
            Map<FunctionSchema, Function> functions = new LinkedHashMap<>();
            for (String source : unread) {
                Stmt.Def def = (Stmt.Def) Parser.definitions(PREFIX, source).get(0);
                functions.put(
                        unit.schema(def, (Type) null, operator), unit.function(PREFIX + "." + def.name(), def, null));
            }
            byOperator.put(operator, functions);
        }
        return byOperator.getOrDefault(operator, Map.of());
    }
}
