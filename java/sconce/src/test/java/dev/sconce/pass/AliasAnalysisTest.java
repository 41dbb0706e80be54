package dev.sconce.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.ir.Block;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import dev.sconce.ir.SchemaParser;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which values may share memory. Where the answer is not known it is yes. */
class AliasAnalysisTest {
    private final Map<String, Value> values = new HashMap<>();
    private AliasAnalysis aliases;

    private void graph(String text) {
        Graph graph = PassTesting.parse(text);
        aliases = new AliasAnalysis(graph);
        values.clear();
        collect(graph.block());
    }

    private void collect(Block block) {
        block.inputs().forEach(v -> values.put(v.name(), v));
        for (Node node : block.nodes()) {
            node.outputs().forEach(v -> values.put(v.name(), v));
            node.blocks().forEach(this::collect);
        }
    }

    private boolean alias(String a, String b) {
        boolean answer = aliases.mayAlias(values.get(a), values.get(b));
        assertEquals(answer, aliases.mayAlias(values.get(b), values.get(a)));
        return answer;
    }

    private boolean written(String name) {
        return aliases.isWritten(values.get(name));
    }

    @Test
    void onlySomeTypesHaveMemory() {
        for (String type : new String[] {
            "Tensor",
            "Tensor?",
            "int[]",
            "(int, Tensor)",
            "Dict(str, int)",
            "Any",
            "Future(int)",
            "__torch__.torch.classes.A"
        }) {
            assertTrue(AliasAnalysis.isMutable(type(type)), type);
        }
        for (String type : new String[] {"int", "str", "float?", "(int, str)", "NoneType", "Device", "Scalar"}) {
            assertFalse(AliasAnalysis.isMutable(type(type)), type);
        }
    }

    private static Type type(String text) {
        return SchemaParser.parse("f(" + text + " x) -> ()").arguments().get(0).type();
    }

    @Test
    void aResultWithoutMarkIsNew() {
        graph(
                """
                graph(%x : Tensor):
                  %a : Tensor = aten::relu(%x)
                  %b : Tensor = aten::relu_(%a)
                  return (%b)
                """);
        assertFalse(alias("x", "a"));
        assertTrue(alias("a", "b"));
        assertTrue(written("a"));
        assertFalse(written("x"));
        assertFalse(aliases.isSeenOutside(values.get("x")) != aliases.isSeenOutside(values.get("b")));
    }

    @Test
    void aViewSharesWithItsBase() {
        graph(
                """
                graph(%x : Tensor, %i : int, %s : int[]):
                  %a : Tensor = aten::relu(%x)
                  %v : Tensor = aten::view(%a, %s)
                  %l : Tensor[] = aten::unbind(%v, %i)
                  %e : Tensor = aten::__getitem__(%l, %i)
                  %w : Tensor = aten::relu_(%e)
                  return ()
                """);
        assertTrue(alias("a", "e"));
        assertTrue(written("a"));
        assertFalse(alias("a", "x"));
    }

    @Test
    void theCallersArgumentsMayBeOne() {
        graph("graph(%x : Tensor, %y : Tensor, %i : int):\n  return ()");
        assertTrue(alias("x", "y"));
        assertFalse(alias("i", "i"));
    }

    @Test
    void aContainerSharesWithWhatItHolds() {
        graph(
                """
                graph(%x : Tensor, %i : int):
                  %a : Tensor = aten::relu(%x)
                  %b : Tensor = aten::relu(%x)
                  %c : Tensor = aten::relu(%x)
                  %l : Tensor[] = prim::ListConstruct(%a)
                  %1 : Tensor[] = aten::append(%l, %b)
                  %m : Tensor[] = prim::ListConstruct()
                   = aten::extend(%m, %l)
                  %n : Tensor[] = aten::add(%m, %m)
                  %k : Tensor[] = aten::broadcast_tensors(%n)
                  %len : int = aten::len(%l)
                  return ()
                """);
        assertTrue(alias("l", "a"));
        assertTrue(alias("l", "b"));
        assertTrue(alias("m", "a"));
        assertTrue(alias("n", "b"));
        assertTrue(alias("k", "b"));
        assertFalse(alias("c", "l"));
        assertTrue(written("l"));
        assertFalse(written("c"));
    }

