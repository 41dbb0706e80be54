package dev.sconce.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.sconce.ir.ClassType;
import dev.sconce.ir.ClassType.Attribute;
import dev.sconce.ir.Graph;
import dev.sconce.ir.GraphParser;
import dev.sconce.ir.GraphText;
import dev.sconce.ir.GraphVerifier;
import dev.sconce.ir.Type;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.ObjectValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Attributes that nobody sets become constants. The module: training, n, sizes, more (the same list as sizes), layer
 * with scale.
 */
class FreezeTest {
    private static final Type INTS = new Type.ListType(Type.INT);

    private final ClassType layerType = new ClassType("__torch__.Layer", true);
    private final ClassType type = new ClassType("__torch__.Net", true);
    private final Map<String, Type> classes =
            new HashMap<>(Map.of("__torch__.Net", type, "__torch__.Layer", layerType));
    private ObjectValue module;
    private ListValue sizes;

    @BeforeEach
    void makeModule() {
        layerType.addAttribute(new Attribute("scale", Type.INT, false, false));
        type.addAttribute(new Attribute("training", Type.BOOL, false, false));
        type.addAttribute(new Attribute("n", Type.INT, false, false));
        type.addAttribute(new Attribute("sizes", INTS, false, false));
        type.addAttribute(new Attribute("more", INTS, false, false));
        type.addAttribute(new Attribute("layer", layerType, false, false));
        type.addAttribute(new Attribute("maybe", new Type.OptionalType(INTS), false, false));
        ObjectValue layer = new ObjectValue(layerType);
        layer.setSlot(0, 3L);
        sizes = ListValue.ofLongs(1, 2);
        module = new ObjectValue(type);
        module.setSlot(0, false);
        module.setSlot(1, 7L);
        module.setSlot(2, sizes);
        module.setSlot(3, sizes);
        module.setSlot(4, layer);
    }

    private List<Graph> freeze(String... methods) {
        List<Graph> graphs = new ArrayList<>();
        for (String method : methods) {
            graphs.add(GraphParser.parse(method, PassTesting.OPERATORS, classes));
        }
        Freeze.run(module, graphs, ConstantPropagationTest::evaluate);
        graphs.forEach(GraphVerifier::verify);
        return graphs;
    }

    private void becomes(String before, String after) {
        assertEquals(
                GraphText.canonical(GraphParser.parse(after, PassTesting.OPERATORS, classes)),
                GraphText.canonical(freeze(before).get(0)));
    }

    private void stays(String text) {
        becomes(text, text);
    }

    @Test
    void attributesBecomeConstantsAlsoThoseOfInnerModules() {
        becomes(
                """
                graph(%self : __torch__.Net, %x : int):
                  %n : int = prim::GetAttr[name="n"](%self)
                  %layer : __torch__.Layer = prim::GetAttr[name="layer"](%self)
                  %scale : int = prim::GetAttr[name="scale"](%layer)
                  %sizes : int[] = prim::GetAttr[name="sizes"](%self)
                  %l : int = aten::len(%sizes)
                  %a : int = aten::add(%x, %n)
                  %b : int = aten::add(%a, %scale)
                  %c : int = aten::add(%b, %l)
                  return (%c)
                """,
                """
                graph(%self : __torch__.Net, %x : int):
                  %n : int = prim::Constant[value=7]()
                  %scale : int = prim::Constant[value=3]()
                  %sizes : int[] = prim::Constant[value=[1, 2]]()
                  %l : int = aten::len(%sizes)
                  %a : int = aten::add(%x, %n)
                  %b : int = aten::add(%a, %scale)
                  %c : int = aten::add(%b, %l)
                  return (%c)
                """);
    }

    @Test
    void theConstantIsTheModulesOwnList() {
        Graph graph = freeze(
                        """
                        graph(%self : __torch__.Net):
                          %sizes : int[] = prim::GetAttr[name="sizes"](%self)
                          %n : int = aten::len(%sizes)
                          return (%n)
                        """)
                .get(0);
        assertSame(sizes, graph.outputs().get(0).node().input().node().attribute("value"));
    }

