package dev.sconce.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sconce.ir.Graph;
import dev.sconce.ir.GraphText;
import org.junit.jupiter.api.Test;

/** Products with a constant matrix take one form, and do what follows them. */
class FuseLinearTest {
    private static final String HEAD =
            """
            graph(%x : Tensor, %r : Tensor):
              %one : int = prim::Constant[value=1]()
              %none : NoneType = prim::Constant()
              %no : bool = prim::Constant[value=0]()
              %yes : bool = prim::Constant[value=1]()
              %zero : float = prim::Constant[value=0.]()
              %nothing : str = prim::Constant[value="none"]()
              %tanh : str = prim::Constant[value="tanh"]()
              %gelu_tanh : str = prim::Constant[value="gelu_tanh"]()
              %matrix : Tensor = prim::Constant()
              %bias : Tensor = prim::Constant()
            """;

    private static boolean run(Graph graph) {
        boolean changed = FuseLinear.run(graph, PassTesting.OPERATORS);
        changed |= FuseEpilogue.run(graph);
        CommonSubexpression.run(graph);
        DeadCodeElimination.run(graph);
        return changed;
    }

    private static void becomes(String body, String after) {
        Graph expected = PassTesting.parse(HEAD + after);
        DeadCodeElimination.run(expected);
        Graph graph = PassTesting.parse(HEAD + body);
        assertEquals(!body.equals(after), run(graph));
        assertEquals(GraphText.canonical(expected), GraphText.canonical(graph));
    }

    private static void stays(String body) {
        becomes(body, body);
    }

    @Test
    void anActivationAndAResidual() {
        becomes(
                """
                  %a : Tensor = aten::linear(%x, %matrix, %bias)
                  %b : Tensor = aten::gelu(%a, %tanh)
                  %c : Tensor = aten::add(%r, %b, %one)
                  return (%c)
                """,
                """
                  %c : Tensor = sconce::linear(%x, %matrix, %bias, %r, %yes, %gelu_tanh, %zero, %zero, %no)
                  return (%c)
                """);
    }

    @Test
    void whatIsWrittenLaterIsNotTheProducts() {
        becomes(
                """
                  %a : Tensor = aten::linear(%x, %matrix, %bias)
                  %b : Tensor = aten::gelu(%a, %tanh)
                  %c : Tensor = aten::relu_(%b)
                  return (%b)
                """,
                """
                  %a : Tensor = sconce::linear(%x, %matrix, %bias, %none, %no, %nothing, %zero, %zero, %no)
                  %b : Tensor = aten::gelu(%a, %tanh)
                  %c : Tensor = aten::relu_(%b)
                  return (%b)
                """);
    }

    @Test
    void aBiasThatIsAddedByItself() {
        becomes(
                """
                  %a : Tensor = aten::linear(%x, %matrix, %none)
                  %b : Tensor = aten::add(%a, %bias, %one)
                  return (%b)
                """,
                """
                  %b : Tensor = sconce::linear(%x, %matrix, %bias, %none, %no, %nothing, %zero, %zero, %no)
                  return (%b)
                """);
    }

    @Test
    void aMatrixOnTheRightIsTransposed() {
        Graph graph = PassTesting.parse(
                HEAD
                        + """
                  %a : Tensor = aten::matmul(%x, %matrix)
                  return (%a)
                """);
        run(graph);
        var linear = graph.outputs().get(0).node();
        assertEquals("sconce::linear", linear.kind());
        var weight = (dev.sconce.Tensor) Constants.valueOf(linear.input(1));
        assertEquals(
                "[3, 2] [1, 3]",
                java.util.Arrays.toString(weight.sizes()) + " " + java.util.Arrays.toString(weight.strides()));
    }

    @Test
    void aBiasOfAnotherSizeIsNone() {
        // addmm's matrix is [2, 3], so its bias would have 3 elements
        stays(
                """
                  %a : Tensor = aten::addmm(%bias, %x, %matrix, %one, %one)
                  return (%a)
                """);
    }

    @Test
    void aMatrixThatIsNotConstantMayBeAnything() {
        stays(
                """
                  %a : Tensor = aten::linear(%x, %r, %none)
                  %b : Tensor = aten::matmul(%x, %r)
                  return (%a, %b)
                """);
    }
}
