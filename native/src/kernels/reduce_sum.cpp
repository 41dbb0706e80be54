// Sums and products.
#include <cmath>

#include "kernels/fold.h"
#include "kernels/reduce_driver.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

// Integers wrap around, so they are added as unsigned numbers.
template <class T>
using Wrapping = std::conditional_t<std::is_integral_v<T>, uint64_t, T>;

// What partial results are combined in.
template <class T>
using Wide = std::conditional_t<std::is_integral_v<T>, uint64_t, double>;

template <class T>
using Stored = std::conditional_t<std::is_integral_v<T>, int64_t, double>;

/// Σ x of a block; kSkipNan leaves NaN out.
template <bool kSkipNan, class T>
Wide<T> sum_block(const T* in, int64_t n) {
  using V = Vec<Wrapping<T>>;
  const auto add = [](V a, V b) { return a + b; };
  const auto keep = [](V v) {
    if constexpr (kSkipNan && std::is_floating_point_v<T>) return select(isnan(v), V(T(0)), v);
    return v;
  };
  return static_cast<Wide<T>>(fold(reinterpret_cast<const Wrapping<T>*>(in), n, Wrapping<T>{0}, add, keep));
}

template <class Block, bool kSkipNan>
struct Sum {
  using T = Block;
  using Out = Stored<T>;
  using Second = double;
  static constexpr bool kHasIdentity = true;
  static constexpr int64_t kRows = 32;  // rows that are added in T before they go on in Wide<T>

  bool mean;  // divide by the count

  struct State {
    Wide<T> sum{};
  };
  struct Columns {
    Wrapping<T> part[kColumns]{};
    Wide<T> sum[kColumns]{};
    int64_t rows = 0;
  };

  void run(State& state, const T* x, int64_t n, int64_t) const { state.sum += sum_block<kSkipNan>(x, n); }

  void row(Columns& columns, const T* x, int64_t n, int64_t) const {
    for (int64_t j = 0; j < n; j++) {
      const auto v = static_cast<Wrapping<T>>(x[j]);
      columns.part[j] += kSkipNan && x[j] != x[j] ? Wrapping<T>{0} : v;
    }
    if (++columns.rows == kRows) flush(columns);
  }
  State column(Columns& columns, int64_t j) const {
    if (columns.rows > 0) flush(columns);
    return {columns.sum[j]};
  }
  void merge(State& state, const State& later) const { state.sum += later.sum; }
  void finish(const State& state, int64_t count, Out& out, Second&) const {
    out = static_cast<Out>(state.sum);
    if (mean) out = static_cast<Out>(static_cast<double>(out) / static_cast<double>(count));
  }

 private:
  static void flush(Columns& columns) {
    for (int64_t j = 0; j < kColumns; j++) {
      columns.sum[j] += static_cast<Wide<T>>(columns.part[j]);
      columns.part[j] = 0;
    }
    columns.rows = 0;
  }
};

template <class Block>
struct Product {
  using T = Block;
  using Out = Stored<T>;
  using Second = double;
  static constexpr bool kHasIdentity = true;

  struct State {
    Wide<T> product = 1;
  };
  struct Columns {
    Wide<T> product[kColumns];
    Columns() { std::fill_n(product, kColumns, Wide<T>{1}); }
  };

  void run(State& state, const T* x, int64_t n, int64_t) const {
    Wide<T> lanes[8];
    std::fill_n(lanes, 8, Wide<T>{1});
    int64_t i = 0;
    for (; i + 8 <= n; i += 8) {
      for (int k = 0; k < 8; k++) lanes[k] *= static_cast<Wide<T>>(x[i + k]);
    }
    for (; i < n; i++) lanes[i % 8] *= static_cast<Wide<T>>(x[i]);
    for (const Wide<T> lane : lanes) state.product *= lane;
  }
  void row(Columns& columns, const T* x, int64_t n, int64_t) const {
    for (int64_t j = 0; j < n; j++) columns.product[j] *= static_cast<Wide<T>>(x[j]);
  }
  State column(Columns& columns, int64_t j) const { return {columns.product[j]}; }
  void merge(State& state, const State& later) const { state.product *= later.product; }
  void finish(const State& state, int64_t, Out& out, Second&) const { out = static_cast<Out>(state.product); }
};

template <bool kSkipNan>
Status sum(const ReduceArgs& args, int64_t words, bool mean) {
  return with_reduction_type(args, [&]<class T>() { return reduction::run(args, words, Sum<T, kSkipNan>{mean}); });
}

}  // namespace

SC_KERNEL(sum, ReduceArgs) { return sum<false>(args, words, false); }

SC_KERNEL(nansum, ReduceArgs) { return sum<true>(args, words, false); }

SC_KERNEL(mean, ReduceArgs) {
  if (!is_floating(args.out_dtype)) return fail(kUnsupportedDtype, args.out_dtype);
  return sum<false>(args, words, true);
}

SC_KERNEL(prod, ReduceArgs) {
  return with_reduction_type(args, [&]<class T>() { return reduction::run(args, words, Product<T>{}); });
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
