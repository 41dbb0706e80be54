package dev.sconce.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.Device;
import dev.sconce.runtime.Complex;
import dev.sconce.runtime.ListValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Graphs as text, in the form that PyTorch prints, and back. */
class GraphTextTest {
    /** Printed by PyTorch 2.13 for a scripted module, source ranges removed. */
    private static final String PRINTED_BY_PYTORCH =
            """
            graph(%self : __torch__.M,
                  %x.1 : Tensor,
                  %n.1 : int,
                  %c.1 : bool,
                  %l.1 : int[]):
              %5 : str = prim::Constant[value="hi\\n"]()
              %6 : bool = prim::Constant[value=0]()
              %7 : bool = prim::Constant[value=1]()
              %8 : float = prim::Constant[value=1.0000000000000001e-05]()
              %9 : float = prim::Constant[value=2.]()
              %10 : int = prim::Constant[value=0]()
              %11 : NoneType = prim::Constant()
              %l.3 : __torch__.torch.nn.modules.linear.Linear = prim::GetAttr[name="l"](%self)
              %y.1 : Tensor = prim::CallMethod[name="forward"](%l.3, %x.1)
              %y : Tensor = prim::Loop(%n.1, %7, %y.1)
                block0(%i : int, %y.33 : Tensor):
                  %y.31 : Tensor = prim::If(%c.1)
                    block0():
                      %y.5 : Tensor = aten::add(%y.33, %8, %10)
                      -> (%y.5)
                    block1():
                      %a.1 : Tensor, %b : Tensor = aten::max(%y.33, %10, %6)
                      -> (%a.1)
                  -> (%7, %y.31)
               = prim::Print(%5, %l.1)
              %21 : bool = aten::gt(%n.1, %10)
               = prim::If(%21)
                block0():
                  -> ()
                block1():
                   = prim::RaiseException(%5, %11)
                  -> ()
              %22 : (Tensor, int) = prim::TupleConstruct(%y, %n.1)
              return (%22)
            """;

