// Sampling at the positions of a grid. The taps of a tile of positions are computed once and used for every channel.
#include <algorithm>
#include <array>
#include <cmath>

#include "kernels/arguments.h"
#include "kernels/block.h"
#include "kernels/read_once.h"
#include "kernels/upsample.h"
#include "parallel/parallel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

constexpr int64_t kGrain = 1 << 12;  // sampled elements that are worth a thread
constexpr int64_t kTile = 64;        // positions
constexpr int64_t kMaxTaps = 16;

constexpr int64_t kBilinear = 0, kNearestPoint = 1, kBicubic = 2;
constexpr int64_t kZeros = 0, kBorder = 1, kReflection = 2;

/// Sources within a plane and their weights; a tap outside the input has weight 0.
template <class T>
struct Taps {
  int64_t count;
  int64_t source[kMaxTaps][kTile];
  T weight[kMaxTaps][kTile];
};

/// One dimension of the input.
template <class T>
class Axis {
 public:
  Axis(const GridSamplerArgs& args, int d) : size_(args.in_size[d]), args_(args) {}

  /// From the grid's -1..1 to elements. Rounded as PyTorch does: its kernel of planes computes in vectors, other than
  /// that of volumes, and far outside the input the last bit decides which element is meant.
  T unnormalize(T x) const {
    const T size = static_cast<T>(size_);
    if (in_planes()) return args_.align_corners ? (x + 1) * ((size - 1) / 2) : std::fma(x + 1, size / 2, T(-0.5));
    return args_.align_corners ? (x + 1) / 2 * (size - 1) : ((x + 1) * size - 1) / 2;
  }

  /// Moves a position into the input as the padding says; with zeros it stays.
  T pad(T x) const {
    if (args_.padding == kZeros) return x;
    if (args_.padding == kReflection) x = args_.align_corners ? reflect(x, 0, size_ - 1) : reflect(x, T(-0.5), size_);
    // In this form NaN becomes 0.
    return std::min(x > 0 ? x : T(0), static_cast<T>(size_ - 1));
  }

  /// The element at an integral position, -1 if there is none.
  int64_t element(T x) const { return x >= 0 && x < static_cast<T>(size_) ? static_cast<int64_t>(x) : -1; }

 private:
  bool in_planes() const { return args_.ndim == 2; }

  T reflect(T x, T low, int64_t span) const {
    if (span == 0) return 0;
    const T length = static_cast<T>(span);
    x = std::abs(x - low);
    if (in_planes()) {
      const T rest = std::fma(-std::trunc(x / (2 * length)), 2 * length, x);
      return std::min(rest, 2 * length - rest) + low;
    }
    const T rest = std::fmod(x, length);
    return low + (std::fmod(std::floor(x / length), T(2)) == 0 ? rest : length - rest);
  }

  int64_t size_;
  const GridSamplerArgs& args_;
};

template <class T>
class Sampler {
 public:
  explicit Sampler(const GridSamplerArgs& args) : args_(args), x_(args, 2), y_(args, 1), z_(args, 0) {}

  int64_t taps() const {
    if (args_.interpolation == kNearestPoint) return 1;
    return args_.interpolation == kBicubic ? 16 : args_.ndim == 3 ? 8 : 4;
  }

  /// The taps of position number j of a tile, at grid coordinates p (x, y and, in 3-d, z).
  void sample(const T* p, int64_t j, Taps<T>& taps) const {
    const T z = args_.ndim == 3 ? z_.unnormalize(read_once(p + 2)) : T(0);
    const T x = x_.unnormalize(read_once(p)), y = y_.unnormalize(read_once(p + 1));
    if (args_.interpolation == kBicubic) return cubic(x, y, j, taps);
    const T px = x_.pad(x), py = y_.pad(y), pz = args_.ndim == 3 ? z_.pad(z) : z;
    if (args_.interpolation == kNearestPoint) {
      return set(taps, 0, j, std::nearbyint(px), std::nearbyint(py), std::nearbyint(pz), T(1));
    }
    const T x0 = std::floor(px), y0 = std::floor(py), z0 = std::floor(pz);
    for (int64_t k = 0; k < taps.count; k++) {
      const T dx = static_cast<T>(k & 1), dy = static_cast<T>(k >> 1 & 1), dz = static_cast<T>(k >> 2);
      const T wx = dx == 0 ? x0 + 1 - px : px - x0, wy = dy == 0 ? y0 + 1 - py : py - y0;
      const T wz = dz == 0 ? z0 + 1 - pz : pz - z0;
      set(taps, k, j, x0 + dx, y0 + dy, z0 + dz, wx * wy * wz);
    }
  }

