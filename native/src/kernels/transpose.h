// Copies between two orders of dimensions, such as NCHW to NHWC and permute().contiguous().
#pragma once

#include "kernels/iter.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// operands[0] = operands[1] for elements of `size` bytes, where dimension 0 is contiguous in the output and dimension d
// (d >= 1) in the input: in square tiles of one cache line, so that both sides are read and written in whole lines. The
// operands must not overlap.
Status transpose(const Iter& iter, int64_t d, int64_t size);

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
