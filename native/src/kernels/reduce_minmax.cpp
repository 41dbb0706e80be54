// Extreme values, and where they are. NaN is more extreme than any number.
#include <limits>

#include "kernels/fold.h"
#include "kernels/reduce_driver.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

template <class T>
using Stored = std::conditional_t<std::is_integral_v<T>, int64_t, double>;

/// Whether a number beats another.
template <bool kMax, class T>
bool beats(T x, T y) {
  return kMax ? x > y : x < y;
}

/// What every number beats, or equals.
template <bool kMax, class T>
constexpr T kWorst = std::numeric_limits<T>::has_infinity
                         ? (kMax ? -std::numeric_limits<T>::infinity() : std::numeric_limits<T>::infinity())
                         : (kMax ? std::numeric_limits<T>::lowest() : std::numeric_limits<T>::max());

template <bool kMax, class T>
T extreme_block(const T* x, int64_t n) {
  const auto better = [](Vec<T> a, Vec<T> b) {
    if constexpr (kMax) return maximum(a, b);
    return minimum(a, b);
  };
  return fold(x, n, kWorst<kMax, T>, better, [](Vec<T> v) { return v; });
}

template <class Block, bool kMax>
struct Extreme {
  using T = Block;
  using Out = Stored<T>;
  using Second = double;
  static constexpr bool kHasIdentity = false;

  struct State {
    T best = kWorst<kMax, T>;
  };
  struct Columns {
    T best[kColumns];
    Columns() { std::fill_n(best, kColumns, kWorst<kMax, T>); }
  };

  void run(State& state, const T* x, int64_t n, int64_t) const { merge(state, {extreme_block<kMax>(x, n)}); }
  void row(Columns& columns, const T* x, int64_t n, int64_t) const {
    for (int64_t j = 0; j < n; j++) {
      columns.best[j] = beats<kMax>(x[j], columns.best[j]) || x[j] != x[j] ? x[j] : columns.best[j];
    }
  }
  State column(Columns& columns, int64_t j) const { return {columns.best[j]}; }
  void merge(State& state, const State& later) const {
    if (beats<kMax>(later.best, state.best) || later.best != later.best) state = later;
  }
  void finish(const State& state, int64_t, Out& out, Second&) const { out = static_cast<Out>(state.best); }
};

/// The first of the best elements, or the first NaN.
template <class Block, bool kMax>
struct ExtremePosition {
  using T = Block;
  using Out = Stored<T>;
  using Second = int64_t;
  static constexpr bool kHasIdentity = false;
  // As wide as T, so that values and rows are selected by the same lanes; a chunk has fewer rows than an int32 counts.
  using Row = std::conditional_t<sizeof(T) == 4, int32_t, int64_t>;

  struct State {
    T best{};
    int64_t position = -1;  // none yet
  };
  struct Columns {
    T best[kColumns];
    Row row[kColumns];
    int64_t first = -1;  // the position of the first row
  };

  void run(State& state, const T* x, int64_t n, int64_t position) const {
    const T best = extreme_block<kMax>(x, n);
    if (!replaces(best, state)) return;
    int64_t i = 0;
    while (x[i] != best && x[i] == x[i]) i++;  // if the best is NaN, the first NaN
    state = {x[i], position + i};
  }
  void row(Columns& columns, const T* x, int64_t n, int64_t position) const {
    if (columns.first < 0) {
      columns.first = position;
      for (int64_t j = 0; j < n; j++) {
        columns.best[j] = x[j];
        columns.row[j] = 0;
      }
      return;
    }
    const Row row = static_cast<Row>(position - columns.first);
    for (int64_t j = 0; j < n; j++) {
      const T best = columns.best[j];
      const bool better = (beats<kMax>(x[j], best) || x[j] != x[j]) && best == best;
      columns.best[j] = better ? x[j] : best;
      columns.row[j] = better ? row : columns.row[j];
    }
  }
  State column(Columns& columns, int64_t j) const { return {columns.best[j], columns.first + columns.row[j]}; }
  void merge(State& state, const State& later) const {
    if (later.position >= 0 && replaces(later.best, state)) state = later;
  }
  void finish(const State& state, int64_t, Out& out, Second& second) const {
    out = static_cast<Out>(state.best);
    second = state.position;
  }

 private:
  static bool replaces(T x, const State& state) {
    return state.position < 0 || ((beats<kMax>(x, state.best) || x != x) && state.best == state.best);
  }
};

template <template <class, bool> class Op, bool kMax>
Status reduce(const ReduceArgs& args, int64_t words) {
  return with_block_type(args.in_dtype, [&]<class T>() { return reduction::run(args, words, Op<T, kMax>{}); });
}

}  // namespace

SC_KERNEL(amax, ReduceArgs) { return reduce<Extreme, true>(args, words); }

SC_KERNEL(amin, ReduceArgs) { return reduce<Extreme, false>(args, words); }

SC_KERNEL(max_dim, ReduceArgs) { return reduce<ExtremePosition, true>(args, words); }

SC_KERNEL(min_dim, ReduceArgs) { return reduce<ExtremePosition, false>(args, words); }

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
