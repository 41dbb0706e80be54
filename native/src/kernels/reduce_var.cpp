// Variance and standard deviation. Blocks are centred on their own mean, and merged as Chan, Golub and LeVeque do.
#include <cmath>
#include <limits>

#include "kernels/fold.h"
#include "kernels/reduce_driver.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

template <class Block>
struct Variance {
  using T = Block;
  using Out = double;
  using Second = double;
  static constexpr bool kHasIdentity = true;
  static constexpr double kLeast = 0x1p-100, kMost = std::numeric_limits<float>::max();  // of sums that float can hold

  double correction;
  bool root;

  struct State {
    int64_t n = 0;
    double mean = 0;
    double squares = 0;  // Σ (x - mean)²
  };
  struct Columns {
    int64_t n = 0;
    double mean[kColumns]{};
    double squares[kColumns]{};
  };

  void run(State& state, const T* x, int64_t n, int64_t) const {
    // Centred on the mean but for its rounding to T; what that leaves over is taken off afterwards.
    const Vec<T> centre(static_cast<T>(sum_of(x, n) / static_cast<double>(n)));
    const double rest = sum_of(x, n, [&](Vec<T> v) { return v - centre; }) / static_cast<double>(n);
    const double squares = sum_of(x, n, [&](Vec<T> v) { return (v - centre) * (v - centre); });
    if constexpr (sizeof(T) < sizeof(double)) {
      if (!(squares > kLeast && squares <= kMost)) return run_wide(state, x, n);
    }
    merge(state, {n, static_cast<double>(centre[0]) + rest, squares - static_cast<double>(n) * rest * rest});
  }
  // Squares of numbers that are far from 1 have a place in a double only.
  void run_wide(State& state, const T* x, int64_t n) const {
    double sum = 0, squares = 0;
    for (int64_t i = 0; i < n; i++) sum += static_cast<double>(x[i]);
    double mean = sum / static_cast<double>(n);
    for (int64_t i = 0; i < n; i++) squares += (static_cast<double>(x[i]) - mean) * (static_cast<double>(x[i]) - mean);
    if (!std::isfinite(mean)) {  // the running mean, which an infinity makes NaN with the next number
      mean = 0;
      for (int64_t i = 0; i < n; i++) mean += (static_cast<double>(x[i]) - mean) / static_cast<double>(i + 1);
    }
    merge(state, {n, mean, squares});
  }
  void row(Columns& columns, const T* x, int64_t n, int64_t) const {
    const double share = 1 / static_cast<double>(++columns.n);
    for (int64_t j = 0; j < n; j++) {
      const double v = static_cast<double>(x[j]);
      const double before = v - columns.mean[j];
      columns.mean[j] += before * share;
      columns.squares[j] += before * (v - columns.mean[j]);
    }
  }
  State column(Columns& columns, int64_t j) const { return {columns.n, columns.mean[j], columns.squares[j]}; }
  void merge(State& state, const State& later) const {
    if (later.n == 0) return;
    const double n = static_cast<double>(state.n + later.n);
    const double delta = later.mean - state.mean;
    state.mean += delta * (static_cast<double>(later.n) / n);
    state.squares += later.squares + delta * delta * (static_cast<double>(state.n) * static_cast<double>(later.n) / n);
    state.n += later.n;
  }
  void finish(const State& state, int64_t count, Out& out, Second& mean) const {
    // No elements, or as many as the correction: 0 / 0 or x / 0, as PyTorch.
    const double divisor = std::max(static_cast<double>(count) - correction, 0.0);
    out = count == 0 ? std::nan("") : std::max(state.squares, 0.0) / divisor;
    if (std::isnan(state.squares)) out = state.squares;
    if (root) out = std::sqrt(out);
    mean = count == 0 ? std::nan("") : state.mean;
  }
};

Status variance(const ReduceArgs& args, int64_t words, bool root) {
  if (!is_floating(args.in_dtype)) return fail(kUnsupportedDtype, args.in_dtype);
  const int64_t dtype = args.out_dtype == kDouble ? kDouble : args.in_dtype;
  if (dtype == kDouble) return reduction::run(args, words, Variance<double>{args.parameter, root});
  return reduction::run(args, words, Variance<float>{args.parameter, root});
}

}  // namespace

SC_KERNEL(var, ReduceArgs) { return variance(args, words, false); }

SC_KERNEL(std, ReduceArgs) { return variance(args, words, true); }

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
