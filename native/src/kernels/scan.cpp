#include "kernels/scan.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/block.h"
#include "kernels/complex_math.h"
#include "kernels/walk.h"
#include "parallel/parallel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

constexpr int64_t kGrain = 1 << 14;  // elements that are worth a thread
constexpr int64_t kBlock = 1024;     // elements that are widened at once
constexpr int64_t kColumns = 64;     // neighbouring lines that are scanned at once

using Complex = std::complex<double>;

constexpr bool is_complex(int64_t dtype) { return dtype == kComplexFloat || dtype == kComplexDouble; }

using sconce::load_block;
using sconce::store_block;

void load_block(int64_t dtype, const void* in, int64_t stride, int64_t n, Complex* out) {
  for (int64_t i = 0; i < n; i++) {
    const char* element = static_cast<const char*>(in) + i * stride;
    out[i] = dtype == kComplexDouble ? *reinterpret_cast<const Complex*>(element)
                                     : Complex(*reinterpret_cast<const std::complex<float>*>(element));
  }
}

void store_block(int64_t dtype, void* out, int64_t stride, int64_t n, const Complex* in) {
  for (int64_t i = 0; i < n; i++) {
    char* element = static_cast<char*>(out) + i * stride;
    if (dtype == kComplexDouble)
      *reinterpret_cast<Complex*>(element) = in[i];
    else
      *reinterpret_cast<std::complex<float>*>(element) = std::complex<float>(in[i]);
  }
}

/// What PyTorch sums in: double for every float, int64 for every integer.
template <class F>
Status with_scan_type(const ScanArgs& args, F f) {
  if (element_size(args.out_dtype) == 0 || args.out_dtype == kComplexHalf || is_complex(args.out_dtype))
    return fail(kUnsupportedDtype, args.out_dtype);
  if (is_floating(args.in_dtype) || (is_integral(args.in_dtype) && is_floating(args.out_dtype)))
    return f.template operator()<double>();
  if (is_integral(args.in_dtype)) return f.template operator()<int64_t>();
  return fail(kUnsupportedDtype, args.in_dtype);
}

/// Calls f(in, out, indices, width) for groups of `width` lines that lie side by side in all three.
template <class F>
Status for_lines(const ScanArgs& args, int64_t words, F f) {
  if (const Status status = check_ndim(args, args.ndim); status != kOk) return status;
  if (const Status status = check_tail(args, words, 4 * args.ndim); status != kOk) return status;
  const int64_t* shape = tail_of(args);
  const int64_t* strides[3] = {shape + args.ndim, shape + 2 * args.ndim, shape + 3 * args.ndim};
  const int64_t lines = product(shape, args.ndim);
  if (lines == 0 || args.n == 0) return kOk;
  // Side by side is worth it when neighbouring lines are nearer than neighbouring elements of a line.
  const bool by_columns =
      args.ndim > 0 && shape[0] > 1 && args.n > 1 && std::abs(strides[0][0]) < std::abs(args.in_stride);
  const int64_t row = by_columns ? shape[0] : 1;
  const int64_t width = std::min(row, kColumns);
  const int64_t tiles_a_row = (row + width - 1) / width;
  const int64_t skipped = by_columns ? 1 : 0;
  parallel_for(0, lines / row * tiles_a_row, kGrain / (args.n * width), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      Walk<3> walk(args.ndim - skipped, shape + skipped,
                   {strides[0] + skipped, strides[1] + skipped, strides[2] + skipped}, i / tiles_a_row);
      const int64_t first = i % tiles_a_row * width;
      const auto at = [&](int k) { return walk.offset(k) + (by_columns ? first * strides[k][0] : 0); };
      f(static_cast<const char*>(args.in) + at(0), static_cast<char*>(args.out) + at(1),
        args.indices ? reinterpret_cast<char*>(args.indices) + at(2) : nullptr, std::min(width, row - first));
    }
  });
  return kOk;
}

