// Pooling in one of three ways. A plane is folded at once where it is one window (pool_whole.h: of channels that lie
// side by side). Windows of few elements over channels that lie side by side are folded in registers, a vector of
// channels at a time. Else the fold is separable: the rows of a window are folded into one line, vectorised over the
// line, and the line's elements then into the outputs. Only positions (max_pool with indices) need every window element
// by element.
#include "kernels/pool.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <new>

#include "kernels/arguments.h"
#include "kernels/block.h"
#include "kernels/fold.h"
#include "kernels/pool_whole.h"
#include "kernels/read_once.h"
#include "parallel/parallel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

constexpr int64_t kGrain = 1 << 14;  // window elements that are worth a thread

/// The input elements start, start + dilation, … < end that one output folds along one dimension.
struct Window {
  int64_t start, end;
  int64_t padded;    // how many there are with those in the padding
  int64_t taps = 0;  // and without
  // Of a run of windows that are alike but for a shift by `step`, so that a loop over their outputs can be vectorised:
  // how many follow from this one, itself included.
  int64_t run = 1, step = 0;
};

/// The windows of every output along one dimension.
struct Axis {
  int64_t in, out, dilation;
  std::unique_ptr<Window[]> windows;

  const Window& operator[](int64_t i) const { return windows[static_cast<size_t>(i)]; }
};

Window sliding_window(const PoolArgs& args, int d, int64_t i) {
  const int64_t first = i * args.stride[d] - args.pad[d];
  const int64_t last = std::min(first + (args.kernel[d] - 1) * args.dilation[d] + 1, args.in_size[d] + args.pad[d]);
  const int64_t skipped = first < 0 ? (-first + args.dilation[d] - 1) / args.dilation[d] : 0;
  return {first + skipped * args.dilation[d], std::min(last, args.in_size[d]), last - first};
}

Window adaptive_window(const PoolArgs& args, int d, int64_t i) {
  const int64_t in = args.in_size[d], out = args.out_size[d];
  const int64_t start = i * in / out;
  const int64_t end = ((i + 1) * in - 1) / out + 1;
  return {start, end, end - start};
}

/// Fills in what follows from the windows' places.
void find_runs(Axis& axis) {
  for (int64_t i = 0; i < axis.out; i++) {
    Window& window = axis.windows[static_cast<size_t>(i)];
    if (window.start < window.end) window.taps = (window.end - window.start + axis.dilation - 1) / axis.dilation;
  }
  for (int64_t i = 0; i < axis.out; i += axis[i].run) {
    Window& window = axis.windows[static_cast<size_t>(i)];
    if (i + 1 < axis.out) window.step = axis[i + 1].start - window.start;
    for (; i + window.run < axis.out; window.run++) {
      const Window& next = axis[i + window.run];
      if (next.start != window.start + window.run * window.step) break;
      if (next.taps != window.taps || next.padded != window.padded) break;
    }
  }
}

struct Geometry {
  Axis axes[3];
  int64_t in_plane, out_rows;

  /// Fails if memory is short or, unless allowed, if a window is empty.
  Status make(const PoolArgs& args, bool adaptive, bool allow_empty) {
    for (int d = 0; d < 3; d++) {
      const int64_t out = args.out_size[d];
      for (const int64_t* steps : {args.kernel, args.stride, args.dilation}) {
        if (!adaptive && steps[d] < 1) return bad_argument(args, steps[d]);
      }
      axes[d] = {args.in_size[d], out, adaptive ? 1 : args.dilation[d],
                 std::unique_ptr<Window[]>(new (std::nothrow) Window[static_cast<size_t>(out)])};
      if (!axes[d].windows) return fail(kOutOfMemory, out * static_cast<int64_t>(sizeof(Window)));
      for (int64_t i = 0; i < out; i++) {
        const Window window = adaptive ? adaptive_window(args, d, i) : sliding_window(args, d, i);
        if (!allow_empty && window.start >= window.end) return bad_argument(args, args.out_size[d]);
        axes[d].windows[static_cast<size_t>(i)] = window;
      }
      find_runs(axes[d]);
    }
    in_plane = args.in_size[0] * args.in_size[1] * args.in_size[2] * args.inner;
    out_rows = args.out_size[0] * args.out_size[1];
    return kOk;
  }

