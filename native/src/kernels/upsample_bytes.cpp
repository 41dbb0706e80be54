// Resizing of bytes in fixed point, as PyTorch and Pillow do it: width first, rounded to bytes, then height. Weights
// are whole numbers of at most 15 bits, in the largest power of two that keeps them so, and sums of 32 bits.
#include <algorithm>
#include <memory>
#include <new>

#include "kernels/block.h"
#include "kernels/upsample_axis.h"
#include "parallel/parallel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

constexpr int64_t kGrain = 1 << 15;  // products that are worth a thread
constexpr int kMostShift = 22;

/// An axis whose weights are multiples of 2^-shift.
struct FixedAxis {
  Axis<int32_t> axis;
  int shift = 0;

  bool make(const UpsampleArgs& args, int d) {
    Axis<double> real;
    if (!make_axis(args, d, real) || !axis.make(real.out, real.taps)) return false;
    // Taps beyond an edge fall on one element; what they sum to on the way counts as a weight, as in PyTorch.
    double most = 0;
    for (int64_t i = 0; i < real.out; i++) {
      for (int64_t k = 0; k < real.taps; k++) {
        double& weight = real.weight(i, k);
        if (k > 0 && real.source(i, k) == real.source(i, k - 1)) {
          weight += real.weight(i, k - 1);
          real.weight(i, k - 1) = 0;
        }
        most = std::max(most, weight);
      }
    }
    while (shift < kMostShift && most * (2 << shift) + 0.5 < (1 << 15)) shift++;
    for (int64_t i = 0; i < real.out; i++) {
      for (int64_t k = 0; k < real.taps; k++) {
        const double weight = std::clamp(real.weight(i, k) * (1 << shift), -32768.0, 32767.0);
        axis.set(i, k, real.source(i, k), static_cast<int32_t>(weight < 0 ? weight - 0.5 : weight + 0.5));
      }
    }
    return true;
  }
};

/// A row of sums in fixed point. They wrap where weights of both signs are far from a mean's, which is no image.
class Sums {
 public:
  Sums(uint32_t* sums, int64_t n, int shift) : sums_(sums), n_(n), shift_(shift) {
    std::fill_n(sums_, n_, (1u << shift_) >> 1);
  }

  /// x[j] into sum j, for `n` of them from `at` on.
  void add(int64_t at, int64_t n, const uint8_t* x, int32_t weight) {
    const auto w = static_cast<uint32_t>(weight);
    for (int64_t j = 0; j < n; j++) sums_[at + j] += w * x[j];
  }

  /// x[sources[j]] into sum j.
  void gather(const uint8_t* x, const int64_t* sources, const int32_t* weights) {
    for (int64_t j = 0; j < n_; j++) sums_[j] += static_cast<uint32_t>(weights[j]) * x[sources[j]];
  }

  void write(uint8_t* out) const {
    for (int64_t j = 0; j < n_; j++) {
      out[j] = static_cast<uint8_t>(std::clamp(static_cast<int32_t>(sums_[j]) >> shift_, 0, 255));
    }
  }

 private:
  uint32_t* __restrict sums_;
  int64_t n_;
  int shift_;
};

/// Calls f(row, sums) for rows of n sums each, which f completes; then they are written to out.
template <class F>
Status each_row(int64_t rows, int64_t n, const FixedAxis& by, uint8_t* out, F&& f) {
  const std::unique_ptr<uint32_t[]> scratch(new (std::nothrow) uint32_t[static_cast<size_t>(num_threads() * n)]);
  if (!scratch) return fail(kOutOfMemory, num_threads() * n * static_cast<int64_t>(sizeof(uint32_t)));
  parallel_for(0, rows, kGrain / (n * by.axis.taps), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      Sums sums(scratch.get() + thread_num() * n, n, by.shift);
      f(i, sums);
      sums.write(out + i * n);
    }
  });
  return kOk;
}

/// rows of [in_w, inner] to rows of [out_w, inner]
Status resize_width(const UpsampleArgs& args, const FixedAxis& width, const uint8_t* in, uint8_t* out) {
  const int64_t inner = args.inner, in_row = args.in_size[2] * inner;
  return each_row(args.planes * args.in_size[1], args.out_size[2] * inner, width, out, [&](int64_t row, Sums& sums) {
    const uint8_t* const x = in + row * in_row;
    for (int64_t k = 0; k < width.axis.taps; k++) {
      const int64_t* const sources = width.axis.sources_of(k);
      const int32_t* const weights = width.axis.weights_of(k);
      if (inner == 1) {
        sums.gather(x, sources, weights);
      } else {
        for (int64_t i = 0; i < width.axis.out; i++) sums.add(i * inner, inner, x + sources[i] * inner, weights[i]);
      }
    }
  });
}

/// planes of [in_h, row] to planes of [out_h, row]
Status resize_height(const UpsampleArgs& args, const FixedAxis& height, int64_t row, const uint8_t* in, uint8_t* out) {
  const int64_t out_h = args.out_size[1];
  return each_row(args.planes * out_h, row, height, out, [&](int64_t i, Sums& sums) {
    const uint8_t* const plane = in + i / out_h * args.in_size[1] * row;
    for (int64_t k = 0; k < height.axis.taps; k++) {
      const int32_t weight = height.axis.weights_of(k)[i % out_h];
      if (weight != 0) sums.add(0, row, plane + height.axis.sources_of(k)[i % out_h] * row, weight);
    }
  });
}

}  // namespace

SC_KERNEL(upsample_bytes, UpsampleArgs) {
  if (const Status status = check_upsample(args); status != kOk || args.planes * args.inner == 0) return status;
  if (args.dtype != kUInt8) return fail(kUnsupportedDtype, args.dtype);
  if (args.mode < kLinear) return bad_argument(args, args.mode);
  if (args.in_size[0] != args.out_size[0]) return bad_argument(args, args.out_size[0]);
  UpsampleArgs images = args;
  images.planes *= args.in_size[0];
  const bool wide = args.in_size[2] != args.out_size[2], high = args.in_size[1] != args.out_size[1];
  const int64_t row = args.out_size[2] * args.inner;
  const auto* in = static_cast<const uint8_t*>(args.in);
  auto* const out = static_cast<uint8_t*>(args.out);
  if (!wide && !high) {
    std::copy_n(in, images.planes * args.in_size[1] * row, out);
    return kOk;
  }
  FixedAxis width, height;
  std::unique_ptr<uint8_t[]> between;
  if (wide) {
    if (!width.make(args, 2)) return fail(kOutOfMemory, args.out_size[2]);
    if (high) {
      const int64_t bytes = images.planes * args.in_size[1] * row;
      between.reset(new (std::nothrow) uint8_t[static_cast<size_t>(bytes)]);
      if (!between) return fail(kOutOfMemory, bytes);
    }
    const Status status = resize_width(images, width, in, high ? between.get() : out);
    if (status != kOk || !high) return status;
    in = between.get();
  }
  if (!height.make(args, 1)) return fail(kOutOfMemory, args.out_size[1]);
  return resize_height(images, height, row, in, out);
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