    /** Two graphs in nodes; a nested one comes with the graph that holds it. */
    private static final String WITH_SUBGRAPHS =
            """
            graph(%x : Tensor):
              %1 : Future(Tensor) = prim::fork_0(%x)
              %2 : Future(Tensor) = prim::fork_1(%x)
              %3 : Tensor = aten::wait(%1)
              return (%3)
            with prim::fork_0 = graph(%x : Tensor):
              %1 : Future(Tensor) = prim::fork_0(%x)
              %2 : Tensor = aten::wait(%1)
              return (%2)
            with prim::fork_0 = graph(%x : Tensor):
              return (%x)
            with prim::fork_1 = graph(%y : Tensor):
              return (%y)
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                PRINTED_BY_PYTORCH,
                WITH_SUBGRAPHS,
                "graph():\n  return ()\n",
                """
                graph(%x : Tensor?[]):
                  %1 : int = prim::Constant[value=9223372036854775807]()
                  %2 : float = prim::Constant[value=-0.]()
                  %3 : float = prim::Constant[value=3e+20]()
                  %4 : float = prim::Constant[value=9.9999999999999995e-08]()
                  %5 : float = prim::Constant[value=inf]()
                  %6 : float = prim::Constant[value=0.10000000000000001]()
                  %7 : str = prim::Constant[value="a\\'b\\"\\001\\\\\\n"]()
                  %8 : Device = prim::Constant[value="cuda:0"]()
                  %9 : complex = prim::Constant[value=0.+1.j]()
                  %10 : complex = prim::Constant[value=-1.5-2.j]()
                  %11 : float[] = prim::Constant[value=[1., 1e-300, inf]]()
                  %12 : bool[] = prim::Constant[value=[True, False]]()
                  %13 : (int, str?, NoneType) = prim::Constant[value=(1, "x", None)]()
                  %14 : Dict(str, int[]) = prim::Constant[value={"a": [1, 2], "b": []}]()
                  %15 : bool = prim::isinstance[types=[int, Dict(str, Tensor)]](%x)
                  %16 : int = foo::bar[name="x", i=-3, f=0.5](%1)
                  return (%1, %2)
                """
            })
    void writesWhatItReads(String text) {
        assertEquals(text, GraphParser.parse(text).toString());
    }

    @Test
    void constantsHaveTheInterpretersForm() {
        Graph graph = GraphParser.parse(
                """
                graph():
                  %1 : bool = prim::Constant[value=1]()
                  %2 : Device = prim::Constant[value="cpu"]()
                  %3 : int[] = prim::Constant[value=[1, 2]]()
                  %4 : NoneType = prim::Constant()
                  %5 : complex = prim::Constant[value=0.+1.j]()
                  return ()
                """);
        List<Node> nodes = graph.block().nodeList();
        assertEquals(true, nodes.get(0).attribute("value"));
        assertEquals(Device.CPU, nodes.get(1).attribute("value"));
        assertEquals(List.of(1L, 2L), ((ListValue) nodes.get(2).attribute("value")).items());
        assertEquals(false, nodes.get(3).has("value"));
        assertEquals(new Complex(0, 1), nodes.get(4).attribute("value"));
    }

    @Test
    void theLastOwnerKeepsAName() {
        Graph graph = new Graph();
        Value first = graph.addInput("x", Type.TENSOR);
        graph.addInput("x.1", Type.TENSOR);
        Value last = graph.insert(graph.create("aten::relu", SourceRange.NONE, first))
                .addOutput(Type.TENSOR);
        graph.block().addOutput(last.setDebugName("x"));
        assertEquals(
                """
                graph(%x.2 : Tensor,
                      %x.1 : Tensor):
                  %x : Tensor = aten::relu(%x.2)
                  return (%x)
                """,
                graph.toString());
    }

    @Test
    void sourceRangesFollowTheNode() {
        Graph graph = new Graph();
        SourceRange range = new SourceRange("code/__torch__.py", "def f():\n  return 1\n", 18, 19);
        graph.insertConstant(1L, Type.INT, range);
        assertTrue(graph.toString().contains("%0 : int = prim::Constant[value=1]() # code/__torch__.py:2:9\n"));
        assertEquals(1, GraphParser.parse(graph.toString()).block().nodeList().size());
    }

    @Test
    void theCanonicalTextDoesNotDependOnNames() {
        Graph a = GraphParser.parse("graph(%x : Tensor):\n  %y : Tensor = aten::relu(%x)\n  return (%y)");
        Graph b = GraphParser.parse("graph(%7 : Tensor):\n  %z.3 : Tensor = aten::relu(%7)\n  return (%z.3)");
        assertEquals(GraphText.canonical(a), GraphText.canonical(b));
        assertEquals("graph(%0 : Tensor):\n  %1 : Tensor = aten::relu(%0)\n  return (%1)\n", GraphText.canonical(a));
    }

    @Test
    void nodesGetTheSchemaThatTheyFit() {
        FunctionSchema scalar =
                SchemaParser.parse("aten::add.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor");
        FunctionSchema tensor =
                SchemaParser.parse("aten::add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor");
        OperatorSet operators = name -> name.equals("aten::add") ? List.of(tensor, scalar) : List.of();
        String text = "graph(%x : Tensor, %i : int):\n  %y : Tensor = aten::add(%x, %i, %i)\n  return (%y)";
        assertSame(
                scalar,
                GraphParser.parse(text, operators).outputs().get(0).node().schema());
        assertThrows(
                IllegalArgumentException.class,
                () -> GraphParser.parse(text.replace("(%x, %i, %i)", "(%i, %x, %i)"), operators));
    }

    @Test
    void classesMayBeGiven() {
        ClassType net = new ClassType("__torch__.Net", true);
        Map<String, Type> classes = new HashMap<>(Map.of("__torch__.Net", net));
        Graph graph = GraphParser.parse(
                "graph(%self : __torch__.Net, %o : __torch__.Other):\n  return (%o)", name -> List.of(), classes);
        assertSame(net, graph.inputs().get(0).type());
        assertSame(classes.get("__torch__.Other"), graph.inputs().get(1).type());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "graph(%x : Tensor):\n  return (%y)",
                "graph(%x : Tensor, %x : Tensor):\n  return ()",
                "graph():\n  %x : Tensor = aten::relu(%x)\n  return ()",
                "graph():\n  %t : Tensor = prim::Constant[value=<Tensor>]()\n  return ()",
                "graph():\n  %t : Tensor = prim::fork_0()\n  return ()\nwith prim::fork_1 = graph():\n  return ()",
                "graph():\n",
            })
    void saysWhereTheTextIsWrong(String text) {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> GraphParser.parse(text))
                .getMessage()
                .endsWith("^"));
    }
}
