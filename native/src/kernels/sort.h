#pragma once

#include <cstdint>

namespace sconce {

/// An order statistic of every line along one dimension of n elements; the other dimensions are the batch, innermost
/// first.
///
/// words: 0 dtype · 1 values · 2 indices · 3 in · 4 n · 5 k · 6 descending · 7 sorted · 8 in_stride · 9 value_stride
///        · 10 index_stride · 11 ndim
/// tail:  shape[ndim] · in_strides[ndim] · value_strides[ndim] · index_strides[ndim]                (strides in bytes)
///
/// kernels (indices are int64; `values` or `indices` may be null):
///   sort        n values and indices a line, NaN the greatest; reads `descending`; among equals PyTorch's CPU's order
///   sort_stable the same, equals as they were
///   topk        k values and indices a line; `descending` = largest; `sorted`; among equals PyTorch's CPU's choice
///   kthvalue    1 a line: the k-th of the ascending order, k from 1; among equals PyTorch's CPU's choice
///   median      1 a line: the lower median, of equals as in stable order; the first NaN if there is one
///   nanmedian   1 a line: the lower median of those that are not NaN; NaN if there is none
///   mode        1 a line: the most frequent value, the smallest of such, at the position that PyTorch's CPU gives;
///   every
///               NaN is a value of its own
/// All dtypes of ReduceArgs. The kernels refuse n = 0 (but the sorts) and k outside 0..n (topk) or 1..n (kthvalue).
struct SortArgs {
  int64_t dtype;
  void* values;
  int64_t* indices;
  const void* in;
  int64_t n;
  int64_t k;
  int64_t descending;
  int64_t sorted;
  int64_t in_stride;
  int64_t value_stride;
  int64_t index_stride;
  int64_t ndim;
};

/// Where each value would be inserted in a sorted sequence (torch.searchsorted, torch.bucketize); all contiguous.
///
/// words: 0 dtype (of values and sequence) · 1 out_dtype (int64 or int32) · 2 out · 3 values · 4 sequence · 5 sorter
///        · 6 rows · 7 n_values (a row) · 8 n_sequence (a row) · 9 one_sequence · 10 right
/// `sorter` (int64, may be null) holds the order of an unsorted sequence; its values are checked. one_sequence = 1: all
/// rows search the same sequence (bucketize: rows = 1).
struct SearchSortedArgs {
  int64_t dtype;
  int64_t out_dtype;
  void* out;
  const void* values;
  const void* sequence;
  const int64_t* sorter;
  int64_t rows;
  int64_t n_values;
  int64_t n_sequence;
  int64_t one_sequence;
  int64_t right;
};

}  // namespace sconce