  int64_t grain(const PoolArgs& args) const {
    const Window &d = axes[0][0], &h = axes[1][0], &w = axes[2][0];
    return kGrain / std::max<int64_t>(d.padded * h.padded * w.padded * args.out_size[2] * args.inner, 1);
  }
};

template <class T>
struct Max {
  using Element = T;
  static constexpr T kStart =
      std::numeric_limits<T>::has_infinity ? -std::numeric_limits<T>::infinity() : std::numeric_limits<T>::lowest();
  static T fold(T a, T b) { return (b > a) | (b != b) ? b : a; }
  static SC_INLINE Vec<T> fold(Vec<T> a, Vec<T> b) { return maximum(a, b); }
  template <class X>
  X finish(X x, int64_t, int64_t) const {
    return x;
  }
};

template <class T>
struct Average {
  using Element = T;
  static constexpr T kStart = T(0);
  bool include_pad;
  int64_t divisor;  // 0: by the number of elements

  static T fold(T a, T b) { return a + b; }
  static SC_INLINE Vec<T> fold(Vec<T> a, Vec<T> b) { return a + b; }
  template <class X>
  X finish(X x, int64_t elements, int64_t padded) const {
    return x / X(static_cast<T>(divisor ? divisor : include_pad ? padded : elements));
  }
};

template <class Op, class T>
void fold_line(T* line, const T* x, int64_t n) {
  for (int64_t i = 0; i < n; i++) line[i] = Op::fold(line[i], x[i]);
}

/// out[j] = fold of line[j * step + k * dilation] over k < taps, for j < n; kStep is the step if it is not 0.
template <class Op, int kStep, class T>
void fold_taps(T* out, const T* line, int64_t n, int64_t taps, int64_t dilation, int64_t any_step) {
  const int64_t step = kStep ? kStep : any_step;
  for (int64_t j = 0; j < n; j++) out[j] = line[j * step];
  for (int64_t k = 1; k < taps; k++) {
    const T* x = line + k * dilation;
    for (int64_t j = 0; j < n; j++) out[j] = Op::fold(out[j], x[j * step]);
  }
}

/// f.operator()<kStep>() for the steps that are worth a loop of their own, 0 for any other.
template <class F>
void with_step(int64_t step, F f) {
  if (step == 1) return f.template operator()<1>();
  if (step == 2) return f.template operator()<2>();
  f.template operator()<0>();
}

/// One output row of `inner` channels a column, from a line of folded rows.
template <class Op, class T>
void fold_windows(const Op& op, const Axis& axis, int64_t inner, const T* line, T* out, int64_t elements,
                  int64_t padded) {
  for (int64_t i = 0; i < axis.out;) {
    const Window& window = axis[i];
    const int64_t outputs = inner == 1 ? window.run : 1;
    T* y = out + i * inner;
    const int64_t width = outputs * inner;
    if (window.taps == 0) {
      std::fill_n(y, width, T(0));
    } else {
      const T* x = line + window.start * inner;
      with_step(inner == 1 ? window.step : 1, [&]<int kStep>() {
        fold_taps<Op, kStep>(y, x, width, window.taps, axis.dilation * inner, window.step);
      });
      for (int64_t j = 0; j < width; j++) y[j] = op.finish(y[j], elements * window.taps, padded * window.padded);
    }
    i += outputs;
  }
}

/// Folds the whole of each plane of contiguous elements into its one output.
template <class Op, class T>
void fold_planes(const Op& op, const PoolArgs& args, int64_t n) {
  parallel_for(0, args.planes, kGrain / std::max<int64_t>(n, 1), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      const T whole = fold(
          static_cast<const T*>(args.in) + i * n, n, Op::kStart, [](Vec<T> a, Vec<T> b) { return Op::fold(a, b); },
          [](Vec<T> v) { return v; });
      static_cast<T*>(args.out)[i] = op.finish(whole, n, n);
    }
  });
}

