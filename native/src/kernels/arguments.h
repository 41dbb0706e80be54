// Checks of a kernel's argument block.
#pragma once

#include <cstdint>

#include "base/kernel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

inline constexpr int64_t kMaxDims = 64;

/// kInvalidArgument for `field` of `args`, with its position among the words and its value.
template <class Args, class T>
Status bad_argument(const Args& args, const T& field) {
  const auto* begin = reinterpret_cast<const char*>(&args);
  const int64_t position = (reinterpret_cast<const char*>(&field) - begin) / 8;
  return fail(kInvalidArgument, position, static_cast<int64_t>(field));
}

/// The words behind the struct.
template <class Args>
const int64_t* tail_of(const Args& args) {
  return reinterpret_cast<const int64_t*>(&args + 1);
}

/// Whether a call of `words` words has `tail` of them behind the struct.
template <class Args>
Status check_tail(const Args&, int64_t words, int64_t tail) {
  const int64_t needed = static_cast<int64_t>(sizeof(Args) / 8) + tail;
  return words >= needed ? kOk : fail(kTooFewWords, words, needed);
}

/// Whether `ndim`, a field of `args`, is a number of dimensions.
template <class Args>
Status check_ndim(const Args& args, const int64_t& ndim) {
  return ndim >= 0 && ndim <= kMaxDims ? kOk : bad_argument(args, ndim);
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
