// Products of matrices of bytes, in blocks of rows on as many threads as pay.
#pragma once

#include <algorithm>

#include "base/scratch.h"
#include "gemm/int8/finish.h"
#include "gemm/int8/tile.h"
#include "parallel/parallel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// Rows of the left operand: depth bytes each, at distance `row`.
struct ByteRows {
  const uint8_t* data;
  int64_t row;
};

// Multiplies 1..kByteTileRows rows with panels first..last and finishes them; f(i, sums, j, count) gets each row's sums
// of columns j..j + count.
template <typename Dot, typename F>
void multiply_byte_panels(int64_t rows, ByteRows a, const int8_t* b, int64_t depth, int64_t n, int64_t first,
                          int64_t last, const F& f) {
  alignas(64) int32_t sums[std::max(kByteTileRows * kBytePanel, kByteRowPanels * kBytePanel)];
  for (int64_t panel = first; panel < last;) {
    const int8_t* at = b + panel * depth * kBytePanel;
    int64_t panels = 1;
    if (rows == 1 && last - panel >= kByteRowPanels) {
      panels = kByteRowPanels;
      multiply_bytes<Dot, 1, kByteRowPanels>(a.data, a.row, at, depth, sums, kByteRowPanels * kBytePanel);
    } else {
      multiply_byte_rows<Dot>(rows, a.data, a.row, at, depth, sums, kBytePanel);
    }
    const int64_t j = panel * kBytePanel, count = std::min(panels * kBytePanel, n - j);
    for (int64_t i = 0; i < rows; i++) f(i, sums + i * kBytePanel, j, count);
    panel += panels;
  }
}

// Rows that are multiplied with all panels before the next: they stay in the second-level cache.
inline constexpr int64_t kByteBlockRows = 48;
// Products below which a thread of its own does not pay.
inline constexpr int64_t kByteGrain = int64_t{1} << 18;

// out = finish(a b) for `count` products of m rows and n columns.
//
// rows(index, first, rows) gives rows first..first + rows of product `index`, valid until this thread asks again;
// b(index) its packed right operand; finish(index, i, sums, row_sum, j, count) takes the sums of row i. `gathers`:
// giving rows costs, so that they are not asked for twice.
template <typename Rows, typename Right, typename F>
void multiply_byte_products(int64_t count, int64_t m, int64_t n, int64_t k, bool gathers, bool needs_rows,
                            const Rows& rows, const Right& b, const F& finish) {
  const int64_t depth = byte_depth(k), panels = byte_panels(n);
  const int64_t blocks = (m + kByteBlockRows - 1) / kByteBlockRows;
  const int64_t wanted = gathers ? num_threads() : 4 * num_threads();
  const int64_t parts = std::clamp<int64_t>(wanted / std::max<int64_t>(1, count * blocks), 1,
                                            std::max<int64_t>(1, panels / kByteRowPanels));
  const int64_t work = m * n * k / std::max<int64_t>(1, blocks * parts) + 1;
  parallel_for(0, count * blocks * parts, std::max<int64_t>(1, kByteGrain / work), [&](int64_t begin, int64_t end) {
    for (int64_t t = begin; t < end; t++) {
      const int64_t part = t % parts, block = t / parts % blocks, index = t / parts / blocks;
      const int64_t first = m * block / blocks, last = m * (block + 1) / blocks;
      const int64_t first_panel = panels * part / parts, last_panel = panels * (part + 1) / parts;
      const ByteRows all = rows(index, first, last - first);
      const int64_t tiles = (last - first + kByteTileRows - 1) / kByteTileRows;
      for (int64_t tile = 0; tile < tiles; tile++) {
        const int64_t from = (last - first) * tile / tiles, to = (last - first) * (tile + 1) / tiles;
        const ByteRows a{all.data + from * all.row, all.row};
        int32_t row_sums[kByteTileRows] = {};
        if (needs_rows) {
          for (int64_t i = 0; i < to - from; i++) {
            for (int64_t p = 0; p < k; p++) row_sums[i] += a.data[i * a.row + p];
          }
        }
        const auto take = [&](int64_t i, const int32_t* sums, int64_t j, int64_t columns) {
          finish(index, first + from + i, sums, row_sums[i], j, columns);
        };
        if (has_byte_dot())
          multiply_byte_panels<ByteDot>(to - from, a, b(index), depth, n, first_panel, last_panel, take);
        else
          multiply_byte_panels<WideDot>(to - from, a, b(index), depth, n, first_panel, last_panel, take);
      }
    }
  });
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
