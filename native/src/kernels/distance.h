#pragma once

#include <cstdint>

namespace sconce {

/// aten::cdist and pdist: the p-norm of differences of rows; contiguous.
///
/// words: 0 dtype (float or double) · 1 out · 2 left [batch, rows_left, width] · 3 right [batch, rows_right, width]
///        · 4 batch · 5 rows_left · 6 rows_right · 7 width · 8 p (double bits: 0, 1, 2, inf or any other ≥ 0)
/// kernels: cdist (out [batch, rows_left, rows_right]); pdist (reads `left` with batch 1; out the upper triangle by
/// rows).
struct DistanceArgs {
  int64_t dtype;
  void* out;
  const void* left;
  const void* right;
  int64_t batch;
  int64_t rows_left;
  int64_t rows_right;
  int64_t width;
  double p;
};

}  // namespace sconce
