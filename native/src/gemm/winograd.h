// 3 by 3 convolutions of stride 1 by Winograd's F(m x m, 3x3): tiles of m by m outputs are computed from transformed
// tiles of m + 2 by m + 2 inputs. F(2x2) has 16 products where the sums have 36, F(4x4) has 36 where they have 144, but
// a weight of 36 numbers a filter of 9. Channels last, float.
//
// A convolution of three dimensions is computed plane by plane: its channels in are then those of all planes that are
// multiplied into one, tap after tap of depth.
//
// With d a tile of input, g the filter of a channel pair: Y = A^T [(G g G^T) * (B^T d B)] A, summed over input channels
// between the brackets, which is a product of matrices [tiles, c_in] @ [c_in, c_out] for each of the places in a tile
// (Lavin and Gray, Fast Algorithms for Convolutional Neural Networks). The matrices stand in winograd_tile.h.
#pragma once

#include <algorithm>

#include "base/scratch.h"
#include "gemm/finish.h"
#include "gemm/matrix_source.h"
#include "gemm/window.h"
#include "gemm/winograd_tile.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// What a weight's element costs at least, in multiply-adds: as many as are done while it comes from memory. Measured 13
// (one thread) to 24 (two, which share what memory gives).
inline constexpr int64_t kWeightWork = 24;
// What it costs to bring a channel's element where the products read or leave it, in multiply-adds: to transform it, or
// to gather windows. Measured 4 to 12.
inline constexpr int64_t kMoveWork = 8;

// kOut by kOut outputs a tile, as WinogradTile2 and WinogradTile4 have it.
template <typename T>
class Winograd {
 public:
  static constexpr int kOut = T::kOut, kIn = T::kIn;
  static constexpr int64_t kPlaces = kIn * kIn;

  static int64_t tiles(const ConvArgs& c) { return c.batch * c.out_d * along(c.out_h) * along(c.out_w); }

  // Elements of the packed weight.
  static int64_t packed_size(const ConvArgs& c) { return kPlaces * c.groups * order_of(c).size(); }

