// Sorting keys: every dtype's order as that of unsigned integers, with the element's position in the low half, so that
// one comparison of integers orders stably. NaNs are equal to each other and greater than all numbers; -0 equals 0.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>

#include "kernels/block.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

__extension__ typedef unsigned __int128 uint128_t;

/// Keys of 32 bits serve all dtypes but double and int64.
template <class Key>
using Packed = std::conditional_t<sizeof(Key) == 4, uint64_t, uint128_t>;

template <class Key>
inline constexpr int kKeyBits = std::numeric_limits<Key>::digits;

template <class Key>
Key key_of(Packed<Key> packed) {
  return static_cast<Key>(packed >> kKeyBits<Key>);
}

/// The position, as it was packed.
template <class Key>
int64_t position_of(Packed<Key> packed) {
  return static_cast<int64_t>(static_cast<Key>(packed));
}

template <class Key, class T>
Key make_key(T x) {
  constexpr Key kSign = Key{1} << (kKeyBits<Key> - 1);
  if constexpr (std::is_floating_point_v<T>) {
    static_assert(sizeof(T) == sizeof(Key));
    const Key bits = std::bit_cast<Key>(x);
    if (x != x) return ~Key{0};
    if (x == 0) return kSign;
    return bits & kSign ? ~bits : bits | kSign;
  } else {
    return static_cast<Key>(x) + kSign;  // an int64 that fits in Key's signed counterpart
  }
}

/// f.operator()<Key, T>() with the key of `dtype` and the type that elements are loaded in for it.
template <class F>
Status with_key(int64_t dtype, F&& f) {
  if (dtype == kDouble) return f.template operator()<uint64_t, double>();
  if (dtype == kInt64) return f.template operator()<uint64_t, int64_t>();
  if (is_floating(dtype)) return f.template operator()<uint32_t, float>();
  if (is_integral(dtype)) return f.template operator()<uint32_t, int64_t>();
  return fail(kUnsupportedDtype, dtype);
}

/// The n elements of a line as packed keys and positions; descending: such that ascending order is the wanted one.
template <class Key, class T>
void pack_line(int64_t dtype, const void* in, int64_t stride, int64_t n, bool descending, Packed<Key>* out) {
  constexpr int64_t kBlock = 512;
  T buffer[kBlock];
  for (int64_t i = 0; i < n; i += kBlock) {
    const int64_t count = std::min(kBlock, n - i);
    const T* x = view_block(dtype, static_cast<const char*>(in) + i * stride, stride, count, buffer);
    for (int64_t j = 0; j < count; j++) {
      const Key key = make_key<Key>(x[j]);
      out[i + j] = static_cast<Packed<Key>>(descending ? ~key : key) << kKeyBits<Key> | static_cast<Packed<Key>>(i + j);
    }
  }
}

/// Whether one packed key orders before another regardless of positions.
template <class Key>
constexpr auto kKeyLess = [](Packed<Key> a, Packed<Key> b) { return key_of<Key>(a) < key_of<Key>(b); };

inline constexpr int64_t kWorthRadix = 512;  // elements

/// Sorts by key, then position; `scratch` has room for n. Long lines by the bytes of the key, least significant first.
template <class Key>
void sort_packed(Packed<Key>* data, Packed<Key>* scratch, int64_t n) {
  constexpr int kBytes = sizeof(Key);
  if (n < kWorthRadix) return std::sort(data, data + n);
  int64_t counts[kBytes][256] = {};
  for (int64_t i = 0; i < n; i++) {
    const Key key = key_of<Key>(data[i]);
    for (int b = 0; b < kBytes; b++) counts[b][key >> (8 * b) & 0xff]++;
  }
  Packed<Key>* from = data;
  Packed<Key>* to = scratch;
  for (int b = 0; b < kBytes; b++) {
    int64_t* places = counts[b];
    if (std::any_of(places, places + 256, [&](int64_t count) { return count == n; })) continue;  // all alike
    int64_t place = 0;
    for (int v = 0; v < 256; v++) place += std::exchange(places[v], place);
    for (int64_t i = 0; i < n; i++) to[places[key_of<Key>(from[i]) >> (8 * b) & 0xff]++] = from[i];
    std::swap(from, to);
  }
  if (from != data) std::copy(from, from + n, data);
}

/// Sorts by key. Among equals the order is that in which std::sort leaves them, as it does in PyTorch's CPU kernels: so
/// long lines, which are sorted faster by radix, are sorted again where two of their elements are equal.
template <class Key>
void sort_unstable(Packed<Key>* data, Packed<Key>* scratch, int64_t n) {
  if (n >= kWorthRadix) {
    sort_packed<Key>(data, scratch, n);
    const auto equal = [](Packed<Key> a, Packed<Key> b) { return key_of<Key>(a) == key_of<Key>(b); };
    if (std::adjacent_find(data, data + n, equal) == data + n) return;
    for (int64_t i = 0; i < n; i++) scratch[position_of<Key>(data[i])] = data[i];
    std::copy(scratch, scratch + n, data);
  }
  std::sort(data, data + n, kKeyLess<Key>);
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
