// The kernels rnn_layer, rnn_pack and rnn_cell against the formulas in double, on every capability of this machine.
#include "kernels/rnn.h"

#include <algorithm>
#include <array>
#include <vector>

#include "parallel/parallel.h"
#include "reference.h"

namespace sconce::testing {
namespace {

constexpr std::array kModes{RnnMode::kLstm, RnnMode::kGru, RnnMode::kTanh, RnnMode::kRelu};

int64_t gate_count(RnnMode mode) { return mode == RnnMode::kLstm ? 4 : mode == RnnMode::kGru ? 3 : 1; }
double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

// h' of one unit from its gates' two halves; updates c.
double cell(RnnMode mode, const std::vector<double>& x, const std::vector<double>& y, double h, double* c) {
  switch (mode) {
    case RnnMode::kLstm:
      *c = sigmoid(x[1] + y[1]) * *c + sigmoid(x[0] + y[0]) * std::tanh(x[2] + y[2]);
      return sigmoid(x[3] + y[3]) * std::tanh(*c);
    case RnnMode::kGru: {
      const double n = std::tanh(x[2] + sigmoid(x[0] + y[0]) * y[2]), z = sigmoid(x[1] + y[1]);
      return (1 - z) * n + z * h;
    }
    case RnnMode::kTanh:
      return std::tanh(x[0] + y[0]);
    default:
      return std::max(0.0, x[0] + y[0]);
  }
}

template <typename T>
struct Trial {
  RnnMode mode;
  int64_t steps, batch, hidden;
  bool reverse, batch_first, initial;
  std::vector<int64_t> batch_sizes;
  int64_t width = gate_count(mode) * hidden, rows = 0;
  Numbers numbers{5};
  Guarded<T> gates, weight, bias, h_0, c_0, out, h_n, c_n, packed{0};

  Trial(RnnMode m, int64_t s, int64_t b, int64_t h, bool r, bool first, bool init, std::vector<int64_t> sizes = {})
      : mode(m),
        steps(s),
        batch(b),
        hidden(h),
        reverse(r),
        batch_first(first),
        initial(init),
        batch_sizes(std::move(sizes)),
        rows(batch_sizes.empty() ? s * b : total(batch_sizes)),
        gates(rows * (width + 2), numbers),
        weight(width * h, numbers),
        bias(width, numbers),
        h_0(b * h, numbers),
        c_0(b * h, numbers),
        out(rows * (h + 3), numbers),
        h_n(b * h),
        c_n(m == RnnMode::kLstm ? b * h : 0) {
    for (int64_t i = 0; i < weight.size(); i++)
      weight[i] = static_cast<T>(weight[i] / std::sqrt(static_cast<double>(h)));
  }

  static int64_t total(const std::vector<int64_t>& sizes) {
    int64_t sum = 0;
    for (int64_t size : sizes) sum += size;
    return sum;
  }
  int64_t members(int64_t t) const { return batch_sizes.empty() ? batch : batch_sizes[static_cast<size_t>(t)]; }
  // The row of member b at step t, in gates and out.
  int64_t row(int64_t t, int64_t b) const {
    if (batch_sizes.empty()) return batch_first ? b * steps + t : t * batch + b;
    int64_t before = 0;
    for (int64_t i = 0; i < t; i++) before += batch_sizes[static_cast<size_t>(i)];
    return before + b;
  }

  RnnLayerArgs args() {
    RnnLayerArgs a{};
    a.dtype = dtype_of<T>();
    a.mode = static_cast<int64_t>(mode);
    a.out = out.data(), a.h_n = h_n.data(), a.c_n = mode == RnnMode::kLstm ? c_n.data() : nullptr;
    a.gates = gates.data(), a.w_hh = weight.data();
    a.hidden_bias = mode == RnnMode::kGru ? bias.data() : nullptr;
    a.h_0 = initial ? h_0.data() : nullptr, a.c_0 = initial ? c_0.data() : nullptr;
    a.batch_sizes = batch_sizes.empty() ? nullptr : batch_sizes.data();
    a.steps = steps, a.batch = batch, a.hidden = hidden;
    a.gates_batch = (batch_first ? steps : 1) * (width + 2), a.gates_step = (batch_first ? 1 : batch) * (width + 2);
    if (a.batch_sizes) a.gates_step = rows;
    a.out_batch = (batch_first ? steps : 1) * (hidden + 3), a.out_step = (batch_first ? 1 : batch) * (hidden + 3);
    a.reverse = reverse;
    return a;
  }

