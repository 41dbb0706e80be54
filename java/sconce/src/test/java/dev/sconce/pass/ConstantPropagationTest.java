package dev.sconce.pass;

import static dev.sconce.pass.PassTesting.becomes;
import static dev.sconce.pass.PassTesting.stays;

import dev.sconce.SconceException;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import dev.sconce.ir.Type;
import dev.sconce.runtime.ListValue;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What follows from constants. */
class ConstantPropagationTest {
    /** Runs a few operators as the interpreter would. */
    static Object[] evaluate(Node node, Object[] inputs) {
        return switch (node.kind()) {
            case "aten::add" -> new Object[] {(Long) inputs[0] + (Long) inputs[1]};
            case "aten::gt" -> new Object[] {(Long) inputs[0] > (Long) inputs[1]};
            case "aten::len" -> new Object[] {(long) ((ListValue) inputs[0]).size()};
            case "prim::ListConstruct" ->
                new Object[] {new ListValue(((Type.ListType) node.output().type()).element(), Arrays.asList(inputs))};
            case "aten::floordiv" -> throw new SconceException("integer division or modulo by zero");
            default -> null;
        };
    }

    private static boolean run(Graph graph) {
        return ConstantPropagation.run(graph, ConstantPropagationTest::evaluate);
    }

    @Test
    void computesWhatDependsOnConstantsOnly() {
        becomes(
                graph -> run(graph) | DeadCodeElimination.run(graph),
                """
                graph(%x : int):
                  %1 : int = prim::Constant[value=1]()
                  %2 : int = aten::add(%1, %1)
                  %l : int[] = prim::ListConstruct(%2, %1)
                  %n : int = aten::len(%l)
                  %r : int = aten::add(%x, %n)
                  return (%r, %2)
                """,
                """
                graph(%x : int):
                  %2 : int = prim::Constant[value=2]()
                  %n : int = prim::Constant[value=2]()
                  %r : int = aten::add(%x, %n)
                  return (%r, %2)
                """);
    }

    @Test
    void takesTheBranchThatIsKnown() {
        becomes(
                graph -> run(graph) | DeadCodeElimination.run(graph),
                """
                graph(%x : int):
                  %1 : int = prim::Constant[value=1]()
                  %2 : int = prim::Constant[value=2]()
                  %c : bool = aten::gt(%2, %1)
                  %r : int = prim::If(%c)
                    block0():
                      %3 : int = aten::add(%1, %2)
                      %d : bool = aten::gt(%1, %3)
                      %4 : int = prim::If(%d)
                        block0():
                          -> (%1)
                        block1():
                          %s : int = aten::add(%x, %3)
                          -> (%s)
                      -> (%4)
                    block1():
                       = prim::RaiseException(%x)
                      -> (%1)
                  return (%r)
                """,
                """
                graph(%x : int):
                  %3 : int = prim::Constant[value=3]()
                  %s : int = aten::add(%x, %3)
                  return (%s)
                """);
    }

    @Test
    void dropsALoopThatNeverRuns() {
        becomes(
                graph -> run(graph) | DeadCodeElimination.run(graph),
                """
                graph(%x : int, %c : bool):
                  %0 : int = prim::Constant[value=0]()
                  %false : bool = prim::Constant[value=0]()
                  %y : int = prim::Loop(%0, %c, %x)
                    block0(%i : int, %p : int):
                      -> (%c, %i)
                  %z : int = prim::Loop(%x, %false, %y)
                    block0(%i.1 : int, %p.1 : int):
                      -> (%c, %i.1)
                  return (%z)
                """,
                """
                graph(%x : int, %c : bool):
                  return (%x)
                """);
    }

    @Test
    void leavesWhatIsWrittenOrGoesOut() {
        stays(
                ConstantPropagationTest::run,
                """
                graph(%x : int):
                  %1 : int = prim::Constant[value=1]()
                  %l : int[] = prim::ListConstruct(%1)
                  %m : int[] = aten::append(%l, %x)
                  %n : int = aten::len(%l)
                  %out : int[] = prim::ListConstruct(%1)
                  return (%n, %out)
                """);
    }

    @Test
    void leavesWhatFailsToFailWhenItIsRun() {
        stays(
                ConstantPropagationTest::run,
                """
                graph():
                  %1 : int = prim::Constant[value=1]()
                  %0 : int = prim::Constant[value=0]()
                  %r : int = aten::floordiv(%1, %0)
                  return (%r)
                """);
    }

    @Test
    void leavesEffectsRandomNumbersAndWhatTheEvaluatorDoesNotKnow() {
        stays(
                ConstantPropagationTest::run,
                """
                graph(%1 : int):
                  %l : int[] = prim::Constant[value=[1]]()
                  %f : bool = prim::Constant[value=0]()
                   = prim::Print(%f)
                  %a : Tensor = aten::rand(%l)
                  %b : Tensor = aten::relu(%a)
                  %n : bool = aten::__not__(%f)
                  return (%b, %n)
                """);
    }
}
