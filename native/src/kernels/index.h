#pragma once

#include <cstdint>

namespace sconce {

/// How `index_put` stores a value.
inline constexpr int64_t kAssign = 0;
inline constexpr int64_t kSum = 1;
inline constexpr int64_t kProd = 2;
inline constexpr int64_t kAmax = 3;
inline constexpr int64_t kAmin = 4;

/// Reading and writing at positions that tensors name. There is a dense side, whose elements are visited one by one
/// over `shape`, and an indexed side, the address of whose element is
///     base + Σ position[d] * indexed_strides[d] + Σ index_k[position] * step_k
/// so that indexed_strides is 0 in the dimensions which an index replaces. Dimensions are innermost first and coalesced
/// by the caller; dimensions along which all index strides are 0 are copied as runs, so put those innermost if
/// contiguous.
///
/// words: 0 dtype · 1 dense · 2 indexed · 3 reduce · 4 include_self · 5 wrap · 6 nindices · 7 ndim
/// tail:  shape[ndim] · dense_strides[ndim] · indexed_strides[ndim]
///        · then an index operand: address (int64) · size · step · strides[ndim]                    (strides in bytes)
///
/// kernels:
///   index      dense = out. aten::index, index_select, embedding, gather, take
///   index_put  indexed = out, dense = source (strides 0: a number). aten::index_put, put, index_copy, index_fill,
///              index_add, scatter, scatter_add, scatter_reduce; in order, so that the last of duplicates stays.
///              reduce is one of IndexReduce; include_self = 0: elements that are hit forget their old value first.
/// wrap = 1: an index i in -size..-1 means i + size (advanced indexing, take, index_fill); else it is refused. An index
/// outside is kIndexOutOfRange with its value and `size`. All dtypes, also complex (reduce: kAssign and kSum only),
/// bool (kSum is or, kProd is and).
struct IndexArgs {
  int64_t dtype;
  void* dense;
  void* indexed;
  int64_t reduce;
  int64_t include_self;
  int64_t wrap;
  int64_t nindices;
  int64_t ndim;
};

/// Compaction by a mask, in row-major order of the dimensions (given innermost first, not reordered).
///
/// words: 0 dtype · 1 out · 2 in · 3 mask (bool or uint8) · 4 count · 5 ndim
/// tail:  shape[ndim] · in_strides[ndim] · mask_strides[ndim]                                        (strides in bytes)
///
/// kernels:
///   masked_select   out[count] contiguous gets the elements of `in` where the mask is true; count is what the kernel
///                   count_nonzero found, another number is refused
///   masked_scatter  out (strides in_strides) gets, where the mask is true, the elements of `in`[count] contiguous;
///                   there may be more than needed; fewer are refused
struct MaskArgs {
  int64_t dtype;
  void* out;
  const void* in;
  const void* mask;
  int64_t count;
  int64_t ndim;
};

/// aten::nonzero: the positions of the elements that are not zero, in row-major order.
///
/// words: 0 dtype · 1 out (int64 [count, ndim] contiguous, coordinates outermost first) · 2 in · 3 count · 4 ndim
/// tail:  shape[ndim] · in_strides[ndim]  (innermost first, not coalesced, bytes)
/// kernel: nonzero; count as for masked_select.
struct NonzeroArgs {
  int64_t dtype;
  int64_t* out;
  const void* in;
  int64_t count;
  int64_t ndim;
};

/// aten::bincount and histc; contiguous.
///
/// words: 0 dtype (of `in`) · 1 weight_dtype · 2 out · 3 in · 4 weights · 5 n · 6 bins · 7 low (double bits) · 8 high
/// kernels:
///   bincount  in: integers, each in 0..bins-1; out: int64[bins] without weights, else weight_dtype (float or double)
///   histc     in: floating; out: dtype[bins], the counts of `bins` equal intervals of low..high, elements outside do
///             not count; reads no weights. low < high is the caller's to see to
struct HistogramArgs {
  int64_t dtype;
  int64_t weight_dtype;
  void* out;
  const void* in;
  const void* weights;
  int64_t n;
  int64_t bins;
  double low;
  double high;
};

}  // namespace sconce