/// A running fold that starts as its first element: state = step(state, x).
template <class T, class Step>
void scan_lines(const ScanArgs& args, const char* in, char* out, int64_t width, Step step) {
  T buffer[kBlock];
  if (width == 1) {
    T state{};
    for (int64_t i = 0; i < args.n; i += kBlock) {
      const int64_t count = std::min(kBlock, args.n - i);
      load_block(args.in_dtype, in + i * args.in_stride, args.in_stride, count, buffer);
      for (int64_t j = 0; j < count; j++) buffer[j] = state = i + j == 0 ? buffer[j] : step(state, buffer[j]);
      store_block(args.out_dtype, out + i * args.out_stride, args.out_stride, count, buffer);
    }
    return;
  }
  const int64_t* strides = tail_of(args) + args.ndim;
  T state[kColumns];
  for (int64_t i = 0; i < args.n; i++) {
    load_block(args.in_dtype, in + i * args.in_stride, strides[0], width, buffer);
    for (int64_t j = 0; j < width; j++) state[j] = i == 0 ? buffer[j] : step(state[j], buffer[j]);
    store_block(args.out_dtype, out + i * args.out_stride, strides[args.ndim], width, state);
  }
}

template <class T, class Step>
Status scan(const ScanArgs& args, int64_t words, Step step) {
  return for_lines(args, words,
                   [&](const char* in, char* out, char*, int64_t width) { scan_lines<T>(args, in, out, width, step); });
}

/// The running extreme and its position: of equals the last, and NaN beats everything.
template <bool kMax>
Status scan_extreme(const ScanArgs& args, int64_t words) {
  const auto run = [&]<class T>() {
    return for_lines(args, words, [&](const char* in, char* out, char* indices, int64_t width) {
      const int64_t* strides = tail_of(args) + args.ndim;
      const int64_t steps[3] = {width > 1 ? strides[0] : 0, width > 1 ? strides[args.ndim] : 0,
                                width > 1 ? strides[2 * args.ndim] : 0};
      T x[kColumns], best[kColumns];
      int64_t position[kColumns];
      for (int64_t i = 0; i < args.n; i++) {
        load_block(args.in_dtype, in + i * args.in_stride, steps[0], width, x);
        for (int64_t j = 0; j < width; j++) {
          const bool better = i == 0 || x[j] != x[j] || (kMax ? x[j] >= best[j] : x[j] <= best[j]);
          best[j] = better ? x[j] : best[j];
          position[j] = better ? i : position[j];
        }
        if (args.out) store_block(args.out_dtype, out + i * args.out_stride, steps[1], width, best);
        if (indices) store_block(kInt64, indices + i * args.index_stride, steps[2], width, position);
      }
    });
  };
  return with_scan_type(args, run);
}

/// The same, or complex double where both dtypes are complex: for folds that need no order.
template <class F>
Status with_fold_type(const ScanArgs& args, F f) {
  return is_complex(args.in_dtype) && is_complex(args.out_dtype) ? f.template operator()<Complex>()
                                                                 : with_scan_type(args, f);
}

/// log(e^a + e^b)
double log_add_exp(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return a + b;
  const double high = std::max(a, b), low = std::min(a, b);
  return std::isinf(high) ? high : high + std::log1p(std::exp(low - high));
}

}  // namespace

SC_KERNEL(cumsum, ScanArgs) {
  return with_fold_type(args, [&]<class T>() {
    using U = std::conditional_t<std::is_integral_v<T>, uint64_t, T>;  // integers wrap around
    return scan<T>(args, words, [](T a, T b) { return static_cast<T>(static_cast<U>(a) + static_cast<U>(b)); });
  });
}

SC_KERNEL(cumprod, ScanArgs) {
  return with_fold_type(args, [&]<class T>() {
    using U = std::conditional_t<std::is_integral_v<T>, uint64_t, T>;
    return scan<T>(args, words, [](T a, T b) { return static_cast<T>(static_cast<U>(a) * static_cast<U>(b)); });
  });
}

SC_KERNEL(logcumsumexp, ScanArgs) {
  if (is_complex(args.in_dtype) && is_complex(args.out_dtype))
    return scan<Complex>(args, words, [](Complex a, Complex b) { return logaddexp(a, b); });
  if (!is_floating(args.in_dtype) || !is_floating(args.out_dtype)) return fail(kUnsupportedDtype, args.in_dtype);
  return scan<double>(args, words, log_add_exp);
}

SC_KERNEL(cummax, ScanArgs) { return scan_extreme<true>(args, words); }

SC_KERNEL(cummin, ScanArgs) { return scan_extreme<false>(args, words); }

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
