package dev.sconce.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.ir.ClassType;
import dev.sconce.ir.Function;
import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.Graph;
import dev.sconce.ir.GraphParser;
import dev.sconce.ir.GraphText;
import dev.sconce.ir.GraphVerifier;
import dev.sconce.ir.InlinedCall;
import dev.sconce.ir.InterfaceType;
import dev.sconce.ir.Node;
import dev.sconce.ir.SourceRange;
import dev.sconce.ir.Type;
import dev.sconce.runtime.ObjectValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Bodies in the place of calls. */
class InlineTest {
    private final ClassType layer = new ClassType("__torch__.Layer", true);
    private final ClassType net = new ClassType("__torch__.Net", true);
    private final Map<String, Type> classes = new HashMap<>(Map.of("__torch__.Layer", layer, "__torch__.Net", net));

    private Graph parse(String text) {
        return GraphParser.parse(text, PassTesting.OPERATORS, classes);
    }

    private Function function(String name, String text) {
        Graph graph = parse(text);
        return new Function(name, () -> new FunctionSchema(name, List.of(), List.of()), () -> graph);
    }

    private void layerForward(String text) {
        layer.addMethod("forward", function("__torch__.Layer.forward", text));
    }

    private void is(Graph graph, String expected) {
        GraphVerifier.verify(graph);
        assertEquals(GraphText.canonical(parse(expected)), GraphText.canonical(graph));
    }

    private static final String FORWARD =
            """
            graph(%self : __torch__.Layer, %x : Tensor, %c : bool):
              %y : Tensor = prim::If(%c)
                block0():
                  %r : Tensor = aten::relu(%x)
                  -> (%r)
                block1():
                  -> (%x)
              return (%y)
            """;

    @Test
    void methodsOfMethods() {
        layerForward(FORWARD);
        net.addMethod(
                "forward",
                function(
                        "__torch__.Net.forward",
                        """
                        graph(%self : __torch__.Net, %x : Tensor, %c : bool):
                          %layer : __torch__.Layer = prim::GetAttr[name="layer"](%self)
                          %y : Tensor = prim::CallMethod[name="forward"](%layer, %x, %c)
                          return (%y)
                        """));
        Graph graph = parse(
                """
                graph(%self : __torch__.Net, %x : Tensor, %c : bool):
                  %a : Tensor = prim::CallMethod[name="forward"](%self, %x, %c)
                  %b : Tensor = aten::relu(%a)
                  return (%b)
                """);
        assertTrue(Inline.run(graph));
        is(
                graph,
                """
                graph(%self : __torch__.Net, %x : Tensor, %c : bool):
                  %layer : __torch__.Layer = prim::GetAttr[name="layer"](%self)
                  %y : Tensor = prim::If(%c)
                    block0():
                      %r : Tensor = aten::relu(%x)
                      -> (%r)
                    block1():
                      -> (%x)
                  %b : Tensor = aten::relu(%y)
                  return (%b)
                """);
        assertFalse(Inline.run(graph));
        is(layer.method("forward").graph(), FORWARD);
    }

    @Test
    void callsInBlocksAndOfFunctions() {
        Graph graph = parse(
                """
                graph(%x : Tensor, %n : int, %c : bool):
                  %y : Tensor = prim::Loop(%n, %c, %x)
                    block0(%i : int, %p : Tensor):
                      %q : Tensor = prim::CallFunction[name="f"](%p)
                      -> (%c, %q)
                  return (%y)
                """);
        Function f = function("f", "graph(%a : Tensor):\n  %b : Tensor = aten::relu(%a)\n  return (%b)");
        graph.outputs().get(0).node().blocks().get(0).nodeList().get(0).set("function", f);
        assertTrue(Inline.run(graph));
        is(
                graph,
                """
                graph(%x : Tensor, %n : int, %c : bool):
                  %y : Tensor = prim::Loop(%n, %c, %x)
                    block0(%i : int, %p : Tensor):
                      %q : Tensor = aten::relu(%p)
                      -> (%c, %q)
                  return (%y)
                """);
    }

    @Test
    void aMethodOfAnInterfaceIsNotKnown() {
        classes.put("__torch__.Able", new InterfaceType("__torch__.Able", true));
        String text =
                """
                graph(%i : InterfaceType<__torch__.Able>, %x : Tensor):
                  %y : Tensor = prim::CallMethod[name="forward"](%i, %x)
                  return (%y)
                """;
        Graph graph = parse(text);
        assertFalse(Inline.run(graph));
        is(graph, text);
    }

    @Test
    void aRecursiveCallStays() {
        String text =
                """
                graph(%self : __torch__.Layer, %x : Tensor, %c : bool):
                  %y : Tensor = prim::CallMethod[name="forward"](%self, %x, %c)
                  return (%y)
                """;
        layerForward(text);
        Graph graph = parse(text);
        assertTrue(Inline.run(graph));
        is(graph, text);
    }

    @Test
    void nodesRememberTheCallsTheyCameBy() {
        layerForward(FORWARD);
        SourceRange inner = new SourceRange("net.py", "self.layer(x)", 0, 13);
        SourceRange outer = new SourceRange("main.py", "net(x)", 0, 6);
        String call =
                """
                graph(%layer : __torch__.Layer, %x : Tensor, %c : bool):
                  %y : Tensor = prim::CallFunction[name="f"](%layer, %x, %c)
                  %z : Tensor = aten::relu(%y)
                  return (%z)
                """;
        Graph body = parse(call.replace("CallFunction[name=\"f\"]", "CallMethod[name=\"forward\"]"));
        body.block().nodeList().get(0).setRange(inner);
        Graph graph = parse(call);
        graph.block().nodeList().get(0).setRange(outer).set("function", new Function("f", () -> null, () -> body));
        Inline.run(graph);
        Node branch = graph.block().nodeList().get(0);
        InlinedCall byF = new InlinedCall("f", outer, null);
        assertEquals(new InlinedCall("__torch__.Layer.forward", inner, byF), branch.inlinedCall());
        assertEquals(
                branch.inlinedCall(), branch.blocks().get(0).nodeList().get(0).inlinedCall());
        assertEquals(byF, graph.block().nodeList().get(1).inlinedCall());
        assertNull(graph.block().nodeList().get(2).inlinedCall());
    }

