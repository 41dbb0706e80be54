// What a kernel says of its outcome.
#pragma once

#include <cstdint>

#include "sconce/status.h"

namespace sconce {

using Status = int32_t;  // an sc_status

inline constexpr Status kOk = SC_OK;
inline constexpr Status kIndexOutOfRange = SC_INDEX_OUT_OF_RANGE;
inline constexpr Status kUnsupportedDtype = SC_UNSUPPORTED_DTYPE;
inline constexpr Status kInvalidArgument = SC_INVALID_ARGUMENT;
inline constexpr Status kDivisionByZero = SC_DIVISION_BY_ZERO;
inline constexpr Status kSingularMatrix = SC_SINGULAR_MATRIX;
inline constexpr Status kNotConverged = SC_NOT_CONVERGED;
inline constexpr Status kOutOfMemory = SC_OUT_OF_MEMORY;
inline constexpr Status kNoSuchKernel = SC_NO_SUCH_KERNEL;
inline constexpr Status kTooFewWords = SC_TOO_FEW_WORDS;
inline constexpr Status kNoBlas = SC_NO_BLAS;
inline constexpr Status kInternalError = SC_INTERNAL_ERROR;

// Notes two numbers for the message and returns the code. They are kept per thread: call it on the kernel's own thread,
// after parallel_for, not inside a range (there, put what went wrong in an atomic).
Status fail(Status code, int64_t a = 0, int64_t b = 0) noexcept;

}  // namespace sconce
