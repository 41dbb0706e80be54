// Special functions that the C library lacks, in double; float kernels round the double result. Any thread.
#pragma once

#include "base/kernel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// Inverse of erf on [-1, 1]: infinite at the ends, NaN outside. 2 ulp.
double erfinv(double x);
// Derivative of log(gamma). -inf (for +0) or +inf (for -0) at zero, NaN at the negative integers, as torch.digamma.
double digamma(double x);
// Its derivative, for float and double. Large at the negative integers, not infinite, as torch.polygamma: the sine of a
// rounded multiple of pi is not 0.
template <class T>
T trigamma(T x);
// Hurwitz zeta: the sum of (q + k)^-x over k >= 0. Infinite at x = 1 and at q a non-positive integer, NaN for x < 1.
double zeta(double x, double q);
// The n-th derivative of digamma, n >= 2, by zeta.
double polygamma(int n, double x);
// Modified Bessel functions of the first kind, order 0 and 1, and these scaled by e^-|x|.
double bessel_i0(double x);
double bessel_i0e(double x);
double bessel_i1(double x);
double bessel_i1e(double x);
// Inverse of the normal distribution function: infinite at 0 and 1, NaN outside.
double ndtri(double p);
// log of the normal distribution function, accurate in the left tail.
double log_ndtr(double x);
// e^(x*x) erfc(x), without overflow for large x.
double erfcx(double x);

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