bool is_whole(const Axis& axis) {
  return axis.out == 1 && axis.dilation == 1 && axis[0].taps == axis.in && axis[0].padded == axis.in;
}

/// Folds kCount vectors of n channels over a window each, `in_step` and `out_step` elements from one to the next: more
/// channels of one window, or its neighbours. One by itself would wait for each fold.
template <int kCount, class Op, class T>
SC_INLINE void fold_channels(const Op& op, const PoolArgs& args, const Geometry& geometry, const Window& d,
                             const Window& h, const Window& w, const T* in, int64_t in_step, T* out, int64_t out_step,
                             int64_t n) {
  using V = Vec<T>;
  const auto& [depth, height, width] = geometry.axes;
  const auto with = [&](auto load, auto store) __attribute__((always_inline)) {
    V acc[kCount];
    for (V& a : acc) a = V(Op::kStart);
    for (int64_t z = d.start; z < d.end; z += depth.dilation) {
      for (int64_t y = h.start; y < h.end; y += height.dilation) {
        const T* row = in + (z * args.in_size[1] + y) * args.in_size[2] * args.inner;
        for (int64_t x = w.start; x < w.end; x += width.dilation)
          for (int k = 0; k < kCount; k++) acc[k] = Op::fold(acc[k], load(row + x * args.inner + k * in_step));
      }
    }
    for (int k = 0; k < kCount; k++) {
      store(op.finish(acc[k], d.taps * h.taps * w.taps, d.padded * h.padded * w.padded), out + k * out_step);
    }
  };
  if (n >= V::kSize)
    with([](const T* p) { return V::load(p); }, [](V y, T* to) { y.store(to); });
  else
    with([n](const T* p) { return V::load(p, n); }, [n](V y, T* to) { y.store(to, n); });
}

/// Whether the windows from i on are alike but for equal steps.
bool are_alike(const Axis& axis, int64_t i, int64_t count) {
  if (i + count > axis.out) return false;
  const Window& first = axis[i];
  const int64_t step = axis[i + 1].start - first.start;
  for (int64_t k = 1; k < count; k++) {
    const Window& next = axis[i + k];
    if (next.start != first.start + k * step || next.taps != first.taps || next.padded != first.padded) return false;
  }
  return true;
}

/// Each output by itself, in registers.
template <class Op, class T>
void fold_in_registers(const Op& op, const PoolArgs& args, const Geometry& geometry) {
  constexpr int kCount = 4;
  constexpr int64_t kSize = Vec<T>::kSize;
  const int64_t columns = args.out_size[2], inner = args.inner;
  const auto& [depth, height, width] = geometry.axes;
  const int64_t window = depth[0].padded * height[0].padded * width[0].padded;
  parallel_for(0, args.planes * geometry.out_rows * columns, kGrain / (window * inner),
               [&](int64_t begin, int64_t end) {
                 int64_t outputs = 1;
                 for (int64_t i = begin; i < end; i += outputs) {
                   const int64_t row = i / columns % geometry.out_rows, column = i % columns;
                   const Window& d = depth[row / args.out_size[1]];
                   const Window& h = height[row % args.out_size[1]];
                   const Window& w = width[column];
                   const T* in = static_cast<const T*>(args.in) + i / columns / geometry.out_rows * geometry.in_plane;
                   T* out = static_cast<T*>(args.out) + i * inner;
                   outputs = 1;
                   if (d.taps * h.taps * w.taps == 0) {  // the whole window is padding
                     std::fill_n(out, inner, T(0));
                     continue;
                   }
                   int64_t c = 0;
                   for (; c + kCount * kSize <= inner; c += kCount * kSize)
                     fold_channels<kCount>(op, args, geometry, d, h, w, in + c, kSize, out + c, kSize, kSize);
                   if (c == 0 && i + kCount <= end && are_alike(width, column, kCount)) {
                     outputs = kCount;
                     const int64_t step = (width[column + 1].start - w.start) * inner;
                     for (; c < inner; c += kSize)
                       fold_channels<kCount>(op, args, geometry, d, h, w, in + c, step, out + c, inner, inner - c);
                   }
                   for (; c < inner; c += kSize)
                     fold_channels<1>(op, args, geometry, d, h, w, in + c, 0, out + c, 0, inner - c);
                 }
               });
}

