package dev.sconce.pass;

import static dev.sconce.pass.PassTesting.becomes;
import static dev.sconce.pass.PassTesting.stays;

import org.junit.jupiter.api.Test;

/** What becomes a fork; a linear layer counts as work, all else here does not. */
class ParallelBranchesTest {
    private static void forks(String before, String after) {
        becomes(ParallelBranches::run, before, after);
    }

    private static void leaves(String graph) {
        stays(ParallelBranches::run, graph);
    }

    @Test
    void allBranchesOfAJoinButTheHeaviestAreForked() {
        forks(
                """
                graph(%x : Tensor, %w : Tensor):
                  %none : NoneType = prim::Constant()
                  %x1 : Tensor = aten::relu(%x)
                  %a : Tensor = aten::linear(%x1, %w, %none)
                  %b1 : Tensor = aten::linear(%x1, %w, %none)
                  %b2 : Tensor = aten::relu_(%b1)
                  %b3 : Tensor = aten::linear(%b2, %w, %none)
                  %c : Tensor = aten::linear(%x1, %w, %none)
                  %list : Tensor[] = prim::ListConstruct(%a, %b3, %c)
                  return (%list)
                """,
                """
                graph(%x : Tensor, %w : Tensor):
                  %none : NoneType = prim::Constant()
                  %x1 : Tensor = aten::relu(%x)
                  %1 : Future(Tensor) = prim::fork_0(%x1, %w)
                  %2 : Future(Tensor) = prim::fork_1(%x1, %w)
                  %b1 : Tensor = aten::linear(%x1, %w, %none)
                  %b2 : Tensor = aten::relu_(%b1)
                  %b3 : Tensor = aten::linear(%b2, %w, %none)
                  %c : Tensor = aten::wait(%2)
                  %a : Tensor = aten::wait(%1)
                  %list : Tensor[] = prim::ListConstruct(%c, %b3, %a)
                  return (%list)
                with prim::fork_0 = graph(%x1 : Tensor, %w : Tensor):
                  %none : NoneType = prim::Constant()
                  %c : Tensor = aten::linear(%x1, %w, %none)
                  return (%c)
                with prim::fork_1 = graph(%x1 : Tensor, %w : Tensor):
                  %none : NoneType = prim::Constant()
                  %a : Tensor = aten::linear(%x1, %w, %none)
                  return (%a)
                """);
    }

    @Test
    void whatTheCallerGetsJoinsBranchesToo() {
        forks(
                """
                graph(%x : Tensor, %w : Tensor):
                  %none : NoneType = prim::Constant()
                  %a : Tensor = aten::linear(%x, %w, %none)
                  %b : Tensor = aten::linear(%x, %w, %none)
                  return (%a, %b)
                """,
                """
                graph(%x : Tensor, %w : Tensor):
                  %1 : Future(Tensor) = prim::fork_0(%x, %w)
                  %none : NoneType = prim::Constant()
                  %a : Tensor = aten::linear(%x, %w, %none)
                  %b : Tensor = aten::wait(%1)
                  return (%a, %b)
                with prim::fork_0 = graph(%x : Tensor, %w : Tensor):
                  %none : NoneType = prim::Constant()
                  %b : Tensor = aten::linear(%x, %w, %none)
                  return (%b)
                """);
    }

    @Test
    void aChainHasNoBranches() {
        leaves(
                """
                graph(%x : Tensor, %w : Tensor):
                  %none : NoneType = prim::Constant()
                  %a : Tensor = aten::linear(%x, %w, %none)
                  %b : Tensor = aten::linear(%a, %w, %none)
                  %c : Tensor = aten::linear(%b, %w, %none)
                  return (%c)
                """);
    }

    @Test
    void aResidualIsNoBranch() {
        leaves(
                """
                graph(%x : Tensor, %w : Tensor):
                  %none : NoneType = prim::Constant()
                  %1 : int = prim::Constant[value=1]()
                  %a : Tensor = aten::linear(%x, %w, %none)
                  %b : Tensor = aten::linear(%a, %w, %none)
                  %c : Tensor = aten::add(%a, %b, %1)
                  return (%c)
                """);
    }

    @Test
    void littleWorkIsNotWorthATask() {
        leaves(
                """
                graph(%x : Tensor, %w : Tensor):
                  %none : NoneType = prim::Constant()
                  %a : Tensor = aten::linear(%x, %w, %none)
                  %b : Tensor = aten::relu(%x)
                  %c : Tensor = aten::relu(%b)
                  return (%a, %c)
                """);
    }

