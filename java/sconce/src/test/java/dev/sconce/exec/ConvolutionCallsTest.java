package dev.sconce.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.sconce.CallOptions;
import dev.sconce.Tensor;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.Function;
import dev.sconce.jni.GemmChoice;
import dev.sconce.runtime.ObjectValue;
import dev.sconce.runtime.Scope;
import dev.sconce.script.CompilationUnit;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Which convolutions of a plan become one call, as text: a line a kernel call, those that are made image by image joined by +. And always:
 * the interpreter's results to the bit.
 */
class ConvolutionCallsTest {
    private static final CallOptions INTERPRETED = CallOptions.NONE.withoutPlans();
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

    private final Random random = new Random(8);
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private Tensor random(long... shape) {
        float[] values = new float[(int) Tensor.numel(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.fromBlob(values, shape);
    }

    /** Eight channels, NCHW by its sizes, NHWC in memory. */
    private Tensor images(long n, long size) {
        return random(n, size, size, 8)
                .asStrided(new long[] {n, 8, size, size}, new long[] {size * size * 8, 1, size * 8, 8}, 0);
    }

    private Tensor weight(long... shape) {
        Tensor weight = random(shape);
        weight.storage().protect(); // as what is mapped from an archive
        return weight;
    }

    private void becomes(String calls, String type, String body, Tensor x) {
        String source = SOURCE.formatted(type, body.replace("\n", "\n    "));
        ClassType net = (ClassType)
                new CompilationUnit(prefix -> prefix.equals("__torch__") ? source : null, Intrinsics.operators())
                        .findType("__torch__.Net");
        ObjectValue self = new ObjectValue(net);
        self.setSlot(net.slot("wide"), weight(96, 8, 1, 1));
        self.setSlot(net.slot("depthwise"), weight(96, 1, 3, 3));
        self.setSlot(net.slot("narrow"), weight(8, 96, 1, 1));
        self.setSlot(net.slot("square"), weight(96, 96, 3, 3));
        self.setSlot(net.slot("across"), weight(96, 96, 1, 1));
        Function forward = net.method("forward");
        Object wanted = call(INTERPRETED, forward, self, x);
        PlanCalls.same(wanted, call(CallOptions.NONE, forward, self, x));
        long replays = Plan.replays();
        for (int i = 0; i < 2; i++) {
            PlanCalls.same(wanted, call(CallOptions.NONE, forward, self, x));
        }
        assertTrue(Plan.replays() >= replays + 2, "a kernel refused its call");
        assumeFalse(GemmChoice.current().equals("onednn"), "a library's convolutions stay calls of their own");
        assertEquals(calls, PlanCalls.text(forward));
    }

    private static Object call(CallOptions options, Function function, Object... arguments) {
        return Interpreter.call(function, arguments, Map.of(), new Invocation(options, null));
    }

    @Test
    void convolutionsOfManyImagesAreOneCall() {
        String body = "return self.project(self.filter(self.expand(x)))";
        becomes("conv+conv+conv", "Tensor", body, images(BATCH, 64));
        becomes(
                "conv+conv+conv+conv+conv+conv",
                "Tensor",
                "y = self.project(self.filter(self.expand(x)))\nreturn self.project(self.filter(self.expand(y)))",
                images(BATCH, 64));
    }

    @Test
    void ofLittleTheyAreNot() {
        becomes("conv\nconv\nconv", "Tensor", "return self.project(self.filter(self.expand(x)))", images(BATCH, 16));
    }

    @Test
    void aDepthwiseConvolutionIsOneCallWithThoseAroundIt() {
        String body = "return self.project(self.filter(self.expand(x)))";
        becomes("conv_chain", "Tensor", body, images(1, 128));
        becomes("conv_chain", "Tensor", body, images(1, 37));
        becomes("conv_chain", "Tensor", "return self.filter(self.expand(x))", images(1, 20));
    }

    @Test
    void aChainHasOneDepthwiseConvolution() {
        becomes(
                "conv\nconv_chain\nconv",
                "Tuple[Tensor, Tensor]",
                "a = self.expand(x)\nreturn (self.filter(self.blend(self.filter(a))), a)",
                images(1, 60));
    }

    @Test
    void threadsShareASmallProductByItself() {
        becomes("conv_chain\nconv", "Tensor", "return self.project(self.filter(self.expand(x)))", images(1, 16));
    }

    @Test
    void whatIsSeenOutsideIsNoPartOfAChain() {
        String calls = "a = self.expand(x)\nb = self.filter(a)\nc = self.project(b)\n";
        becomes("conv\nconv_chain", "Tuple[Tensor, Tensor]", calls + "return (c, a)", images(1, 60));
        becomes("conv_chain\nconv", "Tuple[Tensor, Tensor]", calls + "return (c, b)", images(1, 60));
        becomes("conv\nconv_chain\nsum", "Tuple[Tensor, Tensor]", calls + "return (c, torch.sum(a))", images(1, 60));
        becomes(
                "conv_chain\nadd\nconv",
                "Tensor",
                "return self.project(torch.add(self.filter(self.expand(x)), 1))",
                images(1, 60));
    }

    @Test
    void otherConvolutionsAreNoPartOfAChain() {
        becomes("conv\nconv\nconv", "Tensor", "return self.project(self.mix(self.expand(x)))", images(1, 30));
    }

    @Test
    void aLargeWeightIsReadOnceForAllImages() {
        becomes("conv\nconv\nconv", "Tensor", "return self.project(self.mix(self.expand(x)))", images(BATCH, 30));
    }

    @Test
    void whatIsSeenOutsideIsWrittenWhereItIsSeen() {
        becomes(
                "conv+conv+conv",
                "Tuple[Tensor, Tensor, Tensor]",
                "a = self.expand(x)\nb = self.filter(a)\nc = self.project(b)\nreturn (c, a, torch.slice(x, 0, 1, 3))",
                images(BATCH, 64));
        becomes(
                "conv+conv+conv\nsum",
                "Tuple[Tensor, Tensor]",
                "a = self.expand(x)\nb = self.filter(a)\nc = self.project(b)\nreturn (c, torch.sum(a))",
                images(BATCH, 64));
    }

    @Test
    void otherCallsAndOtherImagesCutThem() {
        becomes(
                "conv+conv\nadd\nconv",
                "Tensor",
                "return self.project(torch.add(self.filter(self.expand(x)), 1))",
                images(BATCH, 64));
        becomes(
                "conv+conv\nconv",
                "Tensor",
                "a = self.filter(self.expand(x))\nreturn self.project(torch.slice(a, 0, 1))",
                images(BATCH, 64));
    }
}
