// Elementary functions of one operand: out = f(x). Scalars are listed at the kernels that have them.
#include <cmath>

#include "kernels/complex_math.h"
#include "kernels/pointwise.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// clang-format off
SC_UNARY(neg, NumberOrComplex, 0, neg(x))
SC_UNARY(abs, NumberOrComplex, 0, abs(x))  // complex: the result is of the real dtype
SC_UNARY(sign, AnyReal, 0, sign(x))
SC_UNARY(square, NumberOrComplex, 0, mul(x, x))
SC_UNARY(sgn, Any, 0, sign(x))
SC_UNARY(conj_physical, Complex, 0, std::conj(x))
SC_UNARY(angle, FloatingOrComplex, 0, angle(x))  // complex: the result is of the real dtype
SC_UNARY(reciprocal, FloatingOrComplex, 0, div(X(T(1)), x))
SC_UNARY(bitwise_not, IntegralOrBool, 0, complement(x))

SC_UNARY(floor, Number, 0, floor(x))
SC_UNARY(ceil, Number, 0, ceil(x))
SC_UNARY(trunc, Number, 0, trunc(x))
SC_UNARY(frac, Floating, 0, x - trunc(x))
SC_UNARY(round, Number, 0, round(x))                                               // ties to even
SC_UNARY(round_decimals, Floating, 1, round(x * p[0]) / p[0])                        // 10^decimals
SC_UNARY(round_negative_decimals, Floating, 1, round(x / p[0]) * p[0])               // 10^-decimals

SC_UNARY(sqrt, FloatingOrComplex, 0, sqrt(x))
SC_UNARY(rsqrt, FloatingOrComplex, 0, div(X(T(1)), sqrt(x)))
SC_UNARY(exp, FloatingOrComplex, 0, exp(x))
SC_UNARY(exp2, FloatingOrComplex, 0, exp2(x))
SC_UNARY(expm1, FloatingOrComplex, 0, expm1(x))
SC_UNARY(log, FloatingOrComplex, 0, log(x))
SC_UNARY(log2, FloatingOrComplex, 0, log2(x))
SC_UNARY(log10, FloatingOrComplex, 0, log10(x))
SC_UNARY(log1p, FloatingOrComplex, 0, log1p(x))

SC_UNARY(sin, FloatingOrComplex, 0, sin(x))
SC_UNARY(cos, FloatingOrComplex, 0, cos(x))
SC_UNARY(tan, FloatingOrComplex, 0, tan(x))
SC_UNARY(asin, FloatingOrComplex, 0, map(x, [](T e) { return std::asin(e); }))
SC_UNARY(acos, FloatingOrComplex, 0, map(x, [](T e) { return std::acos(e); }))
SC_UNARY(atan, FloatingOrComplex, 0, map(x, [](T e) { return std::atan(e); }))
SC_UNARY(sinh, FloatingOrComplex, 0, sinh(x))
SC_UNARY(cosh, FloatingOrComplex, 0, cosh(x))
SC_UNARY(tanh, FloatingOrComplex, 0, tanh(x))
SC_UNARY(asinh, FloatingOrComplex, 0, map(x, [](T e) { return std::asinh(e); }))
SC_UNARY(acosh, FloatingOrComplex, 0, map(x, [](T e) { return std::acosh(e); }))
SC_UNARY(atanh, FloatingOrComplex, 0, map(x, [](T e) { return std::atanh(e); }))
SC_UNARY(sinc, FloatingOrComplex, 0, sinc(x))
SC_UNARY(deg2rad, Floating, 0, x * X(T(0.017453292519943295769)))
SC_UNARY(rad2deg, Floating, 0, x * X(T(57.295779513082320877)))
// clang-format on

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
