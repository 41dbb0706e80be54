// Blocks of elements of any dtype, widened to the few types that order-free kernels compute in. A kernel over all
// dtypes is so compiled for float, double and int64 only: it reads a run of elements as a contiguous block of one of
// these.
#pragma once

#include <cstdint>

#include "base/kernel.h"
#include "kernels/dtype.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

/// out[i] = the element at `in` + i * stride bytes, for i < n, converted. int64 blocks are read from integers and bool
/// only.
void load_block(int64_t dtype, const void* in, int64_t stride, int64_t n, float* out);
void load_block(int64_t dtype, const void* in, int64_t stride, int64_t n, double* out);
void load_block(int64_t dtype, const void* in, int64_t stride, int64_t n, int64_t* out);

/// The other way: rounds to nearest even; to bool, what is not zero is true.
void store_block(int64_t dtype, void* out, int64_t stride, int64_t n, const double* in);
void store_block(int64_t dtype, void* out, int64_t stride, int64_t n, const int64_t* in);

/// The n elements as a contiguous block: in place if they are one already, else loaded into `buffer`.
template <class T>
const T* view_block(int64_t dtype, const void* in, int64_t stride, int64_t n, T* buffer) {
  if (dtype == kDTypeOf<T> && (stride == static_cast<int64_t>(sizeof(T)) || n == 1)) return static_cast<const T*>(in);
  load_block(dtype, in, stride, n, buffer);
  return buffer;
}

/// f.operator()<T>() with the type that values of `dtype` are computed in: float (also for half and bfloat16), double
/// or int64 (also for bool); kUnsupportedDtype for others.
template <class F>
Status with_block_type(int64_t dtype, F&& f) {
  if (dtype == kFloat || dtype == kHalf || dtype == kBFloat16) return f.template operator()<float>();
  if (dtype == kDouble) return f.template operator()<double>();
  if (is_integral(dtype)) return f.template operator()<int64_t>();
  return fail(kUnsupportedDtype, dtype);
}

/// The same for float and double alone.
template <class F>
Status with_float_or_double(int64_t dtype, F&& f) {
  if (dtype == kFloat) return f.template operator()<float>();
  if (dtype == kDouble) return f.template operator()<double>();
  return fail(kUnsupportedDtype, dtype);
}

struct Bytes16 {
  uint64_t halves[2];
};

/// f.operator()<E>() with a type of the dtype's size: for kernels that move elements without looking at them.
template <class F>
Status with_element(int64_t dtype, F&& f) {
  switch (element_size(dtype)) {
    case 1:
      return f.template operator()<uint8_t>();
    case 2:
      return f.template operator()<uint16_t>();
    case 4:
      return f.template operator()<uint32_t>();
    case 8:
      return f.template operator()<uint64_t>();
    case 16:
      return f.template operator()<Bytes16>();
    default:
      return fail(kUnsupportedDtype, dtype);
  }
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
