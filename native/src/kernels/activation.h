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
  return x / one_plus_exp_of_minus(x);
}

// x Phi(x), by erf
SC_INLINE Vec<double> gelu(Vec<double> x) {
  constexpr double kSqrtHalf = 0.70710678118654752440;
  return Vec<double>(0.5) * x * (Vec<double>(1.0) + erf(x * Vec<double>(kSqrtHalf)));
}
// The same by Phi(-|x|), a power of two, and for x > 0 by 1 minus that: half of erf's work, since Phi need be accurate
// beside 1 only, and better where erf + 1 cancels. Error of Phi 2^-24, and beside itself 2^-17 in the tail.
SC_INLINE Vec<float> gelu(Vec<float> x) {
  // log2(2 Phi(-a)) / a on [0, 6.4], which goes on falling beyond; errors 2^-26 of Phi and 2^-18 beside it
  static constexpr float kTail[] = {-1.151105657f,     -0.459204703f,     -0.05249995345f,  0.007046877268f,
                                    -9.186250836e-05f, -0.0002310041561f, 6.123635539e-05f, -8.201501853e-06f,
                                    5.895155988e-07f,  -1.798338494e-08f};
  // 2^r / 2 on [-1/2, 1/2], error 2^-28
  static constexpr float kHalfPower[] = {
      0.5f, 0.34657360145f, 0.12011323955f, 0.02775166236f, 0.0048092186785f, 0.0006699437225f, 0.0000767668091f};
  const Vec<float> a = smaller(Vec<float>(13.5f), abs(x));
  const Vec<float> t = larger(Vec<float>(-160.0f), a * polynomial(a, kTail)), n = round(t);  // 2^-160 is none
  const Vec<float> tail = scale_by_power_of_two(polynomial(t - n, kHalfPower), n);
  return x * select(x < Vec<float>(0.0f), tail, Vec<float>(1.0f) - tail);
}

// Its approximation by tanh, as gelu(approximate="tanh"): (1 + tanh(u)) / 2 = 1 / (1 + e^-2u).
template <typename T>
SC_INLINE Vec<T> gelu_tanh(Vec<T> x) {
  constexpr T kSqrtEightOverPi = static_cast<T>(1.59576912160573071176);
  const Vec<T> twice = Vec<T>(kSqrtEightOverPi) * fmadd(Vec<T>(T(0.044715)) * x * x, x, x);
  return x / one_plus_exp_of_minus(twice);
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
