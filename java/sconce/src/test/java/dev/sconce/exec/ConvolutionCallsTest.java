package dev.sconce.exec;

import dev.sconce.Scoped;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Which convolutions of a plan become one call, as text: a line a kernel call, those that are made image by image joined by +. And always:
 * the interpreter's results to the bit.
 */
@Scoped
class ConvolutionCallsTest {
    private static final String SOURCE =
            """
            class Net(Module):
              narrow : Tensor
              wide : Tensor
              depthwise : Tensor
              square : Tensor
              across : Tensor
              def expand(self: __torch__.Net, x: Tensor) -> Tensor:
                return torch.conv2d(x, self.wide, None, [1, 1], [0, 0], [1, 1], 1)
              def filter(self: __torch__.Net, x: Tensor) -> Tensor:
                return torch.conv2d(x, self.depthwise, None, [1, 1], [1, 1], [1, 1], 96)
              def project(self: __torch__.Net, x: Tensor) -> Tensor:
                return torch.conv2d(x, self.narrow, None, [1, 1], [0, 0], [1, 1], 1)
              def blend(self: __torch__.Net, x: Tensor) -> Tensor:
                return torch.conv2d(x, self.across, None, [1, 1], [0, 0], [1, 1], 1)
              def mix(self: __torch__.Net, x: Tensor) -> Tensor:
                return torch.conv2d(x, self.square, None, [1, 1], [1, 1], [1, 1], 1)
              def forward(self: __torch__.Net, x: Tensor) -> %s:
                %s
            """;

    /** Images that are enough for any machine's CPUs. */
    private static final int BATCH = Math.max(5, Runtime.getRuntime().availableProcessors() + 1);

    private final PlannedNet net = new PlannedNet(
            SOURCE,
            Map.of(
                    "wide",
                    new long[] {96, 8, 1, 1},
                    "depthwise",
                    new long[] {96, 1, 3, 3},
                    "narrow",
                    new long[] {8, 96, 1, 1},
                    "square",
                    new long[] {96, 96, 3, 3},
                    "across",
                    new long[] {96, 96, 1, 1}));

    @Test
    void convolutionsOfManyImagesAreOneCall() {
        String body = "return self.project(self.filter(self.expand(x)))";
        net.becomes("conv+conv+conv", "Tensor", body, net.images(BATCH, 64));
        net.becomes(
                "conv+conv+conv+conv+conv+conv",
                "Tensor",
                "y = self.project(self.filter(self.expand(x)))\nreturn self.project(self.filter(self.expand(y)))",
                net.images(BATCH, 64));
    }

    @Test
    void ofLittleTheyAreNot() {
        net.becomes(
                "conv\nconv\nconv",
                "Tensor",
                "return self.project(self.filter(self.expand(x)))",
                net.images(BATCH, 16));
    }

    @Test
    void aDepthwiseConvolutionIsOneCallWithThoseAroundIt() {
        String body = "return self.project(self.filter(self.expand(x)))";
        net.becomes("conv_chain", "Tensor", body, net.images(1, 128));
        net.becomes("conv_chain", "Tensor", body, net.images(1, 37));
        net.becomes("conv_chain", "Tensor", "return self.filter(self.expand(x))", net.images(1, 20));
    }

    @Test
    void aChainHasOneDepthwiseConvolution() {
        net.becomes(
                "conv\nconv_chain\nconv",
                "Tuple[Tensor, Tensor]",
                "a = self.expand(x)\nreturn (self.filter(self.blend(self.filter(a))), a)",
                net.images(1, 60));
    }

    @Test
    void threadsShareASmallProductByItself() {
        net.becomes(
                "conv_chain\nconv", "Tensor", "return self.project(self.filter(self.expand(x)))", net.images(1, 16));
    }

