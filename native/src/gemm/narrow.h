// Products of int8, int16 and uint8: computed in int32_t and cut off on the way to memory, which gives what wrapping
// around at every step gives.
#pragma once

#include <algorithm>

#include "base/scratch.h"
#include "gemm/product.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// As multiply(), with a narrow result. `finish` has no alpha or beta; those are apart, as int32_t.
template <typename S>
void multiply_narrow(int64_t k, const RowSource<int32_t>& a, const PanelSource<int32_t>& b, S* c, int64_t c_row,
                     int32_t alpha, int32_t beta, const Finish<S>& finish, int64_t row_begin, int64_t row_end,
                     int64_t column_begin, int64_t column_end) {
  constexpr int64_t kTall = 64, kWide = 512;
  // The product writes to row and column 0 of a small matrix of its own: these shift what it reads.
  struct ShiftedRows final : RowSource<int32_t> {
    const RowSource<int32_t>& source;
    int64_t shift = 0;
    explicit ShiftedRows(const RowSource<int32_t>& s) : source(s) {}
    Strip<int32_t> rows(int64_t row, int rows, int64_t depth, int64_t count, int64_t panels,
                        int32_t* buffer) const override {
      return source.rows(row + shift, rows, depth, count, panels, buffer);
    }
  } shifted_a(a);
  struct ShiftedPanels final : PanelSource<int32_t> {
    const PanelSource<int32_t>& source;
    int64_t shift = 0;
    explicit ShiftedPanels(const PanelSource<int32_t>& s) : source(s) {}
    Panels<int32_t> panels(int64_t depth, int64_t count, int64_t column, int64_t columns,
                           int32_t* buffer) const override {
      return source.panels(depth, count, column + shift, columns, buffer);
    }
  } shifted_b(b);
  int32_t* const sums = scratch_of<int32_t>(ScratchUse::kResult, kTall * kWide);
  for (int64_t j = column_begin; j < column_end; j += kWide) {
    const int64_t columns = std::min(kWide, column_end - j);
    shifted_b.shift = j;
    for (int64_t i = row_begin; i < row_end; i += kTall) {
      const int64_t rows = std::min(kTall, row_end - i);
      shifted_a.shift = i;
      multiply(Product<int32_t>{rows, columns, k, shifted_a, shifted_b, sums, kWide, {}}, 0, rows, 0, columns);
      for (int64_t r = 0; r < rows; r++) {
        S* to = c + (i + r) * c_row + j;
        for (int64_t q = 0; q < columns; q++) {
          const uint32_t old = beta == 0 ? 0 : static_cast<uint32_t>(beta) * static_cast<uint32_t>(to[q]);
          to[q] = static_cast<S>(static_cast<uint32_t>(alpha) * static_cast<uint32_t>(sums[r * kWide + q]) + old);
        }
        finish_row(finish, to, i + r, j, columns);
      }
    }
  }
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
