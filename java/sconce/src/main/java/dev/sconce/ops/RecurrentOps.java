package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.UnsupportedException;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/**
 * Recurrent networks of any number of layers, one or two directions, over batches or packed sequences, and single
 * cells. The product with the input is one matrix product for all time steps; the steps themselves are one kernel a
 * layer and direction.
 */
final class RecurrentOps {
    private RecurrentOps() {}

    private static final Kernel RNN_LAYER = Kernel.of("rnn_layer");
    private static final Kernel RNN_CELL = Kernel.of("rnn_cell");

    enum Mode {
        LSTM(4),
        GRU(3),
        TANH(1),
        RELU(1);

        final int gates;

        Mode(int gates) {
            this.gates = gates;
        }
    }

    /** What a call is made of beside its input. */
    private record Network(
            Mode mode,
            Tensor[] params,
            boolean hasBiases,
            int layers,
            boolean bidirectional,
            boolean batchFirst,
            Tensor batchSizes) {
        int directions() {
            return bidirectional ? 2 : 1;
        }

        /** The parameter of a layer and direction: 0 w_ih, 1 w_hh, 2 b_ih, 3 b_hh. */
        Tensor param(int layer, int direction, int which) {
            int each = hasBiases ? 4 : 2;
            return which >= each ? null : params[(layer * directions() + direction) * each + which];
        }
    }

    // --- the operators

    @Operator("aten::lstm.input(Tensor input, Tensor[] hx, Tensor[] params, bool has_biases, int num_layers, float"
            + " dropout, bool train,"
            + " bool bidirectional, bool batch_first) -> (Tensor, Tensor, Tensor)")
    static Tensor[] lstm(
            Tensor input,
            Tensor[] hx,
            Tensor[] params,
            boolean hasBiases,
            long numLayers,
            double dropout,
            boolean train,
            boolean bidirectional,
            boolean batchFirst) {
        checkStates(hx);
        refuseDropout(dropout, train, numLayers);
        if (isProjected(hx)) {
            Tensor first = batchFirst ? DimensionOps.transpose(input, 0, 1) : input;
            Tensor[] found =
                    new ProjectedLstm(params, hasBiases, numLayers, bidirectional, null).run(first, hx[0], hx[1]);
            found[0] = batchFirst ? DimensionOps.transpose(found[0], 0, 1) : found[0];
            return found;
        }
        return run(
                new Network(Mode.LSTM, params, hasBiases, (int) numLayers, bidirectional, batchFirst, null),
                input,
                hx[0],
                hx[1]);
    }

    @Operator("aten::lstm.data(Tensor data, Tensor batch_sizes, Tensor[] hx, Tensor[] params, bool has_biases, int"
            + " num_layers, float"
            + " dropout, bool train, bool bidirectional) -> (Tensor, Tensor, Tensor)")
    static Tensor[] lstm(
            Tensor data,
            Tensor batchSizes,
            Tensor[] hx,
            Tensor[] params,
            boolean hasBiases,
            long numLayers,
            double dropout,
            boolean train,
            boolean bidirectional) {
        checkStates(hx);
        refuseDropout(dropout, train, numLayers);
        if (isProjected(hx)) {
            return new ProjectedLstm(params, hasBiases, numLayers, bidirectional, batchSizes).run(data, hx[0], hx[1]);
        }
        return run(
                new Network(Mode.LSTM, params, hasBiases, (int) numLayers, bidirectional, false, batchSizes),
                data,
                hx[0],
                hx[1]);
    }

    @Operator("aten::gru.input(Tensor input, Tensor hx, Tensor[] params, bool has_biases, int num_layers, float"
            + " dropout, bool train, bool"
            + " bidirectional, bool batch_first) -> (Tensor, Tensor)")
    static Tensor[] gru(
            Tensor input,
            Tensor hx,
            Tensor[] params,
            boolean hasBiases,
            long numLayers,
            double dropout,
            boolean train,
            boolean bidirectional,
            boolean batchFirst) {
        refuseDropout(dropout, train, numLayers);
        return run(
                new Network(Mode.GRU, params, hasBiases, (int) numLayers, bidirectional, batchFirst, null),
                input,
                hx,
                null);
    }

    @Operator("aten::gru.data(Tensor data, Tensor batch_sizes, Tensor hx, Tensor[] params, bool has_biases, int"
            + " num_layers, float dropout,"
            + " bool train, bool bidirectional) -> (Tensor, Tensor)")
    static Tensor[] gru(
            Tensor data,
            Tensor batchSizes,
            Tensor hx,
            Tensor[] params,
            boolean hasBiases,
            long numLayers,
            double dropout,
            boolean train,
            boolean bidirectional) {
        refuseDropout(dropout, train, numLayers);
        return run(
                new Network(Mode.GRU, params, hasBiases, (int) numLayers, bidirectional, false, batchSizes),
                data,
                hx,
                null);
    }

