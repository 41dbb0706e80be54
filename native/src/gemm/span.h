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

template <typename T>
SC_INLINE void zero_span(T* to, int64_t count) {
  constexpr int64_t kLanes = Vec<T>::kSize;
  int64_t p = 0;
  for (; p + kLanes <= count; p += kLanes) Vec<T>(T(0)).store(to + p);
  if (p < count) Vec<T>(T(0)).store(to + p, count - p);
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
