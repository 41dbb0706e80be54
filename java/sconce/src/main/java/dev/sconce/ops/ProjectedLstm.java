package dev.sconce.ops;

import dev.sconce.Tensor;
import java.util.Arrays;

/**
 * An LSTM whose output is projected to fewer features before it goes back in ({@code proj_size} of {@code torch.nn.LSTM}), step by step:
 * the hidden state has P features, the cell state H.
 */
final class ProjectedLstm {
    private final Tensor[] params;
    private final boolean hasBiases;
    private final int layers;
    private final int directions;
    /** Rows of each step, of a packed sequence; null for batches of one length. */
    private final long[] batchSizes;

    /**
     * @param params of each layer and direction w_ih [4H, features], w_hh [4H, P], the biases b_ih and b_hh [4H] where there are
     *     such, w_hr [P, H]
     * @param batchSizes of a packed sequence, else null
     */
    ProjectedLstm(Tensor[] params, boolean hasBiases, long layers, boolean bidirectional, Tensor batchSizes) {
        this.params = params;
        this.hasBiases = hasBiases;
        this.layers = (int) Math.max(0, Math.min(layers, params.length)); // more there are not, as is found below
        this.directions = bidirectional ? 2 : 1;
        this.batchSizes = batchSizes == null ? null : Elements.longs(batchSizes);
        if (layers != this.layers || params.length != layers * directions * each()) {
            throw Checks.error(
                    "lstm: expected %s parameters for each of %s layers and %s directions, got %s in all",
                    each(), layers, directions, params.length);
        }
    }

    private int each() {
        return hasBiases ? 5 : 3;
    }

    /**
     * @param input [steps, batch, features], or the rows of a packed sequence
     * @param h0 [layers * directions, batch, P]
     * @param c0 [layers * directions, batch, H]
     * @return the output, of directions * P features, and the last states
     */
    Tensor[] run(Tensor input, Tensor h0, Tensor c0) {
        Checks.rank("lstm", "input", input, batchSizes == null ? 3 : 2);
        Checks.rank("lstm", "hx", h0, 3);
        Checks.rank("lstm", "cx", c0, 3);
        long states = (long) layers * directions;
        if (h0.sizes()[0] != states || c0.sizes()[0] != states || h0.sizes()[1] != c0.sizes()[1]) {
            throw Checks.error("lstm: expected states of %s layers, got %s and %s", states, h0.sizes(), c0.sizes());
        }
        Tensor[] h = new Tensor[layers * directions];
        Tensor[] c = new Tensor[layers * directions];
        Tensor x = input;
        for (int layer = 0; layer < layers; layer++) {
            Tensor[] outputs = new Tensor[directions];
            for (int direction = 0; direction < directions; direction++) {
                int state = layer * directions + direction;
                Tensor[] last = {DimensionOps.select(h0, 0, state), DimensionOps.select(c0, 0, state)};
                outputs[direction] = layer(x, state, direction == 1, last);
                h[state] = last[0];
                c[state] = last[1];
            }
            x = directions == 1 ? outputs[0] : ShapeOps.cat(outputs, -1, null);
        }
        return new Tensor[] {x, ShapeOps.stack(h, 0, null), ShapeOps.stack(c, 0, null)};
    }

    /** All steps of one layer in one direction; {@code state} has h and c before and after. */
    private Tensor layer(Tensor x, int number, boolean reverse, Tensor[] state) {
        Tensor[] own = Arrays.copyOfRange(params, number * each(), (number + 1) * each());
        Tensor hiddenBias = hasBiases ? own[3] : null;
        Tensor projection = own[each() - 1];
        Tensor gates = LinearAlgebraOps.linear(x, own[0], hasBiases ? own[2] : null, null);
        int steps = batchSizes == null ? Math.toIntExact(x.sizes()[0]) : batchSizes.length;
        long[] first = new long[steps];
        for (int t = 1; t < steps && batchSizes != null; t++) {
            first[t] = first[t - 1] + batchSizes[t - 1];
        }
        Tensor[] outputs = new Tensor[steps];
        long batch = state[0].sizes()[0];
        for (int i = 0; i < steps; i++) {
            int t = reverse ? steps - 1 - i : i;
            long rows = batchSizes == null ? batch : batchSizes[t];
            Tensor now = batchSizes == null
                    ? DimensionOps.select(gates, 0, t)
                    : DimensionOps.narrow(gates, 0, first[t], rows);
            Tensor h = DimensionOps.narrow(state[0], 0, 0, rows);
            Tensor c = Out.contiguous(DimensionOps.narrow(state[1], 0, 0, rows));
            Tensor fromHidden = LinearAlgebraOps.linear(h, own[1], hiddenBias, null);
            Tensor[] next = RecurrentOps.step(RecurrentOps.Mode.LSTM, Out.contiguous(now), fromHidden, c, c);
            outputs[t] = LinearAlgebraOps.linear(next[0], projection, null, null);
            state[0] = over(state[0], outputs[t], rows, batch);
            state[1] = over(state[1], next[1], rows, batch);
        }
        return batchSizes == null ? ShapeOps.stack(outputs, 0, null) : ShapeOps.cat(outputs, 0, null);
    }

    /** The states after a step that only the first rows took part in. */
    private static Tensor over(Tensor all, Tensor taken, long rows, long batch) {
        return rows == batch
                ? taken
                : ShapeOps.cat(new Tensor[] {taken, DimensionOps.narrow(all, 0, rows, batch - rows)}, 0, null);
    }
}