    @Operator("aten::rnn_tanh.input(Tensor input, Tensor hx, Tensor[] params, bool has_biases, int num_layers, float"
            + " dropout, bool train,"
            + " bool bidirectional, bool batch_first) -> (Tensor, Tensor)")
    static Tensor[] rnnTanh(
            Tensor input,
            Tensor hx,
            Tensor[] params,
            boolean hasBiases,
            long numLayers,
            double dropout,
            boolean train,
            boolean bidirectional,
            boolean batchFirst) {
        refuseDropout(dropout, train, numLayers);
        return run(
                new Network(Mode.TANH, params, hasBiases, (int) numLayers, bidirectional, batchFirst, null),
                input,
                hx,
                null);
    }

    @Operator("aten::rnn_tanh.data(Tensor data, Tensor batch_sizes, Tensor hx, Tensor[] params, bool has_biases, int"
            + " num_layers, float"
            + " dropout, bool train, bool bidirectional) -> (Tensor, Tensor)")
    static Tensor[] rnnTanh(
            Tensor data,
            Tensor batchSizes,
            Tensor hx,
            Tensor[] params,
            boolean hasBiases,
            long numLayers,
            double dropout,
            boolean train,
            boolean bidirectional) {
        refuseDropout(dropout, train, numLayers);
        return run(
                new Network(Mode.TANH, params, hasBiases, (int) numLayers, bidirectional, false, batchSizes),
                data,
                hx,
                null);
    }

    @Operator("aten::rnn_relu.input(Tensor input, Tensor hx, Tensor[] params, bool has_biases, int num_layers, float"
            + " dropout, bool train,"
            + " bool bidirectional, bool batch_first) -> (Tensor, Tensor)")
    static Tensor[] rnnRelu(
            Tensor input,
            Tensor hx,
            Tensor[] params,
            boolean hasBiases,
            long numLayers,
            double dropout,
            boolean train,
            boolean bidirectional,
            boolean batchFirst) {
        refuseDropout(dropout, train, numLayers);
        return run(
                new Network(Mode.RELU, params, hasBiases, (int) numLayers, bidirectional, batchFirst, null),
                input,
                hx,
                null);
    }

    @Operator("aten::rnn_relu.data(Tensor data, Tensor batch_sizes, Tensor hx, Tensor[] params, bool has_biases, int"
            + " num_layers, float"
            + " dropout, bool train, bool bidirectional) -> (Tensor, Tensor)")
    static Tensor[] rnnRelu(
            Tensor data,
            Tensor batchSizes,
            Tensor hx,
            Tensor[] params,
            boolean hasBiases,
            long numLayers,
            double dropout,
            boolean train,
            boolean bidirectional) {
        refuseDropout(dropout, train, numLayers);
        return run(
                new Network(Mode.RELU, params, hasBiases, (int) numLayers, bidirectional, false, batchSizes),
                data,
                hx,
                null);
    }

    // --- layers

    private static void checkStates(Tensor[] hx) {
        if (hx.length != 2) {
            throw Checks.error("lstm expects two hidden states, got %s", hx.length);
        }
    }

    private static boolean isProjected(Tensor[] hx) {
        return hx[0].size(-1) != hx[1].size(-1);
    }

    private static void refuseDropout(double dropout, boolean train, long layers) {
        if (train && dropout > 0 && layers > 1) {
            throw new UnsupportedException(
                    "dropout between recurrent layers in training mode is not supported: call eval() first");
        }
    }

