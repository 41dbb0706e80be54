// Activations: out = f(x). For half and bfloat16 all is computed in float.
#include "kernels/activation.h"
#include "kernels/complex_math.h"
#include "kernels/pointwise.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

template <typename T>
SC_INLINE T relu(T x) {
  return x < 0 ? T{0} : x;
}

}  // namespace

// clang-format off
SC_UNARY(relu,        Number,            0, relu(x))
SC_UNARY(sigmoid,     FloatingOrComplex, 0, sigmoid(x))
SC_UNARY(logsigmoid,  Floating,          0, -softplus(-x))
SC_UNARY(silu,        FloatingOrComplex, 0, silu(x))
SC_UNARY(mish,        Floating,          0, mish(x))
SC_UNARY(gelu,        Floating,          0, gelu(x))
SC_UNARY(gelu_tanh,   Floating,          0, gelu_tanh(x))
SC_UNARY(hardsigmoid, Floating,          0, hardsigmoid(x))
SC_UNARY(hardswish,   Floating,          0, hardswish(x))
SC_UNARY(softsign,    Floating,          0, x / (X(T(1)) + abs(x)))
SC_UNARY(elu,         Floating,          3, elu(x, p[0], p[1], p[2]))  // alpha, scale, input_scale
SC_UNARY(leaky_relu,  Floating,          1, select(x > X(T(0)), x, x * p[0]))  // negative_slope
SC_UNARY(softplus,    Floating,          2, select(x * p[0] > p[1], x, log1p(exp(x * p[0])) / p[0]))  // beta, threshold
SC_UNARY(threshold,   Number,            2, select(x <= p[0], p[1], x))  // threshold, value
SC_UNARY(hardshrink,  Floating,          1, select((x >= -p[0]) & (x <= p[0]), X(T(0)), x))  // lambd
SC_UNARY(softshrink,  Floating,          1, select(x > p[0], x - p[0], select(x < -p[0], x + p[0], x * X(T(0)))))  // lambd
SC_UNARY(logit,       Floating,          0, log(x / (X(T(1)) - x)))
SC_UNARY(logit_eps,   Floating,          1, logit_clamped(x, p[0]))  // eps
SC_UNARY(clamp,       Number,            2, minimum(maximum(x, p[0]), p[1]))  // min, max; a NaN bound gives NaN
SC_UNARY(clamp_min,   Number,            1, maximum(x, p[0]))  // min
SC_UNARY(clamp_max,   Number,            1, minimum(x, p[0]))  // max
SC_UNARY(nan_to_num,  Floating,          3, nan_to_num(x, p[0], p[1], p[2]))  // nan, posinf, neginf
SC_BINARY(prelu,      Floating,          0, select(a > X(T(0)), a, a * b))  // b = weight, broadcast over the channels
// clang-format on

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
