// Copying and clearing short runs of elements.
#pragma once

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

template <typename T>
SC_INLINE void zero_span(T* to, int64_t count) {
  constexpr int64_t kLanes = Vec<T>::kSize;
  int64_t p = 0;
  for (; p + kLanes <= count; p += kLanes) Vec<T>(T(0)).store(to + p);
  if (p < count) Vec<T>(T(0)).store(to + p, count - p);
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
