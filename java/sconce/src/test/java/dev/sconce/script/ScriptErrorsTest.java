package dev.sconce.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.SconceException;
import dev.sconce.ScriptException;
import dev.sconce.UnsupportedException;
import dev.sconce.ir.ClassType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong is said with what, and the line with a caret. */
class ScriptErrorsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "return y                                | Undefined value y",
                "if n > 1:\\n    y = 1\\n  return y      | y is not defined in the false branch",
                "y = 1\\n  if n > 1:\\n    y = 's'\\n  return y | Variable y has type int",
                "return 's'                              | annotated to return int",
                "n += 1                                  | does not return on all paths",
                "a, b = (1, 2, 3)\\n  return a           | 3 values to unpack to 2 targets",
                "return (1, 2)[5]                        | Tuple index 5 is out of range",
                "break                                   | break stands outside a loop",
                "y = __torch__.g(n)\\n  return y         | no class or function __torch__.g",
                "return CONSTANTS.c7                     | The archive has 0 constants",
                "y : Foo = n\\n  return y                | Unknown type Foo",
                "y : List[int, str] = n\\n  return n     | takes 1 parameters, not 2",
                "raise n                                 | Only exceptions can be raised",
                "return 99999999999999999999             | more than 64 bits",
                "return n.foo                            | 'int' object has no attribute or method 'foo'",
            })
    void errorsOfTheSourceSayWhere(String body, String message) {
        String source = "def f(n: int) -> int:\n  " + body.strip().replace("\\n", "\n") + "\n";
        ScriptException e = assertThrows(ScriptException.class, () -> Sources.graph(source));
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertTrue(e.getMessage().contains("code/__torch__.py:"), e.getMessage());
        assertTrue(e.getMessage().contains("^") || e.getMessage().contains("~<--- HERE"), e.getMessage());
    }

    @Test
    void sourceThatIsNestedTooDeepIsRefused() {
        int depth = 50_000;
        List<String> bodies = List.of(
                "return " + "(".repeat(depth) + "n" + ")".repeat(depth),
                "return n" + " + n".repeat(depth),
                "if n > 1:\n    return 1\n  " + "elif n > 2:\n    return 2\n  ".repeat(depth) + "else:\n    return 3");
        for (String body : bodies) {
            ScriptException e =
                    assertThrows(ScriptException.class, () -> Sources.graph("def f(n: int) -> int:\n  " + body + "\n"));
            assertTrue(e.getMessage().contains("nested deeper than"), () -> e.getMessage()
                    .substring(0, 200));
        }
    }

    @Test
    void anUnknownOperatorIsNamedAndShown() {
        MissingOperator e = assertThrows(
                MissingOperator.class, () -> Sources.graph("def f(x: Tensor) -> Tensor:\n  return ops.my.op(x, 1)\n"));
        assertEquals("my::op", e.operator());
        assertTrue(e.getMessage().startsWith("Operator my::op is not supported"), e.getMessage());
        assertTrue(e.getMessage().contains("return ops.my.op(x, 1)\n"), e.getMessage());
    }

    @Test
    void argumentsThatNoOverloadTakesAreShownWithTheirTypes() {
        MissingOperator e = assertThrows(
                MissingOperator.class, () -> Sources.graph("def f(s: str) -> str:\n  return torch.neg(s)\n"));
        assertEquals("aten::neg", e.operator());
        assertTrue(e.getMessage().contains("with the arguments (str)"), e.getMessage());
    }

    @Test
    void aSurveyFindsAllMissingOperatorsAtOnce() {
        CompilationUnit unit = Sources.unit(
                """
                class Inner(Module):
                  def forward(self: __torch__.Inner, x: Tensor) -> Tensor:
                    return ops.b.two(ops.a.one(x))
                class Net(Module):
                  inner : __torch__.Inner
                  def forward(self: __torch__.Net, x: Tensor) -> Tensor:
                    if torch.gt(torch.dim(x), 1):
                      y = ops.a.one(x)
                    else:
                      y = __torch__.helper(x)
                    return torch.add((self.inner).forward(y), 1)
                def helper(x: Tensor) -> Tensor:
                  return torch.neg("s")
                """);
        List<String> operators = unit.unsupported((ClassType) unit.findType("__torch__.Net")).stream()
                .map(e -> ((MissingOperator) e).operator())
                .sorted()
                .toList();
        assertEquals(List.of("a::one", "aten::neg", "b::two"), operators);
    }

    @Test
    void classesWithBasesAreNotSupported() {
        SconceException e = assertThrows(UnsupportedException.class, () -> Sources.unit("class A(B):\n  x : int\n")
                .findType("__torch__.A"));
        assertTrue(e.getMessage().contains("inheritance"), e.getMessage());
    }

    @Test
    void anEnumHasNumbersOrStrings() {
        SconceException e = assertThrows(ScriptException.class, () -> Sources.unit("class E(Enum):\n  A = [1, 2]\n")
                .findType("__torch__.E"));
        assertTrue(e.getMessage().contains("The values of an enum are numbers or strings"), e.getMessage());
    }
}
