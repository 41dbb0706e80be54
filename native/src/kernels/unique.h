#pragma once

#include <cstdint>

namespace sconce {

/// aten::_unique2 (always sorted) and unique_consecutive of n contiguous elements.
///
/// words: 0 dtype · 1 values · 2 inverse · 3 counts · 4 found · 5 in · 6 n
/// kernels: unique, unique_consecutive. The caller gives room for n in values[n] (dtype), inverse[n] and counts[n]
/// (int64; either may be null); `found` (one int64) gets how many of `values` and `counts` are meant. Every NaN is a
/// value of its own, and the greatest.
struct UniqueArgs {
  int64_t dtype;
  void* values;
  int64_t* inverse;
  int64_t* counts;
  int64_t* found;
  const void* in;
  int64_t n;
};

/// torch.unique(dim=…): the same over rows of `width` contiguous elements, ordered as sequences.
///
/// words: 0 dtype · 1 order · 2 inverse · 3 counts · 4 found · 5 in · 6 n (rows) · 7 width · 8 consecutive
/// kernel: unique_rows. `order`[n] gets, for each of `found` results, the row of `in` that it is (copy them with
/// `index`).
struct UniqueRowsArgs {
  int64_t dtype;
  int64_t* order;
  int64_t* inverse;
  int64_t* counts;
  int64_t* found;
  const void* in;
  int64_t n;
  int64_t width;
  int64_t consecutive;
};

}  // namespace sconce