    @Test
    void aBranchWithEffectsStays() {
        leaves(
                """
                graph(%x : Tensor, %w : Tensor):
                  %none : NoneType = prim::Constant()
                  %a : Tensor = aten::linear(%x, %w, %none)
                   = prim::Print(%a)
                  %b : Tensor = aten::linear(%x, %w, %none)
                  %c : Tensor = aten::bernoulli(%b, %none)
                  %d : Tensor = aten::linear(%c, %w, %none)
                  %e : Tensor = aten::linear(%d, %w, %none)
                  return (%a, %e)
                """);
    }

    @Test
    void branchesThatWriteToWhatAnotherReadsStay() {
        leaves(
                """
                graph(%x : Tensor, %w : Tensor):
                  %none : NoneType = prim::Constant()
                  %x1 : Tensor = aten::relu(%x)
                  %a : Tensor = aten::linear(%x1, %w, %none)
                  %a1 : Tensor = aten::linear(%a, %w, %none)
                  %y : Tensor = aten::relu_(%x1)
                  %b : Tensor = aten::linear(%y, %w, %none)
                  return (%a1, %b)
                """);
    }

    @Test
    void aBranchThatWritesToAnArgumentStays() {
        leaves(
                """
                graph(%x : Tensor, %w : Tensor):
                  %none : NoneType = prim::Constant()
                  %a : Tensor = aten::relu_(%x)
                  %b : Tensor = aten::linear(%a, %w, %none)
                  %c : Tensor = aten::linear(%w, %w, %none)
                  %d : Tensor = aten::linear(%c, %w, %none)
                  return (%b, %d)
                """);
    }

    @Test
    void aForkStartsWhenItsMemoryHasBeenWritten() {
        forks(
                """
                graph(%x : Tensor, %w : Tensor):
                  %none : NoneType = prim::Constant()
                  %x1 : Tensor = aten::relu(%x)
                  %y : Tensor = aten::relu_(%x1)
                  %a : Tensor = aten::linear(%x1, %w, %none)
                  %a1 : Tensor = aten::linear(%a, %w, %none)
                  %b : Tensor = aten::linear(%x1, %w, %none)
                  return (%a1, %b, %y)
                """,
                """
                graph(%x : Tensor, %w : Tensor):
                  %none : NoneType = prim::Constant()
                  %x1 : Tensor = aten::relu(%x)
                  %y : Tensor = aten::relu_(%x1)
                  %1 : Future(Tensor) = prim::fork_0(%x1, %w)
                  %a : Tensor = aten::linear(%x1, %w, %none)
                  %a1 : Tensor = aten::linear(%a, %w, %none)
                  %b : Tensor = aten::wait(%1)
                  return (%a1, %b, %y)
                with prim::fork_0 = graph(%x1 : Tensor, %w : Tensor):
                  %none : NoneType = prim::Constant()
                  %b : Tensor = aten::linear(%x1, %w, %none)
                  return (%b)
                """);
    }

    @Test
    void whatIsSeenBetweenTheBranchesIsSeenBeforeAForkFails() {
        forks(
                """
                graph(%x : Tensor, %w : Tensor):
                  %none : NoneType = prim::Constant()
                  %a : Tensor = aten::linear(%x, %w, %none)
                  %a1 : Tensor = aten::linear(%a, %w, %none)
                   = prim::Print(%x)
                  %b : Tensor = aten::linear(%x, %w, %none)
                  return (%a1, %b)
                """,
                """
                graph(%x : Tensor, %w : Tensor):
                  %none : NoneType = prim::Constant()
                  %a : Tensor = aten::linear(%x, %w, %none)
                  %a1 : Tensor = aten::linear(%a, %w, %none)
                   = prim::Print(%x)
                  %1 : Future(Tensor) = prim::fork_0(%x, %w)
                  %b : Tensor = aten::wait(%1)
                  return (%a1, %b)
                with prim::fork_0 = graph(%x : Tensor, %w : Tensor):
                  %none : NoneType = prim::Constant()
                  %b : Tensor = aten::linear(%x, %w, %none)
                  return (%b)
                """);
    }

