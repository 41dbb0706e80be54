#include "kernels/rnn.h"

#include <algorithm>
#include <atomic>
#include <initializer_list>
#include <utility>

#include "base/kernel.h"
#include "base/scratch.h"
#include "base/temporary.h"
#include "gemm/dtype.h"
#include "gemm/matrix_source.h"
#include "kernels/arguments.h"
#include "kernels/dtype.h"
#include "kernels/read_once.h"
#include "parallel/region.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

int64_t gate_count(int64_t mode) {
  switch (static_cast<RnnMode>(mode)) {
    case RnnMode::kLstm:
      return 4;
    case RnnMode::kGru:
      return 3;
    default:
      return 1;
  }
}

// --- the cells, a vector of units at a time -------------------------------------------------------------------------

// Replaces c by c' and returns h'.
template <typename T>
SC_INLINE Vec<T> lstm(Vec<T> i, Vec<T> f, Vec<T> g, Vec<T> o, Vec<T>* c) {
  *c = sigmoid(f) * *c + sigmoid(i) * tanh(g);
  return sigmoid(o) * tanh(*c);
}

template <typename T>
SC_INLINE Vec<T> gru(Vec<T> r, Vec<T> z, Vec<T> n_input, Vec<T> n_hidden, Vec<T> h) {
  const Vec<T> n = tanh(n_input + sigmoid(r) * n_hidden);
  return n + sigmoid(z) * (h - n);
}

template <typename T>
SC_INLINE Vec<T> simple(RnnMode mode, Vec<T> x) {
  return mode == RnnMode::kTanh ? tanh(x) : relu(x);
}

// Multiplications of one step for which another thread pays.
constexpr int64_t kStepWork = 120'000;

// --- a layer --------------------------------------------------------------------------------------------------------

// How w_hh is packed: in blocks of kUnits units, each [hidden, gates, kUnits] and filled up with zeros, so that one
// row of a block is all that one element of h is multiplied by, and a block is read in one stream.
template <typename T, int kGates>
struct Packed {
  // Vectors of a gate in a block. One member's sums are all independent: 4 to 8 of them hide the latency of a
  // multiply-add, and fit 16 registers.
  static constexpr int kVecs = kGates == 1 ? 4 : 2;
  static constexpr int64_t kUnits = kVecs * Vec<T>::kSize;
  static constexpr int64_t kRow = kGates * kUnits;

  static int64_t blocks(int64_t hidden) { return (hidden + kUnits - 1) / kUnits; }
  static int64_t elements(int64_t hidden) { return blocks(hidden) * hidden * kRow; }
};

template <typename T, int kGates>
void pack_gates(int64_t hidden, const T* w_hh, T* packed) {
  using P = Packed<T, kGates>;
  const int64_t grain = std::max<int64_t>(1, 16384 / (P::kRow * std::max<int64_t>(hidden, 1)));
  parallel_for(0, P::blocks(hidden), grain, [&](int64_t begin, int64_t end) {
    for (int64_t block = begin; block < end; block++) {
      T* const to = packed + block * hidden * P::kRow;
      const int64_t unit = block * P::kUnits, units = std::min(P::kUnits, hidden - unit);
      if (units < P::kUnits) zero_span(to, hidden * P::kRow);
      for (int64_t gate = 0; gate < kGates; gate++) {
        const T* const from = w_hh + (gate * hidden + unit) * hidden;
        transpose_block(from, hidden, to + gate * P::kUnits, P::kRow, hidden, units);
      }
    }
  });
}

// A block as the right operand of a product whose columns are its rows.
template <typename T, int kGates>
class BlockPanels final : public PanelSource<T> {
 public:
  explicit BlockPanels(const T* block) : block_(block) {}
  Panels<T> panels(int64_t depth, int64_t, int64_t column, int64_t, T*) const override {
    return {block_ + depth * Packed<T, kGates>::kRow + column, Packed<T, kGates>::kRow, kPanel<T>};
  }

 private:
  const T* block_;
};

