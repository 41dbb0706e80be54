package dev.sconce.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sconce.ir.Graph;
import dev.sconce.ir.GraphText;
import org.junit.jupiter.api.Test;

/** A convolution applies what follows it. Texts leave out the constants that the pass makes. */
class FuseConvolutionTest {
    private static final String HEAD =
            """
            graph(%x : Tensor, %r : Tensor, %l : int[]):
              %one : int = prim::Constant[value=1]()
              %none : NoneType = prim::Constant()
              %no : bool = prim::Constant[value=0]()
              %yes : bool = prim::Constant[value=1]()
              %f0 : float = prim::Constant[value=0.]()
              %f6 : float = prim::Constant[value=6.]()
              %nothing : str = prim::Constant[value="none"]()
              %relu : str = prim::Constant[value="relu"]()
              %clamp : str = prim::Constant[value="clamp"]()
              %w : Tensor = prim::Constant()
            """;

    private static final String CONVOLUTION = "  %a : Tensor = aten::conv2d(%x, %w, %none, %l, %l, %l, %one)\n";

    /** Compares after the pass's constants were merged with those of the head, and unused ones dropped. */
    private static boolean run(Graph graph) {
        boolean changed = FuseConvolution.run(graph, PassTesting.OPERATORS);
        changed |= FuseEpilogue.run(graph);
        CommonSubexpression.run(graph);
        DeadCodeElimination.run(graph);
        return changed;
    }

    private static void fuses(String body, String after) {
        Graph expected = PassTesting.parse(HEAD + after);
        DeadCodeElimination.run(expected);
        Graph graph = PassTesting.parse(HEAD + CONVOLUTION + body);
        run(graph);
        assertEquals(GraphText.canonical(expected), GraphText.canonical(graph));
    }

    private static String fused(String residual, String last, String activation, String lo, String hi) {
        return "sconce::convolution(%x, %w, %none, %l, %l, %l, %one, %" + residual + ", %" + last + ", %" + activation
                + ", %" + lo + ", %" + hi + ", %no, %no, %no, %none, %f0)";
    }

    @Test
    void anActivation() {
        fuses(
                """
                  %b : Tensor = aten::hardtanh(%a, %f0, %f6)
                  return (%b)
                """,
                "  %b : Tensor = " + fused("none", "no", "clamp", "f0", "f6") + "\n  return (%b)\n");
    }

    @Test
    void aResidualThenAnActivation() {
        fuses(
                """
                  %b : Tensor = aten::add(%r, %a, %one)
                  %c : Tensor = aten::relu(%b)
                  return (%c)
                """,
                "  %c : Tensor = " + fused("r", "no", "relu", "f0", "f0") + "\n  return (%c)\n");
    }

    @Test
    void anActivationThenAResidual() {
        fuses(
                """
                  %b : Tensor = aten::relu(%a)
                  %c : Tensor = aten::add(%b, %r, %one)
                  return (%c)
                """,
                "  %c : Tensor = " + fused("r", "yes", "relu", "f0", "f0") + "\n  return (%c)\n");
    }

    @Test
    void aResidualThatIsMadeLaterIsWaitedFor() {
        fuses(
                """
                  %b : Tensor = aten::relu(%r)
                  %c : Tensor = aten::add(%a, %b, %one)
                  return (%c)
                """,
                "  %b : Tensor = aten::relu(%r)\n  %c : Tensor = " + fused("b", "no", "nothing", "f0", "f0")
                        + "\n  return (%c)\n");
    }

    @Test
    void whatOthersReadStays() {
        fuses(
                """
                  %b : Tensor = aten::relu(%a)
                  return (%a, %b)
                """,
                "  %a : Tensor = " + fused("none", "no", "nothing", "f0", "f0")
                        + "\n  %b : Tensor = aten::relu(%a)\n  return (%a, %b)\n");
    }

    @Test
    void whatAsksForItsSizesSeesThemBeforeTheSum() {
        String asking =
                """
                  %n : int = aten::dim(%a)
                  %b : Tensor = aten::add(%a, %r, %one)
                  return (%b, %n)
                """;
        fuses(
                asking,
                "  %a : Tensor = " + fused("none", "no", "nothing", "f0", "f0") + "\n" + asking); // r may have more
    }

    @Test
    void whatIsWrittenMayNotBeReadEarlierOrLaterThanItWas() {
        String plain = "  %a : Tensor = " + fused("none", "no", "nothing", "f0", "f0") + "\n";
        String residual =
                """
                  %b : Tensor = aten::add(%a, %r, %one)
                  %c : Tensor = aten::relu_(%r)
                  return (%b, %c)
                """;
        fuses(residual, plain + residual);
        String input =
                """
                  %s : Tensor = aten::neg(%r)
                  %c : Tensor = aten::relu_(%x)
                  %b : Tensor = aten::add(%a, %s, %one)
                  return (%b, %c)
                """;
        fuses(input, plain + input); // would have to go to where %s is
    }

    @Test
    void anInputThatIsWrittenLater() {
        fuses(
                """
                  %b : Tensor = aten::relu(%a)
                  %c : Tensor = aten::relu_(%x)
                  return (%b, %c)
                """,
                "  %b : Tensor = " + fused("none", "no", "relu", "f0", "f0")
                        + "\n  %c : Tensor = aten::relu_(%x)\n  return (%b, %c)\n");
    }
}
