package dev.sconce.pass;

import static dev.sconce.pass.PassTesting.becomes;
import static dev.sconce.pass.PassTesting.stays;

import dev.sconce.ir.Graph;
import org.junit.jupiter.api.Test;

/** Small rewrites, each with the case that must not be rewritten. */
class PeepholeOptimizeTest {
    private static boolean run(Graph graph) {
        boolean changed = PeepholeOptimize.run(graph);
        DeadCodeElimination.run(graph);
        return changed;
    }

    @Test
    void takesTuplesApart() {
        becomes(
                PeepholeOptimizeTest::run,
                """
                graph(%x : Tensor, %y : int):
                  %1 : int = prim::Constant[value=-1]()
                  %t : (Tensor, int) = prim::TupleConstruct(%x, %y)
                  %a : Tensor, %b : int = prim::TupleUnpack(%t)
                  %c : int = prim::TupleIndex(%t, %1)
                  return (%a, %b, %c)
                """,
                """
                graph(%x : Tensor, %y : int):
                  return (%x, %y, %y)
                """);
    }

    @Test
    void takesAListApartUnlessItIsWritten() {
        becomes(
                PeepholeOptimizeTest::run,
                """
                graph(%x : int, %y : int):
                  %l : int[] = prim::ListConstruct(%x, %y)
                  %a : int, %b : int = prim::ListUnpack(%l)
                  return (%a, %b)
                """,
                """
                graph(%x : int, %y : int):
                  return (%x, %y)
                """);
        stays(
                PeepholeOptimizeTest::run,
                """
                graph(%x : int, %y : int):
                  %l : int[] = prim::ListConstruct(%x)
                  %m : int[] = aten::append(%l, %y)
                  %a : int = prim::ListUnpack(%l)
                  return (%a)
                """);
    }

    @Test
    void decidesAComparisonWithNoneByTypes() {
        becomes(
                PeepholeOptimizeTest::run,
                """
                graph(%x : Tensor):
                  %none : NoneType = prim::Constant()
                  %a : bool = aten::__is__(%x, %none)
                  %b : bool = aten::__isnot__(%none, %x)
                  %c : bool = aten::__is__(%none, %none)
                  return (%a, %b, %c)
                """,
                """
                graph(%x : Tensor):
                  %a : bool = prim::Constant[value=0]()
                  %b : bool = prim::Constant[value=1]()
                  %c : bool = prim::Constant[value=1]()
                  return (%a, %b, %c)
                """);
        stays(
                PeepholeOptimizeTest::run,
                """
                graph(%x : Tensor?, %y : Any):
                  %none : NoneType = prim::Constant()
                  %a : bool = aten::__is__(%x, %none)
                  %b : bool = aten::__isnot__(%y, %none)
                  return (%a, %b)
                """);
    }

    @Test
    void dropsCastsThatCastNothing() {
        becomes(
                PeepholeOptimizeTest::run,
                """
                graph(%x : Tensor, %y : Tensor?):
                  %a : Tensor = prim::unchecked_cast(%x)
                  %b : Tensor = prim::unchecked_unwrap_optional(%x)
                  %c : Tensor = prim::unchecked_cast(%y)
                  return (%a, %b, %c)
                """,
                """
                graph(%x : Tensor, %y : Tensor?):
                  %c : Tensor = prim::unchecked_cast(%y)
                  return (%x, %x, %c)
                """);
    }

    @Test
    void dropsADoubleNegationAndAnIdleDropout() {
        becomes(
                PeepholeOptimizeTest::run,
                """
                graph(%x : Tensor, %c : bool, %p : float):
                  %f : bool = prim::Constant[value=0]()
                  %d : Tensor = aten::dropout(%x, %p, %f)
                  %e : Tensor = aten::dropout(%x, %p, %c)
                  %n : bool = aten::__not__(%c)
                  %m : bool = aten::__not__(%n)
                  return (%d, %e, %m)
                """,
                """
                graph(%x : Tensor, %c : bool, %p : float):
                  %e : Tensor = aten::dropout(%x, %p, %c)
                  return (%x, %e, %c)
                """);
    }