 private:
  static T cubic_weight(T d) {
    constexpr T a = T(-0.75);
    if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
    return (((d - 5) * d + 8) * d - 4) * a;
  }

  /// Weights of the four elements around a position that is t behind the second of them. From t alone: far outside, the
  /// positions of neighbours are one number of T, and their distances from it mean nothing.
  static std::array<T, 4> cubic_weights(T t) {
    return {cubic_weight(t + 1), cubic_weight(t), cubic_weight(1 - t), cubic_weight(2 - t)};
  }

  void cubic(T x, T y, int64_t j, Taps<T>& taps) const {
    const T x0 = std::floor(x), y0 = std::floor(y);
    const auto wx = cubic_weights(x - x0), wy = cubic_weights(y - y0);
    for (int64_t k = 0; k < 16; k++) {
      const T sx = x0 - 1 + static_cast<T>(k % 4), sy = y0 - 1 + static_cast<T>(k / 4);
      set(taps, k, j, x_.pad(sx), y_.pad(sy), T(0), wx[static_cast<size_t>(k % 4)] * wy[static_cast<size_t>(k / 4)]);
    }
  }

  void set(Taps<T>& taps, int64_t k, int64_t j, T x, T y, T z, T weight) const {
    const int64_t ix = x_.element(x), iy = y_.element(y), iz = z_.element(z);
    const bool inside = ix >= 0 && iy >= 0 && iz >= 0;
    taps.source[k][j] = inside ? (iz * args_.in_size[1] + iy) * args_.in_size[2] + ix : 0;
    taps.weight[k][j] = inside ? weight : T(0);
  }

  const GridSamplerArgs& args_;
  Axis<T> x_, y_, z_;
};

template <class T>
Status grid_sampler(const GridSamplerArgs& args) {
  const int64_t in_plane = args.in_size[0] * args.in_size[1] * args.in_size[2];
  const int64_t out_plane = args.out_size[0] * args.out_size[1] * args.out_size[2];
  const int64_t tiles = (out_plane + kTile - 1) / kTile;
  const Sampler<T> sampler(args);
  parallel_for(0, args.batch * tiles, kGrain / (kTile * (args.channels + 1)), [&](int64_t begin, int64_t end) {
    Taps<T> taps;
    taps.count = sampler.taps();
    for (int64_t i = begin; i < end; i++) {
      const int64_t batch = i / tiles, first = i % tiles * kTile;
      const int64_t n = std::min(kTile, out_plane - first);
      const T* grid = static_cast<const T*>(args.grid) + (batch * out_plane + first) * args.ndim;
      for (int64_t j = 0; j < n; j++) sampler.sample(grid + j * args.ndim, j, taps);
      for (int64_t c = 0; c < args.channels; c++) {
        const T* in = static_cast<const T*>(args.in) + (batch * args.channels + c) * in_plane;
        T* out = static_cast<T*>(args.out) + (batch * args.channels + c) * out_plane + first;
        std::fill_n(out, n, T(0));
        for (int64_t k = 0; k < taps.count; k++) {
          for (int64_t j = 0; j < n; j++) {
            const T weight = taps.weight[k][j];
            out[j] += weight == 0 ? T(0) : weight * in[taps.source[k][j]];
          }
        }
      }
    }
  });
  return kOk;
}

}  // namespace

SC_KERNEL(grid_sampler, GridSamplerArgs) {
  if (args.ndim != 2 && args.ndim != 3) return bad_argument(args, args.ndim);
  if (args.interpolation < kBilinear || args.interpolation > (args.ndim == 2 ? kBicubic : kNearestPoint))
    return bad_argument(args, args.interpolation);
  if (args.padding < kZeros || args.padding > kReflection) return bad_argument(args, args.padding);
  for (const int64_t& size : args.in_size) {
    if (size < 1) return bad_argument(args, size);
  }
  return with_float_or_double(args.dtype, [&]<class T>() { return grid_sampler<T>(args); });
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