/// Whether that takes fewer loads and stores than lines do, for each vector of outputs.
bool fits_registers(const PoolArgs& args, const Geometry& geometry) {
  const int64_t rows = std::max<int64_t>(geometry.axes[0][0].padded * geometry.axes[1][0].padded, 1);
  const int64_t taps = geometry.axes[2][0].padded;
  const int64_t columns = std::max<int64_t>(args.in_size[2] / args.out_size[2], 1);  // of the line, an output
  return rows * taps <= (rows + 1) * columns + taps + 2;
}

template <class Op>
Status pool(const PoolArgs& args, const Geometry& geometry, const Op& op) {
  using T = typename Op::Element;
  const auto& [depth, height, width] = geometry.axes;
  if constexpr (std::is_floating_point_v<T>) {
    const bool is_all = is_whole(depth) && is_whole(height) && is_whole(width);
    if (is_all && args.inner == 1) {
      fold_planes<Op, T>(op, args, geometry.in_plane);
      return kOk;
    }
    const bool is_wide = args.inner >= Vec<T>::kSize / 2;
    if (is_all && is_wide) {
      WholePlanes<Op>(op, args.planes, geometry.in_plane / args.inner, args.inner, static_cast<const T*>(args.in),
                      static_cast<T*>(args.out))
          .run();
      return kOk;
    }
    if (is_wide && fits_registers(args, geometry)) {
      fold_in_registers<Op, T>(op, args, geometry);
      return kOk;
    }
  }
  const int64_t row = args.in_size[2] * args.inner;
  const std::unique_ptr<T[]> scratch(new (std::nothrow) T[static_cast<size_t>(num_threads() * row)]);
  if (!scratch) return fail(kOutOfMemory, num_threads() * row * static_cast<int64_t>(sizeof(T)));
  parallel_for(0, args.planes * geometry.out_rows, geometry.grain(args), [&](int64_t begin, int64_t end) {
    T* buffer = scratch.get() + thread_num() * row;
    for (int64_t i = begin; i < end; i++) {
      const T* plane = static_cast<const T*>(args.in) + i / geometry.out_rows * geometry.in_plane;
      T* out = static_cast<T*>(args.out) + i * args.out_size[2] * args.inner;
      const Window& d_window = depth[i % geometry.out_rows / args.out_size[1]];
      const Window& h_window = height[i % args.out_size[1]];
      const T* line = nullptr;  // the first row, then the buffer
      for (int64_t d = d_window.start; d < d_window.end; d += depth.dilation) {
        for (int64_t h = h_window.start; h < h_window.end; h += height.dilation) {
          const T* x = plane + (d * args.in_size[1] + h) * row;
          if (line == nullptr) {
            line = x;
          } else if (line != buffer) {
            for (int64_t j = 0; j < row; j++) buffer[j] = Op::fold(line[j], x[j]);
            line = buffer;
          } else {
            fold_line<Op>(buffer, x, row);
          }
        }
      }
      if (line == nullptr) {  // the whole window is padding
        std::fill_n(out, args.out_size[2] * args.inner, T(0));
        continue;
      }
      fold_windows(op, width, args.inner, line, out, d_window.taps * h_window.taps, d_window.padded * h_window.padded);
    }
  });
  return kOk;
}

/// Folds x into a maximum and its position: of equals the first, of NaNs the last, as PyTorch.
template <class T>
void fold_position(T& best, int64_t& index, T x, int64_t position) {
  const bool better = (x > best) | (x != x);
  index = better ? position : index;
  best = better ? x : best;
}

