#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "base/kernel.h"
#include "kernels/arguments.h"
#include "kernels/dtype.h"
#include "kernels/quantized.h"
#include "kernels/vec.h"
#include "parallel/parallel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

constexpr int64_t kGrain = 32768;

// Lanes of T, whole or the first n, widened to int32, and back.
template <typename T>
struct Lanes {
  using Int = Vec<int32_t>;
  static constexpr int64_t kSize = Int::kSize;
  typedef T Narrow __attribute__((vector_size(Int::kSize * sizeof(T))));

  static SC_INLINE Int load(const T* p, int64_t n) {
    Narrow narrow = {};
    if (n >= kSize) {
      __builtin_memcpy(&narrow, p, sizeof(narrow));
    } else {
      __builtin_memcpy(&narrow, p, static_cast<size_t>(n) * sizeof(T));
    }
    return Int(__builtin_convertvector(narrow, Native<int32_t>));
  }
  static SC_INLINE void store(Int x, T* p, int64_t n) {
    const Narrow narrow = __builtin_convertvector(x.v, Narrow);
    if (n >= kSize) {
      __builtin_memcpy(p, &narrow, sizeof(narrow));
    } else {
      __builtin_memcpy(p, &narrow, static_cast<size_t>(n) * sizeof(T));
    }
  }
};

// Numbers to integers of one scale and zero point. Those of bytes are exact in float; int32 has values that float has
// not, so it goes by double, one by one.
template <typename T>
class ToIntegers {
 public:
  ToIntegers(double scale, int64_t zero_point) : inverse_(1.0f / static_cast<float>(scale)), zero_(zero_point) {}

  // The zero point is added before the rounding, in one operation with the product: so does PyTorch, and where one half
  // lies between it decides.
  SC_INLINE Vec<int32_t> operator()(Vec<float> x) const {
    if constexpr (sizeof(T) == 1) {
      return clamped(fmadd(x, Vec<float>(inverse_), Vec<float>(static_cast<float>(zero_))), kLeast, kMost);
    } else {
      float numbers[Vec<float>::kSize];
      int32_t integers[Vec<float>::kSize];
      x.store(numbers);
      for (int64_t i = 0; i < Vec<float>::kSize; i++) {
        const double q = std::nearbyint(static_cast<double>(numbers[i] * inverse_)) + static_cast<double>(zero_);
        integers[i] = static_cast<int32_t>(q >= kLeast ? std::min<double>(q, kMost) : kLeast);
      }
      return Vec<int32_t>::load(integers);
    }
  }

  // After the rounding, as PyTorch's sums and products do. Of bytes.
  SC_INLINE Vec<int32_t> of_result(Vec<float> x) const {
    const auto zero = static_cast<float>(zero_);
    return clamped(x * Vec<float>(inverse_), kLeast - zero, kMost - zero) + Vec<int32_t>(static_cast<int32_t>(zero_));
  }

 private:
  static constexpr auto kLeast =
      static_cast<std::conditional_t<sizeof(T) == 1, float, double>>(std::numeric_limits<T>::min());
  static constexpr auto kMost =
      static_cast<std::conditional_t<sizeof(T) == 1, float, double>>(std::numeric_limits<T>::max());

  // NaN becomes the least.
  static SC_INLINE Vec<int32_t> clamped(Vec<float> x, float lo, float hi) {
    x = select(x >= Vec<float>(lo), x, Vec<float>(lo));
    x = select(x <= Vec<float>(hi), x, Vec<float>(hi));
    return convert<int32_t>(round(x));
  }

  float inverse_;
  int64_t zero_;
};

template <typename T>
void quantize_run(const float* in, T* out, int64_t n, double scale, int64_t zero_point) {
  const ToIntegers<T> integers(scale, zero_point);
  constexpr int64_t kLanes = Vec<float>::kSize;
  for (int64_t i = 0; i < n; i += kLanes) {
    const int64_t lanes = std::min(kLanes, n - i);
    Lanes<T>::store(integers(Vec<float>::load(in + i, lanes)), out + i, lanes);
  }
}

template <typename T>
void dequantize_run(const T* in, float* out, int64_t n, double scale, int64_t zero_point) {
  constexpr int64_t kLanes = Vec<float>::kSize;
  const Vec<float> factor(static_cast<float>(scale));
  const Vec<int32_t> zero(static_cast<int32_t>(zero_point));
  for (int64_t i = 0; i < n; i += kLanes) {
    const int64_t lanes = std::min(kLanes, n - i);
    (convert<float>(Lanes<T>::load(in + i, lanes) - zero) * factor).store(out + i, lanes);
  }
}

