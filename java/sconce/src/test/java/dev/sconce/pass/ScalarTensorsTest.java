package dev.sconce.pass;

import static dev.sconce.pass.PassTesting.becomes;
import static dev.sconce.pass.PassTesting.stays;

import dev.sconce.ir.Graph;
import org.junit.jupiter.api.Test;

/** Traces compute sizes as tensors. */
class ScalarTensorsTest {
    private static boolean run(Graph graph) {
        boolean changed = ScalarTensors.run(graph, PassTesting.OPERATORS);
        DeadCodeElimination.run(graph);
        return changed;
    }

    @Test
    void aNumberThatOnlyWentThroughATensor() {
        becomes(
                ScalarTensorsTest::run,
                """
                graph(%n : int):
                  %t : Tensor = prim::NumToTensor(%n)
                  %m : int = aten::Int(%t)
                  return (%m)
                """,
                """
                graph(%n : int):
                  return (%n)
                """);
    }

    @Test
    void sums() {
        becomes(
                ScalarTensorsTest::run,
                """
                graph(%n : int, %k : int):
                  %one : int = prim::Constant[value=1]()
                  %t : Tensor = prim::NumToTensor(%n)
                  %s : Tensor = aten::add(%t, %k, %one)
                  %m : int = aten::Int(%s)
                  return (%m)
                """,
                """
                graph(%n : int, %k : int):
                  %m : int = aten::add(%n, %k)
                  return (%m)
                """);
    }

    @Test
    void notOfTensorsThatAreWritten() {
        stays(
                ScalarTensorsTest::run,
                """
                graph(%n : int):
                  %one : int = prim::Constant[value=1]()
                  %t : Tensor = prim::NumToTensor(%n)
                  %s : Tensor = aten::add_(%t, %t, %one)
                  %m : int = aten::Int(%t)
                  return (%m, %s)
                """);
    }

    @Test
    void notOfTensorsFromElsewhere() {
        stays(
                ScalarTensorsTest::run,
                """
                graph(%n : int, %x : Tensor):
                  %one : int = prim::Constant[value=1]()
                  %s : Tensor = aten::add(%x, %n, %one)
                  %m : int = aten::Int(%s)
                  return (%m)
                """);
    }
}
