// Recurrent layers: the argument blocks of `rnn_layer`, `rnn_directions`, `rnn_pack` and `rnn_cell`.
#pragma once

#include <cstdint>

namespace sconce {

// The gates stand one after the other in PyTorch's order: lstm i, f, g, o; gru r, z, n; the others have one.
enum class RnnMode : int64_t { kLstm = 0, kGru = 1, kTanh = 2, kRelu = 3 };

// rnn_layer  one direction of one layer over all time steps; PyTorch's lstm, gru, rnn_tanh, rnn_relu
//
// gates holds, for each row, x W_ih^T + b_ih + b_hh (gru: without b_hh, see hidden_bias): gates_count * hidden
// elements, computed for all time steps by one `gemm`. Each step adds h W_hh^T and applies the cell:
//     lstm  c' = sigmoid(f) c + sigmoid(i) tanh(g);  h' = sigmoid(o) tanh(c')
//     gru   n = tanh(gates_n + sigmoid(r) (h W_hn^T + b_hn));  h' = (1 - sigmoid(z)) n + sigmoid(z) h
//     tanh, relu  h' = tanh(gates + h W_hh^T), relu(..)
//
// Rows: with batch_sizes == null, member b of the batch at step t is the row at gates + t * gates_step + b *
// gates_batch, and likewise in out. With batch_sizes (int64 [steps], not increasing, each in 1..batch, the first equal
// to batch: PackedSequence.batch_sizes) the rows of a step are adjacent at distance gates_batch, those of the next step
// follow them, gates_step is the number of all rows, and out_step is ignored.
//
// reverse: 1 runs from the last step to the first; out keeps the order of the input.
//
// dtype: float, double. out, h_n and c_n must not overlap the other operands.
struct RnnLayerArgs {  // 20 words
  int64_t dtype;
  int64_t mode;  // an RnnMode
  void* out;     // hidden elements a row
  void* h_n;     // [batch, hidden] contiguous: the state after the last step
  void* c_n;     // the same for lstm's cell state; null for the other modes
  const void* gates;
  const void* w_hh;            // [gates_count * hidden, hidden] contiguous, or packed by `rnn_pack`
  const void* hidden_bias;     // gru: b_hh [3 * hidden], or null for 0; null for the other modes
  const void* h_0;             // [batch, hidden] contiguous, or null for zeros
  const void* c_0;             // lstm: [batch, hidden] contiguous, or null for zeros
  const int64_t* batch_sizes;  // or null
  int64_t steps, batch, hidden;
  int64_t gates_step, gates_batch;
  int64_t out_step, out_batch;
  int64_t reverse;
  int64_t packed;  // 1: w_hh was written by `rnn_pack`
};

// rnn_directions  both directions of a layer, at once where each step is too little for several threads
//
// Behind the head lie the RnnLayerArgs of `nlayers` calls of `rnn_layer`, none of which reads or writes what another
// writes. The bits are those of the calls one after the other.
struct RnnDirectionsArgs {  // 1 word
  int64_t nlayers;          // 2
};

// rnn_pack  writes w_hh in the order in which `rnn_layer` reads it. `packed` is 64-byte aligned and holds
// gates_count * hidden * round_up(hidden, 64) elements.
struct RnnPackArgs {  // 5 words
  int64_t dtype;
  int64_t mode;
  void* packed;
  const void* w_hh;
  int64_t hidden;
};

// rnn_cell  the pointwise part of one step, for callers that have both products; PyTorch's lstm_cell, gru_cell,
//           rnn_tanh_cell, rnn_relu_cell
//
// input_gates = x W_ih^T + b_ih and hidden_gates = h W_hh^T + b_hh are [batch, gates_count * hidden] contiguous, the
// other operands [batch, hidden] contiguous.
struct RnnCellArgs {  // 10 words
  int64_t dtype;
  int64_t mode;
  void* h_out;
  void* c_out;  // lstm, else null
  const void* input_gates;
  const void* hidden_gates;
  const void* h;  // gru, else may be null
  const void* c;  // lstm, else null
  int64_t batch, hidden;
};

}  // namespace sconce