/// max_pool with the positions within the plane.
template <class T>
void max_positions(const PoolArgs& args, const Geometry& geometry) {
  const auto& [depth, height, width] = geometry.axes;
  const int64_t inner = args.inner;
  parallel_for(0, args.planes * geometry.out_rows, geometry.grain(args), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      const T* plane = static_cast<const T*>(args.in) + i / geometry.out_rows * geometry.in_plane;
      const Window& d_window = depth[i % geometry.out_rows / args.out_size[1]];
      const Window& h_window = height[i % args.out_size[1]];
      for (int64_t j = 0; j < args.out_size[2];) {
        // Vectorised over channels, or else over outputs.
        const Window& w_window = width[j];
        const int64_t outputs = inner == 1 ? w_window.run : 1;
        T* out = static_cast<T*>(args.out) + (i * args.out_size[2] + j) * inner;
        int64_t* indices = args.indices + (i * args.out_size[2] + j) * inner;
        const int64_t n = outputs * inner;
        const int64_t first = (d_window.start * args.in_size[1] + h_window.start) * args.in_size[2] + w_window.start;
        std::fill_n(out, n, Max<T>::kStart);
        for (int64_t c = 0; c < n; c++) indices[c] = first + c / inner * w_window.step;
        for (int64_t d = d_window.start; d < d_window.end; d += depth.dilation) {
          for (int64_t h = h_window.start; h < h_window.end; h += height.dilation) {
            for (int64_t w = w_window.start; w < w_window.end; w += width.dilation) {
              const int64_t position = (d * args.in_size[1] + h) * args.in_size[2] + w;
              const T* x = plane + position * inner;
              if (inner > 1) {
                for (int64_t c = 0; c < n; c++) fold_position(out[c], indices[c], x[c], position);
                continue;
              }
              with_step(w_window.step, [&]<int kStep>() {
                const int64_t step = kStep ? kStep : w_window.step;
                for (int64_t c = 0; c < n; c++) fold_position(out[c], indices[c], x[c * step], position + c * step);
              });
            }
          }
        }
        j += outputs;
      }
    }
  });
}

Status max_pool(const PoolArgs& args, bool adaptive) {
  Geometry geometry;
  if (const Status status = geometry.make(args, adaptive, false); status != kOk) return status;
  if (args.planes * args.inner * geometry.out_rows * args.out_size[2] == 0) return kOk;
  const auto run = [&]<class T>() {
    if (!args.indices) return pool(args, geometry, Max<T>{});
    max_positions<T>(args, geometry);
    return kOk;
  };
  switch (args.dtype) {
    case kUInt8:
      return run.template operator()<uint8_t>();
    case kInt8:
      return run.template operator()<int8_t>();
    case kInt16:
      return run.template operator()<int16_t>();
    case kInt32:
      return run.template operator()<int32_t>();
    case kInt64:
      return run.template operator()<int64_t>();
    default:
      return with_float_or_double(args.dtype, run);
  }
}

Status avg_pool(const PoolArgs& args, bool adaptive) {
  Geometry geometry;
  if (const Status status = geometry.make(args, adaptive, true); status != kOk) return status;
  if (args.planes * args.inner * geometry.out_rows * args.out_size[2] == 0) return kOk;
  const auto run = [&]<class T>() {
    return pool(args, geometry,
                adaptive ? Average<T>{false, 0} : Average<T>{args.count_include_pad != 0, args.divisor_override});
  };
  return args.dtype == kInt64 && !adaptive ? run.template operator()<int64_t>() : with_float_or_double(args.dtype, run);
}

}  // namespace

SC_KERNEL(max_pool, PoolArgs) { return max_pool(args, false); }

SC_KERNEL(adaptive_max_pool, PoolArgs) { return max_pool(args, true); }

SC_KERNEL(avg_pool, PoolArgs) { return avg_pool(args, false); }

SC_KERNEL(adaptive_avg_pool, PoolArgs) { return avg_pool(args, true); }

SC_KERNEL(max_unpool, MaxUnpoolArgs) {
  return with_element(args.dtype, [&]<class E>() {
    const E* in = static_cast<const E*>(args.in);
    E* out = static_cast<E*>(args.out);
    std::fill_n(out, args.planes * args.out_size, E{});
    for (int64_t i = 0; i < args.planes * args.in_size; i++) {
      const int64_t index = read_once(args.indices + i);
      if (index < 0 || index >= args.out_size) return fail(kIndexOutOfRange, index, args.out_size);
      out[i / args.in_size * args.out_size + index] = in[i];
    }
    return kOk;
  });
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
