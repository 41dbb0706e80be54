#include "kernels/rnn.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "base/kernel.h"
#include "base/scratch.h"
#include "base/temporary.h"
#include "gemm/dtype.h"
#include "gemm/matrix_source.h"

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

// --- a layer --------------------------------------------------------------------------------------------------------

// Distance of the gates' packed matrices, [hidden, hidden] each.
template <typename T>
int64_t packed_gate(int64_t hidden) {
  return hidden * ((hidden + kPanel<T> - 1) / kPanel<T> * kPanel<T>);
}

template <typename T>
void pack_gates(int64_t gates, int64_t hidden, const T* w_hh, T* packed) {
  const int64_t panels = (hidden + kPanel<T> - 1) / kPanel<T>;
  const int64_t grain = std::max<int64_t>(1, 16384 / (kPanel<T> * std::max<int64_t>(hidden, 1)));
  parallel_for(0, gates * panels, grain, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      const int64_t gate = i / panels, unit = i % panels * kPanel<T>;
      pack_panels(w_hh + (gate * hidden + unit) * hidden, 1, hidden, hidden, std::min(kPanel<T>, hidden - unit),
                  packed + gate * packed_gate<T>(hidden) + unit * hidden, hidden * kPanel<T>);
    }
  });
}

template <typename T>
class Layer {
 public:
  Layer(const RnnLayerArgs& args, const T* packed)
      : a_(args), mode_(static_cast<RnnMode>(args.mode)), gates_(gate_count(args.mode)), packed_(packed) {
    // Two copies of h, read and written in turn, and the sums of a step. In proportion to a step's own operands, so not
    // bounded further.
    const int64_t state = a_.batch * a_.hidden;
    memory_ = scratch_of<T>(ScratchUse::kResult, (2 + gates_) * state);
    for (int i = 0; i < 2; i++) copy_state(a_.h_0, memory_ + i * state);
    copy_state(a_.h_0, static_cast<T*>(a_.h_n));
    if (mode_ == RnnMode::kLstm) copy_state(a_.c_0, static_cast<T*>(a_.c_n));
  }

  void run() {
    const int64_t state = a_.batch * a_.hidden;
    T* h = memory_;
    T* next = memory_ + state;
    int64_t row = 0;  // of the step's first member, with batch_sizes
    if (a_.batch_sizes && a_.reverse) {
      for (int64_t t = 0; t < a_.steps; t++) row += a_.batch_sizes[t];
    }
    for (int64_t s = 0; s < a_.steps; s++) {
      const int64_t t = a_.reverse ? a_.steps - 1 - s : s;
      const int64_t members = a_.batch_sizes ? a_.batch_sizes[t] : a_.batch;
      if (a_.batch_sizes && a_.reverse) row -= members;
      const int64_t gates_at = a_.batch_sizes ? row * a_.gates_batch : t * a_.gates_step;
      const int64_t out_at = a_.batch_sizes ? row * a_.out_batch : t * a_.out_step;
      step(members, static_cast<const T*>(a_.gates) + gates_at, h, next, static_cast<T*>(a_.out) + out_at);
      if (a_.batch_sizes && !a_.reverse) row += members;
      std::swap(h, next);
    }
  }

 private:
  void copy_state(const void* from, T* to) const {
    const int64_t state = a_.batch * a_.hidden;
    if (from)
      copy_span(static_cast<const T*>(from), to, state);
    else
      zero_span(to, state);
  }

  // Each thread has a range of units, of which it computes all gates and then the cell: one fork and join a step.
  void step(int64_t members, const T* gates, const T* h, T* next, T* out) {
    const int64_t blocks = (a_.hidden + kPanel<T> - 1) / kPanel<T>;
    const int64_t work = std::max<int64_t>(1, gates_ * kPanel<T> * a_.hidden * members);
    const int64_t grain = std::max<int64_t>(1, kStepWork / work);
    parallel_for(0, blocks, grain, [&](int64_t begin, int64_t end) {
      const int64_t first = begin * kPanel<T>, last = std::min(a_.hidden, end * kPanel<T>);
      recurrent(members, gates, h, first, last);
      for (int64_t b = 0; b < members; b++)
        cell(b, gates + b * a_.gates_batch, h, next, out + b * a_.out_batch, first, last);
    });
  }

