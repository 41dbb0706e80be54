package dev.sconce.pass;

import static dev.sconce.pass.PassTesting.becomes;

import dev.sconce.ir.Graph;
import org.junit.jupiter.api.Test;

/** The sum of convolutions of one tensor is one convolution. */
class MergeConvolutionsTest {
    private static boolean run(Graph graph) {
        return MergeConvolutions.run(graph, PassTesting.OPERATORS);
    }

    /** Constants of all cases: weights of one tap, of 1 by 3 and of 3 by 3, and a convolution's arguments. */
    private static final String CONSTANTS =
            """
              %none : NoneType = prim::Constant()
              %0 : int = prim::Constant[value=0]()
              %1 : int = prim::Constant[value=1]()
              %no : bool = prim::Constant[value=0]()
              %w : Tensor = prim::Constant()
              %v : Tensor = prim::Constant()
              %row : Tensor = prim::Constant()
              %square : Tensor = prim::Constant()
              %ones : int[] = prim::Constant[value=[1, 1]]()
              %zeros : int[] = prim::Constant[value=[0, 0]]()
              %beside : int[] = prim::Constant[value=[0, 1]]()
              %twos : int[] = prim::Constant[value=[2, 2]]()
            """;

    private static String of(String body, String result) {
        return "graph(%x : Tensor, %y : Tensor):\n" + CONSTANTS + body.indent(2) + "  return (" + result + ")\n";
    }

    @Test
    void weightsAndBiasesOfTheSameTapsAreAdded() {
        becomes(
                MergeConvolutionsTest::run,
                of(
                        """
                        %a : Tensor = aten::conv2d(%x, %w, %none, %ones, %zeros, %ones, %1)
                        %b : Tensor = aten::conv2d(%x, %v, %w, %ones, %zeros, %ones, %1)
                        %c : Tensor = aten::add(%a, %b, %1)
                        """,
                        "%c"),
                of(
                        """
                        %ws : Tensor[] = prim::ListConstruct(%w, %v)
                        %bs : Tensor?[] = prim::ListConstruct(%none, %w)
                        %at : int[] = prim::ListConstruct(%0, %0, %0, %0)
                        %sw : Tensor, %sb : Tensor = sconce::sum_weights(%ws, %bs, %at)
                        %c : Tensor = aten::conv2d(%x, %sw, %sb, %ones, %zeros, %ones, %1)
                        """,
                        "%c"));
    }

    @Test
    void smallKernelsGoWhereTheLargestReadsWhatTheyRead() {
        becomes(
                MergeConvolutionsTest::run,
                of(
                        """
                        %a : Tensor = aten::conv2d(%x, %w, %none, %twos, %zeros, %ones, %1)
                        %b : Tensor = aten::conv2d(%x, %square, %none, %twos, %ones, %ones, %1)
                        %c : Tensor = aten::add(%a, %b, %1)
                        %d : Tensor = aten::conv2d(%x, %row, %none, %twos, %beside, %ones, %1)
                        %e : Tensor = aten::add(%c, %d, %1)
                        """,
                        "%e"),
                of(
                        """
                        %ws : Tensor[] = prim::ListConstruct(%square, %w, %row)
                        %bs : Tensor?[] = prim::ListConstruct(%none, %none, %none)
                        %at : int[] = prim::ListConstruct(%0, %0, %1, %1, %1, %0)
                        %sw : Tensor, %sb : Tensor = sconce::sum_weights(%ws, %bs, %at)
                        %e : Tensor = aten::conv2d(%x, %sw, %sb, %twos, %ones, %ones, %1)
                        """,
                        "%e"));
    }

    @Test
    void theInputIsAConvolutionOfOneTap() {
        becomes(
                MergeConvolutionsTest::run,
                of(
                        """
                        %a : Tensor = aten::conv2d(%x, %square, %none, %ones, %ones, %ones, %1)
                        %b : Tensor = aten::add(%x, %a, %1)
                        """,
                        "%b"),
                of(
                        """
                        %i : Tensor = sconce::identity_weight(%square)
                        %ws : Tensor[] = prim::ListConstruct(%square, %i)
                        %bs : Tensor?[] = prim::ListConstruct(%none, %none)
                        %at : int[] = prim::ListConstruct(%0, %0, %1, %1)
                        %sw : Tensor, %sb : Tensor = sconce::sum_weights(%ws, %bs, %at)
                        %b : Tensor = aten::conv2d(%x, %sw, %sb, %ones, %ones, %ones, %1)
                        """,
                        "%b"));
    }

    private static final String CHECK =
            """
            %four : int = prim::Constant[value=4]()
            %n : int = aten::dim(%x)
            %unbatched : bool = aten::ne(%n, %four)
            %message : str = prim::Constant[value="expected 4D input"]()
             = prim::If(%unbatched)
              block0():
                 = prim::RaiseException(%message, %none)
                -> ()
              block1():
                -> ()
            """;

    private static final String NORMED =
            """
            %f : float = prim::Constant[value=0.1]()
            %a : Tensor = aten::conv2d(%x, %square, %none, %ones, %ones, %ones, %1)
            CHECK%b : Tensor = aten::batch_norm(%x, %v, %none, %v, %v, %no, %f, %f, %no)
            %c : Tensor = aten::add(%a, %b, %1)
            """;

