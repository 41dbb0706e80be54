package dev.sconce.pass;

import static dev.sconce.pass.PassTesting.becomes;
import static dev.sconce.pass.PassTesting.stays;

import dev.sconce.ir.Graph;
import org.junit.jupiter.api.Test;

/** In-place operators on tensors that are nobody else's. */
class RemoveMutationTest {
    private static boolean run(Graph graph) {
        return RemoveMutation.run(graph, PassTesting.OPERATORS);
    }

    @Test
    void whatReadsSelfLaterReadsTheNewTensor() {
        becomes(
                RemoveMutationTest::run,
                """
                graph(%x : Tensor, %s : int[]):
                  %a : Tensor = aten::rand(%s)
                  %n : int = aten::dim(%a)
                  %b : Tensor = aten::relu_(%a)
                  %c : Tensor = aten::view(%a, %s)
                  return (%a, %b, %c, %n)
                """,
                """
                graph(%x : Tensor, %s : int[]):
                  %a : Tensor = aten::rand(%s)
                  %n : int = aten::dim(%a)
                  %b : Tensor = aten::relu(%a)
                  %c : Tensor = aten::view(%b, %s)
                  return (%b, %b, %c, %n)
                """);
    }

    @Test
    void ofTwoFloatTensorsTheSumIsOfTheirDtype() {
        becomes(
                RemoveMutationTest::run,
                """
                graph(%x : Tensor, %l : int[]):
                  %1 : int = prim::Constant[value=1]()
                  %w : Tensor = prim::Constant()
                  %a : Tensor = aten::conv2d(%x, %w, %w, %l, %l, %l, %1)
                  %b : Tensor = aten::conv2d(%x, %w, %w, %l, %l, %l, %1)
                  %c : Tensor = aten::add_(%a, %b, %1)
                  return (%c)
                """,
                """
                graph(%x : Tensor, %l : int[]):
                  %1 : int = prim::Constant[value=1]()
                  %w : Tensor = prim::Constant()
                  %a : Tensor = aten::conv2d(%x, %w, %w, %l, %l, %l, %1)
                  %b : Tensor = aten::conv2d(%x, %w, %w, %l, %l, %l, %1)
                  %c : Tensor = aten::add[keeps_sizes=1](%a, %b, %1)
                  return (%c)
                """);
    }

    @Test
    void aSumOfUnknownDtypeStays() {
        stays(
                RemoveMutationTest::run,
                """
                graph(%x : Tensor, %l : int[]):
                  %1 : int = prim::Constant[value=1]()
                  %w : Tensor = prim::Constant()
                  %a : Tensor = aten::conv2d(%x, %w, %w, %l, %l, %l, %1)
                  %c : Tensor = aten::add_(%a, %x, %1)
                  return (%c)
                """);
    }

    @Test
    void tensorsThatBoundAResultMayBeWider() {
        stays(
                RemoveMutationTest::run,
                """
                graph(%x : Tensor, %l : int[]):
                  %1 : int = prim::Constant[value=1]()
                  %w : Tensor = prim::Constant()
                  %a : Tensor = aten::conv2d(%x, %w, %w, %l, %l, %l, %1)
                  %b : Tensor = aten::conv2d(%x, %w, %w, %l, %l, %l, %1)
                  %c : Tensor = aten::clamp(%b, %x, %x)
                  %d : Tensor = aten::add_(%a, %c, %1)
                  return (%d)
                """);
    }

    @Test
    void aNormsParametersMayBeWiderThanItsResult() {
        stays(
                RemoveMutationTest::run,
                """
                graph(%x : Tensor, %l : int[]):
                  %1 : int = prim::Constant[value=1]()
                  %e : float = prim::Constant[value=1.e-05]()
                  %t : bool = prim::Constant[value=1]()
                  %w : Tensor = prim::Constant()
                  %a : Tensor = aten::conv2d(%x, %w, %w, %l, %l, %l, %1)
                  %b : Tensor = aten::layer_norm(%x, %l, %w, %w, %e, %t)
                  %c : Tensor = aten::add_(%b, %a, %1)
                  return (%c)
                """);
    }

    @Test
    void theCallersTensorIsWritten() {
        stays(
                RemoveMutationTest::run,
                """
                graph(%x : Tensor):
                  %y : Tensor = aten::relu_(%x)
                  return (%y)
                """);
    }

    @Test
    void aViewThatIsThereAlreadySeesTheWrite() {
        stays(
                RemoveMutationTest::run,
                """
                graph(%s : int[]):
                  %a : Tensor = aten::rand(%s)
                  %v : Tensor = aten::view(%a, %s)
                  %b : Tensor = aten::relu_(%a)
                  return (%v)
                """);
    }

    @Test
    void aListThatHoldsItSeesTheWrite() {
        stays(
                RemoveMutationTest::run,
                """
                graph(%s : int[]):
                  %a : Tensor = aten::rand(%s)
                  %l : Tensor[] = prim::ListConstruct(%a)
                  %b : Tensor = aten::relu_(%a)
                  return (%l)
                """);
    }

    @Test
    void whatABranchWritesIsSeenBehindIt() {
        stays(
                RemoveMutationTest::run,
                """
                graph(%s : int[], %c : bool):
                  %a : Tensor = aten::rand(%s)
                   = prim::If(%c)
                    block0():
                      %b : Tensor = aten::relu_(%a)
                      -> ()
                    block1():
                      -> ()
                  return (%a)
                """);
    }
}