  void check() {
    std::vector<double> h(static_cast<size_t>(batch * hidden)), c(h);
    for (size_t i = 0; initial && i < h.size(); i++) {
      h[i] = h_0[static_cast<int64_t>(i)];
      c[i] = c_0[static_cast<int64_t>(i)];
    }
    const double tolerance = sizeof(T) == 4 ? 2e-5 : 1e-13;
    for (int64_t s = 0; s < steps; s++) {
      const int64_t t = reverse ? steps - 1 - s : s;
      const std::vector<double> old = h;
      for (int64_t b = 0; b < members(t); b++) {
        for (int64_t u = 0; u < hidden; u++) {
          std::vector<double> x, y;
          for (int64_t g = 0; g < gate_count(mode); g++) {
            x.push_back(gates[row(t, b) * (width + 2) + g * hidden + u]);
            double sum = mode == RnnMode::kGru ? bias[g * hidden + u] : 0;
            for (int64_t j = 0; j < hidden; j++) {
              sum += old[static_cast<size_t>(b * hidden + j)] * weight[(g * hidden + u) * hidden + j];
            }
            y.push_back(sum);
          }
          const auto at = static_cast<size_t>(b * hidden + u);
          h[at] = cell(mode, x, y, old[at], &c[at]);
          ASSERT_NEAR(out[row(t, b) * (hidden + 3) + u], h[at], tolerance * (1 + std::abs(h[at])))
              << "mode " << static_cast<int64_t>(mode) << " step " << t << " member " << b << " unit " << u;
        }
      }
    }
    for (int64_t i = 0; i < batch * hidden; i++) {
      const auto at = static_cast<size_t>(i);
      ASSERT_NEAR(h_n[i], h[at], tolerance * (1 + std::abs(h[at])));
      if (mode == RnnMode::kLstm) {
        ASSERT_NEAR(c_n[i], c[at], tolerance * (1 + std::abs(c[at])));
      }
    }
    ASSERT_TRUE(out.intact() && h_n.intact() && c_n.intact());
  }
};

template <typename T>
void check_layers() {
  for (Capability capability : supported_capabilities()) {
    for (RnnMode mode : kModes) {
      for (int64_t hidden : {1, 7, 32, 50, 130}) {
        for (int64_t batch : {1, 2, 3, 16}) {
          for (int variant = 0; variant < 4; variant++) {
            Trial<T> trial(mode, 5, batch, hidden, variant & 1, variant & 2, variant != 0);
            ASSERT_EQ(run_args(capability, "rnn_layer", trial.args()), kOk);
            ASSERT_NO_FATAL_FAILURE(trial.check());
          }
        }
      }
    }
  }
}

TEST(RnnLayer, RunsAllStepsInFloat) { check_layers<float>(); }
TEST(RnnLayer, RunsAllStepsInDouble) { check_layers<double>(); }

TEST(RnnLayer, FollowsBatchSizesOfPackedSequences) {
  for (Capability capability : supported_capabilities()) {
    for (RnnMode mode : kModes) {
      for (bool reverse : {false, true}) {
        Trial<float> trial(mode, 6, 4, 20, reverse, false, true, {4, 4, 3, 2, 2, 1});
        ASSERT_EQ(run_args(capability, "rnn_layer", trial.args()), kOk);
        ASSERT_NO_FATAL_FAILURE(trial.check());
      }
    }
  }
}

TEST(RnnLayer, RefusesBatchSizesThatGrow) {
  for (Capability capability : supported_capabilities()) {
    for (const std::vector<int64_t>& sizes : {std::vector<int64_t>{5, 1}, {2, 3}, {2, 0}}) {
      Trial<float> trial(RnnMode::kGru, 2, 4, 3, false, false, true, sizes);
      EXPECT_EQ(run_args(capability, "rnn_layer", trial.args()), kIndexOutOfRange);
    }
  }
}

TEST(RnnLayer, RefusesBatchSizesOfOtherRowsThanThereAre) {
  for (Capability capability : supported_capabilities()) {
    Trial<float> trial(RnnMode::kGru, 2, 4, 3, false, false, true, {4, 3});
    RnnLayerArgs args = trial.args();
    args.gates_step = 6;
    EXPECT_EQ(run_args(capability, "rnn_layer", args), kIndexOutOfRange);
  }
}

TEST(RnnLayer, GivesTheSameBitsPackedAndWithAnyNumberOfThreads) {
  for (Capability capability : supported_capabilities()) {
    for (RnnMode mode : kModes) {
      Trial<float> one(mode, 3, 2, 200, false, false, true);
      set_num_threads(1);
      ASSERT_EQ(run_args(capability, "rnn_layer", one.args()), kOk);
      Trial<float> packed(mode, 3, 2, 200, false, false, true);
      packed.packed = Guarded<float>(gate_count(mode) * 200 * 256);
      RnnPackArgs p{dtype_of<float>(), static_cast<int64_t>(mode), packed.packed.data(), packed.weight.data(), 200};
      ASSERT_EQ(run_args(capability, "rnn_pack", p), kOk);
      ASSERT_TRUE(packed.packed.intact());
      RnnLayerArgs a = packed.args();
      a.w_hh = packed.packed.data();
      a.packed = 1;
      set_num_threads(3);
      ASSERT_EQ(run_args(capability, "rnn_layer", a), kOk);
      set_num_threads(2);
      ASSERT_EQ(std::memcmp(one.out.data(), packed.out.data(), static_cast<size_t>(one.out.size()) * 4), 0);
    }
  }
}

// Large enough for either way of sharing the work.
TEST(RnnDirections, GivesTheSameBitsAsOneLayerAfterTheOther) {
  for (Capability capability : supported_capabilities()) {
    for (RnnMode mode : kModes) {
      for (int64_t hidden : {20, 300}) {
        for (int threads : {1, 2, 3}) {
          Trial<float> forward(mode, 4, 2, hidden, false, false, true), apart(mode, 4, 2, hidden, false, false, true);
          Trial<float> backward(mode, 4, 2, hidden, true, false, true);
          ASSERT_EQ(run_args(capability, "rnn_layer", apart.args()), kOk);
          std::vector<int64_t> words{2};
          for (const RnnLayerArgs& args : {forward.args(), backward.args()}) {
            const int64_t* const first = reinterpret_cast<const int64_t*>(&args);
            words.insert(words.end(), first, first + sizeof(args) / 8);
          }
          set_num_threads(threads);
          ASSERT_EQ(run_block(capability, "rnn_directions", words), kOk);
          set_num_threads(2);
          ASSERT_NO_FATAL_FAILURE(forward.check());
          ASSERT_NO_FATAL_FAILURE(backward.check());
          ASSERT_EQ(std::memcmp(apart.out.data(), forward.out.data(), static_cast<size_t>(apart.out.size()) * 4), 0);
        }
      }
    }
  }
}

TEST(RnnDirections, RefusesOtherNumbersOfLayers) {
  for (Capability capability : supported_capabilities()) {
    EXPECT_EQ(run_block(capability, "rnn_directions", {1}), kInvalidArgument);
    EXPECT_EQ(run_block(capability, "rnn_directions", {2}), kTooFewWords);
    std::vector<int64_t> words(1 + 2 * sizeof(RnnLayerArgs) / 8);
    words[0] = 2;
    words[2] = 4;  // the mode of the first
    EXPECT_EQ(run_block(capability, "rnn_directions", words), kInvalidArgument);
  }
}

template <typename T>
void check_cells() {
  for (Capability capability : supported_capabilities()) {
    for (RnnMode mode : kModes) {
      for (int64_t hidden : {1, 16, 45}) {
        constexpr int64_t kBatch = 3;
        const int64_t width = gate_count(mode) * hidden;
        Numbers numbers(8);
        Guarded<T> x(kBatch * width, numbers), y(kBatch * width, numbers), h(kBatch * hidden, numbers),
            c(kBatch * hidden, numbers), h_out(kBatch * hidden), c_out(kBatch * hidden);
        RnnCellArgs a{dtype_of<T>(), static_cast<int64_t>(mode),
                      h_out.data(),  c_out.data(),
                      x.data(),      y.data(),
                      h.data(),      c.data(),
                      kBatch,        hidden};
        ASSERT_EQ(run_args(capability, "rnn_cell", a), kOk);
        ASSERT_TRUE(h_out.intact() && c_out.intact());
        for (int64_t i = 0; i < kBatch * hidden; i++) {
          std::vector<double> xs, ys;
          for (int64_t g = 0; g < gate_count(mode); g++) {
            const int64_t at = i / hidden * width + g * hidden + i % hidden;
            xs.push_back(x[at]);
            ys.push_back(y[at]);
          }
          double state = c[i];
          const double expected = cell(mode, xs, ys, h[i], &state);
          ASSERT_NEAR(h_out[i], expected, 1e-6);
          if (mode == RnnMode::kLstm) {
            ASSERT_NEAR(c_out[i], state, 1e-6);
          }
        }
      }
    }
  }
}

TEST(RnnCell, AppliesTheFormulasInFloat) { check_cells<float>(); }
TEST(RnnCell, AppliesTheFormulasInDouble) { check_cells<double>(); }

TEST(RnnLayer, RefusesUnknownModesAndDtypes) {
  for (Capability capability : supported_capabilities()) {
    Trial<float> trial(RnnMode::kLstm, 2, 2, 3, false, false, true);
    RnnLayerArgs a = trial.args();
    a.mode = 4;
    EXPECT_EQ(run_args(capability, "rnn_layer", a), kInvalidArgument);
    a = trial.args();
    a.dtype = 3;
    EXPECT_EQ(run_args(capability, "rnn_layer", a), kUnsupportedDtype);
  }
}

}  // namespace
}  // namespace sconce::testing
