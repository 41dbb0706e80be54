// Functions of complex numbers that std::complex lacks, or computes less precisely. Principal values, as PyTorch has
// them.
#pragma once

#include <cmath>
#include <complex>
#include <limits>

#include "kernels/pointwise_math.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

template <typename T, typename F>
SC_INLINE std::complex<T> map(std::complex<T> x, F f) {
  return f(x);
}

template <typename T>
SC_INLINE std::complex<T> exp2(std::complex<T> x) {
  return std::exp(x * T(0.69314718055994530942));
}
template <typename T>
SC_INLINE std::complex<T> log2(std::complex<T> x) {
  return std::log(x) * T(1.44269504088896340736);
}

// Neither cancels near 0.
template <typename T>
SC_INLINE std::complex<T> expm1(std::complex<T> x) {
  const T half = std::sin(x.imag() / 2);
  return {std::expm1(x.real()) * std::cos(x.imag()) - 2 * half * half, std::exp(x.real()) * std::sin(x.imag())};
}
template <typename T>
SC_INLINE std::complex<T> log1p(std::complex<T> x) {
  const T re = x.real(), im = x.imag(), turned = std::atan2(im, re + 1);
  if (!(std::abs(x) < T(0.5))) return {std::log(std::hypot(re + 1, im)), turned};
  return {std::log1p(re * (2 + re) + im * im) / 2, turned};
}

template <typename T>
SC_INLINE std::complex<T> sigmoid(std::complex<T> x) {
  return div(std::complex<T>(1), std::complex<T>(1) + std::exp(-x));
}
template <typename T>
SC_INLINE std::complex<T> silu(std::complex<T> x) {
  return div(x, std::complex<T>(1) + std::exp(-x));
}

template <typename T>
SC_INLINE std::complex<T> sinc(std::complex<T> x) {
  if (x == std::complex<T>(0)) return T(1);
  const std::complex<T> t = x * T(3.14159265358979323846);
  return div(std::sin(t), t);
}

// From the nearer end, as for real numbers.
template <typename T>
SC_INLINE std::complex<T> lerp(std::complex<T> a, std::complex<T> b, std::complex<T> weight) {
  const std::complex<T> difference = b - a;
  return std::abs(weight) < T(0.5) ? add_scaled(a, difference, weight)
                                   : sub(b, mul(difference, std::complex<T>(1) - weight));
}

// log(e^a + e^b): the one with the larger real part is taken out. NaN beats everything.
template <typename T>
inline std::complex<T> logaddexp(std::complex<T> a, std::complex<T> b) {
  constexpr T kNaN = std::numeric_limits<T>::quiet_NaN();
  if (a != a || b != b) return {kNaN, kNaN};
  const bool less = a.real() < b.real();
  const std::complex<T> low = less ? a : b, high = less ? b : a;
  if (std::isinf(high.real()) && low.real() == high.real())
    return high.real() < 0 ? low : std::log(std::exp(low) + std::exp(high));
  if (std::isinf(low.real())) return high;
  return log1p(std::isinf(high.real()) ? std::complex<T>(0) : std::exp(low - high)) + high;
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
