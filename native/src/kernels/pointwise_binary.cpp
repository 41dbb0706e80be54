// Arithmetic of two operands: out = f(a, b). Scalars are listed at the kernels that have them.
#include <cmath>

#include "kernels/complex_math.h"
#include "kernels/pointwise.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// clang-format off
SC_BINARY(add, Any, 1, add_scaled(a, b, p[0]))                         // alpha
SC_BINARY(sub, NumberOrComplex, 1, add_scaled(a, b, neg(p[0])))        // alpha
SC_BINARY(mul, Any, 0, mul(a, b))
SC_BINARY(div, FloatingOrComplex, 0, div(a, b))                        // true division
SC_DIVISION(div_trunc, Number, 0, div_trunc(a, b))
SC_DIVISION(div_floor, Number, 0, div_floor(a, b))
SC_DIVISION(remainder, Number, 0, remainder(a, b))                     // the divisor's sign
SC_DIVISION(fmod, Number, 0, fmod(a, b))                               // the dividend's sign
SC_BY_FLOAT(mul)
SC_BY_FLOAT(div)
SC_BY_FLOAT(div_trunc)
SC_BY_FLOAT(div_floor)

SC_BINARY(maximum, AnyReal, 0, maximum(a, b))
SC_BINARY(minimum, AnyReal, 0, minimum(a, b))
SC_BINARY(fmax, AnyReal, 0, fmax(a, b))
SC_BINARY(fmin, AnyReal, 0, fmin(a, b))

SC_BINARY(atan2, Floating, 0, map(a, b, [](T y, T x) { return std::atan2(y, x); }))
SC_BINARY(hypot, Floating, 0, map(a, b, [](T x, T y) { return std::hypot(x, y); }))
SC_BINARY(copysign, Floating, 0, copysign(a, b))
SC_BINARY(nextafter, AnyFloating, 0, next_after(a, b))
SC_BINARY(logaddexp, FloatingOrComplex, 0, logaddexp(a, b))
SC_BINARY(logaddexp2, Floating, 0, logaddexp2(a, b))
SC_BINARY(xlogy, Floating, 0, times_log(a, b, log(b)))
SC_BINARY(xlog1py, Floating, 0, times_log(a, b, log1p(b)))
SC_BINARY(heaviside, Number, 0, heaviside(a, b))  // b where a is 0

SC_BINARY(lerp_scalar, Floating, 1, lerp(a, b, p[0]))  // weight
SC_BINARY(squared_difference, Floating, 0, (a - b) * (a - b))                        // mse_loss, no reduction
SC_BINARY(absolute_difference, Floating, 0, abs(a - b))                              // l1_loss
SC_BINARY(smooth_l1_loss, Floating, 1, smooth_l1(abs(a - b), p[0]))                  // beta
SC_BINARY(huber_loss, Floating, 1, huber(abs(a - b), p[0]))                          // delta
// clang-format on

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