template <typename T, int kGates>
class Layer {
 public:
  Layer(const RnnLayerArgs& args, const T* packed)
      : a_(args), mode_(static_cast<RnnMode>(args.mode)), packed_(packed), state_(args.batch * args.hidden) {
    // Two copies of h, read and written in turn, and the sums of a step, a row for each member of each block. In
    // proportion to a step's own operands, so not bounded further.
    h_ = scratch_of<T>(ScratchUse::kResult, 2 * state_ + P::blocks(args.hidden) * args.batch * P::kRow);
    next_ = h_ + state_;
    sums_ = h_ + 2 * state_;
    for (T* to : {h_, next_, static_cast<T*>(args.h_n)}) copy_state(args.h_0, to);
    if (mode_ == RnnMode::kLstm) copy_state(args.c_0, static_cast<T*>(args.c_n));
  }

  void run() {
    int64_t row = 0;  // of the step's first member, with batch_sizes
    if (a_.batch_sizes && a_.reverse) {
      for (int64_t t = 0; t < a_.steps; t++) row += a_.batch_sizes[t];
    }
    for (int64_t s = 0; s < a_.steps; s++) {
      const int64_t t = a_.reverse ? a_.steps - 1 - s : s;
      const int64_t members = a_.batch_sizes ? a_.batch_sizes[t] : a_.batch;
      if (a_.batch_sizes && a_.reverse) row -= members;
      gates_ = static_cast<const T*>(a_.gates) + (a_.batch_sizes ? row * a_.gates_batch : t * a_.gates_step);
      out_ = static_cast<T*>(a_.out) + (a_.batch_sizes ? row * a_.out_batch : t * a_.out_step);
      // Every second step takes the blocks from the last to the first: what the step before read last is then still in
      // the second-level cache, though all of w_hh may not fit there.
      step(members, s % 2 == 1);
      if (a_.batch_sizes && !a_.reverse) row += members;
      std::swap(h_, next_);
    }
  }

 private:
  using P = Packed<T, kGates>;
  using V = Vec<T>;

  // The sums of so many members fit the registers.
  static constexpr int kRegisterMembers = kVecBytes == 64 ? 3 : 1;

  void copy_state(const void* from, T* to) const {
    if (from)
      copy_span(static_cast<const T*>(from), to, state_);
    else
      zero_span(to, state_);
  }

  // Each thread has a range of units, of which it computes all gates and then the cells: one fork and join a step. The
  // cells come together at the end, many independent ones, as each is a long chain of instructions.
  void step(int64_t members, bool backwards) {
    const int64_t work = std::max<int64_t>(1, P::kRow * a_.hidden * members);
    const int64_t grain = std::max<int64_t>(1, kStepWork / work);
    parallel_for(0, P::blocks(a_.hidden), grain, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) recurrent(members, backwards ? begin + end - 1 - i : i);
      for (int64_t m = 0; m < members; m++) {
        for (int64_t u = begin * P::kUnits; u < std::min(a_.hidden, end * P::kUnits); u += V::kSize) cell(m, u);
      }
    });
  }

  T* sums(int64_t block) const { return sums_ + block * a_.batch * P::kRow; }

  // sums = h W_hh^T of a block's units.
  void recurrent(int64_t members, int64_t block) const {
    const T* const w = packed_ + block * a_.hidden * P::kRow;
    if (members == 1) return few<1>(w, sums(block));
    if constexpr (kRegisterMembers >= 3) {
      if (members == 2) return few<2>(w, sums(block));
      if (members == 3) return few<3>(w, sums(block));
    }
    const MatrixRows<T, T> a(h_, a_.hidden, 1);
    const BlockPanels<T, kGates> b(w);
    multiply(Product<T>{members, P::kRow, a_.hidden, a, b, sums(block), P::kRow, {}}, 0, members, 0, P::kRow);
  }

  // The same for members whose sums are registers throughout.
  template <int kMembers>
  void few(const T* w, T* sums) const {
    constexpr int kVecs = kGates * P::kVecs;
    V sum[kMembers][kVecs];
#pragma GCC unroll 4
    for (int m = 0; m < kMembers; m++) {
#pragma GCC unroll 8
      for (int v = 0; v < kVecs; v++) sum[m][v] = V(T(0));
    }
    const T* const h = h_;
    const int64_t hidden = a_.hidden;
    for (int64_t p = 0; p < hidden; p++, w += P::kRow) {
#pragma GCC unroll 8
      for (int v = 0; v < kVecs; v++) {
        const V row = V::load(w + v * V::kSize);
#pragma GCC unroll 4
        for (int m = 0; m < kMembers; m++) sum[m][v] = fmadd(V(h[m * hidden + p]), row, sum[m][v]);
      }
    }
#pragma GCC unroll 4
    for (int m = 0; m < kMembers; m++) {
#pragma GCC unroll 8
      for (int v = 0; v < kVecs; v++) sum[m][v].store(sums + m * P::kRow + v * V::kSize);
    }
  }

  // Finishes a vector of units of member b, from unit u on.
  SC_INLINE void cell(int64_t b, int64_t u) const {
    const int64_t n = std::min(V::kSize, a_.hidden - u), at = b * a_.hidden + u;
    const T* const sum = sums(u / P::kUnits) + b * P::kRow + u % P::kUnits;
    const auto y = [&](int gate) { return V::load(sum + gate * P::kUnits); };
    const auto x = [&](int gate) { return V::load(gates_ + b * a_.gates_batch + gate * a_.hidden + u, n); };
    V h;
    if constexpr (kGates == 4) {
      T* const c_n = static_cast<T*>(a_.c_n) + at;
      V c = V::load(c_n, n);
      h = lstm(y(0) + x(0), y(1) + x(1), y(2) + x(2), y(3) + x(3), &c);
      c.store(c_n, n);
    } else if constexpr (kGates == 3) {
      const T* const bias = static_cast<const T*>(a_.hidden_bias);
      const auto z = [&](int gate) { return bias ? y(gate) + V::load(bias + gate * a_.hidden + u, n) : y(gate); };
      h = gru(z(0) + x(0), z(1) + x(1), x(2), z(2), V::load(h_ + at, n));
    } else {
      h = simple(mode_, y(0) + x(0));
    }
    h.store(out_ + b * a_.out_batch + u, n);
    h.store(next_ + at, n);
    h.store(static_cast<T*>(a_.h_n) + at, n);
  }

  const RnnLayerArgs& a_;
  const RnnMode mode_;
  const T* const packed_;
  const int64_t state_;  // elements of h
  T *h_, *next_, *sums_;
  // of the step
  const T* gates_ = nullptr;
  T* out_ = nullptr;
};

