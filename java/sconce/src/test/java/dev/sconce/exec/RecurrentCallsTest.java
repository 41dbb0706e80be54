package dev.sconce.exec;

import dev.sconce.Scoped;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which recurrent layers of a plan become one call, as text: a line a kernel call. And always: the interpreter's results to the bit. */
@Scoped
class RecurrentCallsTest {
    private static final String SOURCE =
            """
            class Net(Module):
              hx : Tensor
              wi : Tensor
              wh : Tensor
              bi : Tensor
              bh : Tensor
              narrow : Tensor
              def forward(self: __torch__.Net, x: Tensor) -> %s:
                %s
            """;

    private final PlannedNet net = new PlannedNet(
            SOURCE,
            Map.of(
                    "hx", new long[] {2, 3, 8},
                    "wi", new long[] {24, 5},
                    "wh", new long[] {24, 8},
                    "bi", new long[] {24},
                    "bh", new long[] {24},
                    "narrow", new long[] {24, 8}));

    private static String gru(String hx, String parameters, int layers, boolean bidirectional) {
        return "y, h = torch.gru(x, %s, [%s], True, %s, 0., False, %s, False)\nreturn torch.relu(y)"
                .formatted(hx, parameters, layers, bidirectional ? "True" : "False");
    }

    private static final String LAYER = "self.wi, self.wh, self.bi, self.bh";

    @Test
    void bothDirectionsOfALayerAreOneCall() {
        String body = gru("self.hx", LAYER + ", " + LAYER, 1, true);
        net.becomes("gemm_packed\ngemm_packed\nrnn_directions\nrelu", "Tensor", body, net.random(7, 3, 5));
    }

    @Test
    void layersOneBehindTheOtherStayApart() {
        String body = gru("self.hx", LAYER + ", self.narrow, self.wh, self.bi, self.bh", 2, false);
        net.becomes("gemm_packed\nrnn_layer\ngemm_packed\nrnn_layer\nrelu", "Tensor", body, net.random(7, 3, 5));
    }
}
