package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.ObjectValue;

/**
 * Recurrent networks whose weights have 8 bits and whose inputs and states are quantized by their own range: the input of a layer once
 * for all time steps, the state at each.
 */
final class QuantizedRecurrentOps {
    private QuantizedRecurrentOps() {}

    private static final String LINEAR = "__torch__.torch.classes.quantized.LinearPackedParamsBase";
    private static final String CELL = "__torch__.torch.classes.rnn.CellParamsBase";
    private static final String REST =
            CELL + "[] params, bool has_biases, int num_layers, float dropout, bool train," + " bool bidirectional";

    // --- packing

    @Operator("quantized::make_quantized_cell_params_dynamic(" + LINEAR + " w_ih, " + LINEAR
            + " w_hh, Tensor bias_ih, Tensor bias_hh, bool reduce_range=False) -> " + CELL)
    static ObjectValue dynamicCell(Object input, Object hidden, Tensor inputBias, Tensor hiddenBias, boolean reduce) {
        return PackedParams.cell(input, hidden, reduce);
    }

    @Operator("quantized::make_quantized_cell_params_fp16(" + LINEAR + " w_ih, " + LINEAR + " w_hh) -> " + CELL)
    static ObjectValue halfCell(Object input, Object hidden) {
        return PackedParams.cell(input, hidden, false);
    }

    // --- networks

    @Operator("aten::quantized_lstm.input(Tensor input, Tensor[] hx, " + REST + ", bool batch_first, *, ScalarType?"
            + " dtype=None, bool use_dynamic=False) -> (Tensor, Tensor, Tensor)")
    static Tensor[] lstm(
            Tensor input,
            Tensor[] hx,
            Object[] params,
            boolean hasBiases,
            long layers,
            double dropout,
            boolean train,
            boolean bidirectional,
            boolean batchFirst,
            DType dtype,
            boolean useDynamic) {
        Tensor x = batchFirst ? DimensionOps.transpose(input, 0, 1) : input;
        Tensor[] results = run(RecurrentOps.Mode.LSTM, x, null, hx, params, layers, bidirectional);
        results[0] = batchFirst ? DimensionOps.transpose(results[0], 0, 1) : results[0];
        return results;
    }

    @Operator("aten::quantized_lstm.data(Tensor data, Tensor batch_sizes, Tensor[] hx, " + REST + ", *, ScalarType?"
            + " dtype=None, bool use_dynamic=False) -> (Tensor, Tensor, Tensor)")
    static Tensor[] lstm(
            Tensor data,
            Tensor batchSizes,
            Tensor[] hx,
            Object[] params,
            boolean hasBiases,
            long layers,
            double dropout,
            boolean train,
            boolean bidirectional,
            DType dtype,
            boolean useDynamic) {
        return run(RecurrentOps.Mode.LSTM, data, batchSizes, hx, params, layers, bidirectional);
    }

    @Operator("aten::quantized_gru.input(Tensor input, Tensor hx, " + REST + ", bool batch_first) -> (Tensor, Tensor)")
    static Tensor[] gru(
            Tensor input,
            Tensor hx,
            Object[] params,
            boolean hasBiases,
            long layers,
            double dropout,
            boolean train,
            boolean bidirectional,
            boolean batchFirst) {
        Tensor x = batchFirst ? DimensionOps.transpose(input, 0, 1) : input;
        Tensor[] results = run(RecurrentOps.Mode.GRU, x, null, new Tensor[] {hx}, params, layers, bidirectional);
        results[0] = batchFirst ? DimensionOps.transpose(results[0], 0, 1) : results[0];
        return results;
    }

    @Operator("aten::quantized_gru.data(Tensor data, Tensor batch_sizes, Tensor hx, " + REST + ") -> (Tensor, Tensor)")
    static Tensor[] gru(
            Tensor data,
            Tensor batchSizes,
            Tensor hx,
            Object[] params,
            boolean hasBiases,
            long layers,
            double dropout,
            boolean train,
            boolean bidirectional) {
        return run(RecurrentOps.Mode.GRU, data, batchSizes, new Tensor[] {hx}, params, layers, bidirectional);
    }

    // --- cells

    private static final String CELL_ARGUMENTS = LINEAR + " w_ih, " + LINEAR + " w_hh, Tensor ";

    @Operator("quantized::quantized_lstm_cell_dynamic(Tensor input, Tensor[] hx, " + CELL_ARGUMENTS
            + "bias_ih, Tensor bias_hh) -> (Tensor, Tensor)")
    static Tensor[] lstmCell(Tensor input, Tensor[] hx, Object wIh, Object wHh, Tensor bIh, Tensor bHh) {
        return cell(RecurrentOps.Mode.LSTM, input, hx, wIh, wHh);
    }

    @Operator("quantized::quantized_gru_cell_dynamic(Tensor input, Tensor hx, " + CELL_ARGUMENTS
            + "b_ih, Tensor b_hh) -> Tensor")
    static Tensor gruCell(Tensor input, Tensor hx, Object wIh, Object wHh, Tensor bIh, Tensor bHh) {
        return cell(RecurrentOps.Mode.GRU, input, new Tensor[] {hx}, wIh, wHh)[0];
    }

    @Operator("quantized::quantized_rnn_tanh_cell_dynamic(Tensor input, Tensor hx, " + CELL_ARGUMENTS
            + "b_ih, Tensor b_hh) -> Tensor")
    static Tensor tanhCell(Tensor input, Tensor hx, Object wIh, Object wHh, Tensor bIh, Tensor bHh) {
        return cell(RecurrentOps.Mode.TANH, input, new Tensor[] {hx}, wIh, wHh)[0];
    }

