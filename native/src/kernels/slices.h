// Calls of kernels that compute each image of a batch by itself, replayed image by image: what one writes is still in
// the cache when the next one reads it, where a whole batch of it would have gone to memory.
#pragma once

#include <cstdint>

#include "base/kernel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// The block of `slices`. Behind the head lies a call after the other:
//   kernel (its number), nwords, nmoves · words[nwords]: its arguments for the first slice · nmoves times: which of the
//   words, and a step
// For slice i each such word is i * step bytes further; where the step is negative, the word is an offset in bytes from
// the start of a local buffer. What lies in a local buffer is written by a call of a slice before another reads it.
//
// Slices run at once, each on one thread; those that are too few for all threads one by one, each call on all of them.
// No call may have words that address others of its own block.
struct SlicesArgs {
  int64_t nslices;      // >= 0
  int64_t ncalls;       // >= 0
  char* local;          // local buffers: one for each thread that computes slices
  int64_t local_bytes;  // of one
  int64_t nlocals;      // with more threads than buffers, slices run one by one
};

inline constexpr int64_t kMaxSlicedWords = 64;  // of a call

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