    // Where the module is known.

    private static final Type.OptionalType MAYBE = new Type.OptionalType(Type.INT);

    /** A module of class Net with a flag, a number, something that may be None, and a Layer with a flag of its own. */
    private ObjectValue module() {
        net.addAttribute(new ClassType.Attribute("training", Type.BOOL, false, false));
        net.addAttribute(new ClassType.Attribute("n", Type.INT, false, false));
        net.addAttribute(new ClassType.Attribute("maybe", MAYBE, false, false));
        net.addAttribute(new ClassType.Attribute("layer", layer, false, false));
        layer.addAttribute(new ClassType.Attribute("training", Type.BOOL, false, false));
        ObjectValue module = new ObjectValue(net);
        module.setSlot(0, false);
        module.setSlot(1, 7L);
        ObjectValue inner = new ObjectValue(layer);
        inner.setSlot(0, true);
        module.setSlot(3, inner);
        return module;
    }

    private Graph inlined(ObjectValue module, String text) {
        Graph graph = parse(text);
        Inline.run(graph, module, AttributeWrites.of(List.of(graph)));
        return graph;
    }

    @Test
    void whatNoCodeSetsIsConstant() {
        is(
                inlined(
                        module(),
                        """
                        graph(%self : __torch__.Net):
                          %n : int = prim::GetAttr[name="n"](%self)
                          %m : int? = prim::GetAttr[name="maybe"](%self)
                          return (%n, %m)
                        """),
                """
                graph(%self : __torch__.Net):
                  %n : int = prim::Constant[value=7]()
                  %m : NoneType = prim::Constant()
                  return (%n, %m)
                """);
    }

    @Test
    void whatSomeCalleeSetsIsRead() {
        layerForward(
                """
                graph(%self : __torch__.Layer):
                  %no : bool = prim::Constant[value=0]()
                   = prim::SetAttr[name="training"](%self, %no)
                  %none : NoneType = prim::Constant()
                  return (%none)
                """);
        Graph graph = inlined(
                module(),
                """
                graph(%self : __torch__.Net):
                  %layer : __torch__.Layer = prim::GetAttr[name="layer"](%self)
                  %r : NoneType = prim::CallMethod[name="forward"](%layer)
                  %t : bool = prim::GetAttr[name="training"](%self)
                  %n : int = prim::GetAttr[name="n"](%self)
                  return (%t, %n)
                """);
        assertEquals("prim::GetAttr", graph.outputs().get(0).node().kind());
        assertEquals("prim::Constant", graph.outputs().get(1).node().kind());
    }

    @Test
    void whereACallIsNotKnownAllIsRead() {
        InterfaceType unknown = new InterfaceType("__torch__.Any", true);
        classes.put("__torch__.Any", unknown);
        Graph graph = inlined(
                module(),
                """
                graph(%self : __torch__.Net, %any : __torch__.Any):
                  %r : Tensor = prim::CallMethod[name="forward"](%any)
                  %n : int = prim::GetAttr[name="n"](%self)
                  return (%r, %n)
                """);
        assertEquals("prim::GetAttr", graph.outputs().get(1).node().kind());
    }

    @Test
    void ofAnIfOverAFlagTheBranchStaysThatIsTaken() {
        layerForward(
                """
                graph(%self : __torch__.Layer, %x : Tensor):
                  %t : bool = prim::GetAttr[name="training"](%self)
                  %y : Tensor = prim::If(%t)
                    block0():
                      %r : Tensor = aten::relu(%x)
                      -> (%r)
                    block1():
                      -> (%x)
                  return (%y)
                """);
        is(
                inlined(
                        module(),
                        """
                        graph(%self : __torch__.Net, %x : Tensor):
                          %layer : __torch__.Layer = prim::GetAttr[name="layer"](%self)
                          %y : Tensor = prim::CallMethod[name="forward"](%layer, %x)
                          return (%y)
                        """),
                """
                graph(%self : __torch__.Net, %x : Tensor):
                  %t : bool = prim::Constant[value=1]()
                  %layer : __torch__.Layer = prim::GetAttr[name="layer"](%self)
                  %r : Tensor = aten::relu(%x)
                  return (%r)
                """);
    }

    @Test
    void constantsOfACalleeStandOnceHoweverOftenItIsCalled() {
        layerForward(
                """
                graph(%self : __torch__.Layer, %x : Tensor):
                  %one : int = prim::Constant[value=1]()
                  %y : Tensor = aten::add(%x, %x, %one)
                  return (%y)
                """);
        Graph graph = parse(
                """
                graph(%layer : __torch__.Layer, %x : Tensor):
                  %y : Tensor = prim::CallMethod[name="forward"](%layer, %x)
                  %z : Tensor = prim::CallMethod[name="forward"](%layer, %y)
                  return (%z)
                """);
        Inline.run(graph);
        is(
                graph,
                """
                graph(%layer : __torch__.Layer, %x : Tensor):
                  %one : int = prim::Constant[value=1]()
                  %y : Tensor = aten::add(%x, %x, %one)
                  %z : Tensor = aten::add(%y, %y, %one)
                  return (%z)
                """);
    }
}