    @Test
    void branchesAndLoopsPassMemoryOn() {
        graph(
                """
                graph(%x : Tensor, %n : int, %c : bool):
                  %a : Tensor = aten::relu(%x)
                  %b : Tensor = aten::relu(%x)
                  %d : Tensor = aten::relu(%x)
                  %i : Tensor = prim::If(%c)
                    block0():
                      -> (%a)
                    block1():
                      -> (%b)
                  %l : Tensor = prim::Loop(%n, %c, %d)
                    block0(%j : int, %p : Tensor):
                      %q : Tensor = aten::relu_(%p)
                      -> (%c, %q)
                  return ()
                """);
        assertTrue(alias("i", "a"));
        assertTrue(alias("i", "b"));
        assertFalse(alias("i", "d"));
        assertTrue(alias("l", "d"));
        assertTrue(written("d"));
        assertFalse(written("i"));
    }

    @Test
    void whatIsNotKnownMayDoAnything() {
        graph(
                """
                graph(%x : Tensor, %f : Future(Tensor)):
                  %a : Tensor = aten::relu(%x)
                  %b : Tensor = aten::relu(%x)
                  %c : Tensor = foo::unknown(%a)
                  %r : Tensor = aten::wait(%f)
                  return ()
                """);
        assertTrue(alias("a", "c"));
        assertTrue(written("a"));
        assertFalse(written("b"));
        assertTrue(alias("r", "f"));
    }

    @Test
    void aDropoutMayBeItsInput() {
        graph(
                """
                graph(%x : Tensor, %p : float, %t : bool):
                  %a : Tensor = aten::dropout(%x, %p, %t)
                  return ()
                """);
        assertTrue(alias("a", "x"));
    }

    @Test
    void aNormWritesToItsStatisticsInTraining() {
        for (boolean training : new boolean[] {true, false}) {
            graph(
                    """
                    graph(%x : Tensor):
                      %none : NoneType = prim::Constant()
                      %training : bool = prim::Constant[value=%s]()
                      %off : bool = prim::Constant[value=False]()
                      %n : float = prim::Constant[value=0.1]()
                      %mean : Tensor = aten::relu(%%x)
                      %var : Tensor = aten::relu(%%x)
                      %y : Tensor = aten::batch_norm(%%x, %none, %none, %mean, %var, %training, %n, %n, %off)
                      return (%y)
                    """
                            .replace("%s", training ? "True" : "False")
                            .replace("%%", "%"));
            assertEquals(training, written("mean"));
            assertEquals(training, written("var"));
            assertFalse(written("x"));
        }
    }

    @Test
    void aNormThatKeepsNoStatisticsWritesNothing() {
        graph(
                """
                graph(%x : Tensor, %training : bool, %n : float, %off : bool):
                  %none : NoneType = prim::Constant()
                  %y : Tensor = aten::batch_norm(%x, %none, %none, %none, %none, %training, %n, %n, %off)
                  return (%y)
                """);
        assertTrue(aliases.writes(values.get("y").node()).isEmpty());
    }

    @Test
    void untilANodeIsRunWhatItDoesHasNotHappened() {
        Graph graph = PassTesting.parse(
                """
                graph(%x : Tensor):
                  %a : Tensor = aten::relu(%x)
                  %b : Tensor = aten::relu(%x)
                  %l : Tensor[] = prim::ListConstruct(%a, %b)
                  %c : Tensor = aten::relu_(%a)
                  return (%l)
                """);
        collect(graph.block());
        aliases = new AliasAnalysis(graph, values.get("l").node());
        assertFalse(alias("a", "b"));
        assertFalse(written("a"));
        aliases = new AliasAnalysis(graph);
        assertTrue(alias("a", "b"));
        assertTrue(written("a"));
    }
}
