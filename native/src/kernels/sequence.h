#pragma once

#include <cstdint>

namespace sconce {

/// Evenly spaced numbers.
///
/// words: 0 dtype · 1 out [n] contiguous · 2 n · 3 start (double bits) · 4 end · 5 step · 6 integer_start · 7
/// integer_step kernels:
///   arange    dtype int64: integer_start + i * integer_step; float, double: start + i * step, computed in double
///   linspace  float, double: start + i * step in the first half, end - (n - 1 - i) * step in the second, computed in
///   dtype
///             (so that both ends are exact, as torch.linspace has it)
struct SequenceArgs {
  int64_t dtype;
  void* out;
  int64_t n;
  double start;
  double end;
  double step;
  int64_t integer_start;
  int64_t integer_step;
};

}  // namespace sconce
