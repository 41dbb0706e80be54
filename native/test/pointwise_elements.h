// Elements of any dtype in memory with sentinels around them, and comparison within units of the last place.
#pragma once

#include <bit>
#include <cmath>
#include <complex>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

namespace sconce::testing {

// PyTorch's ScalarType numbers, which the argument blocks hold.
enum : int64_t {
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

inline bool is_integer(int64_t dtype) { return dtype <= kInt64 || dtype == kBool; }
inline bool is_complex(int64_t dtype) { return dtype >= kComplexHalf && dtype <= kComplexDouble; }

inline int64_t size_of(int64_t dtype) {
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
      return 4;
    case kInt64:
    case kDouble:
    case kComplexFloat:
      return 8;
    default:
      return 16;
  }
}

struct Elements {
  static constexpr int64_t kMargin = 64;
  static constexpr char kSentinel = 0x5a;

  int64_t dtype;
  int64_t n;
  std::vector<char> bytes;

  Elements(int64_t type, int64_t count)
      : dtype(type), n(count), bytes(static_cast<size_t>(2 * kMargin + count * size_of(type)), kSentinel) {}

  int64_t size() const { return size_of(dtype); }
  int bits() const { return dtype == kBool ? 1 : static_cast<int>(8 * size()); }
  char* data() { return bytes.data() + kMargin; }
  const char* data() const { return bytes.data() + kMargin; }

  template <typename T>
  T get(int64_t i) const {
    T x;
    std::memcpy(&x, data() + i * size(), sizeof(T));
    return x;
  }
  template <typename T>
  void put(int64_t i, T x) {
    std::memcpy(data() + i * size(), &x, sizeof(T));
  }

  int64_t integer(int64_t i) const {
    switch (dtype) {
      case kUInt8:
      case kBool:
        return get<uint8_t>(i);
      case kInt8:
        return get<int8_t>(i);
      case kInt16:
        return get<int16_t>(i);
      case kInt32:
        return get<int32_t>(i);
      default:
        return get<int64_t>(i);
    }
  }
  void set_integer(int64_t i, int64_t x) {
    switch (dtype) {
      case kBool:
        return put(i, static_cast<uint8_t>(x != 0));
      case kUInt8:
      case kInt8:
        return put(i, static_cast<int8_t>(x));
      case kInt16:
        return put(i, static_cast<int16_t>(x));
      case kInt32:
        return put(i, static_cast<int32_t>(x));
      default:
        return put(i, x);
    }
  }

  double real(int64_t i) const {
    switch (dtype) {
      case kHalf:
        return static_cast<double>(get<_Float16>(i));
      case kBFloat16:
        return std::bit_cast<float>(static_cast<uint32_t>(get<uint16_t>(i)) << 16);
      case kFloat:
        return get<float>(i);
      case kDouble:
        return get<double>(i);
      default:
        return static_cast<double>(integer(i));
    }
  }
  void set_real(int64_t i, double x) {
    switch (dtype) {
      case kHalf:
        return put(i, static_cast<_Float16>(static_cast<float>(x)));
      case kBFloat16:
        return put(i, static_cast<uint16_t>(std::bit_cast<uint32_t>(static_cast<float>(x)) >> 16));
      case kFloat:
        return put(i, static_cast<float>(x));
      case kDouble:
        return put(i, x);
      default:
        return set_integer(i, static_cast<int64_t>(x));
    }
  }

  std::complex<double> complex(int64_t i) const {
    if (dtype == kComplexFloat) return get<std::complex<float>>(i);
    if (dtype == kComplexDouble) return get<std::complex<double>>(i);
    return real(i);
  }
  void set_complex(int64_t i, std::complex<double> x) {
    if (dtype == kComplexFloat) return put(i, std::complex<float>(x));
    if (dtype == kComplexDouble) return put(i, x);
    set_real(i, x.real());
  }

  // The first elements: every value of the list, slow (a a a b b b) or fast (a b a b), so that two operands meet in all
  // pairs.
  template <typename T>
  void set_pairs(const std::vector<T>& values, bool slow) {
    const int64_t count = static_cast<int64_t>(values.size());
    for (int64_t i = 0; i < std::min(n, count * count); i++) {
      const T value = values[static_cast<size_t>(slow ? i / count : i % count)];
      if constexpr (std::is_integral_v<T>)
        set_integer(i, value);
      else
        set_real(i, value);
    }
  }

