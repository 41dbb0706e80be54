// Counting elements by value. The bins are shared, so one thread counts.
#include <algorithm>

#include "kernels/arguments.h"
#include "kernels/block.h"
#include "kernels/index.h"
#include "kernels/read_once.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

constexpr int64_t kBlock = 512;

/// f(x, n) for blocks of the input as T; stops when f fails.
template <class T, class F>
Status for_blocks(const HistogramArgs& args, F f) {
  T buffer[kBlock];
  const int64_t size = element_size(args.dtype);
  for (int64_t i = 0; i < args.n; i += kBlock) {
    const int64_t n = std::min(kBlock, args.n - i);
    const Status status =
        f(view_block(args.dtype, static_cast<const char*>(args.in) + i * size, size, n, buffer), i, n);
    if (status != kOk) return status;
  }
  return kOk;
}

template <class Count>
Status bincount(const HistogramArgs& args, const Count* weights) {
  Count* out = static_cast<Count*>(args.out);
  std::fill_n(out, args.bins, Count(0));
  return for_blocks<int64_t>(args, [&](const int64_t* x, int64_t first, int64_t n) {
    for (int64_t i = 0; i < n; i++) {
      const int64_t bin = read_once(x + i);
      if (bin < 0 || bin >= args.bins) return fail(kIndexOutOfRange, bin, args.bins);
      out[bin] += weights ? weights[first + i] : Count(1);
    }
    return kOk;
  });
}

}  // namespace

SC_KERNEL(bincount, HistogramArgs) {
  if (!is_integral(args.dtype)) return fail(kUnsupportedDtype, args.dtype);
  if (!args.weights) return bincount<int64_t>(args, nullptr);
  return with_float_or_double(args.weight_dtype,
                              [&]<class T>() { return bincount(args, static_cast<const T*>(args.weights)); });
}

SC_KERNEL(histc, HistogramArgs) {
  if (args.bins < 1) return bad_argument(args, args.bins);
  if (!(args.low < args.high)) return bad_argument(args, args.high);
  return with_float_or_double(args.dtype, [&]<class T>() {
    T* out = static_cast<T*>(args.out);
    std::fill_n(out, args.bins, T(0));
    const T low = static_cast<T>(args.low), high = static_cast<T>(args.high);
    return for_blocks<T>(args, [&](const T* x, int64_t, int64_t n) {
      for (int64_t i = 0; i < n; i++) {
        const T value = read_once(x + i);
        if (!(value >= low && value <= high)) continue;
        // In this order: the order decides what a number at the end of an interval is counted for.
        const auto bin = static_cast<int64_t>((value - low) * static_cast<T>(args.bins) / (high - low));
        out[std::min(bin, args.bins - 1)] += T(1);  // the last interval has its end
      }
      return kOk;
    });
  });
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
