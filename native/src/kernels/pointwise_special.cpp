// Special functions of one operand: out = f(x), computed in double for float too.
#include <cmath>

#include "kernels/pointwise.h"
#include "kernels/special.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

namespace {

// std::lgamma writes a global variable.
double log_gamma(double x) {
  int sign;
  return ::lgamma_r(x, &sign);
}

}  // namespace

// clang-format off
SC_UNARY(erf, Floating, 0, erf(x))
SC_UNARY(erfc, Floating, 0, map(x, [](T e) { return std::erfc(e); }))
SC_UNARY(erfinv, Floating, 0, map(x, [](double e) { return erfinv(e); }))
SC_UNARY(erfcx, Floating, 0, map(x, [](double e) { return erfcx(e); }))
SC_UNARY(lgamma, Floating, 0, map(x, [](double e) { return log_gamma(e); }))
SC_UNARY(digamma, Floating, 0, map(x, [](double e) { return digamma(e); }))
SC_UNARY(trigamma, Floating, 0, map(x, [](T e) { return trigamma(e); }))
SC_UNARY(polygamma, Floating, 1, map(x, p[0], [](double e, double n) { return polygamma(static_cast<int>(n), e); }))  // n >= 2
SC_UNARY(i0, Floating, 0, map(x, [](double e) { return bessel_i0(e); }))
SC_UNARY(i0e, Floating, 0, map(x, [](double e) { return bessel_i0e(e); }))
SC_UNARY(i1, Floating, 0, map(x, [](double e) { return bessel_i1(e); }))
SC_UNARY(i1e, Floating, 0, map(x, [](double e) { return bessel_i1e(e); }))
SC_UNARY(ndtri, Floating, 0, map(x, [](double e) { return ndtri(e); }))
SC_UNARY(log_ndtr, Floating, 0, map(x, [](double e) { return log_ndtr(e); }))
SC_UNARY(entr, Floating, 0, entr(x))
SC_BINARY(zeta, Floating, 0, map(a, b, [](double e, double q) { return zeta(e, q); }))
// clang-format on

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
