package dev.sconce.pass;

import static dev.sconce.pass.PassTesting.becomes;
import static dev.sconce.pass.PassTesting.stays;

import dev.sconce.ir.Graph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loops that read a tensor number by number. */
class FuseElementTest {
    private static boolean run(Graph graph) {
        return FuseElement.run(graph, PassTesting.OPERATORS);
    }

    @ParameterizedTest
    @CsvSource({"Int, int", "Float, float", "Bool, bool", "item, Scalar"})
    void anElementThatIsReadAtOnce(String read, String type) {
        becomes(
                FuseElementTest::run,
                """
                graph(%x : Tensor, %i : int):
                  %d : int = prim::Constant[value=0]()
                  %e : Tensor = aten::select(%x, %d, %i)
                  %n : TYPE = aten::READ(%e)
                  return (%n)
                """
                        .replace("READ", read)
                        .replace("TYPE", type),
                """
                graph(%x : Tensor, %i : int):
                  %d : int = prim::Constant[value=0]()
                  %n : TYPE = sconce::select_READ(%x, %d, %i)
                  return (%n)
                """
                        .replace("READ", read)
                        .replace("TYPE", type));
    }

    @Test
    void inLoops() {
        becomes(
                FuseElementTest::run,
                """
                graph(%x : Tensor, %count : int):
                  %d : int = prim::Constant[value=0]()
                  %yes : bool = prim::Constant[value=1]()
                  %sum : int = prim::Loop(%count, %yes, %d)
                    block0(%i : int, %so_far : int):
                      %e : Tensor = aten::select(%x, %d, %i)
                      %n : int = aten::Int(%e)
                      %more : int = aten::add(%so_far, %n)
                      -> (%yes, %more)
                  return (%sum)
                """,
                """
                graph(%x : Tensor, %count : int):
                  %d : int = prim::Constant[value=0]()
                  %yes : bool = prim::Constant[value=1]()
                  %sum : int = prim::Loop(%count, %yes, %d)
                    block0(%i : int, %so_far : int):
                      %n : int = sconce::select_Int(%x, %d, %i)
                      %more : int = aten::add(%so_far, %n)
                      -> (%yes, %more)
                  return (%sum)
                """);
    }

    @Test
    void notWhatIsWrittenBeforeItIsRead() {
        stays(
                FuseElementTest::run,
                """
                graph(%x : Tensor, %i : int):
                  %d : int = prim::Constant[value=0]()
                  %e : Tensor = aten::select(%x, %d, %i)
                  %y : Tensor = aten::relu_(%x)
                  %n : int = aten::Int(%e)
                  return (%n)
                """);
    }

    @Test
    void notAViewThatIsUsedElsewhere() {
        stays(
                FuseElementTest::run,
                """
                graph(%x : Tensor, %i : int):
                  %d : int = prim::Constant[value=0]()
                  %e : Tensor = aten::select(%x, %d, %i)
                  %n : int = aten::Int(%e)
                  return (%n, %e)
                """);
    }
}
