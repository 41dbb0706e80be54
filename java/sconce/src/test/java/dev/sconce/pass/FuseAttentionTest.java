package dev.sconce.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sconce.ir.Graph;
import dev.sconce.ir.GraphText;
import dev.sconce.ir.GraphVerifier;
import org.junit.jupiter.api.Test;

/** Attention that is written out becomes one operator. */
class FuseAttentionTest {
    private static final String HEAD =
            """
            graph(%q : Tensor, %kt : Tensor, %v : Tensor, %m : Tensor, %s : float, %c : bool, %n : int):
              %minus : int = prim::Constant[value=-1]()
              %one : int = prim::Constant[value=1]()
              %two : int = prim::Constant[value=2]()
              %none : NoneType = prim::Constant()
              %f0 : float = prim::Constant[value=0.]()
              %f1 : float = prim::Constant[value=1.]()
              %yes : bool = prim::Constant[value=1]()
              %no : bool = prim::Constant[value=0]()
              %low : float = prim::Constant[value=-inf]()
            """;

    /** Compares after the pass's constants were merged with those of the head, and unused ones dropped. */
    private static void becomes(String body, String after) {
        Graph graph = PassTesting.parse(HEAD + body);
        boolean changed = FuseAttention.run(graph, PassTesting.OPERATORS);
        GraphVerifier.verify(graph);
        CommonSubexpression.run(graph);
        DeadCodeElimination.run(graph);
        Graph expected = PassTesting.parse(HEAD + after);
        DeadCodeElimination.run(expected);
        assertEquals(GraphText.canonical(expected), GraphText.canonical(graph));
        assertEquals(!body.equals(after), changed);
    }

    private static void stays(String body) {
        becomes(body, body);
    }

    @Test
    void scaledAndMasked() {
        becomes(
                """
                  %a : Tensor = aten::matmul(%q, %kt)
                  %b : Tensor = aten::div(%a, %s)
                  %d : Tensor = aten::add(%b, %m, %one)
                  %p : Tensor = aten::softmax(%d, %minus, %none)
                  %o : Tensor = aten::matmul(%p, %v)
                  %t : Tensor = aten::transpose(%o, %one, %two)
                  %sizes : int[] = prim::ListConstruct(%n, %n, %minus)
                  %j : Tensor = aten::reshape(%t, %sizes)
                  return (%j)
                """,
                """
                  %o : Tensor = sconce::attention(%q, %kt, %v, %m, %none, %f0, %f1, %s, %yes, %no)
                  %t : Tensor = aten::transpose(%o, %one, %two)
                  %sizes : int[] = prim::ListConstruct(%n, %n, %minus)
                  %j : Tensor = aten::reshape(%t, %sizes)
                  return (%j)
                """);
    }

    @Test
    void headsThatAreSwappedForAllToSeeLieAsTheyDid() {
        becomes(
                """
                  %a : Tensor = aten::matmul(%q, %kt)
                  %p : Tensor = aten::softmax(%a, %minus, %none)
                  %o : Tensor = aten::matmul(%p, %v)
                  %t : Tensor = aten::transpose(%o, %one, %two)
                  %sizes : int[] = prim::ListConstruct(%n, %n, %minus)
                  %j : Tensor = aten::reshape(%t, %sizes)
                  return (%j, %t)
                """,
                """
                  %o : Tensor = sconce::attention(%q, %kt, %v, %none, %none, %f0, %f1, %f1, %no, %no)
                  %t : Tensor = aten::transpose(%o, %one, %two)
                  %sizes : int[] = prim::ListConstruct(%n, %n, %minus)
                  %j : Tensor = aten::reshape(%t, %sizes)
                  return (%j, %t)
                """);
    }

    @Test
    void queriesThatAreScaledBefore() {
        becomes(
                """
                  %scaled : Tensor = aten::mul(%q, %s)
                  %a : Tensor = aten::matmul(%scaled, %kt)
                  %p : Tensor = aten::softmax(%a, %minus, %none)
                  %o : Tensor = aten::matmul(%p, %v)
                  return (%o)
                """,
                """
                  %o : Tensor = sconce::attention(%q, %kt, %v, %none, %none, %f0, %s, %f1, %no, %no)
                  return (%o)
                """);
    }

    @Test
    void aMaskThatIsThereUnderACondition() {
        becomes(
                """
                  %a : Tensor = aten::matmul(%q, %kt)
                  %b : Tensor = prim::If(%c)
                    block0():
                      %d : Tensor = aten::relu(%m)
                      %e : Tensor = aten::masked_fill(%a, %d, %low)
                      -> (%e)
                    block1():
                      -> (%a)
                  %p : Tensor = aten::softmax(%b, %minus, %none)
                  %o : Tensor = aten::matmul(%p, %v)
                  return (%o)
                """,
                """
                  %fill : Tensor? = prim::If(%c)
                    block0():
                      %d : Tensor = aten::relu(%m)
                      -> (%d)
                    block1():
                      -> (%none)
                  %o : Tensor = sconce::attention(%q, %kt, %v, %none, %fill, %low, %f1, %f1, %no, %no)
                  return (%o)
                """);
    }

    @Test
    void aMaskByWindows() {
        becomes(
                """
                  %apart : int[] = prim::ListConstruct(%n, %n, %two, %n, %n)
                  %joined : int[] = prim::ListConstruct(%minus, %two, %n, %n)
                  %a : Tensor = aten::matmul(%q, %kt)
                  %b : Tensor = aten::view(%a, %apart)
                  %d : Tensor = aten::add(%b, %m, %one)
                  %e : Tensor = aten::view(%d, %joined)
                  %p : Tensor = aten::softmax(%e, %minus, %none)
                  %o : Tensor = aten::matmul(%p, %v)
                  return (%o)
                """,
                """
                  %w : Tensor = sconce::window_mask(%m, %q)
                  %o : Tensor = sconce::attention(%q, %kt, %v, %w, %none, %f0, %f1, %f1, %no, %no)
                  return (%o)
                """);
    }

    @Test
    void whatElseIsDoneToTheScoresStays() {
        stays(
                """
                  %a : Tensor = aten::matmul(%q, %kt)
                  %p : Tensor = aten::softmax(%a, %minus, %none)
                  %o : Tensor = aten::matmul(%p, %v)
                  return (%o, %p)
                """); // somebody wants the weights
        stays(
                """
                  %a : Tensor = aten::matmul(%q, %kt)
                  %b : Tensor = aten::add(%a, %m, %one)
                  %d : Tensor = aten::mul(%b, %s)
                  %p : Tensor = aten::softmax(%d, %minus, %none)
                  %o : Tensor = aten::matmul(%p, %v)
                  return (%o)
                """); // scaled after the mask
        stays(
                """
                  %a : Tensor = aten::matmul(%q, %kt)
                  %p : Tensor = aten::softmax(%a, %one, %none)
                  %o : Tensor = aten::matmul(%p, %v)
                  return (%o)
                """); // over queries
        stays(
                """
                  %a : Tensor = aten::matmul(%q, %kt)
                  %w : Tensor = aten::relu_(%v)
                  %p : Tensor = aten::softmax(%a, %minus, %none)
                  %o : Tensor = aten::matmul(%p, %v)
                  return (%o, %w)
                """); // q may be v
    }
}
