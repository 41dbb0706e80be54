package dev.sconce.pass;

import static dev.sconce.pass.PassTesting.becomes;
import static dev.sconce.pass.PassTesting.stays;

import org.junit.jupiter.api.Test;

/** Lists that are nobody else's and grow. */
class RemoveListMutationTest {
    @Test
    void eachReaderGetsTheListAsItIsThere() {
        becomes(
                RemoveListMutation::run,
                """
                graph(%a : Tensor, %b : Tensor, %c : Tensor, %n : int, %t : bool):
                  %l : Tensor[] = prim::ListConstruct(%a)
                  %x : Tensor = aten::cat(%l, %n)
                  %1 : Tensor[] = aten::append(%l, %b)
                  %y : Tensor = aten::cat(%l, %n)
                  %2 : Tensor[] = aten::append(%l, %c)
                  %z : Tensor = prim::If(%t)
                    block0():
                      %u : Tensor = aten::cat(%l, %n)
                      -> (%u)
                    block1():
                      -> (%a)
                  return (%x, %y, %z)
                """,
                """
                graph(%a : Tensor, %b : Tensor, %c : Tensor, %n : int, %t : bool):
                  %l : Tensor[] = prim::ListConstruct(%a)
                  %x : Tensor = aten::cat(%l, %n)
                  %l2 : Tensor[] = prim::ListConstruct(%a, %b)
                  %y : Tensor = aten::cat(%l2, %n)
                  %l3 : Tensor[] = prim::ListConstruct(%a, %b, %c)
                  %z : Tensor = prim::If(%t)
                    block0():
                      %u : Tensor = aten::cat(%l3, %n)
                      -> (%u)
                    block1():
                      -> (%a)
                  return (%x, %y, %z)
                """);
    }

    @Test
    void aSumIsTheListOfAllElements() {
        becomes(
                RemoveListMutation::run,
                """
                graph(%a : Tensor, %b : Tensor, %c : Tensor, %n : int):
                  %l : Tensor[] = prim::ListConstruct()
                  %1 : Tensor[] = aten::append(%l, %a)
                  %m : Tensor[] = prim::ListConstruct(%b, %c)
                  %s : Tensor[] = aten::add(%m, %l)
                  %2 : Tensor[] = aten::append(%l, %b)
                  %x : Tensor = aten::cat(%s, %n)
                  return (%x)
                """,
                """
                graph(%a : Tensor, %b : Tensor, %c : Tensor, %n : int):
                  %l : Tensor[] = prim::ListConstruct()
                  %l2 : Tensor[] = prim::ListConstruct(%a)
                  %m : Tensor[] = prim::ListConstruct(%b, %c)
                  %m2 : Tensor[] = prim::ListConstruct(%b, %c, %a)
                  %l3 : Tensor[] = prim::ListConstruct(%a, %b)
                  %x : Tensor = aten::cat(%m2, %n)
                  return (%x)
                """);
    }

    @Test
    void aSumWithTheCallersListStays() {
        stays(
                RemoveListMutation::run,
                """
                graph(%a : Tensor, %l : Tensor[], %n : int):
                  %m : Tensor[] = prim::ListConstruct(%a)
                  %s : Tensor[] = aten::add(%m, %l)
                  %x : Tensor = aten::cat(%s, %n)
                  return (%x)
                """);
    }

    @Test
    void aListThatLeavesTheGraphStays() {
        stays(
                RemoveListMutation::run,
                """
                graph(%a : Tensor, %b : Tensor):
                  %l : Tensor[] = prim::ListConstruct(%a)
                  %1 : Tensor[] = aten::append(%l, %b)
                  return (%l)
                """);
    }

    @Test
    void theCallersListStays() {
        stays(
                RemoveListMutation::run,
                """
                graph(%l : Tensor[], %b : Tensor, %n : int):
                  %1 : Tensor[] = aten::append(%l, %b)
                  %x : Tensor = aten::cat(%l, %n)
                  return (%x)
                """);
    }

    @Test
    void aListThatGrowsInABranchOrALoopStays() {
        stays(
                RemoveListMutation::run,
                """
                graph(%a : Tensor, %b : Tensor, %n : int, %t : bool):
                  %l : Tensor[] = prim::ListConstruct(%a)
                   = prim::If(%t)
                    block0():
                      %1 : Tensor[] = aten::append(%l, %b)
                      -> ()
                    block1():
                      -> ()
                  %2 : Tensor[] = aten::append(%l, %b)
                  %x : Tensor = aten::cat(%l, %n)
                  return (%x)
                """);
    }

    @Test
    void whatElseChangesTheListKeepsIt() {
        stays(
                RemoveListMutation::run,
                """
                graph(%a : Tensor, %b : Tensor, %n : int):
                  %l : Tensor[] = prim::ListConstruct(%a)
                  %1 : Tensor[] = aten::append(%l, %b)
                   = aten::reverse(%l)
                  %x : Tensor = aten::cat(%l, %n)
                  return (%x)
                """);
    }
}
