// Pointwise iteration: the one driver that walks all operands of an IterArgs block.
//
// A kernel supplies a Loop: its work on operands that lie side by side. The driver splits the index space over threads
// and hands the loop what is contiguous as it is; broadcast, strided, half and bfloat16 operands pass through blocks on
// the stack that stay in the first-level cache. So a kernel is compiled once a dtype, and gives the same bits whatever
// the strides are.
#pragma once

#include <cstdint>

#include "base/kernel.h"
#include "base/pointwise.h"
#include "kernels/dtype.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

inline constexpr int64_t kMaxIterDims = 64;
inline constexpr int64_t kMaxIterOperands = 16;

struct Operand {
  char* data;
  const int64_t* strides;  // bytes
  int64_t dtype;           // as it lies in memory
  int64_t compute_dtype;   // as the loop sees it: float for half and bfloat16, else the same
};

// The decoded block; it points into the words.
struct Iter {
  int64_t ndim;
  int64_t noperands;
  int64_t numel;
  const int64_t* shape;
  Operand operands[kMaxIterOperands];
  const Scalar* scalars;
  int64_t nscalars;

  // Reads `words` words at args: `noutputs` operands of the output dtype, the others of the input dtype.
  // kInvalidArgument unless there are noperands operands and nscalars scalars, and as many words as these need.
  Status decode(const IterArgs& args, int64_t words, int64_t noutputs, int64_t noperands_wanted,
                int64_t nscalars_wanted);
};

// Elements below which work is not split further, as PyTorch's GRAIN_SIZE.
inline constexpr int64_t kIterGrain = 32768;

// Runs the loop over the whole space, in parallel: at least `grain` elements a thread. The first `noutputs` operands
// are written, the others read. After an error the outputs hold anything.
Status run_loop(const Iter& iter, int64_t noutputs, Loop loop, int64_t grain = kIterGrain);

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
