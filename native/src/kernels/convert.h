// Conversion of runs of elements that lie side by side.
#pragma once

#include "kernels/dtype.h"
#include "kernels/vec.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// out[i] = in[i] for i < n, as convert_element converts. The runs may be the same memory only if the types are as wide.
template <typename To, typename From>
inline void convert_elements(To* out, const From* in, int64_t n) {
  for (int64_t i = 0; i < n; i++) out[i] = convert_element<To>(in[i]);
}

// The compiler does not vectorise conversions of half.
#ifdef __F16C__
inline void convert_elements(float* out, const Half* in, int64_t n) {
  int64_t i = 0;
  for (; i + 8 <= n; i += 8)
    _mm256_storeu_ps(out + i, _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(in + i))));
  for (; i < n; i++) out[i] = static_cast<float>(in[i]);
}
inline void convert_elements(Half* out, const float* in, int64_t n) {
  int64_t i = 0;
  for (; i + 8 <= n; i += 8)
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + i),
                     _mm256_cvtps_ph(_mm256_loadu_ps(in + i), _MM_FROUND_TO_NEAREST_INT));
  for (; i < n; i++) out[i] = static_cast<Half>(in[i]);
}
#endif

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
