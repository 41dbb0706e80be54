// Vector norms and log-sum-exp.
#include <cmath>
#include <limits>

#include "kernels/fold.h"
#include "kernels/reduce_driver.h"
#include "kernels/vec_math.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

enum class NormKind { kZero, kOne, kTwo, kGeneral, kMax, kMin };

template <class Block>
struct Norm {
  using T = Block;
  using Out = double;
  using Second = double;
  static constexpr bool kHasIdentity = true;

  double p;
  NormKind kind;

  explicit Norm(double order) : p(order) {
    kind = p == 0           ? NormKind::kZero
           : p == 1         ? NormKind::kOne
           : p == 2         ? NormKind::kTwo
           : !std::isinf(p) ? NormKind::kGeneral
           : p > 0          ? NormKind::kMax
                            : NormKind::kMin;
  }

  struct State {
    double value = -1;  // nothing yet: no norm is negative
  };
  struct Columns {
    double value[kColumns];
    Columns() { std::fill_n(value, kColumns, -1.0); }
  };

  void run(State& state, const T* x, int64_t n, int64_t) const {
    using V = Vec<T>;
    State block;
    switch (kind) {
      case NormKind::kOne:
        block.value = sum_of(x, n, [](V v) { return abs(v); });
        break;
      case NormKind::kTwo:
        block.value = sum_of(x, n, [](V v) { return v * v; });
        break;
      case NormKind::kMax:
        block.value = fold(x, n, T(0), [](V a, V b) { return maximum(a, b); }, [](V v) { return abs(v); });
        break;
      case NormKind::kMin:
        block.value = fold(
            x, n, std::numeric_limits<T>::infinity(), [](V a, V b) { return minimum(a, b); },
            [](V v) { return abs(v); });
        break;
      default:
        for (int64_t i = 0; i < n; i++) merge(block, {power(x[i])});
    }
    merge(state, block);
  }
  void row(Columns& columns, const T* x, int64_t n, int64_t) const {
    switch (kind) {
      case NormKind::kOne:
        for (int64_t j = 0; j < n; j++) add(columns.value[j], std::abs(static_cast<double>(x[j])));
        break;
      case NormKind::kTwo:
        for (int64_t j = 0; j < n; j++) add(columns.value[j], static_cast<double>(x[j]) * static_cast<double>(x[j]));
        break;
      default:
        for (int64_t j = 0; j < n; j++) {
          State state{columns.value[j]};
          merge(state, {power(x[j])});
          columns.value[j] = state.value;
        }
    }
  }
  State column(Columns& columns, int64_t j) const { return {columns.value[j]}; }
  void merge(State& state, const State& later) const {
    if (state.value == -1) {
      state = later;
    } else if (later.value != -1) {
      if (kind == NormKind::kMax || kind == NormKind::kMin) {
        const bool better = kind == NormKind::kMax ? later.value > state.value : later.value < state.value;
        if (better || std::isnan(later.value)) state = later;
      } else {
        state.value += later.value;
      }
    }
  }
  void finish(const State& state, int64_t, Out& out, Second&) const {
    if (state.value == -1) {  // of nothing
      out = kind == NormKind::kMin ? std::numeric_limits<double>::infinity() : kind == NormKind::kGeneral ? root(0) : 0;
    } else {
      out = root(state.value);
    }
  }

 private:
  static void add(double& sum, double v) { sum = sum == -1 ? v : sum + v; }
  double power(T x) const {
    const double v = std::abs(static_cast<double>(x));
    if (kind == NormKind::kZero) return v != 0;
    return kind == NormKind::kGeneral ? std::pow(v, p) : v;
  }
  double root(double sum) const {
    if (kind == NormKind::kTwo) return std::sqrt(sum);
    return kind == NormKind::kGeneral ? std::pow(sum, 1 / p) : sum;
  }
};

/// What exponents are taken relative to: the maximum, but for infinities and NaN, which say it all themselves.
template <class T>
T shift_of(T top) {
  return std::isfinite(top) ? top : T(0);
}

template <class Block>
struct LogSumExp {
  using T = Block;
  using Out = double;
  using Second = double;
  static constexpr bool kHasIdentity = true;
  static constexpr T kNothing = -std::numeric_limits<T>::infinity();

  struct State {
    T top = kNothing;
    double sum = 0;  // Σ exp(x - shift_of(top))
  };
  struct Columns {
    T top[kColumns];
    T sum[kColumns]{};
    Columns() { std::fill_n(top, kColumns, kNothing); }
  };

  void run(State& state, const T* x, int64_t n, int64_t) const {
    using V = Vec<T>;
    State block;
    block.top = fold(x, n, kNothing, [](V a, V b) { return maximum(a, b); }, [](V v) { return v; });
    const V shift(shift_of(block.top));
    block.sum = sum_of(x, n, [&](V v) { return exp(v - shift); });
    merge(state, block);
  }
  void row(Columns& columns, const T* x, int64_t n, int64_t) const {
    using V = Vec<T>;
    const V largest(std::numeric_limits<T>::max());
    const auto shift = [&](V top) { return select(abs(top) <= largest, top, V(T(0))); };
    for (int64_t j = 0; j < n; j += V::kSize) {
      const V v = n - j >= V::kSize ? V::load(x + j) : V::load(x + j, n - j);
      const V before = V::load(columns.top + j);
      const V top = maximum(before, v);
      const V sum = V::load(columns.sum + j) * exp(before - shift(top)) + exp(v - shift(top));
      top.store(columns.top + j);
      sum.store(columns.sum + j);
    }
  }
  State column(Columns& columns, int64_t j) const { return {columns.top[j], static_cast<double>(columns.sum[j])}; }
  void merge(State& state, const State& later) const {
    const T top = later.top > state.top || later.top != later.top ? later.top : state.top;
    const double shift = static_cast<double>(shift_of(top));
    state.sum = state.sum * std::exp(static_cast<double>(state.top) - shift) +
                later.sum * std::exp(static_cast<double>(later.top) - shift);
    state.top = top;
  }
  void finish(const State& state, int64_t, Out& out, Second&) const {
    out = static_cast<double>(shift_of(state.top)) + std::log(state.sum);
    if (!std::isfinite(state.top)) out = static_cast<double>(state.top);
  }
};

}  // namespace

SC_KERNEL(norm, ReduceArgs) {
  if (!is_floating(args.in_dtype)) return fail(kUnsupportedDtype, args.in_dtype);
  if (args.in_dtype == kDouble || args.out_dtype == kDouble)
    return reduction::run(args, words, Norm<double>(args.parameter));
  return reduction::run(args, words, Norm<float>(args.parameter));
}

SC_KERNEL(logsumexp, ReduceArgs) {
  return with_reduction_type(args, [&]<class T>() {
    if constexpr (std::is_floating_point_v<T>) {
      return reduction::run(args, words, LogSumExp<T>{});
    } else {
      return fail(kUnsupportedDtype, args.out_dtype);
    }
  });
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
