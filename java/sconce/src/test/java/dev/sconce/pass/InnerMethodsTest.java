package dev.sconce.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sconce.ir.ClassType;
import dev.sconce.ir.ClassType.Attribute;
import dev.sconce.ir.Graph;
import dev.sconce.ir.GraphParser;
import dev.sconce.ir.Type;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Methods whose whole body another one has. The module: weight. */
class InnerMethodsTest {
    private static final String FORWARD =
            """
            graph(%self : __torch__.Net, %x : Tensor):
              %y : Tensor = prim::CallMethod[name="inner"](%self, %x)
              return (%y)
            """;
    private static final String NEW =
            """
            graph(%self : __torch__.Net, %x : Tensor):
              %y : Tensor = aten::relu(%x)
              return (%y)
            """;

    private final ClassType type = new ClassType("__torch__.Net", true);

    @BeforeEach
    void makeClass() {
        type.addAttribute(new Attribute("weight", Type.TENSOR, false, false));
    }

    private Set<String> inner(String forward, String inner) {
        Map<String, Graph> methods = new LinkedHashMap<>();
        methods.put(
                "forward",
                GraphParser.parse(forward, PassTesting.OPERATORS, new HashMap<>(Map.of("__torch__.Net", type))));
        methods.put(
                "inner", GraphParser.parse(inner, PassTesting.OPERATORS, new HashMap<>(Map.of("__torch__.Net", type))));
        return InnerMethods.of(methods);
    }

    @Test
    void aMethodThatIsCalledWithItsCallersParametersIsInner() {
        assertEquals(Set.of("inner"), inner(FORWARD, NEW));
    }

    @Test
    void theCallerIsNoInnerMethodOfItsCallee() {
        assertEquals(
                Set.of("inner"),
                inner(
                        FORWARD,
                        """
                        graph(%self : __torch__.Net, %x : Tensor):
                          %z : Tensor = prim::CallMethod[name="forward"](%self, %x)
                          %y : Tensor = aten::relu(%z)
                          return (%y)
                        """));
    }

    @Test
    void whatHandsOutAnAttributeOrAViewOfOneIsLookedAtByItself() {
        assertEquals(
                Set.of(),
                inner(
                        FORWARD,
                        """
                        graph(%self : __torch__.Net, %x : Tensor):
                          %w : Tensor = prim::GetAttr[name="weight"](%self)
                          return (%w)
                        """));
        assertEquals(
                Set.of(),
                inner(
                        FORWARD,
                        """
                        graph(%self : __torch__.Net, %x : Tensor):
                          %w : Tensor = prim::GetAttr[name="weight"](%self)
                          %v : Tensor = aten::relu_(%w)
                          return (%v)
                        """));
    }

    @Test
    void anArgumentThatIsKnownOrMadeMayRuleOutPartOfTheBody() {
        assertEquals(
                Set.of(),
                inner(
                        """
                        graph(%self : __torch__.Net, %x : Tensor):
                          %z : Tensor = aten::relu(%x)
                          %y : Tensor = prim::CallMethod[name="inner"](%self, %z)
                          return (%y)
                        """,
                        NEW));
    }

    @Test
    void aCallThatDependsOnSomethingMayNotBeMade() {
        assertEquals(
                Set.of(),
                inner(
                        """
                        graph(%self : __torch__.Net, %x : Tensor, %c : bool):
                          %y : Tensor = prim::If(%c)
                            block0():
                              %a : Tensor = prim::CallMethod[name="inner"](%self, %x)
                              -> (%a)
                            block1():
                              -> (%x)
                          return (%y)
                        """,
                        NEW));
    }
}
