// Resizing as a weighted sum of taps in each dimension. Channels that lie side by side: rows are summed into a line
// first, vectorised along the row, and the line's elements then into the outputs. Else a row is resized first, once for
// all outputs that it has a part in, and such rows are summed, vectorised along them.
#include "kernels/upsample.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <new>
#include <numbers>

#include "kernels/arguments.h"
#include "kernels/block.h"
#include "parallel/parallel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

constexpr int64_t kGrain = 1 << 14;  // elements that are worth a thread

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
  void set(int64_t i, int64_t tap, int64_t source, T weight) {
    sources[static_cast<size_t>(tap * out + i)] = source;
    weights[static_cast<size_t>(tap * out + i)] = weight;
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

/// The cubic convolution kernel with parameter a, at distance |x|.
template <class T>
T cubic(T x, T a) {
  x = std::abs(x);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
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
    const int64_t low = std::min(static_cast<int64_t>(x), n - 1);
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
    const int64_t low = std::min(static_cast<int64_t>(std::floor(x)), n - 1);
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
    for (int64_t k = 0; total != 0 && k < axis.taps; k++) axis.weights[static_cast<size_t>(k * axis.out + i)] /= total;
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

/// y = Σ weight * x, two terms at a time: y is read and written half as often.
template <class In, class T>
class WeightedSum {
 public:
  WeightedSum(T* y, int64_t n) : y_(y), n_(n) {}

  void add(const In* x, T weight) {
    if (weight == 0) return;
    if (held_ == nullptr) {
      held_ = x;
      held_weight_ = weight;
      return;
    }
    if (begun_) {
      for (int64_t i = 0; i < n_; i++) y_[i] += held_weight_ * static_cast<T>(held_[i]) + weight * static_cast<T>(x[i]);
    } else {
      for (int64_t i = 0; i < n_; i++) y_[i] = held_weight_ * static_cast<T>(held_[i]) + weight * static_cast<T>(x[i]);
    }
    begun_ = true;
    held_ = nullptr;
  }

  void finish() {
    if (!begun_ && held_ == nullptr) std::fill_n(y_, n_, T(0));
    if (held_ == nullptr) return;
    if (begun_) {
      for (int64_t i = 0; i < n_; i++) y_[i] += held_weight_ * static_cast<T>(held_[i]);
    } else {
      for (int64_t i = 0; i < n_; i++) y_[i] = held_weight_ * static_cast<T>(held_[i]);
    }
  }

 private:
  T* __restrict y_;
  int64_t n_;
  const In* held_ = nullptr;
  T held_weight_ = 0;
  bool begun_ = false;
};

/// One output row from a line of summed rows.
template <class T>
void sum_taps(const Axis<T>& axis, int64_t inner, const T* line, T* out) {
  if (inner > 1) {
    for (int64_t i = 0; i < axis.out; i++) {
      WeightedSum<T, T> sum(out + i * inner, inner);
      for (int64_t k = 0; k < axis.taps; k++) sum.add(line + axis.sources_of(k)[i] * inner, axis.weights_of(k)[i]);
      sum.finish();
    }
    return;
  }
  for (int64_t k = 0; k < axis.taps; k++) {
    const int64_t* sources = axis.sources_of(k);
    const T* weights = axis.weights_of(k);
    for (int64_t i = 0; i < axis.out; i++) out[i] = (k == 0 ? T(0) : out[i]) + weights[i] * line[sources[i]];
  }
}

/// Rounds a row of values to bytes, or leaves it where it is.
template <class In, class T>
void finish_row(const T* values, In* out, int64_t n) {
  for (int64_t j = 0; j < n; j++) out[j] = static_cast<In>(std::clamp(std::nearbyint(values[j]), T(0), T(255)));
}

/// Rows of single elements: each is resized once and kept while outputs need it.
template <class In, class T>
Status interpolate_rows(const UpsampleArgs& args, const Axis<T>& depth, const Axis<T>& height, const Axis<T>& width) {
  const int64_t in_row = args.in_size[2], out_row = args.out_size[2];
  const int64_t rows = args.out_size[0] * args.out_size[1];
  // A source row is kept at its number modulo these, and what an output row needs lies within as many neighbours.
  const int64_t kept = depth.taps * height.taps;
  const int64_t room = (kept + 1) * out_row + in_row;
  const std::unique_ptr<T[]> scratch(new (std::nothrow) T[static_cast<size_t>(num_threads() * room)]);
  const std::unique_ptr<int64_t[]> numbers(new (std::nothrow) int64_t[static_cast<size_t>(num_threads() * kept)]);
  if (!scratch || !numbers) return fail(kOutOfMemory, num_threads() * room * static_cast<int64_t>(sizeof(T)));
  parallel_for(0, args.planes * rows, kGrain / (out_row * height.taps), [&](int64_t begin, int64_t end) {
    T* const lines = scratch.get() + thread_num() * room;
    int64_t* const held = numbers.get() + thread_num() * kept;
    T* const sum = lines + kept * out_row;
    T* const wide = sum + out_row;
    std::fill_n(held, kept, -1);
    for (int64_t i = begin; i < end; i++) {
      const int64_t d = i % rows / args.out_size[1], h = i % args.out_size[1];
      T* out = sum;
      if constexpr (std::is_same_v<In, T>) out = static_cast<T*>(args.out) + i * out_row;
      WeightedSum<T, T> total(out, out_row);
      for (int64_t a = 0; a < depth.taps; a++) {
        for (int64_t b = 0; b < height.taps; b++) {
          const T weight = depth.weights_of(a)[d] * height.weights_of(b)[h];
          if (weight == 0) continue;
          const int64_t slab = i / rows * args.in_size[0] + depth.sources_of(a)[d];
          const int64_t source = slab * args.in_size[1] + height.sources_of(b)[h];
          const int64_t place = slab % depth.taps * height.taps + height.sources_of(b)[h] % height.taps;
          T* line = lines + place * out_row;
          if (held[place] != source) {
            held[place] = source;
            const In* x = static_cast<const In*>(args.in) + source * in_row;
            if constexpr (std::is_same_v<In, T>) {
              sum_taps(width, 1, x, line);
            } else {
              for (int64_t j = 0; j < in_row; j++) wide[j] = static_cast<T>(x[j]);
              sum_taps(width, 1, static_cast<const T*>(wide), line);
            }
          }
          total.add(line, weight);
        }
      }
      total.finish();
      if constexpr (!std::is_same_v<In, T>) finish_row(sum, static_cast<In*>(args.out) + i * out_row, out_row);
    }
  });
  return kOk;
}

template <class In, class T>
Status interpolate(const UpsampleArgs& args) {
  Axis<T> depth, height, width;
  if (!make_axis(args, 0, depth) || !make_axis(args, 1, height) || !make_axis(args, 2, width))
    return fail(kOutOfMemory, args.out_size[2]);
  if (args.inner == 1) return interpolate_rows<In, T>(args, depth, height, width);
  const int64_t in_row = args.in_size[2] * args.inner, out_row = args.out_size[2] * args.inner;
  const int64_t rows = args.out_size[0] * args.out_size[1];
  const int64_t room = in_row + out_row;
  const std::unique_ptr<T[]> scratch(new (std::nothrow) T[static_cast<size_t>(num_threads() * room)]);
  if (!scratch) return fail(kOutOfMemory, num_threads() * room * static_cast<int64_t>(sizeof(T)));
  parallel_for(0, args.planes * rows, kGrain / (room * height.taps), [&](int64_t begin, int64_t end) {
    T* line = scratch.get() + thread_num() * room;
    for (int64_t i = begin; i < end; i++) {
      const In* plane = static_cast<const In*>(args.in) + i / rows * args.in_size[0] * args.in_size[1] * in_row;
      WeightedSum<In, T> total(line, in_row);
      for (int64_t a = 0; a < depth.taps; a++) {
        const int64_t d = i % rows / args.out_size[1], h = i % args.out_size[1];
        for (int64_t b = 0; b < height.taps; b++) {
          const T weight = depth.weights_of(a)[d] * height.weights_of(b)[h];
          const int64_t row = depth.sources_of(a)[d] * args.in_size[1] + height.sources_of(b)[h];
          total.add(plane + row * in_row, weight);
        }
      }
      total.finish();
      if constexpr (std::is_same_v<In, T>) {
        sum_taps(width, args.inner, line, static_cast<T*>(args.out) + i * out_row);
      } else {
        T* values = line + in_row;
        sum_taps(width, args.inner, line, values);
        finish_row(values, static_cast<In*>(args.out) + i * out_row, out_row);
      }
    }
  });
  return kOk;
}

/// The source of each output along one dimension, in float whatever the dtype.
bool make_nearest(const UpsampleArgs& args, int d, std::unique_ptr<int64_t[]>& sources) {
  const int64_t n = args.in_size[d], out = args.out_size[d];
  sources.reset(new (std::nothrow) int64_t[static_cast<size_t>(out)]);
  if (!sources) return false;
  const float scale =
      args.scale[d] > 0 ? static_cast<float>(1.0 / args.scale[d]) : static_cast<float>(n) / static_cast<float>(out);
  for (int64_t i = 0; i < out; i++) {
    const float x = static_cast<float>(i) + (args.mode == kNearestExact ? 0.5f : 0.0f);
    sources[static_cast<size_t>(i)] = std::min(static_cast<int64_t>(std::floor(x * scale)), n - 1);
  }
  return true;
}

Status nearest(const UpsampleArgs& args) {
  std::unique_ptr<int64_t[]> sources[3];
  for (int d = 0; d < 3; d++) {
    if (!make_nearest(args, d, sources[d])) return fail(kOutOfMemory, args.out_size[d] * 8);
  }
  const int64_t rows = args.out_size[0] * args.out_size[1];
  const int64_t out_row = args.out_size[2] * args.inner;
  const int64_t* at = sources[2].get();
  bool doubles = args.inner == 1;  // by two, the usual factor: known to the compiler
  for (int64_t w = 0; w < args.out_size[2]; w++) doubles &= at[w] == w / 2;
  return with_element(args.dtype, [&]<class E>() {
    parallel_for(0, args.planes * rows, kGrain / out_row, [&](int64_t begin, int64_t end) {
      const E* before = nullptr;
      for (int64_t i = begin; i < end; i++) {
        const int64_t d = sources[0][static_cast<size_t>(i % rows / args.out_size[1])];
        const int64_t h = sources[1][static_cast<size_t>(i % args.out_size[1])];
        const E* in = static_cast<const E*>(args.in) +
                      ((i / rows * args.in_size[0] + d) * args.in_size[1] + h) * args.in_size[2] * args.inner;
        E* out = static_cast<E*>(args.out) + i * out_row;
        if (in == before) {  // the same row again
          std::copy_n(out - out_row, out_row, out);
        } else if (doubles) {
          for (int64_t w = 0; w < out_row / 2; w++) out[2 * w] = out[2 * w + 1] = in[w];
          if (out_row % 2 != 0) out[out_row - 1] = in[out_row / 2];
        } else if (args.inner == 1) {
          for (int64_t w = 0; w < args.out_size[2]; w++) out[w] = in[at[w]];
        } else {
          for (int64_t w = 0; w < args.out_size[2]; w++) {
            std::copy_n(in + at[w] * args.inner, args.inner, out + w * args.inner);
          }
        }
        before = in;
      }
    });
    return kOk;
  });
}

}  // namespace

SC_KERNEL(upsample, UpsampleArgs) {
  if (args.mode < kNearest || args.mode > kLanczosAntialias) return bad_argument(args, args.mode);
  for (int d = 0; d < 3; d++) {
    if (args.in_size[d] < 1) return bad_argument(args, args.in_size[d]);
    if (args.out_size[d] < 1) return bad_argument(args, args.out_size[d]);
  }
  if (args.planes * args.inner == 0) return kOk;
  if (args.mode <= kNearestExact) return nearest(args);
  if (args.dtype == kUInt8) return interpolate<uint8_t, float>(args);
  return with_float_or_double(args.dtype, [&]<class T>() { return interpolate<T, T>(args); });
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