    @Test
    void whatAMethodHandsOutStaysInAllMethods() {
        List<Graph> graphs = freeze(
                """
                graph(%self : __torch__.Net):
                  %more : int[] = prim::GetAttr[name="more"](%self)
                  return (%more)
                """,
                """
                graph(%self : __torch__.Net):
                  %sizes : int[] = prim::GetAttr[name="sizes"](%self)
                  %n : int = aten::len(%sizes)
                  return (%n)
                """);
        graphs.forEach(graph ->
                assertEquals("prim::GetAttr", graph.block().nodeList().get(0).kind()));
    }

    @Test
    void whatAMethodSetsStays() {
        List<Graph> graphs = freeze(
                """
                graph(%self : __torch__.Net, %x : int):
                  %n : int = prim::GetAttr[name="n"](%self)
                  return (%n)
                """,
                """
                graph(%self : __torch__.Net, %x : int):
                   = prim::SetAttr[name="n"](%self, %x)
                  return (%x)
                """);
        assertEquals("prim::GetAttr", graphs.get(0).outputs().get(0).node().kind());
        assertEquals("prim::SetAttr", graphs.get(1).block().nodeList().get(0).kind());
    }

    @Test
    void aListThatAMethodChangesStaysAndSoDoesItsOtherName() {
        List<Graph> graphs = freeze(
                """
                graph(%self : __torch__.Net, %x : int):
                  %sizes : int[] = prim::GetAttr[name="sizes"](%self)
                  %1 : int[] = aten::append(%sizes, %x)
                  %n : int = prim::GetAttr[name="n"](%self)
                  return (%n)
                """,
                """
                graph(%self : __torch__.Net):
                  %more : int[] = prim::GetAttr[name="more"](%self)
                  %n : int = aten::len(%more)
                  return (%n)
                """);
        assertEquals("prim::GetAttr", graphs.get(0).block().nodeList().get(0).kind());
        assertEquals("prim::Constant", graphs.get(0).outputs().get(0).node().kind());
        assertEquals("prim::GetAttr", graphs.get(1).block().nodeList().get(0).kind());
    }

    @Test
    void aWriteInABranchThatIsNeverTakenDoesNotCount() {
        becomes(
                """
                graph(%self : __torch__.Net, %x : int):
                  %training : bool = prim::GetAttr[name="training"](%self)
                  %sizes : int[] = prim::GetAttr[name="sizes"](%self)
                   = prim::If(%training)
                    block0():
                      %1 : int[] = aten::append(%sizes, %x)
                      -> ()
                    block1():
                      -> ()
                  %n : int = aten::len(%sizes)
                  return (%n)
                """,
                """
                graph(%self : __torch__.Net, %x : int):
                  %sizes : int[] = prim::Constant[value=[1, 2]]()
                  %n : int = aten::len(%sizes)
                  return (%n)
                """);
    }

    @Test
    void anAttributeThatIsNoneDecidesItsTest() {
        becomes(
                """
                graph(%self : __torch__.Net, %x : int):
                  %none : NoneType = prim::Constant()
                  %maybe : int[]? = prim::GetAttr[name="maybe"](%self)
                  %c : bool = aten::__is__(%maybe, %none)
                  %r : int = prim::If(%c)
                    block0():
                      -> (%x)
                    block1():
                      %l : int[] = prim::unchecked_cast(%maybe)
                      %n : int = aten::len(%l)
                      -> (%n)
                  return (%r)
                """,
                """
                graph(%self : __torch__.Net, %x : int):
                  return (%x)
                """);
    }

    @Test
    void anObjectThatGoesElsewhereKeepsItsAttributes() {
        stays(
                """
                graph(%self : __torch__.Net, %x : int):
                  %layer : __torch__.Layer = prim::GetAttr[name="layer"](%self)
                  %scale : int = prim::GetAttr[name="scale"](%layer)
                  %y : int = prim::CallMethod[name="forward"](%layer, %scale)
                  return (%y)
                """);
        stays(
                """
                graph(%self : __torch__.Net, %x : int):
                  %n : int = prim::GetAttr[name="n"](%self)
                  %y : int = prim::CallFunction[name="f"](%self, %n)
                  return (%y)
                """);
    }
}