  // Multiplications of one step for which another thread pays.
  static constexpr int64_t kStepWork = 120'000;

  T* sums(int64_t gate) const { return memory_ + (2 + gate) * a_.batch * a_.hidden; }

  // sums = gates + h W_hh^T (+ b_hh); for gru's n without the gates, which are added behind the reset gate.
  void recurrent(int64_t members, const T* gates, const T* h, int64_t first, int64_t last) const {
    const MatrixRows<T, T> a(h, a_.hidden, 1);
    for (int64_t g = 0; g < gates_; g++) {
      const PackedPanels<T> b(packed_ + g * packed_gate<T>(a_.hidden), a_.hidden);
      Finish<T> finish;
      if (!(mode_ == RnnMode::kGru && g == 2)) finish.residual = gates + g * a_.hidden;
      finish.residual_row = a_.gates_batch;
      if (a_.hidden_bias) finish.column_bias = static_cast<const T*>(a_.hidden_bias) + g * a_.hidden;
      multiply(Product<T>{members, a_.hidden, a_.hidden, a, b, sums(g), a_.hidden, finish}, 0, members, first, last);
    }
  }

  void cell(int64_t b, const T* gates, const T* h, T* next, T* out, int64_t first, int64_t last) const {
    using V = Vec<T>;
    const int64_t row = b * a_.hidden;
    T* const h_n = static_cast<T*>(a_.h_n) + row;
    T* const c_n = mode_ == RnnMode::kLstm ? static_cast<T*>(a_.c_n) + row : nullptr;
    for (int64_t u = first; u < last; u += V::kSize) {
      const int64_t n = std::min(V::kSize, last - u);
      const auto sum = [&](int64_t gate) { return V::load(sums(gate) + row + u, n); };
      V y;
      if (mode_ == RnnMode::kLstm) {
        V c = V::load(c_n + u, n);
        y = lstm(sum(0), sum(1), sum(2), sum(3), &c);
        c.store(c_n + u, n);
      } else if (mode_ == RnnMode::kGru) {
        y = gru(sum(0), sum(1), V::load(gates + 2 * a_.hidden + u, n), sum(2), V::load(h + row + u, n));
      } else {
        y = simple(mode_, sum(0));
      }
      y.store(out + u, n);
      y.store(next + row + u, n);
      y.store(h_n + u, n);
    }
  }

  const RnnLayerArgs& a_;
  const RnnMode mode_;
  const int64_t gates_;
  const T* const packed_;
  T* memory_;
};

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

// batch_sizes is data of the model, so it is checked before rows are counted by it.
Status check_batch_sizes(const RnnLayerArgs& a) {
  int64_t most = a.batch;
  for (int64_t t = 0; a.batch_sizes && t < a.steps; t++) {
    if (a.batch_sizes[t] < 1 || a.batch_sizes[t] > most) return fail(kIndexOutOfRange, a.batch_sizes[t], most + 1);
    most = a.batch_sizes[t];
  }
  return kOk;
}

}  // namespace

SC_KERNEL(rnn_layer, RnnLayerArgs) {
  if (const Status status = check(args, {&args.steps, &args.batch, &args.hidden})) return status;
  if (const Status status = check_batch_sizes(args)) return status;
  return for_float_dtype(args.dtype, [&]<typename T>(T) {
    if (args.batch == 0 || args.hidden == 0) return kOk;
    if (args.packed) {
      Layer<T>(args, static_cast<const T*>(args.w_hh)).run();
      return kOk;
    }
    const int64_t gates = gate_count(args.mode);
    const Temporary<T> packed(gates * packed_gate<T>(args.hidden));
    pack_gates(gates, args.hidden, static_cast<const T*>(args.w_hh), packed.data());
    Layer<T>(args, packed.data()).run();
    return kOk;
  });
}

SC_KERNEL(rnn_pack, RnnPackArgs) {
  if (const Status status = check(args, {&args.hidden})) return status;
  return for_float_dtype(args.dtype, [&]<typename T>(T) {
    pack_gates(gate_count(args.mode), args.hidden, static_cast<const T*>(args.w_hh), static_cast<T*>(args.packed));
    return kOk;
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