  // The call's weight [c_out, c_in / groups, kernel_d, 3, 3] transformed, as kPlaces times `groups` matrices
  // [kernel_d * c_in / groups, c_out / groups] in PanelOrder, each as one block of k.
  static void pack(const ConvArgs& c, float* packed) {
    const int64_t c_in = c.c_in / c.groups, c_out = c.c_out / c.groups, taps = c.kernel_d;
    const PanelOrder<float> order = order_of(c);
    const int64_t panels = (c_out + kPanel<float> - 1) / kPanel<float>;
    parallel_for(0, c.groups * panels, 1, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) {
        const int64_t group = i / panels, panel = i % panels, column = panel * kPanel<float>;
        const float* const from = static_cast<const float*>(c.weight) + (group * c_out + column) * c_in * taps * 9;
        float* const to = packed + group * order.size();
        for (int64_t row = 0; row < taps * c_in; row++) {
          const int64_t tap = row / c_in, channel = row % c_in;
          transform_filters(from + (channel * taps + tap) * 9, c_in * taps * 9, std::min(kPanel<float>, c_out - column),
                            to + order.at(row, column), c.groups * order.size());
        }
      }
    });
  }

  // packed: what pack() wrote. finish_of(image) gives the finish of an image, a row a position.
  template <typename F>
  static void run(const ConvArgs& c, const float* packed, F&& finish_of) {
    const Winograd winograd(c, packed);
    const Cuts cuts = winograd.cuts();
    parallel_products(cuts.tiles * cuts.slabs * cuts.columns, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) {
        const int64_t row = i / (cuts.slabs * cuts.columns);
        winograd.piece(tiles(c) * row / cuts.tiles, tiles(c) * (row + 1) / cuts.tiles, i / cuts.columns % cuts.slabs,
                       i % cuts.columns, cuts.columns, finish_of);
      }
    });
  }

 private:
  using V = Vec<float>;
  // Between rows of transformed tiles, which are often a power of two long: so that they do not share cache sets.
  static constexpr int64_t kGap = 16;
  // Channels of the result that are computed at once: so many that transforming them is a loop, so few that their tiles
  // stay in the second-level cache with the inputs'.
  static constexpr int64_t kColumns = 2 * kPanel<float>;

  // A call is cut into pieces of some tiles, of a slab (one group, or some small ones) and of some columns of it.
  struct Cuts {
    int64_t tiles, slabs, columns;
  };

  static int64_t along(int64_t size) { return (size + kOut - 1) / kOut; }
  // Rows of the matrix of a place and a group.
  static int64_t depth_of(const ConvArgs& c) { return c.kernel_d * (c.c_in / c.groups); }
  static PanelOrder<float> order_of(const ConvArgs& c) {
    const int64_t k = depth_of(c);
    return {k, c.c_out / c.groups, k};
  }

  Winograd(const ConvArgs& c, const float* packed)
      : c_(c),
        packed_(packed),
        high_(along(c.out_h)),
        wide_(along(c.out_w)),
        k_(depth_of(c)),
        n_(c.c_out / c.groups),
        slab_(std::min(c.groups, std::max<int64_t>(1, kColumns / n_))),
        row_(slab_ * k_ + kGap) {}

  // The transformed tiles are to stay in the second-level cache, beside the results of some columns and their weight.
  // Threads share the tiles, or else the columns, for which each transforms all inputs.
  Cuts cuts() const {
    const int64_t all = tiles(c_);
    const double work = static_cast<double>(kPlaces * all * k_) * static_cast<double>(c_.c_out);
    const int64_t threads = work < kSerialWork ? 1 : num_threads();
    const int64_t bytes = kPlaces * (row_ + std::min(kColumns, slab_ * n_)) * static_cast<int64_t>(sizeof(float));
    const int64_t wanted = std::max<int64_t>(level2_cache_bytes() * 3 / 4 / bytes, 2 * kTileRows<float>);
    const int64_t most = std::clamp<int64_t>(static_cast<int64_t>(kScratchLimit) / bytes, 1, wanted);
    const auto up = [](int64_t a, int64_t b) { return (a + b - 1) / b; };
    Cuts cuts{up(all, most), up(c_.groups, slab_), 1};
    const int64_t pieces = cuts.tiles * cuts.slabs;
    if (pieces >= threads) {
      if (pieces < 4 * threads) cuts.tiles = std::min(all, up(up(pieces, threads) * threads, cuts.slabs));
      return cuts;
    }
    const int64_t parts = up(threads, pieces);
    double best = 0;
    const Cuts former = cuts;
    for (int64_t columns = 1; columns <= std::min(parts, up(n_, kPanel<float>)); columns++) {
      const int64_t rows = std::min(all, former.tiles * (parts / columns));
      const double tall = static_cast<double>(up(all, rows)), wide = static_cast<double>(up(n_, columns));
      const double cost = std::max(tall, 1.0 * kWeightWork) * wide + kMoveWork * tall;
      if (columns > 1 && cost >= best) continue;
      best = cost;
      cuts.tiles = rows;
      cuts.columns = columns;
    }
    return cuts;
  }

  // Of `count` filters at distance `next` the transformed ones, side by side, and their places at distance `place`.
  static void transform_filters(const float* g, int64_t next, int64_t count, float* to, int64_t place) {
    constexpr int64_t kWidth = kPanel<float>;
    double in[3][3][kWidth] = {}, half[kIn][3][kWidth];
    for (int64_t lane = 0; lane < count; lane++) {
      for (int tap = 0; tap < 9; tap++) in[tap / 3][tap % 3][lane] = static_cast<double>(g[lane * next + tap]);
    }
    for (int i = 0; i < kIn; i++) {
      const double* const row = T::kFilter[i];
      for (int j = 0; j < 3; j++) {
        for (int64_t lane = 0; lane < kWidth; lane++)
          half[i][j][lane] = row[0] * in[0][j][lane] + row[1] * in[1][j][lane] + row[2] * in[2][j][lane];
      }
    }
    for (int i = 0; i < kIn; i++) {
      for (int j = 0; j < kIn; j++, to += place) {
        const double* const row = T::kFilter[j];
        for (int64_t lane = 0; lane < kWidth; lane++) {
          to[lane] =
              static_cast<float>(row[0] * half[i][0][lane] + row[1] * half[i][1][lane] + row[2] * half[i][2][lane]);
        }
      }
    }
  }

  // Tiles begin..end, part `part` of `parts` of the columns of a slab.
  template <typename F>
  void piece(int64_t begin, int64_t end, int64_t slab, int64_t part, int64_t parts, F&& finish_of) const {
    const int64_t count = end - begin, group = slab * slab_, groups = std::min(slab_, c_.groups - group);
    const int64_t channels = c_.c_in / c_.groups;
    float* const inputs = scratch_of<float>(ScratchUse::kOperand, kPlaces * count * row_);
    for (int64_t i = 0; i < count; i++) {
      // Of groups beside each other there is one tap (WinogradChoice).
      for (int64_t tap = 0; tap < c_.kernel_d; tap++) {
        transform_input(begin + i, tap, group * channels, groups * channels, inputs + i * row_ + tap * channels,
                        count * row_);
      }
    }
    if (groups > 1) return columns(begin, count, inputs, group, groups, 0, n_, finish_of);
    const Cut cut{n_, kPanel<float>, parts};
    for (int64_t j = cut.begin(part); j < cut.begin(part + 1); j += kColumns)
      columns(begin, count, inputs, group, 1, j, std::min(kColumns, cut.begin(part + 1) - j), finish_of);
  }

  // From the transformed inputs of `count` tiles, first.. , those of `groups` groups: columns column.. of each.
  template <typename F>
  void columns(int64_t first, int64_t count, const float* inputs, int64_t group, int64_t groups, int64_t column,
               int64_t wide, F&& finish_of) const {
    const PanelOrder<float> order = order_of(c_);
    const int64_t width = groups * wide, size = order.size();
    float* const sums = scratch_of<float>(ScratchUse::kResult, kPlaces * count * width);
    for (int64_t i = 0; i < kPlaces; i++) {
      const float* const weight = packed_ + (i * c_.groups + group) * size + order.at(0, column);
      for (int64_t g = 0; g < groups; g++) {
        const float* next = nullptr;
        if (g + 1 < groups)
          next = weight + (g + 1) * size;
        else if (i + 1 < kPlaces)
          next = weight + c_.groups * size;
        const RowsInPlace<float> a(inputs + i * count * row_ + g * k_, row_);
        const PackedPanels<float> b(weight + g * size, order, 0, next);
        multiply(Product<float>{count, wide, k_, a, b, sums + i * count * width + g * wide, width, {}, T::kDepth}, 0,
                 count, 0, wide);
      }
    }
    for (int64_t i = 0; i < count; i++) {
      const Plane plane = plane_of(first + i);
      transform_output(first + i, plane, finish_of(plane.image), sums + i * width, count * width, group * n_ + column,
                       width);
    }
  }

  // Where a tile lies: in which plane of which image's result.
  struct Plane {
    int64_t image, d;
  };
  Plane plane_of(int64_t tile) const {
    const int64_t plane = tile / (high_ * wide_);
    return {plane / c_.out_d, plane % c_.out_d};
  }

  // `count` channels, first.. , of what tap `tap` of depth multiplies into tile `tile` of the batch, to `to` and the
  // other places at distance `place`.
  void transform_input(int64_t tile, int64_t tap, int64_t first, int64_t count, float* to, int64_t place) const {
    const Plane plane = plane_of(tile);
    const int64_t d = plane.d * c_.stride_d - c_.padding_d + tap * c_.dilation_d;
    if (d < 0 || d >= c_.in_d) {
      for (int64_t i = 0; i < kPlaces; i++) zero_span(to + i * place, count);
      return;
    }
    const int64_t y = tile / wide_ % high_ * kOut - c_.padding_h, x = tile % wide_ * kOut - c_.padding_w;
    const float* const in =
        static_cast<const float*>(c_.in) + plane.image * c_.in_image + d * c_.in_h * c_.in_w * c_.in_inner + first;
    const float* from[kPlaces];  // null where nothing exists
    for (int64_t i = 0; i < kIn; i++) {
      for (int64_t j = 0; j < kIn; j++) {
        const bool exists = y + i >= 0 && y + i < c_.in_h && x + j >= 0 && x + j < c_.in_w;
        from[i * kIn + j] = exists ? in + ((y + i) * c_.in_w + x + j) * c_.in_inner : nullptr;
      }
    }
    const bool inside = y >= 0 && y + kIn <= c_.in_h && x >= 0 && x + kIn <= c_.in_w;
    const auto channels = [&](int64_t q, auto load, auto store) __attribute__((always_inline)) {
      V half[kIn][kIn];  // half[j]: B^T of column j
#pragma GCC unroll 6
      for (int j = 0; j < kIn; j++) {
        V column[kIn];
#pragma GCC unroll 6
        for (int i = 0; i < kIn; i++) column[i] = load(from[i * kIn + j], q);
        T::input(column, half[j]);
      }
#pragma GCC unroll 6
      for (int i = 0; i < kIn; i++) {
        V row[kIn], whole[kIn];
#pragma GCC unroll 6
        for (int j = 0; j < kIn; j++) row[j] = half[j][i];
        T::input(row, whole);
#pragma GCC unroll 6
        for (int j = 0; j < kIn; j++) store(whole[j], to + (i * kIn + j) * place + q);
      }
    };
    int64_t q = 0;
    const auto store = [](V v, float* p) { v.store(p); };
    if (inside) {
      for (; q + V::kSize <= count; q += V::kSize)
        channels(q, [](const float* p, int64_t at) { return V::load(p + at); }, store);
    } else {
      for (; q + V::kSize <= count; q += V::kSize)
        channels(q, [](const float* p, int64_t at) { return p ? V::load(p + at) : V(0.0f); }, store);
    }
    if (q < count) {
      const int64_t n = count - q;
      channels(
          q, [n](const float* p, int64_t at) { return p ? V::load(p + at, n) : V(0.0f); },
          [n](V v, float* p) { v.store(p, n); });
    }
  }

  // From the sums of channels first.. of a tile, whose places are at distance `place`.
  void transform_output(int64_t tile, const Plane& plane, const Finish<float>& finish, const float* from, int64_t place,
                        int64_t first, int64_t count) const {
    const int64_t y = tile / wide_ % high_ * kOut, x = tile % wide_ * kOut;
    float* const out = static_cast<float*>(c_.out) + plane.image * c_.out_image;
    const int64_t rows = std::min<int64_t>(kOut, c_.out_h - y), columns = std::min<int64_t>(kOut, c_.out_w - x);
    const bool in_registers = is_cheap(finish.activation);
    const auto channels = [&](int64_t q, int64_t n, auto load, auto store) __attribute__((always_inline)) {
      V half[kIn][kOut];  // half[j]: A^T of column j
#pragma GCC unroll 6
      for (int j = 0; j < kIn; j++) {
        V column[kIn];
#pragma GCC unroll 6
        for (int i = 0; i < kIn; i++) column[i] = load(from + (i * kIn + j) * place + q);
        T::output(column, half[j]);
      }
#pragma GCC unroll 4
      for (int i = 0; i < kOut; i++) {
        if (i >= rows) break;
        V row[kIn], whole[kOut];
#pragma GCC unroll 6
        for (int j = 0; j < kIn; j++) row[j] = half[j][i];
        T::output(row, whole);
        const int64_t position = (plane.d * c_.out_h + y + i) * c_.out_w + x;
#pragma GCC unroll 4
        for (int j = 0; j < kOut; j++) {
          if (j >= columns) break;
          if (in_registers) whole[j] = finish_vector<true>(finish, whole[j], position + j, first + q, n);
          store(whole[j], out + (position + j) * c_.out_inner + first + q);
        }
      }
    };
    int64_t q = 0;
    for (; q + V::kSize <= count; q += V::kSize)
      channels(q, V::kSize, [](const float* p) { return V::load(p); }, [](V v, float* p) { v.store(p); });
    if (q < count) {
      const int64_t n = count - q;
      channels(q, n, [n](const float* p) { return V::load(p, n); }, [n](V v, float* p) { v.store(p, n); });
    }
    if (in_registers) return;
    for (int64_t i = 0; i < rows; i++) {
      const int64_t position = (plane.d * c_.out_h + y + i) * c_.out_w + x;
      finish_tile(finish, out + position * c_.out_inner + first, c_.out_inner, position, columns, first, count);
    }
  }

  const ConvArgs& c_;
  const float* packed_;
  int64_t high_, wide_;  // tiles
  int64_t k_, n_;        // rows and columns of a place's matrix: channels in of all taps of depth, channels out
  int64_t slab_;         // groups of a slab
  int64_t row_;          // distance of transformed tiles
};