Status check(const QuantizeArgs& a) {
  if (a.outer < 0) return bad_argument(a, a.outer);
  if (a.channels < 0) return bad_argument(a, a.channels);
  if (a.inner < 0) return bad_argument(a, a.inner);
  return kOk;
}

// f(position, length, channel) for runs of one channel, in parallel.
template <typename F>
void for_runs(const QuantizeArgs& a, const F& f) {
  const int64_t n = a.outer * a.channels * a.inner;
  if (n == 0) return;
  if (a.channels == 1) {
    parallel_for(0, n, kGrain, [&](int64_t begin, int64_t end) { f(begin, end - begin, 0); });
    return;
  }
  parallel_for(0, a.outer * a.channels, std::max<int64_t>(1, kGrain / a.inner), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) f(i * a.inner, a.inner, i % a.channels);
  });
}

// f.operator()<T>() for the type of the integers.
template <typename F>
Status for_integers(const int64_t dtype, F f) {
  switch (dtype) {
    case kUInt8:
      return f.template operator()<uint8_t>();
    case kInt8:
      return f.template operator()<int8_t>();
    case kInt32:
      return f.template operator()<int32_t>();
    default:
      return fail(kUnsupportedDtype, dtype);
  }
}

template <typename T>
void binary_run(const QuantizedBinaryArgs& a, int64_t begin, int64_t end) {
  using F = Vec<float>;
  constexpr int64_t kLanes = F::kSize;
  const T *x = static_cast<const T*>(a.a), *y = static_cast<const T*>(a.b);
  T* out = static_cast<T*>(a.out);
  // scale * q - scale * zero point, rounded as PyTorch's vectors are, so that the bytes are the same.
  const F x_scale(static_cast<float>(a.a_scale)), y_scale(static_cast<float>(a.b_scale));
  const F x_zero = x_scale * F(static_cast<float>(-a.a_zero)), y_zero = y_scale * F(static_cast<float>(-a.b_zero));
  const ToIntegers<T> integers(a.out_scale, a.out_zero);
  for (int64_t i = begin; i < end; i += kLanes) {
    const int64_t lanes = std::min(kLanes, end - i);
    const F u = fmadd(convert<float>(Lanes<T>::load(x + i, lanes)), x_scale, x_zero);
    const F v = fmadd(convert<float>(Lanes<T>::load(y + i, lanes)), y_scale, y_zero);
    F result = a.multiply ? u * v : u + v;
    if (a.relu) result = maximum(result, F(0.0f));
    Lanes<T>::store(integers.of_result(result), out + i, lanes);
  }
}

}  // namespace

SC_KERNEL(quantize, QuantizeArgs) {
  if (const Status status = check(args)) return status;
  return for_integers(args.dtype, [&]<typename T>() {
    for_runs(args, [&](int64_t at, int64_t n, int64_t channel) {
      quantize_run(static_cast<const float*>(args.in) + at, static_cast<T*>(args.out) + at, n, args.scales[channel],
                   args.zero_points[channel]);
    });
    return kOk;
  });
}

SC_KERNEL(dequantize, QuantizeArgs) {
  if (const Status status = check(args)) return status;
  return for_integers(args.dtype, [&]<typename T>() {
    for_runs(args, [&](int64_t at, int64_t n, int64_t channel) {
      dequantize_run(static_cast<const T*>(args.in) + at, static_cast<float*>(args.out) + at, n, args.scales[channel],
                     args.zero_points[channel]);
    });
    return kOk;
  });
}

SC_KERNEL(quantized_lookup, QuantizedLookupArgs) {
  if (args.n < 0) return bad_argument(args, args.n);
  parallel_for(0, args.n, kGrain, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) args.out[i] = args.table[args.in[i]];
  });
  return kOk;
}

SC_KERNEL(quantized_binary, QuantizedBinaryArgs) {
  if (args.n < 0) return bad_argument(args, args.n);
  if (args.dtype != kUInt8 && args.dtype != kInt8) return fail(kUnsupportedDtype, args.dtype);
  parallel_for(0, args.n, kGrain, [&](int64_t begin, int64_t end) {
    args.dtype == kUInt8 ? binary_run<uint8_t>(args, begin, end) : binary_run<int8_t>(args, begin, end);
  });
  return kOk;
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
