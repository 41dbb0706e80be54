// The element types of tensors: PyTorch's ScalarType numbers, their C++ types, and conversion of one element.
#pragma once

#include <bit>
#include <complex>
#include <cstdint>
#include <type_traits>

#include "base/kernel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// PyTorch's ScalarType numbers.
enum DType : int64_t {
  kUInt8 = 0,
  kInt8 = 1,
  kInt16 = 2,
  kInt32 = 3,
  kInt64 = 4,
  kHalf = 5,
  kFloat = 6,
  kDouble = 7,
  kComplexHalf = 8,
  kComplexFloat = 9,
  kComplexDouble = 10,
  kBool = 11,
  kBFloat16 = 15,
};

constexpr bool is_floating(int64_t dtype) {
  return dtype == kHalf || dtype == kFloat || dtype == kDouble || dtype == kBFloat16;
}

constexpr bool is_integral(int64_t dtype) { return (dtype >= kUInt8 && dtype <= kInt64) || dtype == kBool; }

// Bytes of an element, 0 for an unknown dtype.
constexpr int64_t element_size(int64_t dtype) {
  switch (dtype) {
    case kUInt8:
    case kInt8:
    case kBool:
      return 1;
    case kInt16:
    case kHalf:
    case kBFloat16:
      return 2;
    case kInt32:
    case kFloat:
    case kComplexHalf:
      return 4;
    case kInt64:
    case kDouble:
    case kComplexFloat:
      return 8;
    case kComplexDouble:
      return 16;
    default:
      return 0;
  }
}

using Half = _Float16;

struct BFloat16 {
  uint16_t bits;

  BFloat16() = default;
  // Rounds to nearest even.
  explicit BFloat16(float x) {
    const uint32_t wide = std::bit_cast<uint32_t>(x);
    bits = x != x ? uint16_t{0x7fc0} : static_cast<uint16_t>((wide + 0x7fff + ((wide >> 16) & 1)) >> 16);
  }
  explicit operator float() const { return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16); }
};

// A bool as it lies in memory: a byte that is true when it is not zero. (To read such a byte as a C++ bool would be
// undefined.)
struct Bool {
  uint8_t byte;

  Bool() = default;
  explicit Bool(bool x) : byte(x) {}
  explicit operator bool() const { return byte != 0; }
};

// The DType of a C++ element type, -1 for others. bool and Bool are both kBool.
template <typename T>
inline constexpr int64_t kDTypeOf = -1;
template <>
inline constexpr int64_t kDTypeOf<uint8_t> = kUInt8;
template <>
inline constexpr int64_t kDTypeOf<int8_t> = kInt8;
template <>
inline constexpr int64_t kDTypeOf<int16_t> = kInt16;
template <>
inline constexpr int64_t kDTypeOf<int32_t> = kInt32;
template <>
inline constexpr int64_t kDTypeOf<int64_t> = kInt64;
template <>
inline constexpr int64_t kDTypeOf<Half> = kHalf;
template <>
inline constexpr int64_t kDTypeOf<float> = kFloat;
template <>
inline constexpr int64_t kDTypeOf<double> = kDouble;
template <>
inline constexpr int64_t kDTypeOf<std::complex<float>> = kComplexFloat;
template <>
inline constexpr int64_t kDTypeOf<std::complex<double>> = kComplexDouble;
template <>
inline constexpr int64_t kDTypeOf<bool> = kBool;
template <>
inline constexpr int64_t kDTypeOf<Bool> = kBool;
template <>
inline constexpr int64_t kDTypeOf<BFloat16> = kBFloat16;

// One element of another type, as Tensor.to(dtype) converts it: to bool what is not zero (NaN too) is true; to half and
// bfloat16 by way of float, to nearest even; integers keep their low bits; a float is truncated towards zero. A float
// outside of int32 (outside of int64 for an int64 result) gives what the processor gives, without a trap.
template <typename To, typename From>
inline To convert_element(From x) {
  if constexpr (std::is_same_v<To, From>) {
    return x;
  } else if constexpr (std::is_same_v<From, BFloat16> || std::is_same_v<From, Half>) {
    return convert_element<To>(static_cast<float>(x));
  } else if constexpr (std::is_same_v<To, BFloat16> || std::is_same_v<To, Half>) {
    return static_cast<To>(convert_element<float>(x));
  } else if constexpr (std::is_same_v<From, Bool>) {
    return static_cast<To>(x.byte != 0);
  } else if constexpr (std::is_same_v<To, Bool>) {
    return Bool(x != From(0));
  } else if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To> && sizeof(To) < 4) {
    return static_cast<To>(static_cast<int32_t>(x));
  } else {
    return static_cast<To>(x);
  }
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
