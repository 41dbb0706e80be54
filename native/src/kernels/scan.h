#pragma once

#include <cstdint>

namespace sconce {

/// A running fold along one dimension of n elements; the other dimensions are the batch, innermost first.
///
/// words: 0 in_dtype · 1 out_dtype · 2 out · 3 indices · 4 in · 5 n · 6 in_stride · 7 out_stride · 8 index_stride
///        · 9 ndim
/// tail:  shape[ndim] · in_strides[ndim] · out_strides[ndim] · index_strides[ndim]          (strides in bytes)
///
/// kernels: cumsum, cumprod (integers and bool in int64, floats in double, as PyTorch), logcumsumexp (floating),
///   cummax, cummin (out_dtype = in_dtype; int64 indices, the last among equals and NaN wins, as PyTorch).
/// `indices` is read by cummax and cummin only and may be null. All dtypes of ReduceArgs; the first three also take
/// complex numbers, in complex double, where both dtypes are complex. `out` may be `in`.
struct ScanArgs {
  int64_t in_dtype;
  int64_t out_dtype;
  void* out;
  int64_t* indices;
  const void* in;
  int64_t n;
  int64_t in_stride;
  int64_t out_stride;
  int64_t index_stride;
  int64_t ndim;
};

}  // namespace sconce
