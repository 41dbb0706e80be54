// The micro-kernel of products of bytes, and how their right operand is packed.
//
// b is packed in panels of two vectors of columns: for each four rows of b (along k) the four bytes of the panel's
// first column, then of the next, and so on. Rows behind k and columns behind n are zeros, so that what a has there
// does not count. A tile of 12 rows by 2 vectors is 24 sums, of 32 registers; with 16 registers it is 4 by 2.
#pragma once

#include "gemm/int8/dot.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

inline constexpr int64_t kBytePanel = 2 * Int32::kSize;
inline constexpr int64_t kByteTileRows = kVecBytes == 64 ? 12 : 4;
// Panels that one row is multiplied with at once: it has too few sums to hide their latency otherwise.
inline constexpr int64_t kByteRowPanels = kVecBytes == 64 ? 4 : 2;

inline int64_t byte_panels(int64_t n) { return (n + kBytePanel - 1) / kBytePanel; }
// k in whole groups of four.
inline int64_t byte_depth(int64_t k) { return (k + 3) / 4 * 4; }

// c[i][0..kPanels * kBytePanel) = row i of a times the panels. a has `depth` bytes a row, a multiple of 4.
template <typename Dot, int kRows, int kPanels>
void multiply_bytes(const uint8_t* a, int64_t a_row, const int8_t* b, int64_t depth, int32_t* c, int64_t c_row) {
  constexpr int kVecs = 2 * kPanels;
  const int64_t b_panel = depth * kBytePanel;
  Int32 sum[kRows][kVecs];
#pragma GCC unroll 16
  for (int i = 0; i < kRows; i++) {
#pragma GCC unroll 16
    for (int v = 0; v < kVecs; v++) sum[i][v] = Int32(0);
  }
  // Three rows share a base pointer: base, base + row and base + 2 row are addresses that an instruction can form.
  constexpr int kBases = (kRows + 2) / 3;
  const uint8_t* base[kBases];
#pragma GCC unroll 16
  for (int g = 0; g < kBases; g++) base[g] = a + 3 * g * a_row;
  for (int64_t p = depth; p > 0; p -= 4) {
    typename Dot::Right bv[kVecs];
#pragma GCC unroll 16
    for (int v = 0; v < kVecs; v++) bv[v] = Dot::right(b + (v / 2) * b_panel + (v % 2) * kVecBytes);
#pragma GCC unroll 16
    for (int i = 0; i < kRows; i++) {
      const typename Dot::Left av = Dot::left(base[i / 3] + (i % 3) * a_row);
#pragma GCC unroll 16
      for (int v = 0; v < kVecs; v++) Dot::add(sum[i][v], av, bv[v]);
    }
    b += 4 * kBytePanel;
#pragma GCC unroll 16
    for (int g = 0; g < kBases; g++) base[g] += 4;
  }
#pragma GCC unroll 16
  for (int i = 0; i < kRows; i++) {
#pragma GCC unroll 16
    for (int v = 0; v < kVecs; v++) sum[i][v].store(c + i * c_row + v * Int32::kSize);
  }
}

// The same for 1 <= rows <= kByteTileRows, one panel.
template <typename Dot, int kRows = static_cast<int>(kByteTileRows)>
void multiply_byte_rows(int64_t rows, const uint8_t* a, int64_t a_row, const int8_t* b, int64_t depth, int32_t* c,
                        int64_t c_row) {
  if constexpr (kRows > 1) {
    if (rows < kRows) return multiply_byte_rows<Dot, kRows - 1>(rows, a, a_row, b, depth, c, c_row);
  }
  multiply_bytes<Dot, kRows, 1>(a, a_row, b, depth, c, c_row);
}

// b, whose column j is k bytes from b + j * b_column at distance b_row, in packed form; and the sum of each column.
inline void pack_bytes(const int8_t* b, int64_t b_column, int64_t n, int64_t k, int8_t* packed, int32_t* sums) {
  const int64_t depth = byte_depth(k);
  for (int64_t panel = 0; panel < byte_panels(n); panel++) {
    int8_t* to = packed + panel * depth * kBytePanel;
    for (int64_t j = 0; j < kBytePanel; j++) {
      const int64_t column = panel * kBytePanel + j;
      const int8_t* from = b + column * b_column;
      int32_t sum = 0;
      for (int64_t p = 0; p < depth; p++) {
        const int8_t value = column < n && p < k ? from[p] : int8_t{0};
        to[(p / 4 * kBytePanel + j) * 4 + p % 4] = value;
        sum += value;
      }
      if (column < n) sums[column] = sum;
    }
  }
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
