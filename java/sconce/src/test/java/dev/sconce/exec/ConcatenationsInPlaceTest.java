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

/** Which copies of concatenations are left out, as text: a line a kernel call. And always: the interpreter's results to the bit. */
class ConcatenationsInPlaceTest {
    private static final CallOptions INTERPRETED = CallOptions.NONE.withoutPlans();
    private static final String SOURCE =
            """
            class Net(Module):
              weight : Tensor
              narrow : Tensor
              wide : Tensor
              def one(self: __torch__.Net, x: Tensor) -> Tensor:
                return torch.conv2d(x, self.weight, None, [1, 1], [1, 1], [1, 1], 1)
              def last(self: __torch__.Net, x: Tensor) -> Tensor:
                return torch.conv2d(x, self.narrow, None, [1, 1], [0, 0], [1, 1], 1)
              def widest(self: __torch__.Net, x: Tensor) -> Tensor:
                return torch.conv2d(x, self.wide, None, [1, 1], [0, 0], [1, 1], 1)
              def forward(self: __torch__.Net, x: Tensor) -> %s:
                %s
            """;

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
        self.setSlot(net.slot("weight"), weight(8, 8, 3, 3));
        self.setSlot(net.slot("narrow"), weight(8, 16, 1, 1));
        self.setSlot(net.slot("wide"), weight(8, 24, 1, 1));
        Function forward = net.method("forward");
        Object wanted = call(INTERPRETED, forward, self, x);
        PlanCalls.same(wanted, call(CallOptions.NONE, forward, self, x));
        long replays = Plan.replays();
        for (int i = 0; i < 2; i++) {
            PlanCalls.same(wanted, call(CallOptions.NONE, forward, self, x));
        }
        assertTrue(Plan.replays() >= replays + 2, "a kernel refused its call");
        assumeFalse(GemmChoice.current().equals("onednn"), "a library's convolutions write whole tensors");
        assertEquals(calls, PlanCalls.text(forward));
    }

    private static Object call(CallOptions options, Function function, Object... arguments) {
        return Interpreter.call(function, arguments, Map.of(), new Invocation(options, null));
    }

    @Test
    void aTensorIsWrittenInItsPlace() {
        String body = "a = self.one(x)\nb = self.one(a)\nreturn self.last(torch.cat([a, b], 1))";
        becomes("conv\nconv\nconv", "Tensor", body, images(1, 9));
        becomes("conv\nconv\nconv", "Tensor", body, images(3, 6));
        becomes("conv\nconv", "Tensor", "a = self.one(x)\nreturn torch.cat([a, self.one(a)], 1)", images(1, 9));
    }

    @Test
    void pointwiseCallsWriteLongRowsThere() {
        Tensor wide = random(1, 7, 7, 256).asStrided(new long[] {1, 256, 7, 7}, new long[] {12544, 1, 1792, 256}, 0);
        String body = "return torch.cat([torch.sigmoid(x), torch.mul(torch.tanh(x), x)], 1)";
        becomes("sigmoid\ntanh+mul", "Tensor", body, wide);
        becomes("sigmoid+copy\ntanh+mul+copy", "Tensor", body, images(1, 9));
    }

    @Test
    void whatIsThePartOfAnotherIsReadThere() {
        String dense = "a = self.one(x)\nb = self.last(torch.cat([%s, a], 1))\n"
                + "return self.widest(torch.cat([%s, a, b], 1))";
        becomes("conv\nconv\nconv\nconv", "Tensor", "y = self.one(x)\n" + dense.formatted("y", "y"), images(1, 9));
        // what a pooling makes is copied once
        becomes(
                "max_pool\ncopy\nconv\nconv\nconv",
                "Tensor",
                "y = torch.max_pool2d(x, [2, 2], [2, 2], [0, 0], [1, 1], False)\n"
                        + dense.replace("self.one(x)", "self.one(y)").formatted("y", "y"),
                images(1, 18));
    }

    @Test
    void tensorsThatAreSeenElsewhereAreCopied() {
        becomes(
                "conv\nconv\ncopy\nconv",
                "Tuple[Tensor, Tensor]",
                "a = self.one(x)\nreturn (a, self.last(torch.cat([a, self.one(a)], 1)))",
                images(1, 9));
        becomes("conv\ncopy\nconv", "Tensor", "a = self.one(x)\nreturn self.last(torch.cat([a, a], 1))", images(1, 9));
    }

    @Test
    void whatComesInIsCopied() {
        becomes("conv\ncopy\nconv", "Tensor", "return self.last(torch.cat([x, self.one(x)], 1))", images(1, 9));
    }

    @Test
    void kernelsThatTakeWholeTensorsKeepThem() {
        becomes(
                "conv\nmax_pool\nconv\ncopy\nconv",
                "Tensor",
                "a = self.one(x)\nb = torch.max_pool2d(a, [3, 3], [1, 1], [1, 1], [1, 1], False)\n"
                        + "return self.last(torch.cat([self.one(a), b], 1))",
                images(1, 9));
    }

    @Test
    void whatIsWrittenAfterwardsIsCopied() {
        becomes(
                "conv\nconv\ncopy\nconv\nadd+add",
                "Tensor",
                "a = self.one(x)\nc = torch.cat([a, self.one(a)], 1)\nd = torch.add_(a, 1)\n"
                        + "return torch.add(self.last(c), d)",
                images(1, 9));
    }

    @Test
    void whatIsWrittenBetweenTwoCopiesIsCopiedTwice() {
        becomes(
                "max_pool\nconv\ncopy\ncopy\nconv\nadd+copy\nconv\nadd",
                "Tensor",
                "y = torch.max_pool2d(x, [2, 2], [2, 2], [0, 0], [1, 1], False)\na = self.one(y)\n"
                        + "c = torch.cat([y, a], 1)\ny = torch.add_(y, 1)\n"
                        + "return torch.add(self.last(c), self.last(torch.cat([y, a], 1)))",
                images(1, 18));
    }

    @Test
    void whatIsPaddedStays() {
        becomes(
                "conv\nconv\nfill\ncopy\nconv",
                "Tensor",
                "a = self.one(x)\nb = torch.cat([a, self.one(a)], 1)\n"
                        + "return self.last(torch.constant_pad_nd(b, [1, 1, 1, 1]))",
                images(1, 9));
    }
}
