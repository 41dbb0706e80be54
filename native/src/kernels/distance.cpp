#include "kernels/distance.h"

#include <cmath>
#include <limits>

#include "kernels/arguments.h"
#include "kernels/block.h"
#include "kernels/fold.h"
#include "parallel/parallel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

constexpr int64_t kGrain = 1 << 14;  // elements that are worth a thread

/// The p-norm of x - y.
template <class T>
T distance(const T* x, const T* y, int64_t n, double p) {
  using V = Vec<T>;
  // The difference goes with the fold over x; lanes behind a tail are dropped there.
  const auto fold_difference = [&](auto f, auto map) {
    V acc(T(0));
    int64_t i = 0;
    for (; i + V::kSize <= n; i += V::kSize) acc = f(acc, map(V::load(x + i) - V::load(y + i)));
    if (i < n) acc = f(acc, map(V::load(x + i, n - i) - V::load(y + i, n - i)));  // 0 - 0 adds nothing
    return reduce(acc, f);
  };
  const auto add = [](V a, V b) { return a + b; };
  if (p == 1) return fold_difference(add, [](V d) { return abs(d); });
  if (p == 2) return std::sqrt(fold_difference(add, [](V d) { return d * d; }));
  if (std::isinf(p)) return fold_difference([](V a, V b) { return maximum(a, b); }, [](V d) { return abs(d); });
  double sum = 0;
  for (int64_t i = 0; i < n; i++) {
    const double d = std::abs(static_cast<double>(x[i]) - static_cast<double>(y[i]));
    sum += p == 0 ? d != 0 : std::pow(d, p);
  }
  return static_cast<T>(p == 0 ? sum : std::pow(sum, 1 / p));
}

}  // namespace

SC_KERNEL(cdist, DistanceArgs) {
  if (!(args.p >= 0)) return bad_argument(args, args.p);
  return with_float_or_double(args.dtype, [&]<class T>() {
    const int64_t rows = args.rows_left;
    parallel_for(0, args.batch * rows, kGrain / std::max<int64_t>(args.rows_right * args.width, 1),
                 [&](int64_t begin, int64_t end) {
                   for (int64_t i = begin; i < end; i++) {
                     const T* x = static_cast<const T*>(args.left) + i * args.width;
                     const T* y = static_cast<const T*>(args.right) + i / rows * args.rows_right * args.width;
                     T* out = static_cast<T*>(args.out) + i * args.rows_right;
                     for (int64_t j = 0; j < args.rows_right; j++) {
                       out[j] = distance(x, y + j * args.width, args.width, args.p);
                     }
                   }
                 });
    return kOk;
  });
}

SC_KERNEL(pdist, DistanceArgs) {
  if (!(args.p >= 0)) return bad_argument(args, args.p);
  return with_float_or_double(args.dtype, [&]<class T>() {
    const int64_t rows = args.rows_left;
    const T* x = static_cast<const T*>(args.left);
    parallel_for(0, rows, kGrain / std::max<int64_t>(rows * args.width, 1), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) {
        // The rows before this one left rows-1, rows-2, … results each.
        T* out = static_cast<T*>(args.out) + i * (2 * rows - i - 1) / 2;
        for (int64_t j = i + 1; j < rows; j++)
          *out++ = distance(x + i * args.width, x + j * args.width, args.width, args.p);
      }
    });
    return kOk;
  });
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
