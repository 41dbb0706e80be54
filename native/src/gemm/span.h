// Copying and clearing short runs of elements.
#pragma once

#include <algorithm>
#include <type_traits>

#include "base/kernel.h"
#include "kernels/vec.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

template <typename S, typename T>
SC_INLINE void copy_span(const S* from, T* to, int64_t count) {
  if constexpr (std::is_same_v<S, T>) {
    constexpr int64_t kLanes = Vec<T>::kSize;
    int64_t p = 0;
    for (; p + kLanes <= count; p += kLanes) Vec<T>::load(from + p).store(to + p);
    if (p < count) Vec<T>::load(from + p, count - p).store(to + p, count - p);
  } else {
    for (int64_t p = 0; p < count; p++) to[p] = static_cast<T>(from[p]);
  }
}

// The same in whole vectors: up to a vector behind to[count) is overwritten, and as much behind from[count) read, but
// nothing at or behind `end`.
template <typename S, typename T>
SC_INLINE void copy_ahead(const S* from, T* to, int64_t count, const S* end) {
  constexpr int64_t kLanes = Vec<T>::kSize;
  if constexpr (std::is_same_v<S, T>) {
    if (end - from >= count + kLanes) {
      for (int64_t p = 0; p < count; p += kLanes) Vec<T>::load(from + p).store(to + p);
      return;
    }
  }
  copy_span(from, to, count);
}

// to[i] = from[2 * i]; reads from[0..2 * count - 1).
template <typename T>
SC_INLINE void copy_even(const T* from, T* to, int64_t count) {
  constexpr int64_t kLanes = Vec<T>::kSize;
  using Index = Vec<IntOf<T>>;
  const Index even = Index::iota() + Index::iota();
  for (int64_t p = 0; p < count; p += kLanes) {
    const int64_t n = std::min(kLanes, count - p), reach = 2 * n - 1, low = std::min(kLanes, reach);
    const Vec<T> x = Vec<T>::load(from + 2 * p, low), y = Vec<T>::load(from + 2 * p + low, reach - low);
    Vec<T>(__builtin_shuffle(x.v, y.v, even.v)).store(to + p, n);
  }
}

// to[i * lines + q] = from[q * line + i], i < count: `lines` lines become one, by turns.
template <typename T>
void interleave(const T* from, int64_t line, T* to, int64_t lines, int64_t count) {
  const auto of = [&]<int kLines>(std::integral_constant<int, kLines>) {
#pragma GCC ivdep
    for (int64_t i = 0; i < count; i++) {
#pragma GCC unroll 4
      for (int q = 0; q < kLines; q++) to[i * kLines + q] = from[q * line + i];
    }
  };
  switch (lines) {
    case 1:
      return copy_span(from, to, count);
    case 2:
      return of(std::integral_constant<int, 2>());
    case 3:
      return of(std::integral_constant<int, 3>());
    case 4:
      return of(std::integral_constant<int, 4>());
    default:
      for (int64_t i = 0; i < count; i++) {
        for (int64_t q = 0; q < lines; q++) to[i * lines + q] = from[q * line + i];
      }
  }
}

template <typename T>
SC_INLINE void zero_span(T* to, int64_t count) {
  constexpr int64_t kLanes = Vec<T>::kSize;
  int64_t p = 0;
  for (; p + kLanes <= count; p += kLanes) Vec<T>(T(0)).store(to + p);
  if (p < count) Vec<T>(T(0)).store(to + p, count - p);
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