// Calls f.operator()<gates>().
template <typename F>
Status for_gates(int64_t mode, F&& f) {
  switch (gate_count(mode)) {
    case 4:
      return f.template operator()<4>();
    case 3:
      return f.template operator()<3>();
    default:
      return f.template operator()<1>();
  }
}

template <typename T>
void run_cell(const RnnCellArgs& a) {
  using V = Vec<T>;
  const RnnMode mode = static_cast<RnnMode>(a.mode);
  const int64_t width = gate_count(a.mode) * a.hidden;
  parallel_for(0, a.batch, std::max<int64_t>(1, 4096 / (width + 1)), [&](int64_t begin, int64_t end) {
    for (int64_t b = begin; b < end; b++) {
      const T* input = static_cast<const T*>(a.input_gates) + b * width;
      const T* hidden = static_cast<const T*>(a.hidden_gates) + b * width;
      for (int64_t u = 0; u < a.hidden; u += V::kSize) {
        const int64_t n = std::min(V::kSize, a.hidden - u), at = b * a.hidden + u;
        const auto x = [&](int64_t gate) { return V::load(input + gate * a.hidden + u, n); };
        const auto y = [&](int64_t gate) { return V::load(hidden + gate * a.hidden + u, n); };
        V h;
        if (mode == RnnMode::kLstm) {
          V c = V::load(static_cast<const T*>(a.c) + at, n);
          h = lstm(x(0) + y(0), x(1) + y(1), x(2) + y(2), x(3) + y(3), &c);
          c.store(static_cast<T*>(a.c_out) + at, n);
        } else if (mode == RnnMode::kGru) {
          h = gru(x(0) + y(0), x(1) + y(1), x(2), y(2), V::load(static_cast<const T*>(a.h) + at, n));
        } else {
          h = simple(mode, x(0) + y(0));
        }
        h.store(static_cast<T*>(a.h_out) + at, n);
      }
    }
  });
}

// Checks shared by the three blocks: the mode word and sizes that must not be negative.
template <typename Args>
Status check(const Args& args, std::initializer_list<const int64_t*> sizes) {
  if (args.mode < 0 || args.mode > static_cast<int64_t>(RnnMode::kRelu))
    return fail(kInvalidArgument, &args.mode - &args.dtype, args.mode);
  for (const int64_t* size : sizes) {
    if (*size < 0) return fail(kInvalidArgument, size - &args.dtype, *size);
  }
  return kOk;
}

