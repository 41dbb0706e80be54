#pragma once

#include <cstdint>

namespace sconce {

/// A reduction of some dimensions of one tensor, in canonical form: the dimensions that stay ("output dimensions") and
/// those that go ("reduced dimensions"), each list innermost first, coalesced by the caller where it can.
///
/// words: 0 in_dtype · 1 out_dtype · 2 out · 3 second · 4 in · 5 parameter (double bits) · 6 out_ndim · 7 red_ndim
/// tail:  out_shape[out_ndim] · in_strides[out_ndim] · out_strides[out_ndim] · second_strides[out_ndim]
///        · red_shape[red_ndim] · red_strides[red_ndim]            (all strides in bytes; at most 64 dimensions a list)
///
/// kernels (PyTorch's name; in → out):
///   sum, nansum, prod     any → any; integers and bool are accumulated in int64, floats in blocks with a double above
///   mean                  any → floating; the sum over the count (0 elements: NaN)
///   amax, amin            any → the same dtype; NaN wins; refuses to reduce 0 elements
///   all, any              any → bool or uint8; NaN counts as true
///   count_nonzero         any → int64
///   norm                  floating → floating; parameter = p: 0, 1, 2, inf, -inf or any other
///   logsumexp             any → floating; -inf for 0 elements
///   var, std              floating → floating; parameter = correction; `second`, if not null, gets the mean in
///                         out_dtype
///   max_dim, min_dim      any → the same dtype, may be null; `second` gets the int64 position (row-major over the
///                         reduced dimensions, so those must not be reordered); the first among equals, NaN wins; may
///                         be null too; refuses to reduce 0 elements. argmax and argmin are these with `out` null.
///
/// dtypes: uint8, int8, int16, int32, int64, half, bfloat16, float, double, bool. The result does not depend on the
/// number of threads: long reductions are cut into chunks of a fixed size, combined in order.
struct ReduceArgs {
  int64_t in_dtype;
  int64_t out_dtype;
  void* out;
  void* second;
  const void* in;
  double parameter;
  int64_t out_ndim;
  int64_t red_ndim;
};

}  // namespace sconce
