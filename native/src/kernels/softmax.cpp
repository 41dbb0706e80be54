#include "kernels/softmax.h"

#include <algorithm>
#include <limits>

#include "kernels/block.h"
#include "kernels/fold.h"
#include "kernels/vec_math.h"
#include "parallel/parallel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

constexpr int64_t kGrain = 1 << 14;  // elements that are worth a thread

/// One contiguous line of n elements.
template <bool kLog, class T>
void softmax_line(const T* x, T* y, int64_t n) {
  using V = Vec<T>;
  const V top(
      fold(x, n, -std::numeric_limits<T>::infinity(), [](V a, V b) { return maximum(a, b); }, [](V v) { return v; }));
  if constexpr (kLog) {
    const double sum = sum_of(x, n, [&](V v) { return exp_or_zero(v - top); });
    const V log_sum(static_cast<T>(std::log(sum)));
    transform(x, y, n, [&](V v, int64_t, int64_t) { return (v - top) - log_sum; });
  } else {
    V sum(T(0));
    transform(x, y, n, [&](V v, int64_t, int64_t lanes) {
      const V e = exp_or_zero(v - top);
      if (lanes == V::kSize) {
        sum += e;
      } else {
        for (int64_t i = 0; i < lanes; i++) sum.v[0] += e[i];
      }
      return e;
    });
    const V scale(T(1) / reduce_add(sum));
    transform(y, y, n, [&](V v, int64_t, int64_t) { return v * scale; });
  }
}

/// `width` (up to kVectors vectors) neighbouring lines at once, whose elements are `stride` apart.
template <class T>
constexpr int64_t kVectors = 4;

template <bool kLog, class T>
void softmax_columns(const T* x, T* y, int64_t n, int64_t stride, int64_t width) {
  using V = Vec<T>;
  for (int64_t j = 0; j < width; j += V::kSize) {
    const int64_t lanes = std::min(V::kSize, width - j);
    const auto load = [&](const T* p) { return lanes == V::kSize ? V::load(p) : V::load(p, lanes); };
    const auto store = [&](V v, T* p) { lanes == V::kSize ? v.store(p) : v.store(p, lanes); };
    V top(-std::numeric_limits<T>::infinity());
    for (int64_t i = 0; i < n; i++) top = maximum(top, load(x + i * stride + j));
    V sum(T(0));
    for (int64_t i = 0; i < n; i++) {
      const V e = exp_or_zero(load(x + i * stride + j) - top);
      sum += e;
      if constexpr (!kLog) store(e, y + i * stride + j);
    }
    const V factor = kLog ? log(sum) : V(T(1)) / sum;
    for (int64_t i = 0; i < n; i++) {
      if constexpr (kLog) {
        store((load(x + i * stride + j) - top) - factor, y + i * stride + j);
      } else {
        store(load(y + i * stride + j) * factor, y + i * stride + j);
      }
    }
  }
}

template <bool kLog>
Status softmax(const SoftmaxArgs& args) {
  return with_float_or_double(args.dtype, [&]<class T>() {
    const T* x = static_cast<const T*>(args.in);
    T* y = static_cast<T*>(args.out);
    const int64_t n = args.n, inner = args.inner;
    if (n == 0 || inner == 0) return kOk;
    if (inner == 1) {
      parallel_for(0, args.outer, kGrain / n, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; i++) softmax_line<kLog>(x + i * n, y + i * n, n);
      });
      return kOk;
    }
    constexpr int64_t kWidth = kVectors<T> * Vec<T>::kSize;
    const int64_t tiles = (inner + kWidth - 1) / kWidth;
    parallel_for(0, args.outer * tiles, kGrain / (n * std::min(inner, kWidth)), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) {
        const int64_t first = i % tiles * kWidth;
        const int64_t at = i / tiles * n * inner + first;
        softmax_columns<kLog>(x + at, y + at, n, inner, std::min(kWidth, inner - first));
      }
    });
    return kOk;
  });
}

}  // namespace

SC_KERNEL(softmax, SoftmaxArgs) { return softmax<false>(args); }

SC_KERNEL(log_softmax, SoftmaxArgs) { return softmax<true>(args); }

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