    private static Tensor[] run(Network net, Tensor input, Tensor h0, Tensor c0) {
        int directions = net.directions();
        boolean packed = net.batchSizes() != null;
        Checks.rank("rnn", "input", input, packed ? 2 : 3);
        Checks.rank("rnn", "hx", h0, 3);
        int each = net.hasBiases() ? 4 : 2;
        if (net.params().length != (long) net.layers() * directions * each) {
            throw Checks.error(
                    "rnn: expected %s parameters for %s layers of %s directions, got %s",
                    net.layers() * directions * each, net.layers(), directions, net.params().length);
        }
        long hidden = h0.size(-1);
        long batch = packed ? h0.sizes()[1] : input.sizes()[net.batchFirst() ? 0 : 1];
        for (Tensor state : c0 == null ? new Tensor[] {h0} : new Tensor[] {h0, c0}) {
            Checks.rank("rnn", "hx", state, 3);
            if (state.sizes()[0] != (long) net.layers() * directions
                    || state.sizes()[1] != batch
                    || state.sizes()[2] != hidden) {
                throw Checks.error(
                        "Expected hidden size (%s, %s, %s), got %s",
                        net.layers() * directions, batch, hidden, state.sizes());
            }
            Checks.sameDtype("rnn", input, state);
        }
        Tensor hN = Tensor.empty(input.dtype(), h0.sizes());
        Tensor cN = c0 == null ? null : Tensor.empty(input.dtype(), c0.sizes());
        Tensor x = input;
        for (int layer = 0; layer < net.layers(); layer++) {
            long[] shape = x.shape();
            shape[shape.length - 1] = directions * hidden;
            Tensor out = Tensor.empty(input.dtype(), shape);
            Gates[] gates = new Gates[directions];
            for (int direction = 0; direction < directions; direction++) {
                gates[direction] = gates(net, layer, direction, x, hidden);
            }
            // One call behind the other: a plan makes one of them, which computes both at once.
            for (int direction = 0; direction < directions; direction++) {
                int state = layer * directions + direction;
                Tensor part = directions == 1 ? out : DimensionOps.narrow(out, -1, direction * hidden, hidden);
                layer(
                        net,
                        direction,
                        gates[direction],
                        part,
                        DimensionOps.select(h0, 0, state),
                        c0 == null ? null : DimensionOps.select(c0, 0, state),
                        DimensionOps.select(hN, 0, state),
                        cN == null ? null : DimensionOps.select(cN, 0, state));
            }
            x = out;
        }
        return cN == null ? new Tensor[] {x, hN} : new Tensor[] {x, hN, cN};
    }

    /**
     * What all steps of one direction of a layer begin with.
     *
     * @param sums {@code x W_ih^T} and the biases that are added to it, for all steps
     * @param weight {@code W_hh}
     * @param bias {@code b_hh} of a gru, or null
     */
    private record Gates(Tensor sums, Tensor weight, Tensor bias) {}

    private static Gates gates(Network net, int layer, int direction, Tensor x, long hidden) {
        Mode mode = net.mode();
        Tensor inputWeight = weight(net.param(layer, direction, 0), "input", mode.gates * hidden, x.size(-1));
        Tensor weight = weight(net.param(layer, direction, 1), "hidden state", mode.gates * hidden, hidden);
        Checks.sameDtype("rnn", x, weight);
        Tensor inputBias = bias(net.param(layer, direction, 2), x, mode.gates * hidden);
        Tensor hiddenBias = bias(net.param(layer, direction, 3), x, mode.gates * hidden);
        if (inputBias != null && mode != Mode.GRU) {
            inputBias = ArithmeticOps.add(inputBias, hiddenBias, Scalar.of(1L), null);
            hiddenBias = null;
        }
        return new Gates(LinearAlgebraOps.linear(x, inputWeight, inputBias, null), weight, hiddenBias);
    }

    private static void layer(
            Network net, int direction, Gates gates, Tensor out, Tensor h0, Tensor c0, Tensor hN, Tensor cN) {
        boolean packed = net.batchSizes() != null;
        int step = net.batchFirst() ? 1 : 0;
        Tensor sums = gates.sums;
        long steps = packed ? net.batchSizes().numel() : sums.sizes()[step];
        if (packed) {
            Checks.dtypeIs("rnn", "batch_sizes", net.batchSizes(), DType.INT64);
        }
        RNN_LAYER
                .call()
                .dtype(sums.dtype())
                .i64(net.mode().ordinal())
                .write(out)
                .write(hN)
                .writeOrNull(cN)
                .read(sums)
                .read(Out.contiguous(gates.weight))
                .readOrNull(Out.contiguous(gates.bias))
                .read(Out.contiguous(h0))
                .readOrNull(Out.contiguous(c0))
                .readOrNull(Out.contiguous(net.batchSizes()))
                .i64s(steps, h0.sizes()[0], h0.size(-1))
                .i64s(
                        packed ? sums.sizes()[0] : sums.strides()[step],
                        packed ? sums.strides()[0] : sums.strides()[1 - step])
                .i64s(packed ? 0 : out.strides()[step], packed ? out.strides()[0] : out.strides()[1 - step])
                .i64(direction)
                .i64(0)
                .run();
    }

    private static Tensor weight(Tensor weight, String kind, long rows, long columns) {
        if (weight.dim() != 2 || weight.sizes()[0] != rows || weight.sizes()[1] != columns) {
            throw Checks.error(
                    "rnn: expected weights of the %s of [%s, %s], got %s", kind, rows, columns, weight.sizes());
        }
        return weight;
    }

