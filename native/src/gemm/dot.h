// Products with few rows and a right operand whose columns are contiguous (a linear layer's weight as it is stored):
// dot products along k, which read each weight once and pack nothing.
#pragma once

#include <algorithm>

#include "base/kernel.h"
#include "gemm/finish.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

inline constexpr int64_t kDotRows = 4;  // the most rows for which this is used

// sums[i * 4 + j] = a[i, :] . b[j, :] for kRows rows of a and kColumns (1 or 4) of b, each contiguous along k.
template <typename T, int kRows, int kColumns>
void dot_tile(const T* a, int64_t a_row, const T* b, int64_t b_column, int64_t k, T* sums) {
  using V = Vec<T>;
  // One row alone needs two sums a column, to keep the multiply-add units busy.
  constexpr int kChains = kRows == 1 ? 2 : 1;
  Native<T> sum[kChains][kRows][kColumns] = {};
  int64_t p = 0;
  for (; p + kChains * V::kSize <= k; p += kChains * V::kSize) {
#pragma GCC unroll 2
    for (int chain = 0; chain < kChains; chain++) {
      const int64_t at = p + chain * V::kSize;
      V av[kRows];
#pragma GCC unroll 4
      for (int i = 0; i < kRows; i++) av[i] = V::load(a + i * a_row + at);
#pragma GCC unroll 4
      for (int j = 0; j < kColumns; j++) {
        const V bv = V::load(b + j * b_column + at);
#pragma GCC unroll 4
        for (int i = 0; i < kRows; i++) sum[chain][i][j] = fmadd(av[i], bv, V(sum[chain][i][j])).v;
      }
    }
  }
  for (; p < k; p += V::kSize) {
    const int64_t rest = std::min<int64_t>(k - p, V::kSize);
#pragma GCC unroll 4
    for (int j = 0; j < kColumns; j++) {
      const V bv = V::load(b + j * b_column + p, rest);
#pragma GCC unroll 4
      for (int i = 0; i < kRows; i++) {
        sum[0][i][j] = fmadd(V::load(a + i * a_row + p, rest), bv, V(sum[0][i][j])).v;
      }
    }
  }
#pragma GCC unroll 4
  for (int i = 0; i < kRows; i++) {
#pragma GCC unroll 4
    for (int j = 0; j < kColumns; j++) {
      V total(sum[0][i][j]);
      if constexpr (kChains == 2) total += V(sum[1][i][j]);
      sums[i * 4 + j] = reduce_add(total);
    }
  }
}

// Columns begin..end of c [m <= kDotRows, n]; a's rows and b's columns are contiguous along k. float and double.
template <typename T>
void dot_product(int64_t m, int64_t k, const T* a, int64_t a_row, const T* b, int64_t b_column, T* c, int64_t c_row,
                 const Finish<T>& finish, int64_t begin, int64_t end) {
  constexpr int64_t kSpan = 64;  // columns finished at a time
  T row[kDotRows][kSpan];
  const auto tile = [&](auto columns, int64_t column, T* sums) {
    constexpr int kColumns = decltype(columns)::value;
    const T* at = b + column * b_column;
    switch (m) {
      case 1:
        return dot_tile<T, 1, kColumns>(a, a_row, at, b_column, k, sums);
      case 2:
        return dot_tile<T, 2, kColumns>(a, a_row, at, b_column, k, sums);
      case 3:
        return dot_tile<T, 3, kColumns>(a, a_row, at, b_column, k, sums);
      default:
        return dot_tile<T, 4, kColumns>(a, a_row, at, b_column, k, sums);
    }
  };
  for (int64_t span = begin; span < end; span += kSpan) {
    const int64_t columns = std::min(kSpan, end - span);
    T sums[kDotRows * 4];
    for (int64_t j = 0; j < columns;) {
      // Which columns go together does not change a sum.
      const int64_t width = columns - j >= 4 ? 4 : 1;
      if (width == 4)
        tile(std::integral_constant<int, 4>(), span + j, sums);
      else
        tile(std::integral_constant<int, 1>(), span + j, sums);
      for (int64_t i = 0; i < m; i++) {
        for (int64_t q = 0; q < width; q++) row[i][j + q] = sums[i * 4 + q];
      }
      j += width;
    }
    for (int64_t i = 0; i < m; i++) {
      T* to = c + i * c_row + span;
      for (int64_t j = 0; j < columns; j++) {
        const T scaled = finish.alpha * row[i][j];
        to[j] = finish.beta == T(0) ? scaled : scaled + finish.beta * to[j];
      }
      finish_row(finish, to, i, span, columns);
    }
  }
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