    /** Of ints they may be of another dtype, and what leaves the graph is a tensor of its own. */
    @Test
    void aSumWithNothingAndAProductWithOneAreTheFloatingTensor() {
        String before =
                """
                graph(%x : Tensor):
                  %1 : int = prim::Constant[value=1]()
                  %0 : int = prim::Constant[value=0]()
                  %w : Tensor = prim::Constant()
                  %none : NoneType = prim::Constant()
                  %l : int[] = prim::Constant[value=[1, 1]]()
                  %c : Tensor = aten::conv2d(%x, %w, %none, %l, %l, %l, %1)
                  %a : Tensor = aten::add(%c, %0, %1)
                  %b : Tensor = aten::mul(%a, %1)
                  %d : Tensor = aten::relu(%b)
                  %e : Tensor = aten::add(%x, %0, %1)
                  %f : Tensor = aten::relu(%e)
                  %g : Tensor = aten::add(%d, %0, %1)
                  %h : Tensor = aten::add(%d, %1, %1)
                  return (%f, %g, %h)
                """;
        becomes(
                PeepholeOptimizeTest::run,
                before,
                """
                graph(%x : Tensor):
                  %1 : int = prim::Constant[value=1]()
                  %0 : int = prim::Constant[value=0]()
                  %w : Tensor = prim::Constant()
                  %none : NoneType = prim::Constant()
                  %l : int[] = prim::Constant[value=[1, 1]]()
                  %c : Tensor = aten::conv2d(%x, %w, %none, %l, %l, %l, %1)
                  %d : Tensor = aten::relu(%c)
                  %e : Tensor = aten::add(%x, %0, %1)
                  %f : Tensor = aten::relu(%e)
                  %g : Tensor = aten::add(%d, %0, %1)
                  %h : Tensor = aten::add(%d, %1, %1)
                  return (%f, %g, %h)
                """);
    }

    @Test
    void whatBothBranchesGiveNeedsNoIf() {
        becomes(
                PeepholeOptimizeTest::run,
                """
                graph(%x : Tensor, %c : bool):
                  %i : Tensor = prim::If(%c)
                    block0():
                      -> (%x)
                    block1():
                      -> (%x)
                  return (%i)
                """,
                """
                graph(%x : Tensor, %c : bool):
                  return (%x)
                """);
    }

    @Test
    void theRankOfAResultIsThatOfItsInput() {
        becomes(
                PeepholeOptimize::run,
                """
                graph(%x : Tensor):
                  %a : Tensor = aten::relu(%x)
                  %b : Tensor = aten::relu(%a)
                  %n : int = aten::dim(%b)
                  return (%n, %b)
                """,
                """
                graph(%x : Tensor):
                  %a : Tensor = aten::relu(%x)
                  %b : Tensor = aten::relu(%a)
                  %n : int = aten::dim(%x)
                  return (%n, %b)
                """);
    }

    @Test
    void theRankOfAViewAndOfAProductIsItsOwn() {
        stays(
                PeepholeOptimize::run,
                """
                graph(%x : Tensor, %w : Tensor, %s : int[]):
                  %none : NoneType = prim::Constant()
                  %a : Tensor = aten::view(%x, %s)
                  %n : int = aten::dim(%a)
                  %b : Tensor = aten::linear(%x, %w, %none)
                  %m : int = aten::dim(%b)
                  return (%n, %m)
                """);
    }

    @Test
    void theRankOfWhatIsWrittenIsAskedWhereItIs() {
        stays(
                PeepholeOptimize::run,
                """
                graph(%x : Tensor):
                  %a : Tensor = aten::relu(%x)
                  %b : Tensor = aten::relu_(%x)
                  %n : int = aten::dim(%a)
                  return (%n, %b)
                """);
    }

    @Test
    void aListIsNoTensor() {
        becomes(
                PeepholeOptimizeTest::run,
                """
                graph(%x : Tensor, %l : Tensor[]):
                  %a : bool = prim::isinstance[types=[Tensor]](%l)
                  %b : bool = prim::isinstance[types=[Tensor[]]](%x)
                  %c : bool = prim::isinstance[types=[int[], Tensor]](%x)
                  return (%a, %b, %c)
                """,
                """
                graph(%x : Tensor, %l : Tensor[]):
                  %a : bool = prim::Constant[value=0]()
                  %b : bool = prim::Constant[value=0]()
                  %c : bool = prim::Constant[value=1]()
                  return (%a, %b, %c)
                """);
    }

    @Test
    void whatOnlyTheValueDecidesIsAsked() {
        stays(
                PeepholeOptimize::run,
                """
                graph(%x : Any, %l : Tensor[], %o : Tensor?):
                  %a : bool = prim::isinstance[types=[Tensor]](%x)
                  %b : bool = prim::isinstance[types=[int[]]](%l)
                  %c : bool = prim::isinstance[types=[Tensor]](%o)
                  return (%a, %b, %c)
                """);
    }

    @Test
    void behindACheckThatRaisesItsConditionIsKnown() {
        becomes(
                PeepholeOptimize::run,
                """
                graph(%c : bool, %m : str):
                   = prim::If(%c)
                    block0():
                       = prim::RaiseException(%m, %m)
                      -> ()
                    block1():
                      -> ()
                   = prim::If(%c)
                    block0():
                       = prim::RaiseException(%m, %m)
                      -> ()
                    block1():
                      -> ()
                  return ()
                """,
                """
                graph(%c : bool, %m : str):
                  %no : bool = prim::Constant[value=0]()
                   = prim::If(%c)
                    block0():
                       = prim::RaiseException(%m, %m)
                      -> ()
                    block1():
                      -> ()
                   = prim::If(%no)
                    block0():
                       = prim::RaiseException(%m, %m)
                      -> ()
                    block1():
                      -> ()
                  return ()
                """);
    }
}
