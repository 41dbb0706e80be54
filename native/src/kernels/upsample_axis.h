// Which source elements each output of a resized dimension is made of, and with which weights.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <new>
#include <numbers>

#include "kernels/arguments.h"
#include "kernels/upsample.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

inline Status check_upsample(const UpsampleArgs& args) {
  if (args.mode < kNearest || args.mode > kLanczosAntialias) return bad_argument(args, args.mode);
  for (int d = 0; d < 3; d++) {
    if (args.in_size[d] < 1) return bad_argument(args, args.in_size[d]);
    if (args.out_size[d] < 1) return bad_argument(args, args.out_size[d]);
  }
  return kOk;
}

/// What each output along one dimension is made of: `taps` source elements and their weights, tap by tap.
template <class T>
struct Axis {
  int64_t out = 0, taps = 0;
  std::unique_ptr<int64_t[]> sources;
  std::unique_ptr<T[]> weights;

  bool make(int64_t outputs, int64_t taps_each) {
    out = outputs;
    taps = taps_each;
    const auto n = static_cast<size_t>(outputs * taps_each);
    sources.reset(new (std::nothrow) int64_t[n]());
    weights.reset(new (std::nothrow) T[n]());
    return sources && weights;
  }
  int64_t& source(int64_t i, int64_t tap) { return sources[static_cast<size_t>(tap * out + i)]; }
  T& weight(int64_t i, int64_t tap) { return weights[static_cast<size_t>(tap * out + i)]; }
  void set(int64_t i, int64_t tap, int64_t its_source, T its_weight) {
    source(i, tap) = its_source;
    weight(i, tap) = its_weight;
  }
  const int64_t* sources_of(int64_t tap) const { return sources.get() + tap * out; }
  const T* weights_of(int64_t tap) const { return weights.get() + tap * out; }
};

/// Input elements an output element, as PyTorch computes it: in T, since a rounding decides between two sources.
template <class T>
T scale_of(const UpsampleArgs& args, int d) {
  const T in = static_cast<T>(args.in_size[d]), out = static_cast<T>(args.out_size[d]);
  if (args.align_corners) return args.out_size[d] > 1 ? (in - 1) / (out - 1) : T(0);
  return args.scale[d] > 0 ? static_cast<T>(1.0 / args.scale[d]) : in / out;
}

template <class T>
T source_position(const UpsampleArgs& args, T scale, int64_t i) {
  return args.align_corners ? scale * static_cast<T>(i) : scale * (static_cast<T>(i) + T(0.5)) - T(0.5);
}

/// The element at or below a source position. In float whatever the dtype, as in PyTorch, for the same element where a
/// position lies a rounding below a whole number.
template <class T>
int64_t element_below(T x, int64_t n) {
  constexpr float kLargest = 9e18f;  // that is an int64; a tiny factor puts positions beyond
  return std::min(static_cast<int64_t>(std::min(kLargest, std::floor(static_cast<float>(x)))), n - 1);
}

/// The cubic convolution kernel with parameter a, at distance |x|.
template <class T>
T cubic(T x, T a) {
  x = std::abs(x);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
  return 0;
}

/// The Lanczos kernel of three lobes, at distance |x|: a sinc, windowed by one three times as wide.
template <class T>
T lanczos(T x) {
  x = std::abs(x) * std::numbers::pi_v<T>;
  if (x >= 3 * std::numbers::pi_v<T>) return 0;
  return x == 0 ? T(1) : std::sin(x) / x * std::sin(x / 3) / (x / 3);
}

template <class T>
void set_linear(const UpsampleArgs& args, int d, Axis<T>& axis) {
  const int64_t n = args.in_size[d];
  const T scale = scale_of<T>(args, d);
  for (int64_t i = 0; i < axis.out; i++) {
    const T x = n == axis.out ? static_cast<T>(i) : std::max(source_position(args, scale, i), T(0));
    const int64_t low = element_below(x, n);
    const T weight = std::clamp(x - static_cast<T>(low), T(0), T(1));
    axis.set(i, 0, low, 1 - weight);
    axis.set(i, 1, std::min(low + 1, n - 1), weight);
  }
}

template <class T>
void set_cubic(const UpsampleArgs& args, int d, Axis<T>& axis) {
  const int64_t n = args.in_size[d];
  const T scale = scale_of<T>(args, d);
  for (int64_t i = 0; i < axis.out; i++) {
    const T x = source_position(args, scale, i);
    const int64_t low = element_below(x, n);
    const T t = std::clamp(x - static_cast<T>(low), T(0), T(1));
    for (int64_t k = 0; k < 4; k++) {
      axis.set(i, k, std::clamp<int64_t>(low - 1 + k, 0, n - 1), cubic(t + 1 - static_cast<T>(k), T(-0.75)));
    }
  }
}

/// Half the width of an antialiasing filter, in input elements.
template <class T>
T support_of(const UpsampleArgs& args, int d) {
  const T half = args.mode == kLinearAntialias ? T(1) : args.mode == kCubicAntialias ? T(2) : T(3);
  return half * std::max(scale_of<T>(args, d), T(1));
}

/// The antialiasing filter at a distance in input elements.
template <class T>
T filter(int64_t mode, T x) {
  if (mode == kLinearAntialias) return std::max(1 - std::abs(x), T(0));
  return mode == kCubicAntialias ? cubic(x, T(-0.5)) : lanczos(x);
}

template <class T>
void set_antialias(const UpsampleArgs& args, int d, Axis<T>& axis) {
  const int64_t n = args.in_size[d];
  const T scale = scale_of<T>(args, d);
  const T support = support_of<T>(args, d);
  const T shrink = scale >= 1 ? 1 / scale : T(1);
  for (int64_t i = 0; i < axis.out; i++) {
    const T centre = scale * (static_cast<T>(i) + T(0.5));
    const int64_t first = std::max<int64_t>(static_cast<int64_t>(centre - support + T(0.5)), 0);
    const int64_t taps = std::min(static_cast<int64_t>(centre + support + T(0.5)), n) - first;
    T total = 0;
    for (int64_t k = 0; k < std::min(taps, axis.taps); k++) {
      const T x = (static_cast<T>(k + first) - centre + T(0.5)) * shrink;
      const T weight = filter(args.mode, x);
      axis.set(i, k, first + k, weight);
      total += weight;
    }
    for (int64_t k = 0; total != 0 && k < axis.taps; k++) axis.weight(i, k) /= total;
  }
}

template <class T>
bool make_axis(const UpsampleArgs& args, int d, Axis<T>& axis) {
  const int64_t out = args.out_size[d];
  if (args.in_size[d] == 1 && out == 1) {  // a dimension in front that is not there
    if (!axis.make(1, 1)) return false;
    axis.set(0, 0, 0, T(1));
    return true;
  }
  if (args.mode == kLinear) {
    if (!axis.make(out, 2)) return false;
    set_linear(args, d, axis);
  } else if (args.mode == kCubic) {
    if (!axis.make(out, 4)) return false;
    set_cubic(args, d, axis);
  } else {
    if (!axis.make(out, 2 * static_cast<int64_t>(std::ceil(support_of<T>(args, d))) + 1)) return false;
    set_antialias(args, d, axis);
  }
  return true;
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