  int64_t magnitude_bits(int64_t i) const {
    const int64_t raw = size() == 2 ? get<int16_t>(i) : size() == 4 ? get<int32_t>(i) : get<int64_t>(i);
    return raw & (std::numeric_limits<int64_t>::max() >> (64 - 8 * size()));
  }
  bool same_bits(int64_t i, const Elements& other, int64_t j) const {
    return std::memcmp(data() + i * size(), other.data() + j * size(), static_cast<size_t>(size())) == 0;
  }
  bool untouched(int64_t i) const {
    for (int64_t b = 0; b < size(); b++)
      if (data()[i * size() + b] != kSentinel) return false;
    return true;
  }
  bool margins_intact() const {
    for (int64_t b = 0; b < kMargin; b++)
      if (bytes[static_cast<size_t>(b)] != kSentinel || bytes[bytes.size() - 1 - static_cast<size_t>(b)] != kSentinel)
        return false;
    return true;
  }
  std::string text(int64_t i) const {
    const std::complex<double> x = is_complex(dtype) ? complex(i) : real(i);
    return std::to_string(x.real()) + (is_complex(dtype) ? "+" + std::to_string(x.imag()) + "i" : "");
  }

  // The elements that shape and strides (in bytes, innermost first) visit, in order.
  Elements gathered(const std::vector<int64_t>& shape, const std::vector<int64_t>& strides) const {
    int64_t count = 1;
    for (int64_t extent : shape) count *= extent;
    Elements out(dtype, count);
    for (int64_t i = 0; i < count; i++) {
      int64_t offset = 0, rest = i;
      for (size_t d = 0; d < shape.size(); rest /= shape[d++]) offset += rest % shape[d] * strides[d];
      std::memcpy(out.data() + i * size(), data() + offset, static_cast<size_t>(size()));
    }
    return out;
  }
};

// Strides of a dense tensor of this element distance; swapped = the last dimension is the innermost in memory.
inline std::vector<int64_t> strides_of(const std::vector<int64_t>& shape, int64_t step, bool swapped) {
  std::vector<int64_t> strides(shape.size());
  for (size_t k = 0; k < shape.size(); k++) {
    const size_t d = swapped ? shape.size() - 1 - k : k;
    strides[d] = step;
    step *= shape[d];
  }
  return strides;
}

// Whether element i is `want` within `ulps` units of want's last place and `cancels` times the machine epsilon. Half
// and bfloat16 are computed in float: there the errors are float's, and half a unit for the rounding.
inline bool close(const Elements& out, int64_t i, long double want, double ulps, long double cancels) {
  if (is_integer(out.dtype)) return static_cast<long double>(out.integer(i)) == want;
  const bool reduced = out.dtype == kHalf || out.dtype == kBFloat16;
  const int digits = out.dtype == kDouble ? 53 : out.dtype == kFloat ? 24 : out.dtype == kHalf ? 11 : 8;
  const int lowest = out.dtype == kDouble ? -1022 : out.dtype == kHalf ? -14 : -126;
  const int highest = out.dtype == kDouble ? 1023 : out.dtype == kHalf ? 15 : 127;
  const long double got = out.real(i);
  if (std::isnan(want)) return std::isnan(got);
  if (std::isinf(want)) return got == want;
  const auto unit = [&](int precision) {
    return std::ldexp(1.0L, std::max(want == 0 ? lowest : std::ilogb(want), lowest) - (precision - 1));
  };
  const int computed = reduced ? 24 : digits;
  const long double tolerance = (reduced     ? 0.501L * unit(digits)
                                 : ulps == 0 ? 0
                                             : 0.5L * unit(digits)) +
                                ulps * unit(computed) + cancels * std::ldexp(1.0L, 1 - computed);
  if (std::isinf(got))
    return std::fabs(want) + tolerance >= std::ldexp(2.0L - std::ldexp(1.0L, -digits), highest) &&
           (got > 0) == (want > 0);
  return std::fabs(got - want) <= tolerance;
}

}  // namespace sconce::testing
