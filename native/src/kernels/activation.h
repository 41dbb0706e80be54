// Activation functions of a Vec of floats, for the pointwise kernels and for the epilogues of products and
// convolutions.
#pragma once

#include "kernels/vec_math.h"

namespace sconce::inline SC_VEC_NAMESPACE {

// max(x, 0); NaN stays NaN.
template <typename T>
SC_INLINE Vec<T> relu(Vec<T> x) {
  return select(Vec<T>(T(0)) > x, Vec<T>(T(0)), x);
}

// x sigmoid(x)
template <typename T>
SC_INLINE Vec<T> silu(Vec<T> x) {
  return x / (Vec<T>(T(1)) + exp(-x));
}

// x Phi(x), by erf
template <typename T>
SC_INLINE Vec<T> gelu(Vec<T> x) {
  constexpr T kSqrtHalf = static_cast<T>(0.70710678118654752440);
  return Vec<T>(T(0.5)) * x * (Vec<T>(T(1)) + erf(x * Vec<T>(kSqrtHalf)));
}

// Its approximation by tanh, as gelu(approximate="tanh").
template <typename T>
SC_INLINE Vec<T> gelu_tanh(Vec<T> x) {
  constexpr T kSqrtTwoOverPi = static_cast<T>(0.79788456080286535588);
  const Vec<T> inner = Vec<T>(kSqrtTwoOverPi) * fmadd(Vec<T>(T(0.044715)) * x * x, x, x);
  return Vec<T>(T(0.5)) * x * (Vec<T>(T(1)) + tanh(inner));
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
  return minimum(maximum(x + Vec<T>(T(3)), Vec<T>(T(0))), Vec<T>(T(6))) * Vec<T>(T(1) / T(6));
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