    @Test
    void checksGoWithTheirBranch() {
        String check =
                """
                  %n : int = aten::dim(%b)
                  %c : bool = aten::gt(%n, %4)
                   = prim::If(%c)
                    block0():
                       = prim::RaiseException(%message, %none)
                      -> ()
                    block1():
                      -> ()
                """;
        String constants =
                """
                  %none : NoneType = prim::Constant()
                  %4 : int = prim::Constant[value=4]()
                  %message : str = prim::Constant[value="too many"]()
                """;
        forks(
                """
                graph(%x : Tensor, %w : Tensor):
                """
                        + constants
                        + """
                  %a : Tensor = aten::linear(%x, %w, %none)
                  %a1 : Tensor = aten::linear(%a, %w, %none)
                  %b : Tensor = aten::linear(%x, %w, %none)
                """
                        + check
                        + """
                  %b1 : Tensor = aten::relu_(%b)
                  return (%a1, %b1)
                """,
                """
                graph(%x : Tensor, %w : Tensor):
                  %1 : Future(Tensor) = prim::fork_0(%x, %w)
                """
                        + constants
                        + """
                  %a : Tensor = aten::linear(%x, %w, %none)
                  %a1 : Tensor = aten::linear(%a, %w, %none)
                  %b1 : Tensor = aten::wait(%1)
                  return (%a1, %b1)
                with prim::fork_0 = graph(%x : Tensor, %w : Tensor):
                """
                        + constants
                        + """
                  %b : Tensor = aten::linear(%x, %w, %none)
                """
                        + check
                        + """
                  %b1 : Tensor = aten::relu_(%b)
                  return (%b1)
                """);
    }

    @Test
    void aCheckOfTwoBranchesKeepsThemTogether() {
        leaves(
                """
                graph(%x : Tensor, %w : Tensor):
                  %none : NoneType = prim::Constant()
                  %message : str = prim::Constant[value="too many"]()
                  %a : Tensor = aten::linear(%x, %w, %none)
                  %b : Tensor = aten::linear(%x, %w, %none)
                  %n : int = aten::dim(%b)
                  %m : int = aten::dim(%a)
                  %c : bool = aten::gt(%n, %m)
                   = prim::If(%c)
                    block0():
                       = prim::RaiseException(%message, %none)
                      -> ()
                    block1():
                      -> ()
                  %b1 : Tensor = aten::linear(%b, %w, %none)
                  %a1 : Tensor = aten::linear(%a, %w, %none)
                  return (%a1, %b1)
                """);
    }

    @Test
    void branchesOfBranchesAreForkedByTheForkOrBesideIt() {
        forks(
                """
                graph(%x : Tensor, %w : Tensor):
                  %none : NoneType = prim::Constant()
                  %a : Tensor = aten::linear(%x, %w, %none)
                  %a1 : Tensor = aten::linear(%a, %w, %none)
                  %a2 : Tensor = aten::linear(%a1, %w, %none)
                  %b : Tensor = aten::linear(%x, %w, %none)
                  %c : Tensor = aten::linear(%x, %w, %none)
                  %bc : Tensor[] = prim::ListConstruct(%b, %c)
                  return (%a2, %bc)
                """,
                """
                graph(%x : Tensor, %w : Tensor):
                  %1 : Future(Tensor[]) = prim::fork_0(%x, %w)
                  %none : NoneType = prim::Constant()
                  %a : Tensor = aten::linear(%x, %w, %none)
                  %a1 : Tensor = aten::linear(%a, %w, %none)
                  %a2 : Tensor = aten::linear(%a1, %w, %none)
                  %bc : Tensor[] = aten::wait(%1)
                  return (%a2, %bc)
                with prim::fork_0 = graph(%x : Tensor, %w : Tensor):
                  %1 : Future(Tensor) = prim::fork_0(%x, %w)
                  %none : NoneType = prim::Constant()
                  %b : Tensor = aten::linear(%x, %w, %none)
                  %c : Tensor = aten::wait(%1)
                  %bc : Tensor[] = prim::ListConstruct(%b, %c)
                  return (%bc)
                with prim::fork_0 = graph(%x : Tensor, %w : Tensor):
                  %none : NoneType = prim::Constant()
                  %c : Tensor = aten::linear(%x, %w, %none)
                  return (%c)
                """);
    }

    @Test
    void branchesInsideOfAnIf() {
        forks(
                """
                graph(%x : Tensor, %w : Tensor, %c : bool):
                  %none : NoneType = prim::Constant()
                  %y : Tensor, %z : Tensor = prim::If(%c)
                    block0():
                      %a : Tensor = aten::linear(%x, %w, %none)
                      %b : Tensor = aten::linear(%x, %w, %none)
                      -> (%a, %b)
                    block1():
                      -> (%x, %x)
                  return (%y, %z)
                """,
                """
                graph(%x : Tensor, %w : Tensor, %c : bool):
                  %none : NoneType = prim::Constant()
                  %y : Tensor, %z : Tensor = prim::If(%c)
                    block0():
                      %1 : Future(Tensor) = prim::fork_0(%x, %w)
                      %a : Tensor = aten::linear(%x, %w, %none)
                      %b : Tensor = aten::wait(%1)
                      -> (%a, %b)
                    block1():
                      -> (%x, %x)
                  return (%y, %z)
                with prim::fork_0 = graph(%x : Tensor, %w : Tensor):
                  %none : NoneType = prim::Constant()
                  %b : Tensor = aten::linear(%x, %w, %none)
                  return (%b)
                """);
    }
}
