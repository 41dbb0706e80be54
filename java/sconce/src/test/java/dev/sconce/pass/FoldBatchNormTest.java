package dev.sconce.pass;

import static dev.sconce.pass.PassTesting.becomes;
import static dev.sconce.pass.PassTesting.stays;

import dev.sconce.ir.Graph;
import org.junit.jupiter.api.Test;

/** A batch norm goes into the weight of the convolution before it. */
class FoldBatchNormTest {
    private static boolean run(Graph graph) {
        return FoldBatchNorm.run(graph, PassTesting.OPERATORS);
    }

    private static String normOf(String training, String use) {
        return """
                graph(%x : Tensor, %l : int[]):
                  %1 : int = prim::Constant[value=1]()
                  %w : Tensor = prim::Constant()
                  %none : NoneType = prim::Constant()
                  %a : Tensor = aten::conv2d(%x, %w, %none, %l, %l, %l, %1)
                  %n : int = aten::dim(%a)
                  %training : bool = prim::Constant[value=TRAINING]()
                  %momentum : float = prim::Constant[value=0.1]()
                  %eps : float = prim::Constant[value=0.001]()
                  %m : Tensor = prim::Constant()
                  %b : Tensor = aten::batch_norm(%a, %w, %w, %m, %m, %training, %momentum, %eps, %training)
                  return (%USE, %n)
                """
                .replace("TRAINING", training)
                .replace("USE", use);
    }

    @Test
    void weightAndBiasAreComputedFromConstants() {
        becomes(
                FoldBatchNormTest::run,
                normOf("0", "b"),
                """
                graph(%x : Tensor, %l : int[]):
                  %1 : int = prim::Constant[value=1]()
                  %w : Tensor = prim::Constant()
                  %none : NoneType = prim::Constant()
                  %m : Tensor = prim::Constant()
                  %training : bool = prim::Constant[value=0]()
                  %momentum : float = prim::Constant[value=0.1]()
                  %eps : float = prim::Constant[value=0.001]()
                  %transposed : bool = prim::Constant[value=0]()
                  %fw : Tensor, %fb : Tensor = sconce::fold_batch_norm(%w, %none, %w, %w, %m, %m, %eps, %transposed)
                  %a : Tensor = aten::conv2d(%x, %fw, %fb, %l, %l, %l, %1)
                  %n : int = aten::dim(%a)
                  return (%a, %n)
                """);
    }

    @Test
    void aNormThatIsTrainedStays() {
        stays(FoldBatchNormTest::run, normOf("1", "b"));
    }

    @Test
    void aConvolutionThatOthersReadStays() {
        stays(FoldBatchNormTest::run, normOf("0", "a"));
    }
}
