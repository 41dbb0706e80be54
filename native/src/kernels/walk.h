// Iteration over an n-dimensional space with the byte offsets of several operands.
#pragma once

#include <array>
#include <cstdint>

#include "kernels/arguments.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

inline int64_t product(const int64_t* shape, int64_t ndim) {
  int64_t n = 1;
  for (int64_t d = 0; d < ndim; d++) n *= shape[d];
  return n;
}

/// A position in a space of `ndim` dimensions, innermost first, and the byte offset there of each of kOperands
/// operands.
template <int kOperands>
class Walk {
 public:
  using Strides = std::array<const int64_t*, kOperands>;

  /// Starts at the position with the row-major number `start`.
  Walk(int64_t ndim, const int64_t* shape, const Strides& strides, int64_t start = 0)
      : ndim_(ndim), shape_(shape), strides_(strides) {
    for (int64_t d = 0; d < ndim; d++) {
      index_[d] = start % shape[d];
      start /= shape[d];
      for (int k = 0; k < kOperands; k++) offset_[static_cast<size_t>(k)] += index_[d] * stride(k, d);
    }
  }

  int64_t offset(int k) const { return offset_[static_cast<size_t>(k)]; }
  int64_t index(int64_t d) const { return index_[d]; }

  /// Moves on by `steps` along the innermost dimension, which must not lead beyond its end, then carries.
  void advance(int64_t steps) {
    for (int64_t d = 0; d < ndim_; d++) {
      index_[d] += steps;
      for (int k = 0; k < kOperands; k++) offset_[static_cast<size_t>(k)] += steps * stride(k, d);
      if (index_[d] < shape_[d]) return;
      for (int k = 0; k < kOperands; k++) offset_[static_cast<size_t>(k)] -= shape_[d] * stride(k, d);
      index_[d] = 0;
      steps = 1;
    }
  }

 private:
  int64_t stride(int k, int64_t d) const { return strides_[static_cast<size_t>(k)][d]; }

  int64_t ndim_;
  const int64_t* shape_;
  Strides strides_;
  int64_t index_[kMaxDims];
  std::array<int64_t, kOperands> offset_{};
};

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