    @Operator("quantized::quantized_rnn_relu_cell_dynamic(Tensor input, Tensor hx, " + CELL_ARGUMENTS
            + "b_ih, Tensor b_hh) -> Tensor")
    static Tensor reluCell(Tensor input, Tensor hx, Object wIh, Object wHh, Tensor bIh, Tensor bHh) {
        return cell(RecurrentOps.Mode.RELU, input, new Tensor[] {hx}, wIh, wHh)[0];
    }

    /** PyTorch's cells reduce the range of their inputs always. */
    private static Tensor[] cell(RecurrentOps.Mode mode, Tensor input, Tensor[] hx, Object wIh, Object wHh) {
        Tensor fromInput = QuantizedLinearOps.layer(input, PackedParams.require(wIh, PackedParams.LINEAR), true);
        Tensor fromHidden = QuantizedLinearOps.layer(hx[0], PackedParams.require(wHh, PackedParams.LINEAR), true);
        return RecurrentOps.step(mode, fromInput, fromHidden, hx[0], hx.length == 2 ? hx[1] : null);
    }

    // --- layers

    /** x is [steps, batch, features], or with batch sizes the rows of a packed sequence. */
    private static Tensor[] run(
            RecurrentOps.Mode mode,
            Tensor x,
            Tensor batchSizes,
            Tensor[] hx,
            Object[] params,
            long layers,
            boolean bidirectional) {
        int directions = bidirectional ? 2 : 1;
        if (params.length != layers * directions || hx.length != (mode == RecurrentOps.Mode.LSTM ? 2 : 1)) {
            throw Checks.error(
                    "expected %s parameters for %s layers of %s directions, got %s",
                    layers * directions, layers, directions, params.length);
        }
        for (Tensor state : hx) {
            Checks.rank("quantized rnn", "hx", state, 3);
            if (state.sizes()[0] != params.length) {
                throw Checks.error("expected %s hidden states, got %s", params.length, state.sizes()[0]);
            }
        }
        Tensor[][] last = new Tensor[hx.length][params.length];
        for (int layer = 0; layer < layers; layer++) {
            Tensor[] outputs = new Tensor[directions];
            for (int direction = 0; direction < directions; direction++) {
                int index = layer * directions + direction;
                Tensor[] state = new Tensor[2];
                for (int i = 0; i < hx.length; i++) {
                    state[i] = DimensionOps.select(hx[i], 0, index);
                }
                ObjectValue cell = PackedParams.require(params[index], PackedParams.CELL);
                outputs[direction] = direction(mode, cell, x, batchSizes, state, direction == 1);
                for (int i = 0; i < hx.length; i++) {
                    last[i][index] = state[i];
                }
            }
            x = directions == 1 ? outputs[0] : ShapeOps.cat(outputs, -1, null);
        }
        Tensor[] results = new Tensor[1 + hx.length];
        results[0] = x;
        for (int i = 0; i < hx.length; i++) {
            results[1 + i] = ShapeOps.stack(last[i], 0, null);
        }
        return results;
    }

    /** One direction of a layer; {@code state} is the first before and the last after. */
    private static Tensor direction(
            RecurrentOps.Mode mode, ObjectValue cell, Tensor x, Tensor batchSizes, Tensor[] state, boolean reverse) {
        boolean reduce = PackedParams.reducesRange(cell);
        Tensor gates = QuantizedLinearOps.layer(x, PackedParams.inputLayer(cell), reduce);
        long[] sizes = batchSizes == null ? null : Elements.longs(batchSizes);
        int steps = sizes == null ? (int) x.sizes()[0] : sizes.length;
        long[] begins = new long[steps + 1];
        for (int t = 0; sizes != null && t < steps; t++) {
            begins[t + 1] = begins[t] + sizes[t];
        }
        Tensor[] outputs = new Tensor[steps];
        for (int i = 0; i < steps; i++) {
            int t = reverse ? steps - 1 - i : i;
            Tensor atStep = sizes == null
                    ? DimensionOps.select(gates, 0, t)
                    : DimensionOps.narrow(gates, 0, begins[t], sizes[t]);
            Tensor[] before = new Tensor[2];
            long rows = atStep.sizes()[0];
            for (int s = 0; s < 2; s++) {
                before[s] = state[s] == null || sizes == null ? state[s] : DimensionOps.narrow(state[s], 0, 0, rows);
            }
            Tensor fromHidden = QuantizedLinearOps.layer(before[0], PackedParams.hiddenLayer(cell), reduce);
            Tensor[] after = RecurrentOps.step(mode, Out.contiguous(atStep), fromHidden, before[0], before[1]);
            outputs[t] = after[0];
            for (int s = 0; s < 2; s++) {
                state[s] = state[s] == null || sizes == null ? after[s] : withRows(state[s], after[s]);
            }
        }
        return sizes == null ? ShapeOps.stack(outputs, 0, null) : ShapeOps.cat(outputs, 0, null);
    }

    /** The state with its first rows replaced: those of sequences that have this step. */
    private static Tensor withRows(Tensor state, Tensor rows) {
        long kept = state.sizes()[0] - rows.sizes()[0];
        return kept == 0
                ? rows
                : ShapeOps.cat(new Tensor[] {rows, DimensionOps.narrow(state, 0, rows.sizes()[0], kept)}, 0, null);
    }
}
