// Scratch memory of kernels: per thread, kept from call to call.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sconce {

// Who asks: each use has a block of its own, so that a kernel may hold several at once. A kernel that calls itself
// through another (a convolution that multiplies) never meets its own use again.
enum class ScratchUse { kPanels, kOperand, kResult, kBetween, kCount };

// At least `bytes` bytes, 64-byte aligned, of unspecified content, for the calling thread until its next call with the
// same use. A block grows and never shrinks while its thread lives; kernels keep their requests under kScratchLimit by
// working in pieces, except where their comment says otherwise, so that the memory is bounded by uses * threads *
// limit. It is freed when the thread ends. Throws std::bad_alloc.
void* scratch(ScratchUse use, size_t bytes);

template <typename T>
T* scratch_of(ScratchUse use, int64_t count) {
  return static_cast<T*>(scratch(use, static_cast<size_t>(count) * sizeof(T)));
}

inline constexpr size_t kScratchLimit = size_t{4} << 20;

// Bytes of one core's second-level cache, as the system tells it, in 256 KiB..4 MiB (1 MiB when it does not tell).
int64_t level2_cache_bytes();

}  // namespace sconce