// Whether and by which tiles a convolution is computed so: what costs least. All of it follows from the shape alone.
class WinogradChoice {
 public:
  // Outputs a tile along a dimension, or 0 where the sums are better.
  static int of(const ConvArgs& c) {
    const bool fits = writes_channels_last(c) && c.kernel_h == 3 && c.kernel_w == 3 && c.stride_h == 1 &&
                      c.stride_w == 1 && c.dilation_h == 1 && c.dilation_w == 1 && (c.kernel_d == 1 || c.groups == 1);
    // Products of fewer channels cost what their calls cost.
    if (!fits || c.c_in < 16 * c.groups || c.c_out < 16 * c.groups) return 0;
    const double direct = cost(c, 9, c.batch * c.out_d * c.out_h * c.out_w, c.kernel_d * c.c_in);
    const double two = of_tiles<WinogradTile2>(c), four = of_tiles<WinogradTile4>(c);
    if (direct <= std::min(two, four)) return 0;
    return two <= four ? 2 : 4;
  }

 private:
  // Multiply-adds of products with `weights` matrices [kernel_d * c_in, c_out] and so many rows, of which `moved`
  // elements are brought there or away.
  static double cost(const ConvArgs& c, int64_t weights, int64_t rows, int64_t moved) {
    const double products = static_cast<double>(std::max(rows, kWeightWork)) *
                            static_cast<double>(c.kernel_d * c.c_in / c.groups) * static_cast<double>(c.c_out);
    return static_cast<double>(weights) * (products + static_cast<double>(kMoveWork * rows * moved));
  }

  template <typename T>
  static double of_tiles(const ConvArgs& c) {
    return cost(c, Winograd<T>::kPlaces, Winograd<T>::tiles(c), c.kernel_d * c.c_in + c.c_out);
  }
};

// Calls f with the type of Winograd by which this convolution is computed, and returns true; false where it is not.
template <typename F>
bool by_winograd(const ConvArgs& c, F&& f) {
  const int tile = WinogradChoice::of(c);
  if (tile == 2) f.template operator()<Winograd<WinogradTile2>>();
  if (tile == 4) f.template operator()<Winograd<WinogradTile4>>();
  return tile != 0;
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
