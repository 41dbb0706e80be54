package dev.sconce.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sconce.ir.Graph;
import dev.sconce.ir.GraphText;
import org.junit.jupiter.api.Test;

/** Convolutions write channels-last memory, and nobody can tell. */
class ChannelsLastTest {
    private static final String HEAD =
            """
            graph(%x : Tensor, %l : int[]):
              %one : int = prim::Constant[value=1]()
              %zero : int = prim::Constant[value=0]()
              %none : NoneType = prim::Constant()
              %no : bool = prim::Constant[value=0]()
              %yes : bool = prim::Constant[value=1]()
              %f0 : float = prim::Constant[value=0.]()
              %nothing : str = prim::Constant[value="none"]()
              %w : Tensor = prim::Constant()
              %line : Tensor = prim::Constant()
            """;

    private static String convolution(String flag) {
        return "  %a : Tensor = sconce::convolution(%x, %w, %none, %l, %l, %l, %one, %none, %no, %nothing, %f0, %f0, %"
                + flag + ", %no, %no, %none, %f0)\n";
    }

    private static void becomes(String before, String after) {
        check(convolution("no") + before, convolution("yes") + after);
    }

    private static void check(String before, String after) {
        Graph expected = PassTesting.parse(HEAD + after);
        Graph graph = PassTesting.parse(HEAD + before);
        ChannelsLast.run(graph, PassTesting.OPERATORS);
        CommonSubexpression.run(graph);
        DeadCodeElimination.run(graph);
        DeadCodeElimination.run(expected);
        assertEquals(GraphText.canonical(expected), GraphText.canonical(graph));
    }

    @Test
    void theCallerGetsContiguousMemory() {
        becomes(
                """
                  %b : Tensor = aten::relu(%a)
                  return (%b)
                """,
                """
                  %b : Tensor = aten::relu(%a)
                  %c : Tensor = aten::contiguous(%b, %zero)
                  return (%c)
                """);
    }

    @Test
    void thoseOfOneDimensionTheSame() {
        String rest = """
                  %n : int = aten::dim(%a)
                  return (%n)
                """;
        check(
                convolution("no").replace("%w", "%line") + rest,
                convolution("yes").replace("%w", "%line") + rest);
    }

    @Test
    void aViewMayHaveToCopy() {
        becomes(
                """
                  %b : Tensor = aten::view(%a, %l)
                  %n : int = aten::dim(%b)
                  return (%n)
                """,
                """
                  %b : Tensor = sconce::reshape(%a, %l)
                  %n : int = aten::dim(%b)
                  return (%n)
                """);
    }

    @Test
    void whatWouldBeRowMajorKeepsTheOrderOfDimensions() {
        becomes(
                """
                  %b : Tensor = aten::reshape(%a, %l)
                  %c : Tensor = aten::sum(%b, %l, %no, %none)
                  %n : int = aten::dim(%c)
                  return (%n)
                """,
                """
                  %b : Tensor = sconce::reshape(%a, %l)
                  %c : Tensor = sconce::sum(%b, %l, %no, %none)
                  %n : int = aten::dim(%c)
                  return (%n)
                """);
    }

    @Test
    void theTensorsOfAListBecomeContiguousWhereItsReadersResultIsWritten() {
        becomes(
                """
                  %list : Tensor[] = prim::ListConstruct(%a, %x)
                  %b : Tensor = aten::cat(%list, %one)
                  %c : Tensor = aten::add_(%b, %x, %one)
                  %n : int = aten::dim(%c)
                  return (%n)
                """,
                """
                  %k : Tensor = aten::contiguous(%a, %zero)
                  %list : Tensor[] = prim::ListConstruct(%k, %x)
                  %b : Tensor = aten::cat(%list, %one)
                  %c : Tensor = aten::add_(%b, %x, %one)
                  %n : int = aten::dim(%c)
                  return (%n)
                """);
    }

    @Test
    void aListOfPartsThatOnesReadersWriteComesFromContiguousMemory() {
        becomes(
                """
                  %b : Tensor = aten::relu(%a)
                  %list : Tensor[] = aten::split_with_sizes_copy(%b, %l, %one)
                  %c : Tensor = aten::stack(%list, %zero)
                  %d : Tensor = aten::add_(%c, %x, %one)
                  %n : int = aten::dim(%d)
                  return (%n)
                """,
                """
                  %k : Tensor = aten::contiguous(%a, %zero)
                  %b : Tensor = aten::relu(%k)
                  %list : Tensor[] = aten::split_with_sizes_copy(%b, %l, %one)
                  %c : Tensor = aten::stack(%list, %zero)
                  %d : Tensor = aten::add_(%c, %x, %one)
                  %n : int = aten::dim(%d)
                  return (%n)
                """);
    }

    @Test
    void whereSomebodyAsksForStridesTheyAreThoseOfTheInput() {
        String asks =
                """
                  %s : int[] = aten::stride(%a)
                  return (%s)
                """;
        check(convolution("no") + asks, convolution("no") + asks);
    }

    @Test
    void sizesAreTheSame() {
        becomes(
                """
                  %s : int[] = aten::size(%a)
                  return (%s)
                """,
                """
                  %s : int[] = aten::size(%a)
                  return (%s)
                """);
    }

    @Test
    void aListIsReadThroughWhereItsTensorsAre() {
        becomes(
                """
                  %t : Tensor[] = prim::ListConstruct(%a, %x)
                  %c : Tensor = aten::cat(%t, %one)
                  %n : int = aten::dim(%c)
                  return (%n)
                """,
                """
                  %t : Tensor[] = prim::ListConstruct(%a, %x)
                  %c : Tensor = aten::cat(%t, %one)
                  %n : int = aten::dim(%c)
                  return (%n)
                """);
    }

    @Test
    void aListThatLeavesHoldsContiguousTensors() {
        becomes(
                """
                  %t : Tensor[] = prim::ListConstruct(%a)
                  return (%t)
                """,
                """
                  %c : Tensor = aten::contiguous(%a, %zero)
                  %t : Tensor[] = prim::ListConstruct(%c)
                  return (%t)
                """);
    }

    @Test
    void aContiguousBetweenIsDropped() {
        becomes(
                """
                  %b : Tensor = aten::contiguous(%a, %zero)
                  %c : Tensor = aten::relu(%b)
                  %n : int = aten::dim(%c)
                  return (%n)
                """,
                """
                  %c : Tensor = aten::relu(%a)
                  %n : int = aten::dim(%c)
                  return (%n)
                """);
    }

    @Test
    void whatIsWrittenThroughAViewIsRowMajor() {
        becomes(
                """
                  %b : Tensor = aten::relu(%a)
                  %c : Tensor = aten::view(%b, %l)
                  %d : Tensor = aten::relu_(%c)
                  return (%b)
                """,
                """
                  %m : Tensor = aten::contiguous(%a, %zero)
                  %b : Tensor = aten::relu(%m)
                  %c : Tensor = aten::view(%b, %l)
                  %d : Tensor = aten::relu_(%c)
                  return (%b)
                """);
    }

    @Test
    void memoryThatIsWrittenToStays() {
        String text = convolution("no")
                + """
                  %b : Tensor = aten::view(%a, %l)
                  %c : Tensor = aten::relu_(%b)
                  return (%a)
                """;
        check(text, text);
    }
}
