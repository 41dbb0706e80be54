package dev.sconce.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sconce.ir.Block;
import dev.sconce.ir.Graph;
import dev.sconce.ir.GraphParser;
import dev.sconce.ir.Node;
import dev.sconce.ir.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

class LivenessTest {
    private static List<String> names(List<Value> values) {
        return values.stream().map(Value::name).sorted().toList();
    }

    private static Node node(Block block, int index) {
        return block.nodeList().get(index);
    }

    @Test
    void aValueDiesAfterItsLastUse() {
        Graph graph = GraphParser.parse(
                """
                graph(%x : Tensor):
                  %a : Tensor = aten::relu(%x)
                  %b : Tensor = aten::mul(%a, %x)
                  %c : Tensor = aten::mul(%b, %b)
                  return (%c)
                """);
        Liveness liveness = new Liveness(graph.block());
        assertEquals(List.of(), names(liveness.after(node(graph.block(), 0))));
        assertEquals(List.of("a", "x"), names(liveness.after(node(graph.block(), 1))));
        assertEquals(List.of("b"), names(liveness.after(node(graph.block(), 2))));
        assertEquals(List.of("c"), names(liveness.atEnd(graph.block())));
    }

    @Test
    void aValueThatNobodyUsesDiesAtOnce() {
        Graph graph = GraphParser.parse(
                """
                graph(%x : Tensor, %unused : Tensor):
                  %a : Tensor = aten::relu(%x)
                  return (%x)
                """);
        Liveness liveness = new Liveness(graph.block());
        assertEquals(List.of("unused"), names(liveness.atStart(graph.block())));
        assertEquals(List.of("a"), names(liveness.after(node(graph.block(), 0))));
    }

    @Test
    void aValueOfOneBranchDiesInsideItAndAtTheStartOfTheOther() {
        Graph graph = GraphParser.parse(
                """
                graph(%x : Tensor, %c : bool):
                  %y : Tensor = prim::If(%c)
                    block0():
                      %a : Tensor = aten::relu(%x)
                      %b : Tensor = aten::neg(%a)
                      -> (%b)
                    block1():
                      %z : Tensor = aten::zeros()
                      -> (%z)
                  return (%y)
                """);
        Liveness liveness = new Liveness(graph.block());
        Node condition = node(graph.block(), 0);
        Block then = condition.blocks().get(0);
        Block otherwise = condition.blocks().get(1);
        assertEquals(List.of("x"), names(liveness.after(node(then, 0))));
        assertEquals(List.of("c", "x"), names(liveness.atStart(otherwise)));
        assertEquals(List.of("c"), names(liveness.atStart(then)));
        assertEquals(List.of(), names(liveness.after(condition)));
    }

    @Test
    void aValueThatALoopUsesLivesUntilTheLoopIsOver() {
        Graph graph = GraphParser.parse(
                """
                graph(%x : Tensor, %n : int, %yes : bool):
                  %w : Tensor = aten::relu(%x)
                  %y : Tensor = prim::Loop(%n, %yes, %x)
                    block0(%i : int, %state : Tensor):
                      %next : Tensor = aten::mul(%state, %w)
                      -> (%yes, %next)
                  return (%y)
                """);
        Liveness liveness = new Liveness(graph.block());
        Node loop = node(graph.block(), 1);
        Block body = loop.blocks().get(0);
        assertEquals(List.of("n", "w", "x", "yes"), names(liveness.after(loop)));
        assertEquals(List.of("state"), names(liveness.after(node(body, 0))));
        assertEquals(List.of("i"), names(liveness.atStart(body)));
        assertEquals(List.of("next"), names(liveness.atEnd(body)));
    }
}