    @Test
    void whatIsSeenOutsideIsNoPartOfAChain() {
        String calls = "a = self.expand(x)\nb = self.filter(a)\nc = self.project(b)\n";
        net.becomes("conv\nconv_chain", "Tuple[Tensor, Tensor]", calls + "return (c, a)", net.images(1, 60));
        net.becomes("conv_chain\nconv", "Tuple[Tensor, Tensor]", calls + "return (c, b)", net.images(1, 60));
        net.becomes(
                "conv\nconv_chain\nsum",
                "Tuple[Tensor, Tensor]",
                calls + "return (c, torch.sum(a))",
                net.images(1, 60));
        net.becomes(
                "conv_chain\nadd\nconv",
                "Tensor",
                "return self.project(torch.add(self.filter(self.expand(x)), 1))",
                net.images(1, 60));
    }

    @Test
    void otherConvolutionsAreNoPartOfAChain() {
        net.becomes("conv\nconv\nconv", "Tensor", "return self.project(self.mix(self.expand(x)))", net.images(1, 30));
    }

    private static final String EXCITED = "a = self.filter(x)\ns = torch.sigmoid(torch.mean(a, [2, 3], True))\n";

    @Test
    void aConvolutionScalesTheChannelsOfItsInputItself() {
        String body = EXCITED + "return self.project(torch.mul(%s))";
        for (String factors : List.of("a, s", "s, a")) {
            net.becomes("conv\nmean\nsigmoid\nconv", "Tensor", body.formatted(factors), net.images(1, 96, 20));
            net.becomes("conv\nmean\nsigmoid\nconv", "Tensor", body.formatted(factors), net.images(2, 96, 7));
        }
    }

    @Test
    void ofManyImagesEachIsScaledByItsOwn() {
        net.becomes(
                "conv\nmean\nsigmoid\nconv+conv",
                "Tensor",
                EXCITED + "return self.project(self.blend(torch.mul(a, s)))",
                net.images(BATCH, 96, 64));
    }

    @Test
    void otherProductsAreMadeBefore() {
        String seen = "b = torch.mul(a, s)\nreturn (self.project(b), b)";
        net.becomes("conv\nmean\nsigmoid\nmul\nconv", "Tuple[Tensor, Tensor]", EXCITED + seen, net.images(1, 96, 20));
        String window = "return self.mix(torch.mul(a, s))";
        net.becomes("conv\nmean\nsigmoid\nmul\nconv", "Tensor", EXCITED + window, net.images(1, 96, 20));
        String first = "return self.project(torch.mul(a, torch.slice(s, 0, 0, 1)))";
        net.becomes("conv\nmean\nsigmoid\nmul\nconv", "Tensor", EXCITED + first, net.images(2, 96, 7));
        String positions = "return self.project(torch.mul(x, torch.sigmoid(torch.mean(x, [1], True))))";
        net.becomes("mean\nsigmoid\nmul\nconv", "Tensor", positions, net.images(1, 96, 20));
    }

    @Test
    void aLargeWeightIsReadOnceForAllImages() {
        net.becomes(
                "conv\nconv\nconv", "Tensor", "return self.project(self.mix(self.expand(x)))", net.images(BATCH, 30));
    }

    @Test
    void whatIsSeenOutsideIsWrittenWhereItIsSeen() {
        net.becomes(
                "conv+conv+conv",
                "Tuple[Tensor, Tensor, Tensor]",
                "a = self.expand(x)\nb = self.filter(a)\nc = self.project(b)\nreturn (c, a, torch.slice(x, 0, 1, 3))",
                net.images(BATCH, 64));
        net.becomes(
                "conv+conv+conv\nsum",
                "Tuple[Tensor, Tensor]",
                "a = self.expand(x)\nb = self.filter(a)\nc = self.project(b)\nreturn (c, torch.sum(a))",
                net.images(BATCH, 64));
    }

    @Test
    void otherCallsAndOtherImagesCutThem() {
        net.becomes(
                "conv+conv\nadd\nconv",
                "Tensor",
                "return self.project(torch.add(self.filter(self.expand(x)), 1))",
                net.images(BATCH, 64));
        net.becomes(
                "conv+conv\nconv",
                "Tensor",
                "a = self.filter(self.expand(x))\nreturn self.project(torch.slice(a, 0, 1))",
                net.images(BATCH, 64));
    }
}
