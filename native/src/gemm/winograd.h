// 3 by 3 convolutions of stride 1 by Winograd's F(2x2, 3x3): tiles of 2 by 2 outputs are computed from transformed
// tiles of 4 by 4 inputs with 16 products a channel pair where the sums have 36. Channels last, float.
//
// With d a tile of input, g the filter of a channel pair: Y = A^T [(G g G^T) * (B^T d B)] A, summed over input channels
// between the brackets, which is a product of matrices [tiles, c_in] @ [c_in, c_out] for each of the 16 places in a
// tile.
//   B^T = 1  0 -1  0    G = 1    0    0     A^T = 1 1  1  0
//         0  1  1  0        1/2  1/2  1/2         0 1 -1 -1
//         0 -1  1  0        1/2 -1/2  1/2
//         0  1  0 -1        0    0    1
// (Lavin and Gray, Fast Algorithms for Convolutional Neural Networks). The entries are 0, 1 and 1/2, so that the result
// is about as exact as that of the sums: larger tiles save more, but lose digits.
#pragma once

#include <algorithm>

#include "base/scratch.h"
#include "gemm/finish.h"
#include "gemm/matrix_source.h"
#include "gemm/window.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

class Winograd {
 public:
  static constexpr int64_t kPlaces = 16;

  // Whether this convolution is computed so: it must save more than the transforms cost, and than its weight, 16/9 as
  // large, takes longer from memory.
  static bool pays(const ConvArgs& c) {
    const bool fits = writes_channels_last(c) && c.in_d == 1 && c.out_d == 1 && c.kernel_d == 1 && c.kernel_h == 3 &&
                      c.kernel_w == 3 && c.stride_h == 1 && c.stride_w == 1 && c.dilation_h == 1 && c.dilation_w == 1 &&
                      c.padding_d == 0;
    return fits && c.c_in >= 32 * c.groups && c.c_out >= 32 * c.groups &&
           c.batch * tiles(c.out_h) * tiles(c.out_w) >= kLeastTiles;
  }

  // Elements of the packed weight.
  static int64_t packed_size(const ConvArgs& c) { return kPlaces * c.groups * matrix_size(c); }