    private static Tensor bias(Tensor bias, Tensor x, long units) {
        if (bias != null && (bias.dim() != 1 || bias.numel() != units || bias.dtype() != x.dtype())) {
            throw Checks.error("rnn: expected a bias of [%s] of %s, got %s", units, x.dtype(), bias);
        }
        return bias;
    }

    // --- cells

    private static Tensor[] cell(
            Mode mode, Tensor input, Tensor h, Tensor c, Tensor wIh, Tensor wHh, Tensor bIh, Tensor bHh) {
        Checks.rank("rnn_cell", "input", input, 2);
        Checks.rank("rnn_cell", "hx", h, 2);
        long hidden = h.sizes()[1];
        if (input.sizes()[0] != h.sizes()[0]
                || c != null && !Arrays.equals(c.sizes(), h.sizes())
                || wHh.size(0) != mode.gates * hidden
                || wIh.size(0) != mode.gates * hidden) {
            throw Checks.error(
                    "rnn_cell: input %s, hidden state %s and weights %s, %s do not fit together",
                    input.sizes(), h.sizes(), wIh.sizes(), wHh.sizes());
        }
        Tensor fromInput = LinearAlgebraOps.linear(input, wIh, bIh, null);
        Tensor fromHidden = LinearAlgebraOps.linear(h, wHh, bHh, null);
        return step(mode, fromInput, fromHidden, h, c);
    }

    /** The next states of a cell: of both its products, with their biases, and of the states before ({@code c} of LSTM only). */
    static Tensor[] step(Mode mode, Tensor fromInput, Tensor fromHidden, Tensor h, Tensor c) {
        long hidden = h.size(-1);
        for (Tensor gates : new Tensor[] {fromInput, fromHidden}) {
            Checks.sameDtype("rnn_cell", gates, h);
            if (gates.dim() != 2 || gates.sizes()[0] != h.sizes()[0] || gates.sizes()[1] != mode.gates * hidden) {
                throw Checks.error(
                        "rnn_cell: expected products of [%s, %s], got %s",
                        h.sizes()[0], mode.gates * hidden, gates.sizes());
            }
        }
        Checks.sameDtype("rnn_cell", h, c);
        Tensor hOut = Tensor.empty(h.dtype(), h.sizes());
        Tensor cOut = c == null ? null : Tensor.empty(c.dtype(), c.sizes());
        if (hOut.numel() > 0) {
            RNN_CELL.call()
                    .dtype(h.dtype())
                    .i64(mode.ordinal())
                    .write(hOut)
                    .writeOrNull(cOut)
                    .read(fromInput)
                    .read(fromHidden)
                    .read(Out.contiguous(h))
                    .readOrNull(Out.contiguous(c))
                    .i64(h.sizes()[0])
                    .i64(hidden)
                    .run();
        }
        return new Tensor[] {hOut, cOut};
    }

    @Operator("aten::lstm_cell(Tensor input, Tensor[] hx, Tensor w_ih, Tensor w_hh, Tensor? b_ih=None, Tensor?"
            + " b_hh=None) -> (Tensor,"
            + " Tensor)")
    static Tensor[] lstmCell(Tensor input, Tensor[] hx, Tensor wIh, Tensor wHh, Tensor bIh, Tensor bHh) {
        checkStates(hx);
        return cell(Mode.LSTM, input, hx[0], hx[1], wIh, wHh, bIh, bHh);
    }

    @Operator("aten::gru_cell(Tensor input, Tensor hx, Tensor w_ih, Tensor w_hh, Tensor? b_ih=None, Tensor?"
            + " b_hh=None) -> Tensor")
    static Tensor gruCell(Tensor input, Tensor hx, Tensor wIh, Tensor wHh, Tensor bIh, Tensor bHh) {
        return cell(Mode.GRU, input, hx, null, wIh, wHh, bIh, bHh)[0];
    }

    @Operator("aten::rnn_tanh_cell(Tensor input, Tensor hx, Tensor w_ih, Tensor w_hh, Tensor? b_ih=None, Tensor?"
            + " b_hh=None) -> Tensor")
    static Tensor rnnTanhCell(Tensor input, Tensor hx, Tensor wIh, Tensor wHh, Tensor bIh, Tensor bHh) {
        return cell(Mode.TANH, input, hx, null, wIh, wHh, bIh, bHh)[0];
    }

    @Operator("aten::rnn_relu_cell(Tensor input, Tensor hx, Tensor w_ih, Tensor w_hh, Tensor? b_ih=None, Tensor?"
            + " b_hh=None) -> Tensor")
    static Tensor rnnReluCell(Tensor input, Tensor hx, Tensor wIh, Tensor wHh, Tensor bIh, Tensor bHh) {
        return cell(Mode.RELU, input, hx, null, wIh, wHh, bIh, bHh)[0];
    }
}