    @Test
    void soIsItsBatchNorm() {
        becomes(
                MergeConvolutionsTest::run,
                of(NORMED.replace("CHECK", CHECK), "%c"),
                of(
                        """
                        %f : float = prim::Constant[value=0.1]()
                        %i : Tensor = sconce::identity_weight(%square)
                        %nw : Tensor, %nb : Tensor = sconce::fold_batch_norm(%i, %none, %v, %none, %v, %v, %f, %no)
                        %ws : Tensor[] = prim::ListConstruct(%square, %nw)
                        %bs : Tensor?[] = prim::ListConstruct(%none, %nb)
                        %at : int[] = prim::ListConstruct(%0, %0, %1, %1)
                        %sw : Tensor, %sb : Tensor = sconce::sum_weights(%ws, %bs, %at)
                        %c : Tensor = aten::conv2d(%x, %sw, %sb, %ones, %ones, %ones, %1)
                        """
                                + CHECK,
                        "%c"));
    }

    /** Of what has no batch, the norm would be over another dimension than the channels. */
    @Test
    void butNotWhereThereMayBeNoBatch() {
        PassTesting.stays(MergeConvolutionsTest::run, of(NORMED.replace("CHECK", ""), "%c"));
    }

    @Test
    void otherTermsAreAddedToThem() {
        becomes(
                MergeConvolutionsTest::run,
                of(
                        """
                        %a : Tensor = aten::conv2d(%x, %w, %none, %ones, %zeros, %ones, %1)
                        %z : Tensor = aten::relu(%y)
                        %c : Tensor = aten::add(%a, %z, %1)
                        %b : Tensor = aten::conv2d(%x, %v, %none, %ones, %zeros, %ones, %1)
                        %d : Tensor = aten::add(%y, %b, %1)
                        %e : Tensor = aten::add(%c, %d, %1)
                        """,
                        "%e"),
                of(
                        """
                        %ws : Tensor[] = prim::ListConstruct(%w, %v)
                        %bs : Tensor?[] = prim::ListConstruct(%none, %none)
                        %at : int[] = prim::ListConstruct(%0, %0, %0, %0)
                        %sw : Tensor, %sb : Tensor = sconce::sum_weights(%ws, %bs, %at)
                        %a : Tensor = aten::conv2d(%x, %sw, %sb, %ones, %zeros, %ones, %1)
                        %z : Tensor = aten::relu(%y)
                        %c : Tensor = aten::add(%a, %z, %1)
                        %e : Tensor = aten::add(%c, %y, %1)
                        """,
                        "%e"));
    }

    /** What was added in place is of the first operand's sizes, or an error. */
    @Test
    void anAdditionThatKeepsSizesStays() {
        becomes(
                MergeConvolutionsTest::run,
                of(
                        """
                        %a : Tensor = aten::conv2d(%x, %w, %none, %ones, %zeros, %ones, %1)
                        %b : Tensor = aten::conv2d(%x, %v, %none, %ones, %zeros, %ones, %1)
                        %c : Tensor = aten::add(%a, %b, %1)
                        %d : Tensor = aten::add[keeps_sizes=1](%c, %y, %1)
                        """,
                        "%d"),
                of(
                        """
                        %ws : Tensor[] = prim::ListConstruct(%w, %v)
                        %bs : Tensor?[] = prim::ListConstruct(%none, %none)
                        %at : int[] = prim::ListConstruct(%0, %0, %0, %0)
                        %sw : Tensor, %sb : Tensor = sconce::sum_weights(%ws, %bs, %at)
                        %c : Tensor = aten::conv2d(%x, %sw, %sb, %ones, %zeros, %ones, %1)
                        %d : Tensor = aten::add[keeps_sizes=1](%c, %y, %1)
                        """,
                        "%d"));
    }

    private static void stays(String second, String result) {
        PassTesting.stays(
                MergeConvolutionsTest::run,
                of(
                        """
                        %a : Tensor = aten::conv2d(%x, %square, %none, %ones, %ones, %ones, %1)
                        SECOND
                        %c : Tensor = aten::add(%a, %b, %1)
                        """
                                .replace("SECOND", second),
                        result));
    }

    @Test
    void othersStay() {
        stays("%b : Tensor = aten::conv2d(%y, %square, %none, %ones, %ones, %ones, %1)", "%c"); // of another input
        stays("%b : Tensor = aten::conv2d(%x, %square, %none, %twos, %ones, %ones, %1)", "%c"); // stride
        stays("%b : Tensor = aten::conv2d(%x, %square, %none, %ones, %twos, %twos, %1)", "%c"); // dilation
        stays("%b : Tensor = aten::conv2d(%x, %w, %none, %ones, %ones, %ones, %1)", "%c"); // more positions
        stays("%b : Tensor = aten::conv2d(%x, %square, %none, %ones, %ones, %ones, %1)", "%c, %b"); // somebody reads it
    }

    @Test
    void noTensorIsTakenThatIsWritten() {
        PassTesting.stays(
                MergeConvolutionsTest::run,
                of(
                        """
                        %a : Tensor = aten::conv2d(%x, %w, %none, %ones, %zeros, %ones, %1)
                        %z : Tensor = aten::relu_(%x)
                        %b : Tensor = aten::conv2d(%x, %v, %none, %ones, %zeros, %ones, %1)
                        %c : Tensor = aten::add(%a, %b, %1)
                        """,
                        "%c"));
    }
}