  // The call's weight [c_out, c_in / groups, 3, 3] transformed, as kPlaces times `groups` matrices [c_in / groups,
  // c_out / groups] in panels.
  static void pack(const ConvArgs& c, float* packed) {
    const int64_t c_in = c.c_in / c.groups, c_out = c.c_out / c.groups;
    const int64_t panels = (c_out + kPanel<float> - 1) / kPanel<float>, place_size = c.groups * matrix_size(c);
    parallel_for(0, c.groups * panels, 1, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) {
        const int64_t group = i / panels, panel = i % panels;
        const float* const from = static_cast<const float*>(c.weight) + group * c_out * c_in * 9;
        for (int64_t q = 0; q < c_in; q++) {
          float* to = packed + group * matrix_size(c) + (panel * c_in + q) * kPanel<float>;
          for (int64_t lane = 0; lane < kPanel<float>; lane++) {
            const int64_t channel = panel * kPanel<float> + lane;
            float u[kPlaces] = {};
            if (channel < c_out) transform_filter(from + (channel * c_in + q) * 9, u);
            for (int64_t place = 0; place < kPlaces; place++) to[place * place_size + lane] = u[place];
          }
        }
      }
    });
  }

  // packed: what pack() wrote. finish_of(image) gives the finish of an image, a row a position.
  template <typename F>
  static void run(const ConvArgs& c, const float* packed, F&& finish_of) {
    const Winograd winograd(c, packed);
    const int64_t all = c.batch * winograd.high_ * winograd.wide_;
    const int64_t each = winograd.tiles_at_once(all);
    parallel_products((all + each - 1) / each, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) winograd.tiles(i * each, std::min(all, (i + 1) * each), finish_of);
    });
  }

 private:
  using V = Vec<float>;

  static constexpr int64_t kLeastTiles = 24;

  static int64_t tiles(int64_t size) { return (size + 1) / 2; }
  // Elements of the matrix of a place and a group.
  static int64_t matrix_size(const ConvArgs& c) {
    return c.c_in / c.groups * ((c.c_out / c.groups + kPanel<float> - 1) / kPanel<float> * kPanel<float>);
  }

  Winograd(const ConvArgs& c, const float* packed)
      : c_(c), packed_(packed), high_(tiles(c.out_h)), wide_(tiles(c.out_w)) {}

  // The transformed tiles and their products are to stay in the second-level cache, beside the weight of a place.
  int64_t tiles_at_once(int64_t all) const {
    const int64_t bytes = kPlaces * (c_.c_in + c_.c_out) * static_cast<int64_t>(sizeof(float));
    const int64_t wanted = std::max<int64_t>(level2_cache_bytes() / 2 / bytes, 4 * kTileRows<float>);
    const int64_t most = std::clamp<int64_t>(static_cast<int64_t>(kScratchLimit) / bytes, 1, wanted);
    const int64_t pieces = std::max((all + most - 1) / most, std::min<int64_t>(num_threads(), all / kTileRows<float>));
    return (all + pieces - 1) / pieces;
  }

  static void transform_filter(const float* g, float* u) {
    float half[4][3];  // G g
    for (int j = 0; j < 3; j++) {
      half[0][j] = g[j];
      half[1][j] = 0.5f * (g[j] + g[3 + j] + g[6 + j]);
      half[2][j] = 0.5f * (g[j] - g[3 + j] + g[6 + j]);
      half[3][j] = g[6 + j];
    }
    for (int i = 0; i < 4; i++) {
      const float *h = half[i], a = h[0], b = h[1], d = h[2];
      u[i * 4] = a;
      u[i * 4 + 1] = 0.5f * (a + b + d);
      u[i * 4 + 2] = 0.5f * (a - b + d);
      u[i * 4 + 3] = d;
    }
  }

  template <typename F>
  void tiles(int64_t begin, int64_t end, F&& finish_of) const {
    const int64_t count = end - begin, c_in = c_.c_in, c_out = c_.c_out;
    // The products write where they read from next to nothing: inputs and results in two blocks.
    float* const inputs = scratch_of<float>(ScratchUse::kOperand, kPlaces * count * c_in + c_in);
    float* const sums = scratch_of<float>(ScratchUse::kResult, kPlaces * count * c_out);
    float* const zeros = inputs + kPlaces * count * c_in;
    std::fill_n(zeros, c_in, 0.0f);
    for (int64_t i = 0; i < count; i++) transform_input(begin + i, zeros, inputs + i * c_in, count * c_in);
    const int64_t matrices = kPlaces * c_.groups, k = c_in / c_.groups, n = c_out / c_.groups;
    for (int64_t i = 0; i < matrices; i++) {
      const int64_t place = i / c_.groups, group = i % c_.groups;
      const float* const weight = packed_ + i * matrix_size(c_);
      const MatrixRows<float, float> a(inputs + place * count * c_in + group * k, c_in, 1);
      const PackedPanels<float> b(weight, k, i + 1 < matrices ? weight + matrix_size(c_) : nullptr);
      float* const to = sums + place * count * c_out + group * n;
      multiply(Product<float>{count, n, k, a, b, to, c_out, {}}, 0, count, 0, n);
    }
    for (int64_t i = 0; i < count; i++) {
      const int64_t image = (begin + i) / (high_ * wide_);
      transform_output(begin + i, image, finish_of(image), sums + i * c_out, count * c_out);
    }
  }

  // B^T of four values.
  static SC_INLINE void input_line(V a, V b, V c, V d, V* to) {
    to[0] = a - c;
    to[1] = b + c;
    to[2] = c - b;
    to[3] = b - d;
  }

  // Tile `tile` of the batch, to `to` and 15 places further at distance `place`.
  void transform_input(int64_t tile, const float* zeros, float* to, int64_t place) const {
    const int64_t image = tile / (high_ * wide_);
    const int64_t y = tile / wide_ % high_ * 2 - c_.padding_h, x = tile % wide_ * 2 - c_.padding_w;
    const float* const in = static_cast<const float*>(c_.in) + image * c_.in_image;
    const float* from[16];
    for (int64_t i = 0; i < 4; i++) {
      for (int64_t j = 0; j < 4; j++) {
        const bool exists = y + i >= 0 && y + i < c_.in_h && x + j >= 0 && x + j < c_.in_w;
        from[i * 4 + j] = exists ? in + ((y + i) * c_.in_w + x + j) * c_.in_inner : zeros;
      }
    }
    for (int64_t q = 0; q < c_.c_in; q += V::kSize) {
      const int64_t n = std::min(V::kSize, c_.c_in - q);
      V half[4][4], whole[4];  // half[j]: B^T of column j
#pragma GCC unroll 4
      for (int j = 0; j < 4; j++) {
        input_line(V::load(from[j] + q, n), V::load(from[4 + j] + q, n), V::load(from[8 + j] + q, n),
                   V::load(from[12 + j] + q, n), half[j]);
      }
#pragma GCC unroll 4
      for (int i = 0; i < 4; i++) {
        input_line(half[0][i], half[1][i], half[2][i], half[3][i], whole);
#pragma GCC unroll 4
        for (int j = 0; j < 4; j++) whole[j].store(to + (i * 4 + j) * place + q, n);
      }
    }
  }

  void transform_output(int64_t tile, int64_t image, const Finish<float>& finish, const float* from,
                        int64_t place) const {
    const int64_t y = tile / wide_ % high_ * 2, x = tile % wide_ * 2;
    float* const out = static_cast<float*>(c_.out) + image * c_.out_image;
    const bool both_rows = y + 1 < c_.out_h, both_columns = x + 1 < c_.out_w;
    for (int64_t q = 0; q < c_.c_out; q += V::kSize) {
      const int64_t n = std::min(V::kSize, c_.c_out - q);
      V half[2][4];
#pragma GCC unroll 4
      for (int j = 0; j < 4; j++) {
        const V m0 = V::load(from + j * place + q, n), m1 = V::load(from + (4 + j) * place + q, n),
                m2 = V::load(from + (8 + j) * place + q, n), m3 = V::load(from + (12 + j) * place + q, n);
        half[0][j] = m0 + m1 + m2;
        half[1][j] = m1 - m2 - m3;
      }
      const auto store = [&](int64_t row, int64_t column, V value) {
        const int64_t position = (y + row) * c_.out_w + x + column;
        finish_vector(finish, value, position, q, n).store(out + position * c_.out_inner + q, n);
      };
#pragma GCC unroll 2
      for (int i = 0; i < 2; i++) {
        if (i == 1 && !both_rows) break;
        store(i, 0, half[i][0] + half[i][1] + half[i][2]);
        if (both_columns) store(i, 1, half[i][1] - half[i][2] - half[i][3]);
      }
    }
  }

  const ConvArgs& c_;
  const float* packed_;
  int64_t high_, wide_;  // tiles
};

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
