// Several pointwise kernels as one: each tile of the index space goes through all of them before the next, so that what
// lies between two stays in the first-level cache. The steps are the very loops of the kernels (pointwise.h), and the
// results theirs to the bit.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/pointwise.h"
#include "kernels/iter.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// pointwise_chain's block. Behind the head lie
//   shape[ndim] (dimension 0 innermost)
//   · an operand, those that are written first: address, dtype, byte strides[ndim]
//   · a step: kernel (its number), input dtype, output dtype, noperands, nscalars, places[noperands], scalars (double
//     bits, int64)
// A step reads and writes at places, its output first: the operand k for k >= 0, the register ~k else. A register holds
// a tile of what a step wrote there. What is written and read in memory is one operand for both, or two with the same
// address and strides of which the one that is read is not read after the other is written.
//
// Half, bfloat16 and complex operands are not taken: what is rounded between two steps must be seen to be.
struct PointwiseChainArgs {
  int64_t ndim;       // 0..64
  int64_t noperands;  // 1..16
  int64_t noutputs;
  int64_t nregisters;  // 0..kMaxChainRegisters
  int64_t nsteps;      // 1..kMaxChainSteps
};

inline constexpr int64_t kMaxChainSteps = 48;
inline constexpr int64_t kMaxChainRegisters = 12;

// The loops of the kernels whose inputs are of several dtypes, and which are thus in no list of pointwise.h.
Loop loop_of_copy(int64_t from, int64_t to);
Loop loop_of_where(int64_t dtype);

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
