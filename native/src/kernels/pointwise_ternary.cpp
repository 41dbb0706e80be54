// Kernels of three operands: out = f(a, b, c).
#include "kernels/complex_math.h"
#include "kernels/pointwise.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// clang-format off
SC_TERNARY(addcmul, NumberOrComplex, 1, add_scaled(a, mul(b, c), p[0]))         // value; a + value * b * c
SC_TERNARY(addcdiv, FloatingOrComplex, 1, add_scaled(a, div(b, c), p[0]))       // value; a + value * b / c
SC_TERNARY(lerp, FloatingOrComplex, 0, lerp(a, b, c))                           // c = weight
SC_TERNARY(clamp_tensor, Number, 0, minimum(maximum(a, b), c))                  // b = min, c = max
SC_TERNARY(scale_shift, Floating, 0, fmadd(a, b, c))                            // batch_norm: b = scale, c = shift
// clang-format on

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
