package dev.sconce.ir;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.SconceException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a graph must be, rule by rule. */
class GraphVerifierTest {
    private static final String LOOP =
            """
            graph(%n : int, %c : bool, %x : Tensor):
              %y : Tensor = prim::Loop(%n, %c, %x)
                block0(%i : int, %z : Tensor):
                  %w : Tensor? = prim::If(%c)
                    block0():
                      -> (%z)
                    block1():
                      %none : NoneType = prim::Constant()
                      -> (%none)
                  -> (%c, %z)
              return (%y)
            """;

    private static void rejects(Graph graph, String problem) {
        String message = assertThrows(SconceException.class, () -> GraphVerifier.verify(graph))
                .getMessage();
        assertTrue(message.contains(problem), message);
    }

    private static void rejects(String text, String problem) {
        rejects(GraphParser.parse(text), problem);
    }

    @Test
    void acceptsNestedBlocks() {
        assertDoesNotThrow(() -> GraphVerifier.verify(GraphParser.parse(LOOP)));
    }

    @Test
    void aValueOfAnInnerBlockIsNotSeenOutside() {
        rejects(LOOP.replace("return (%y)", "return (%w)"), "input %w : Tensor? is not made before");
    }

    @Test
    void aValueIsMadeBeforeItIsUsed() {
        Graph graph = GraphParser.parse(
                """
                graph(%x : Tensor):
                  %a : Tensor = aten::relu(%x)
                  %b : Tensor = aten::neg(%a)
                  return (%b)
                """);
        graph.block().nodeList().get(1).moveBefore(graph.block().nodeList().get(0));
        rejects(graph, "at '%b : Tensor = aten::neg(%a)': input %a : Tensor is not made before");
    }

    @Test
    void usesAreKnownOnBothSides() {
        Graph graph = GraphParser.parse("graph(%x : Tensor):\n  %a : Tensor = aten::relu(%x)\n  return (%a)");
        graph.inputs().get(0).uses.clear();
        rejects(graph, "does not know of its use");
        Graph other = GraphParser.parse("graph(%x : Tensor):\n  %a : Tensor = aten::relu(%x)\n  return (%a)");
        other.inputs().get(0).uses.add(new Value.Use(other.block().returnNode(), 0));
        rejects(other, "has a use that is none, in prim::Return");
    }

    @Test
    void aNodeBelongsToItsGraph() {
        Graph graph = new Graph();
        graph.block().append(new Graph().create("foo::bar", SourceRange.NONE));
        rejects(graph, "it is another graph's");
    }

    @Test
    void theBranchesOfAnIfGiveWhatItDoes() {
        rejects(
                LOOP.replace("%w : Tensor? =", "%w : Tensor ="),
                "block's output %none : NoneType does not fit %w : Tensor");
        rejects(LOOP.replace("-> (%none)", "-> ()"), "it has 0 block's outputs for 1 values");
        rejects(LOOP.replace("prim::If(%c)", "prim::If(%i)"), "its input is not one bool");
        rejects(
                "graph(%c : bool):\n   = prim::If(%c)\n    block0():\n      -> ()\n  return ()",
                "it has not two blocks");
    }

    @Test
    void aLoopCarriesOneType() {
        rejects(LOOP.replace("-> (%c, %z)", "-> (%c, %w)"), "block's output %w : Tensor? does not fit %z : Tensor");
        rejects(LOOP.replace("-> (%c, %z)", "-> (%z, %z)"), "its block's first output is not a bool");
        rejects(
                LOOP.replace("prim::Loop(%n, %c, %x)", "prim::Loop(%n, %c, %n)"),
                "input %n : int does not fit %z : Tensor");
        rejects(LOOP.replace("prim::Loop(%n, %c, %x)", "prim::Loop(%c, %c, %x)"), "are not an int and a bool");
    }

    @Test
    void aNodeFitsItsSchema() {
        FunctionSchema schema =
                SchemaParser.parse("aten::sum.dim(Tensor self, int[1]? dim, bool keepdim=False) -> Tensor");
        String text =
                """
                graph(%x : Tensor, %d : int[], %b : bool):
                  %y : Tensor = aten::sum(%x, %d, %b)
                  return (%y)
                """;
        Graph good = GraphParser.parse(text, name -> List.of(schema));
        assertDoesNotThrow(() -> GraphVerifier.verify(good));
        Graph fewer = GraphParser.parse(text, name -> List.of(schema));
        fewer.outputs().get(0).node().removeInput(2);
        rejects(fewer, "it has 2 inputs, the schema 3 arguments");
        Graph other = GraphParser.parse(text, name -> List.of(schema));
        other.outputs().get(0).node().replaceInput(1, other.inputs().get(2));
        rejects(other, "argument 'dim' is a int[]?, not a bool");
        Graph result = GraphParser.parse(text, name -> List.of(schema));
        result.outputs().get(0).setType(Type.INT);
        rejects(result, "output %y : int is no Tensor");
        good.outputs().get(0).node().setSchema(SchemaParser.parse("aten::mean(Tensor self) -> Tensor"));
        rejects(good, "its schema is that of aten::mean");
    }

    @Test
    void containersHoldWhatTheirTypeSays() {
        rejects("graph(%i : int):\n  %l : str[] = prim::ListConstruct(%i)\n  return (%l)", "input %i : int is no str");
        rejects(
                "graph(%i : int):\n  %t : (int, int) = prim::TupleConstruct(%i)\n  return (%t)",
                "1 inputs for 2 elements");
    }

    @Test
    void theMessageShowsTheSource() {
        Graph graph = GraphParser.parse("graph(%i : int):\n  %l : str[] = prim::ListConstruct(%i)\n  return (%l)");
        graph.outputs().get(0).node().setRange(new SourceRange("m.py", "l = [i]\n", 4, 7));
        rejects(graph, "\n  m.py:1\n    l = [i]\n        ~~<--- HERE");
    }

    @Test
    void aGraphInANodeIsCheckedToo() {
        rejects(
                """
                graph(%i : int):
                  %1 : Future(str[]) = prim::fork_0(%i)
                  return (%1)
                with prim::fork_0 = graph(%i : int):
                  %l : str[] = prim::ListConstruct(%i)
                  return (%l)
                """,
                "input %i : int is no str");
    }
}
