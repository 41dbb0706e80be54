package dev.sconce.exec;

import dev.sconce.Scoped;
import dev.sconce.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which copies of concatenations are left out, as text: a line a kernel call. And always: the interpreter's results to the bit. */
@Scoped
class ConcatenationsInPlaceTest {
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

    private final PlannedNet net = new PlannedNet(
            SOURCE, Map.of("weight", new long[] {8, 8, 3, 3}, "narrow", new long[] {8, 16, 1, 1}, "wide", new long[] {
                8, 24, 1, 1
            }));

    @Test
    void aTensorIsWrittenInItsPlace() {
        String body = "a = self.one(x)\nb = self.one(a)\nreturn self.last(torch.cat([a, b], 1))";
        net.becomes("conv\nconv\nconv", "Tensor", body, net.images(1, 9));
        net.becomes("conv\nconv\nconv", "Tensor", body, net.images(3, 6));
        net.becomes("conv\nconv", "Tensor", "a = self.one(x)\nreturn torch.cat([a, self.one(a)], 1)", net.images(1, 9));
    }

    @Test
    void pointwiseCallsWriteLongRowsThere() {
        Tensor wide =
                net.random(1, 7, 7, 256).asStrided(new long[] {1, 256, 7, 7}, new long[] {12544, 1, 1792, 256}, 0);
        String body = "return torch.cat([torch.sigmoid(x), torch.mul(torch.tanh(x), x)], 1)";
        net.becomes("sigmoid\ntanh+mul", "Tensor", body, wide);
        net.becomes("sigmoid+copy\ntanh+mul+copy", "Tensor", body, net.images(1, 9));
    }

    @Test
    void whatIsThePartOfAnotherIsReadThere() {
        String dense = "a = self.one(x)\nb = self.last(torch.cat([%s, a], 1))\n"
                + "return self.widest(torch.cat([%s, a, b], 1))";
        net.becomes(
                "conv\nconv\nconv\nconv", "Tensor", "y = self.one(x)\n" + dense.formatted("y", "y"), net.images(1, 9));
        // what a pooling makes is copied once
        net.becomes(
                "max_pool\ncopy\nconv\nconv\nconv",
                "Tensor",
                "y = torch.max_pool2d(x, [2, 2], [2, 2], [0, 0], [1, 1], False)\n"
                        + dense.replace("self.one(x)", "self.one(y)").formatted("y", "y"),
                net.images(1, 18));
    }

    @Test
    void tensorsThatAreSeenElsewhereAreCopied() {
        net.becomes(
                "conv\nconv\ncopy\nconv",
                "Tuple[Tensor, Tensor]",
                "a = self.one(x)\nreturn (a, self.last(torch.cat([a, self.one(a)], 1)))",
                net.images(1, 9));
        net.becomes(
                "conv\ncopy\nconv",
                "Tensor",
                "a = self.one(x)\nreturn self.last(torch.cat([a, a], 1))",
                net.images(1, 9));
    }

    @Test
    void whatComesInIsCopied() {
        net.becomes("conv\ncopy\nconv", "Tensor", "return self.last(torch.cat([x, self.one(x)], 1))", net.images(1, 9));
    }

    @Test
    void kernelsThatTakeWholeTensorsKeepThem() {
        net.becomes(
                "conv\nmax_pool\nconv\ncopy\nconv",
                "Tensor",
                "a = self.one(x)\nb = torch.max_pool2d(a, [3, 3], [1, 1], [1, 1], [1, 1], False)\n"
                        + "return self.last(torch.cat([self.one(a), b], 1))",
                net.images(1, 9));
    }

    @Test
    void whatIsWrittenAfterwardsIsCopied() {
        net.becomes(
                "conv\nconv\ncopy\nconv\nadd+add",
                "Tensor",
                "a = self.one(x)\nc = torch.cat([a, self.one(a)], 1)\nd = torch.add_(a, 1)\n"
                        + "return torch.add(self.last(c), d)",
                net.images(1, 9));
    }

    @Test
    void whatIsWrittenBetweenTwoCopiesIsCopiedTwice() {
        net.becomes(
                "max_pool\nconv\ncopy\ncopy\nconv\nadd+copy\nconv\nadd",
                "Tensor",
                "y = torch.max_pool2d(x, [2, 2], [2, 2], [0, 0], [1, 1], False)\na = self.one(y)\n"
                        + "c = torch.cat([y, a], 1)\ny = torch.add_(y, 1)\n"
                        + "return torch.add(self.last(c), self.last(torch.cat([y, a], 1)))",
                net.images(1, 18));
    }

    @Test
    void whatIsPaddedStays() {
        net.becomes(
                "conv\nconv\nfill\ncopy\nconv",
                "Tensor",
                "a = self.one(x)\nb = torch.cat([a, self.one(a)], 1)\n"
                        + "return self.last(torch.constant_pad_nd(b, [1, 1, 1, 1]))",
                net.images(1, 9));
    }
}
