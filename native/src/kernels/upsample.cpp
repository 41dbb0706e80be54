// Resizing as a weighted sum of taps in each dimension. Channels that lie side by side: rows are summed into a line
// first, vectorised along the row, and the line's elements then into the outputs. Else a row is resized first, once for
// all outputs that it has a part in, and such rows are summed, vectorised along them.
#include <algorithm>
#include <memory>
#include <new>

#include "kernels/arguments.h"
#include "kernels/block.h"
#include "kernels/upsample_axis.h"
#include "parallel/parallel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

constexpr int64_t kGrain = 1 << 14;  // elements that are worth a thread

/// y = Σ weight * x, two terms at a time: y is read and written half as often.
template <class T>
class WeightedSum {
 public:
  WeightedSum(T* y, int64_t n) : y_(y), n_(n) {}

  void add(const T* x, T weight) {
    if (weight == 0) return;
    if (held_ == nullptr) {
      held_ = x;
      held_weight_ = weight;
      return;
    }
    if (begun_) {
      for (int64_t i = 0; i < n_; i++) y_[i] += held_weight_ * held_[i] + weight * x[i];
    } else {
      for (int64_t i = 0; i < n_; i++) y_[i] = held_weight_ * held_[i] + weight * x[i];
    }
    begun_ = true;
    held_ = nullptr;
  }

  void finish() {
    if (!begun_ && held_ == nullptr) std::fill_n(y_, n_, T(0));
    if (held_ == nullptr) return;
    if (begun_) {
      for (int64_t i = 0; i < n_; i++) y_[i] += held_weight_ * held_[i];
    } else {
      for (int64_t i = 0; i < n_; i++) y_[i] = held_weight_ * held_[i];
    }
  }

 private:
  T* __restrict y_;
  int64_t n_;
  const T* held_ = nullptr;
  T held_weight_ = 0;
  bool begun_ = false;
};

/// One output row from a line of summed rows.
template <class T>
void sum_taps(const Axis<T>& axis, int64_t inner, const T* line, T* out) {
  if (inner > 1) {
    for (int64_t i = 0; i < axis.out; i++) {
      WeightedSum<T> sum(out + i * inner, inner);
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

/// Rows of single elements: each is resized once and kept while outputs need it.
template <class T>
Status interpolate_rows(const UpsampleArgs& args, const Axis<T>& depth, const Axis<T>& height, const Axis<T>& width) {
  const int64_t in_row = args.in_size[2], out_row = args.out_size[2];
  const int64_t rows = args.out_size[0] * args.out_size[1];
  // A source row is kept at its number modulo these, and what an output row needs lies within as many neighbours.
  const int64_t kept = depth.taps * height.taps;
  const int64_t room = kept * out_row;
  const std::unique_ptr<T[]> scratch(new (std::nothrow) T[static_cast<size_t>(num_threads() * room)]);
  const std::unique_ptr<int64_t[]> numbers(new (std::nothrow) int64_t[static_cast<size_t>(num_threads() * kept)]);
  if (!scratch || !numbers) return fail(kOutOfMemory, num_threads() * room * static_cast<int64_t>(sizeof(T)));
  parallel_for(0, args.planes * rows, kGrain / (out_row * height.taps), [&](int64_t begin, int64_t end) {
    T* const lines = scratch.get() + thread_num() * room;
    int64_t* const held = numbers.get() + thread_num() * kept;
    std::fill_n(held, kept, -1);
    for (int64_t i = begin; i < end; i++) {
      const int64_t d = i % rows / args.out_size[1], h = i % args.out_size[1];
      WeightedSum<T> total(static_cast<T*>(args.out) + i * out_row, out_row);
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
            sum_taps(width, 1, static_cast<const T*>(args.in) + source * in_row, line);
          }
          total.add(line, weight);
        }
      }
      total.finish();
    }
  });
  return kOk;
}

template <class T>
Status interpolate(const UpsampleArgs& args) {
  Axis<T> depth, height, width;
  if (!make_axis(args, 0, depth) || !make_axis(args, 1, height) || !make_axis(args, 2, width))
    return fail(kOutOfMemory, args.out_size[2]);
  if (args.inner == 1) return interpolate_rows(args, depth, height, width);
  const int64_t in_row = args.in_size[2] * args.inner, out_row = args.out_size[2] * args.inner;
  const int64_t rows = args.out_size[0] * args.out_size[1];
  const std::unique_ptr<T[]> scratch(new (std::nothrow) T[static_cast<size_t>(num_threads() * in_row)]);
  if (!scratch) return fail(kOutOfMemory, num_threads() * in_row * static_cast<int64_t>(sizeof(T)));
  parallel_for(0, args.planes * rows, kGrain / ((in_row + out_row) * height.taps), [&](int64_t begin, int64_t end) {
    T* line = scratch.get() + thread_num() * in_row;
    for (int64_t i = begin; i < end; i++) {
      const T* plane = static_cast<const T*>(args.in) + i / rows * args.in_size[0] * args.in_size[1] * in_row;
      WeightedSum<T> total(line, in_row);
      for (int64_t a = 0; a < depth.taps; a++) {
        const int64_t d = i % rows / args.out_size[1], h = i % args.out_size[1];
        for (int64_t b = 0; b < height.taps; b++) {
          const T weight = depth.weights_of(a)[d] * height.weights_of(b)[h];
          const int64_t row = depth.sources_of(a)[d] * args.in_size[1] + height.sources_of(b)[h];
          total.add(plane + row * in_row, weight);
        }
      }
      total.finish();
      sum_taps(width, args.inner, line, static_cast<T*>(args.out) + i * out_row);
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
    sources[static_cast<size_t>(i)] = element_below(x * scale, n);
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
  if (const Status status = check_upsample(args); status != kOk || args.planes * args.inner == 0) return status;
  if (args.mode <= kNearestExact) return nearest(args);
  return with_float_or_double(args.dtype, [&]<class T>() { return interpolate<T>(args); });
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
