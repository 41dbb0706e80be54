package dev.sconce.pass;

import static dev.sconce.pass.PassTesting.becomes;
import static dev.sconce.pass.PassTesting.stays;

import org.junit.jupiter.api.Test;

/** What nobody needs goes; what somebody may see stays. */
class DeadCodeEliminationTest {
    @Test
    void removesWhatNobodyReads() {
        becomes(
                DeadCodeElimination::run,
                """
                graph(%x : Tensor):
                  %a : Tensor = aten::relu(%x)
                  %b : Tensor = aten::relu(%a)
                  %c : Tensor = aten::relu(%x)
                  return (%c)
                """,
                """
                graph(%x : Tensor):
                  %c : Tensor = aten::relu(%x)
                  return (%c)
                """);
    }

    @Test
    void removesAWriteThatNobodySees() {
        becomes(
                DeadCodeElimination::run,
                """
                graph(%x : Tensor):
                  %a : Tensor = aten::relu(%x)
                  %b : Tensor = aten::relu_(%a)
                  return (%x)
                """,
                """
                graph(%x : Tensor):
                  return (%x)
                """);
    }

    @Test
    void keepsAWriteToAnInputOrToWhatIsReadLater() {
        stays(
                DeadCodeElimination::run,
                """
                graph(%x : Tensor, %l : int[], %i : int):
                  %1 : int[] = aten::append(%l, %i)
                  %a : Tensor = aten::relu(%x)
                  %s : int[] = prim::ListConstruct(%i)
                  %v : Tensor = aten::view(%a, %s)
                  %b : Tensor = aten::relu_(%v)
                  return (%a)
                """);
    }

    @Test
    void keepsEffectsAndTheBlocksAroundThem() {
        stays(
                DeadCodeElimination::run,
                """
                graph(%x : Tensor, %c : bool, %self : __torch__.M):
                   = prim::If(%c)
                    block0():
                       = prim::Print(%x)
                      -> ()
                    block1():
                      -> ()
                  %y : Tensor = foo::unknown(%x)
                   = prim::SetAttr[name="x"](%self, %x)
                  return ()
                """);
    }

    @Test
    void removesUnusedOutputsOfBlocks() {
        becomes(
                DeadCodeElimination::run,
                """
                graph(%x : Tensor, %c : bool, %n : int):
                  %i : Tensor, %j : Tensor = prim::If(%c)
                    block0():
                      %a : Tensor = aten::relu(%x)
                      -> (%a, %x)
                    block1():
                      -> (%x, %x)
                  %l : Tensor, %m : Tensor = prim::Loop(%n, %c, %x, %j)
                    block0(%k : int, %p : Tensor, %q : Tensor):
                      %r : Tensor = aten::relu(%q)
                      %s : Tensor = aten::relu(%q)
                      -> (%c, %r, %s)
                  return (%m)
                """,
                """
                graph(%x : Tensor, %c : bool, %n : int):
                  %j : Tensor = prim::If(%c)
                    block0():
                      -> (%x)
                    block1():
                      -> (%x)
                  %m : Tensor = prim::Loop(%n, %c, %j)
                    block0(%k : int, %q : Tensor):
                      %s : Tensor = aten::relu(%q)
                      -> (%c, %s)
                  return (%m)
                """);
    }

    @Test
    void removesAWholeLoop() {
        becomes(
                DeadCodeElimination::run,
                """
                graph(%x : Tensor, %c : bool, %n : int):
                  %l : Tensor = prim::Loop(%n, %c, %x)
                    block0(%k : int, %p : Tensor):
                      %r : Tensor = aten::relu(%p)
                      -> (%c, %r)
                  return (%x)
                """,
                """
                graph(%x : Tensor, %c : bool, %n : int):
                  return (%x)
                """);
    }
}
