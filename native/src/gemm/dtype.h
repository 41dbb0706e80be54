// From a dtype word to the types of a product.
#pragma once

#include "base/kernel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// f(S(), T()): S is what memory holds, T what it is computed with. Returns f's status, or kUnsupportedDtype.
template <typename F>
Status for_product_dtype(int64_t dtype, F&& f) {
  switch (dtype) {
    case 0:
      return f(uint8_t(), int32_t());
    case 1:
      return f(int8_t(), int32_t());
    case 2:
      return f(int16_t(), int32_t());
    case 3:
      return f(int32_t(), int32_t());
    case 4:
      return f(int64_t(), int64_t());
    case 6:
      return f(float(), float());
    case 7:
      return f(double(), double());
    default:
      return fail(kUnsupportedDtype, dtype);
  }
}

template <typename F>
Status for_float_dtype(int64_t dtype, F&& f) {
  switch (dtype) {
    case 6:
      return f(float());
    case 7:
      return f(double());
    default:
      return fail(kUnsupportedDtype, dtype);
  }
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
