// Activation functions of a Vec of floats, for the pointwise kernels and for the epilogues of products and
// convolutions.
#pragma once

#include "kernels/vec_math.h"

namespace sconce::inline SC_VEC_NAMESPACE {

// max(x, 0); NaN stays NaN.
template <typename T>
SC_INLINE Vec<T> relu(Vec<T> x) {
  return larger(Vec<T>(T(0)), x);
}

// x sigmoid(x)
template <typename T>
SC_INLINE Vec<T> silu(Vec<T> x) {
  return x / (Vec<T>(T(1)) + exp(-x));
}

// x Phi(x), by erf
SC_INLINE Vec<double> gelu(Vec<double> x) {
  constexpr double kSqrtHalf = 0.70710678118654752440;
  return Vec<double>(0.5) * x * (Vec<double>(1.0) + erf(x * Vec<double>(kSqrtHalf)));
}
// The same by Phi(-|x|) = erfc(|x| sqrt(1/2)) / 2 and, for x > 0, 1 minus that: half of erf's work, since Phi need be
// accurate beside 1 only, and better where erf + 1 cancels. Error of Phi 2^-24, and beside itself 2^-17 in the tail.
SC_INLINE Vec<float> gelu(Vec<float> x) {
  // -log(erfc(a)) / a on [0, 4.5], which goes on rising beyond; errors 2^-26 of erfc and 2^-18 beside erfc
  static constexpr float kErfc[] = {1.128380694f,     0.6365928903f,   0.1029270138f,     -0.01953809244f,
                                    0.0003601958876f, 0.001280959036f, -0.0004802194884f, 9.095756617e-5f,
                                    -9.246039463e-6f, 3.988842421e-7f};
  constexpr float kSqrtHalf = 0.70710678118654752440f;
  const Vec<float> a = smaller(Vec<float>(12.0f), abs(x) * Vec<float>(kSqrtHalf));
  const Vec<float> exponent = larger(Vec<float>(MathConstants<float>::kExpUnder), -a * polynomial(a, kErfc));
  const Vec<float> tail = Vec<float>(0.5f) * exp_in_range(exponent);
  return x * select(x < Vec<float>(0.0f), tail, Vec<float>(1.0f) - tail);
}

// Its approximation by tanh, as gelu(approximate="tanh"): (1 + tanh(u)) / 2 = 1 / (1 + e^-2u).
template <typename T>
SC_INLINE Vec<T> gelu_tanh(Vec<T> x) {
  constexpr T kSqrtEightOverPi = static_cast<T>(1.59576912160573071176);
  const Vec<T> twice = Vec<T>(kSqrtEightOverPi) * fmadd(Vec<T>(T(0.044715)) * x * x, x, x);
  return x / (Vec<T>(T(1)) + exp(-twice));
}

// log(1 + e^x), without overflow
template <typename T>
SC_INLINE Vec<T> softplus(Vec<T> x) {
  return maximum(x, Vec<T>(T(0))) + log1p(exp(-abs(x)));
}

// x tanh(softplus(x))
template <typename T>
SC_INLINE Vec<T> mish(Vec<T> x) {
  return x * tanh(softplus(x));
}

// x / 6 + 1/2 within 0..1
template <typename T>
SC_INLINE Vec<T> hardsigmoid(Vec<T> x) {
  return smaller(Vec<T>(T(6)), larger(Vec<T>(T(0)), x + Vec<T>(T(3)))) * Vec<T>(T(1) / T(6));
}

// x hardsigmoid(x)
template <typename T>
SC_INLINE Vec<T> hardswish(Vec<T> x) {
  return x * hardsigmoid(x);
}

// scale max(x, 0) + scale min(alpha (e^(input_scale x) - 1), 0); selu and celu are this one with their constants.
template <typename T>
SC_INLINE Vec<T> elu(Vec<T> x, Vec<T> alpha, Vec<T> scale, Vec<T> input_scale) {
  return select(x < Vec<T>(T(0)), expm1(x * input_scale) * (alpha * scale), x * scale);
}

}  // namespace sconce::inline SC_VEC_NAMESPACE
