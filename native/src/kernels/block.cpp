#include "kernels/block.h"

#include <bit>
#include <cstring>

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

struct BFloat16 {
  uint16_t bits;

  BFloat16() = default;
  explicit BFloat16(float x) {
    const uint32_t wide = std::bit_cast<uint32_t>(x);
    bits = x != x ? uint16_t{0x7fc0} : static_cast<uint16_t>((wide + 0x7fff + ((wide >> 16) & 1)) >> 16);
  }
  explicit operator float() const { return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16); }
};

/// A byte that is true when it is not zero.
struct Bool {
  uint8_t byte;
};

template <class To, class From>
To convert_element(From x) {
  if constexpr (std::is_same_v<From, BFloat16>) {
    return static_cast<To>(static_cast<float>(x));
  } else if constexpr (std::is_same_v<To, BFloat16>) {
    return BFloat16(static_cast<float>(x));
  } else if constexpr (std::is_same_v<From, Bool>) {
    return static_cast<To>(x.byte != 0);
  } else if constexpr (std::is_same_v<To, Bool>) {
    return Bool{static_cast<uint8_t>(x != 0)};
  } else if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
    // By way of int64, so that an 8-bit result wraps as everywhere; out of int64's range the processor decides.
    return static_cast<To>(static_cast<int64_t>(x));
  } else {
    return static_cast<To>(x);
  }
}

template <class From, class To>
void convert_block(const void* in, int64_t in_stride, void* out, int64_t out_stride, int64_t n) {
  const char* source = static_cast<const char*>(in);
  char* destination = static_cast<char*>(out);
  if (in_stride == static_cast<int64_t>(sizeof(From)) && out_stride == static_cast<int64_t>(sizeof(To))) {
    const From* x = static_cast<const From*>(in);
    To* y = static_cast<To*>(out);
    for (int64_t i = 0; i < n; i++) y[i] = convert_element<To>(x[i]);
    return;
  }
  for (int64_t i = 0; i < n; i++) {
    *reinterpret_cast<To*>(destination + i * out_stride) =
        convert_element<To>(*reinterpret_cast<const From*>(source + i * in_stride));
  }
}

template <class To>
void load_any(int64_t dtype, const void* in, int64_t stride, int64_t n, To* out) {
  constexpr int64_t kStep = sizeof(To);
  switch (dtype) {
    case kUInt8:
      return convert_block<uint8_t, To>(in, stride, out, kStep, n);
    case kInt8:
      return convert_block<int8_t, To>(in, stride, out, kStep, n);
    case kInt16:
      return convert_block<int16_t, To>(in, stride, out, kStep, n);
    case kInt32:
      return convert_block<int32_t, To>(in, stride, out, kStep, n);
    case kInt64:
      return convert_block<int64_t, To>(in, stride, out, kStep, n);
    case kBool:
      return convert_block<Bool, To>(in, stride, out, kStep, n);
    default:
      break;
  }
  if constexpr (std::is_floating_point_v<To>) {
    if (dtype == kHalf) return convert_block<_Float16, To>(in, stride, out, kStep, n);
    if (dtype == kBFloat16) return convert_block<BFloat16, To>(in, stride, out, kStep, n);
    if (dtype == kFloat) return convert_block<float, To>(in, stride, out, kStep, n);
    if (dtype == kDouble) return convert_block<double, To>(in, stride, out, kStep, n);
  }
}

template <class From>
void store_any(int64_t dtype, void* out, int64_t stride, int64_t n, const From* in) {
  constexpr int64_t kStep = sizeof(From);
  switch (dtype) {
    case kUInt8:
      return convert_block<From, uint8_t>(in, kStep, out, stride, n);
    case kInt8:
      return convert_block<From, int8_t>(in, kStep, out, stride, n);
    case kInt16:
      return convert_block<From, int16_t>(in, kStep, out, stride, n);
    case kInt32:
      return convert_block<From, int32_t>(in, kStep, out, stride, n);
    case kInt64:
      return convert_block<From, int64_t>(in, kStep, out, stride, n);
    case kHalf:
      return convert_block<From, _Float16>(in, kStep, out, stride, n);
    case kBFloat16:
      return convert_block<From, BFloat16>(in, kStep, out, stride, n);
    case kFloat:
      return convert_block<From, float>(in, kStep, out, stride, n);
    case kDouble:
      return convert_block<From, double>(in, kStep, out, stride, n);
    case kBool:
      return convert_block<From, Bool>(in, kStep, out, stride, n);
    default:
      break;
  }
}

}  // namespace

void load_block(int64_t dtype, const void* in, int64_t stride, int64_t n, float* out) {
  load_any(dtype, in, stride, n, out);
}
void load_block(int64_t dtype, const void* in, int64_t stride, int64_t n, double* out) {
  load_any(dtype, in, stride, n, out);
}
void load_block(int64_t dtype, const void* in, int64_t stride, int64_t n, int64_t* out) {
  load_any(dtype, in, stride, n, out);
}

void store_block(int64_t dtype, void* out, int64_t stride, int64_t n, const double* in) {
  store_any(dtype, out, stride, n, in);
}
void store_block(int64_t dtype, void* out, int64_t stride, int64_t n, const int64_t* in) {
  store_any(dtype, out, stride, n, in);
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
