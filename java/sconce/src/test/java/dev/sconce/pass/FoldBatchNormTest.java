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

    /** Raises where the result is none of a batch, as {@code BatchNorm2d} does. */
    private static final String CHECK =
            """
                  %four : int = prim::Constant[value=4]()
                  %unbatched : bool = aten::ne(%n, %four)
                  %message : str = prim::Constant[value="expected 4D input"]()
                   = prim::If(%unbatched)
                    block0():
                       = prim::RaiseException(%message, %none)
                      -> ()
                    block1():
                      -> ()
            """;

    private static String normOf(String training, String use) {
        return normOf(training, use, CHECK);
    }

    private static String normOf(String training, String use, String check) {
        return """
                graph(%x : Tensor, %l : int[]):
                  %1 : int = prim::Constant[value=1]()
                  %w : Tensor = prim::Constant()
                  %none : NoneType = prim::Constant()
                  %a : Tensor = aten::conv2d(%x, %w, %none, %l, %l, %l, %1)
                  %n : int = aten::dim(%a)
                CHECK
                  %training : bool = prim::Constant[value=TRAINING]()
                  %momentum : float = prim::Constant[value=0.1]()
                  %eps : float = prim::Constant[value=0.001]()
                  %m : Tensor = prim::Constant()
                  %b : Tensor = aten::batch_norm(%a, %w, %w, %m, %m, %training, %momentum, %eps, %training)
                  return (%USE, %n)
                """
                .replace("CHECK\n", check)
                .replace("TRAINING", training)
                .replace("USE", use);
    }

    /** With its sizes asked for of a value. */
    private static String folded(String ranked) {
        return """
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
                  %n : int = aten::dim(%RANKED)
                CHECK
                  return (%a, %n)
                """
                .replace("CHECK\n", CHECK)
                .replace("RANKED", ranked);
    }

    @Test
    void weightAndBiasAreComputedFromConstants() {
        becomes(FoldBatchNormTest::run, normOf("0", "b"), folded("a"));
    }

    /** {@link PeepholeOptimize} asks what the convolution has its number of dimensions from. */
    @Test
    void theModelMayLookAtTheInput() {
        becomes(FoldBatchNormTest::run, normOf("0", "b").replace("aten::dim(%a)", "aten::dim(%x)"), folded("x"));
    }

    @Test
    void whatMayHaveNoBatchKeepsItsFormerParameters() {
        becomes(
                FoldBatchNormTest::run,
                normOf("0", "b", ""),
                """
                graph(%x : Tensor, %l : int[]):
                  %1 : int = prim::Constant[value=1]()
                  %w : Tensor = prim::Constant()
                  %none : NoneType = prim::Constant()
                  %no : bool = prim::Constant[value=0]()
                  %nothing : str = prim::Constant[value="none"]()
                  %f0 : float = prim::Constant[value=0.]()
                  %m : Tensor = prim::Constant()
                  %training : bool = prim::Constant[value=0]()
                  %momentum : float = prim::Constant[value=0.1]()
                  %eps : float = prim::Constant[value=0.001]()
                  %transposed : bool = prim::Constant[value=0]()
                  %fw : Tensor, %fb : Tensor = sconce::fold_batch_norm(%w, %none, %w, %w, %m, %m, %eps, %transposed)
                  %unfolded : Tensor?[] = prim::ListConstruct(%w, %none, %w, %w, %m, %m)
                  %a : Tensor = sconce::convolution(%x, %fw, %fb, %l, %l, %l, %1, %none, %no, %nothing, %f0, %f0, %no, %no, %no, %unfolded, %eps)
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
