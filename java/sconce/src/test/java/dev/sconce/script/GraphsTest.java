package dev.sconce.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.sconce.ir.Graph;
import dev.sconce.ir.GraphText;
import dev.sconce.ir.Node;
import dev.sconce.ir.Type;
import org.junit.jupiter.api.Test;

/** The graphs of constructs whose form others rely on, as text. */
class GraphsTest {
    private static void assertGraph(String source, String expected) {
        assertEquals(
                expected.strip(), GraphText.canonical(Sources.graph(source)).strip());
    }

    @Test
    void anEarlyReturnIsABranchWithTheRestInTheOther() {
        assertGraph(
                """
                def f(a: int) -> int:
                  if a > 3:
                    return 1
                  b = a + 1
                  return b
                """,
                """
                graph(%0 : int):
                  %1 : int = prim::Constant[value=3]()
                  %2 : int = prim::Constant[value=1]()
                  %3 : bool = aten::gt(%0, %1)
                  %4 : int = prim::If(%3)
                    block0():
                      -> (%2)
                    block1():
                      %5 : int = aten::add(%0, %2)
                      -> (%5)
                  return (%4)
                """);
    }

    @Test
    void aLoopCarriesWhatItsBodyAssignsAndABreakEndsIt() {
        assertGraph(
                """
                def f(n: int) -> int:
                  s = 0
                  for i in range(n):
                    t = i
                    if s > 9:
                      break
                    s += t
                  return s
                """,
                """
                graph(%0 : int):
                  %1 : int = prim::Constant[value=0]()
                  %2 : bool = prim::Constant[value=1]()
                  %3 : int = prim::Constant[value=9]()
                  %4 : bool = prim::Constant[value=0]()
                  %5 : int = prim::Loop(%0, %2, %1)
                    block0(%6 : int, %7 : int):
                      %8 : bool = aten::gt(%7, %3)
                      %9 : bool, %10 : int = prim::If(%8)
                        block0():
                          -> (%4, %7)
                        block1():
                          %11 : int = aten::add(%7, %6)
                          -> (%2, %11)
                      -> (%9, %10)
                  return (%5)
                """);
    }

    @Test
    void aForkHoldsItsClosureAndReadsWhatThatUsed() {
        Graph graph = Sources.graph(
                """
                def f(x: Tensor, n: int) -> Tensor:
                  def __forked_function():
                    return torch.mul(x, 2)
                  return torch.wait(fork(__forked_function))
                """);
        Node fork = null;
        for (Node node : graph.block().nodes()) {
            fork = node.is("prim::fork") ? node : fork;
        }
        assertSame(graph.inputs().get(0), fork.input());
        assertEquals(new Type.FutureType(Type.TENSOR), fork.output().type());
        assertEquals(
                """
                graph(%0 : Tensor):
                  %1 : int = prim::Constant[value=2]()
                  %2 : Tensor = aten::mul(%0, %1)
                  return (%2)
                """
                        .strip(),
                GraphText.canonical((Graph) fork.attribute("Subgraph")).strip());
    }

    @Test
    void whatIsNotNoneIsCastInItsBranch() {
        assertGraph(
                """
                def f(x: Optional[int]) -> int:
                  if x is None:
                    y = 0
                  else:
                    y = x
                  return y
                """,
                """
                graph(%0 : int?):
                  %1 : NoneType = prim::Constant()
                  %2 : int = prim::Constant[value=0]()
                  %3 : bool = aten::__is__(%0, %1)
                  %4 : int = prim::If(%3)
                    block0():
                      -> (%2)
                    block1():
                      %5 : int = prim::unchecked_cast(%0)
                      -> (%5)
                  return (%4)
                """);
    }
}
