// Folding contiguous elements into one number, in vectors.
#pragma once

#include <algorithm>
#include <type_traits>

#include "base/kernel.h"
#include "kernels/vec.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

/// The first n (0..kSize) elements from p and `fill` in the other lanes.
template <class T>
Vec<T> load_or(const T* p, int64_t n, T fill) {
  const auto lane = Vec<IntOf<T>>::iota() < Vec<IntOf<T>>(static_cast<IntOf<T>>(n));
  return select(Mask<T>{lane.v}, Vec<T>::load(p, n), Vec<T>(fill));
}

/// Folds map(x[i]), i < n, by a commutative and associative f(Vec, Vec) with the neutral element `init`, in the lanes
/// of four vectors; always in the same order.
template <class T, class F, class Map>
T fold(const T* x, int64_t n, T init, F f, Map map) {
  using V = Vec<T>;
  V acc[4] = {V(init), V(init), V(init), V(init)};
  int64_t i = 0;
  for (; i + 4 * V::kSize <= n; i += 4 * V::kSize) {
    for (int k = 0; k < 4; k++) acc[k] = f(acc[k], map(V::load(x + i + k * V::kSize)));
  }
  for (; i + V::kSize <= n; i += V::kSize) acc[0] = f(acc[0], map(V::load(x + i)));
  if (i < n) {
    V last = map(V::load(x + i, n - i));
    const auto lane = Vec<IntOf<T>>::iota() < Vec<IntOf<T>>(static_cast<IntOf<T>>(n - i));
    acc[1] = f(acc[1], select(Mask<T>{lane.v}, last, V(init)));
  }
  return reduce(f(f(acc[0], acc[1]), f(acc[2], acc[3])), f);
}

/// Σ map(x[i]) of float or double: in T for up to 2048 elements, so that a lane carries a few dozen roundings at most,
/// and in double beyond.
template <class T, class Map>
double sum_of(const T* x, int64_t n, Map map) {
  constexpr int64_t kBlock = 2048;
  const auto add = [](Vec<T> a, Vec<T> b) { return a + b; };
  double sum = 0;
  for (int64_t i = 0; i < n; i += kBlock)
    sum += static_cast<double>(fold(x + i, std::min(kBlock, n - i), T(0), add, map));
  return sum;
}
template <class T>
double sum_of(const T* x, int64_t n) {
  return sum_of(x, n, [](Vec<T> v) { return v; });
}

/// y[i] = map(x[i], i, lanes) for i < n, where map takes and gives vectors; a call on a tail has lanes < kSize. y may
/// be x.
template <class T, class Map>
void transform(const T* x, T* y, int64_t n, Map map) {
  using V = Vec<T>;
  int64_t i = 0;
  for (; i + V::kSize <= n; i += V::kSize) map(V::load(x + i), i, V::kSize).store(y + i);
  if (i < n) map(V::load(x + i, n - i), i, n - i).store(y + i, n - i);
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
