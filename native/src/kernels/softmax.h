#pragma once

#include <cstdint>

namespace sconce {

/// softmax and log_softmax over the middle one of three dimensions [outer, n, inner], input and output contiguous.
///
/// words: 0 dtype (float or double) · 1 out · 2 in · 3 outer · 4 n · 5 inner
/// kernels: softmax, log_softmax. `out` may be `in`. A line of -inf only gives NaN, and e^x less than
/// the smallest normal number counts as zero, as in PyTorch.
struct SoftmaxArgs {
  int64_t dtype;
  void* out;
  const void* in;
  int64_t outer;
  int64_t n;
  int64_t inner;
};

}  // namespace sconce