// batch_sizes is data of the model, so it is checked before rows are counted by it: they are gates_step in all. Counted
// by `copy`, to which nobody writes meanwhile.
Status check_batch_sizes(const RnnLayerArgs& a, int64_t* copy) {
  int64_t most = a.batch, rows = 0;
  for (int64_t t = 0; t < a.steps; t++) {
    copy[t] = read_once(a.batch_sizes + t);
    if (copy[t] < 1 || copy[t] > most) return fail(kIndexOutOfRange, copy[t], most + 1);
    most = copy[t];
    rows += most;
  }
  return rows == a.gates_step ? kOk : fail(kIndexOutOfRange, rows, a.gates_step);
}

template <int kGates, typename T>
void run_layer(const RnnLayerArgs& args) {
  const T* const w_hh = static_cast<const T*>(args.w_hh);
  if (args.packed) return Layer<T, kGates>(args, w_hh).run();
  const Temporary<T> packed(Packed<T, kGates>::elements(args.hidden));
  pack_gates<T, kGates>(args.hidden, w_hh, packed.data());
  Layer<T, kGates>(args, packed.data()).run();
}

Status run_layer(const RnnLayerArgs& args) {
  if (const Status status = check(args, {&args.steps, &args.batch, &args.hidden})) return status;
  const Temporary<int64_t> batch_sizes(args.batch_sizes ? args.steps : 0);
  RnnLayerArgs layer = args;
  if (args.batch_sizes) {
    if (const Status status = check_batch_sizes(args, batch_sizes.data())) return status;
    layer.batch_sizes = batch_sizes.data();
  }
  return for_float_dtype(args.dtype, [&]<typename T>(T) {
    return for_gates(args.mode, [&]<int kGates>() {
      if (args.batch > 0 && args.hidden > 0) run_layer<kGates, T>(layer);
      return kOk;
    });
  });
}

// Whether directions are better made at once, by a thread each, than one after the other by all threads: where a step
// is too little for several threads, or where a thread can keep all of a weight that it reads at each step.
bool pay_at_once(const RnnLayerArgs& a) {
  const double hidden = static_cast<double>(a.hidden);
  const double weight = static_cast<double>(gate_count(a.mode)) * hidden * hidden;
  const double bytes = weight * (a.dtype == kFloat ? 4 : 8);
  return weight * static_cast<double>(a.batch) < 2 * kStepWork ||
         (num_threads() == 2 && bytes <= static_cast<double>(level2_cache_bytes()) / 2);
}

}  // namespace

SC_KERNEL(rnn_layer, RnnLayerArgs) { return run_layer(args); }

SC_KERNEL(rnn_directions, RnnDirectionsArgs) {
  if (args.nlayers != 2) return bad_argument(args, args.nlayers);
  constexpr int64_t kWords = sizeof(RnnLayerArgs) / 8;
  if (const Status status = check_tail(args, words, args.nlayers * kWords)) return status;
  const RnnLayerArgs* const layers = reinterpret_cast<const RnnLayerArgs*>(tail_of(args));
  std::atomic<Status> failed{kOk};
  const auto run = [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end && failed == kOk; i++) {
      give_way();
      if (const Status status = run_layer(layers[i])) failed = status;
    }
  };
  if (num_threads() > 1 && pay_at_once(layers[0])) {
    parallel_for(0, args.nlayers, 1, [&](int64_t begin, int64_t end) {
      const detail::RangeScope alone(0, 1);
      run(begin, end);
    });
  } else {
    run(0, args.nlayers);
  }
  return failed == kOk ? kOk : fail(failed);  // the calls' words are not this block's
}

SC_KERNEL(rnn_pack, RnnPackArgs) {
  if (const Status status = check(args, {&args.hidden})) return status;
  return for_float_dtype(args.dtype, [&]<typename T>(T) {
    return for_gates(args.mode, [&]<int kGates>() {
      pack_gates<T, kGates>(args.hidden, static_cast<const T*>(args.w_hh), static_cast<T*>(args.packed));
      return kOk;
    });
  });
}

SC_KERNEL(rnn_cell, RnnCellArgs) {
  if (const Status status = check(args, {&args.batch, &args.hidden})) return status;
  return for_float_dtype(args.dtype, [&]<typename T>(T) {
    run_cell<T>(args);
    return kOk;
  });
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
