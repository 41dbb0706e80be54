#include "pointwise_cases.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace sconce::testing {
namespace {

using L = long double;
using I = int64_t;
using U = uint64_t;
using C = std::complex<double>;
using Wide = std::complex<long double>;
using Cases = std::vector<PointwiseCase>;

constexpr L kPi = 3.14159265358979323846264338327950288L;
const L kInf = std::numeric_limits<L>::infinity();
const L kNaN = std::numeric_limits<L>::quiet_NaN();

// clang-format off
#define REAL(...) of_real([]([[maybe_unused]] const L* x, [[maybe_unused]] const L* p) -> L { return __VA_ARGS__; })
#define INTEGER(...) of_integer([]([[maybe_unused]] const I* x, [[maybe_unused]] const I* p, [[maybe_unused]] int bits) -> I { return static_cast<I>(__VA_ARGS__); })
#define COMPLEX(...) of_complex([]([[maybe_unused]] const C* x, [[maybe_unused]] const C* p) -> C { return __VA_ARGS__; })
// The same expression for real numbers and integers, of unsigned 64-bit numbers for the latter: they wrap around.
#define NUMBER(...) REAL(__VA_ARGS__).INTEGER(__VA_ARGS__)

L larger(L a, L b) { return a != a ? a : b != b ? b : std::max(a, b); }
L smaller(L a, L b) { return a != a ? a : b != b ? b : std::min(a, b); }
L sigmoid(L x) { return 1 / (1 + std::exp(-x)); }
L phi(L x) { return std::erfc(-x / std::sqrt(2.0L)) / 2; }
L bounded6(L x) { return smaller(larger(x + 3, 0), 6); }
L softplus(L x) { return x > 40 ? x : std::log1p(std::exp(x)); }
L sign(L x) { return static_cast<L>((x > 0) - (x < 0)); }
L remainder(L a, L b) { const L r = std::fmod(a, b); return r != 0 && (r < 0) != (b < 0) ? r + b : r; }
L floor_div(L a, L b) {
  if (b == 0) return a / b;
  const L quotient = (a - remainder(a, b)) / b;
  return quotient == 0 ? std::copysign(0.0L, a / b) : std::round(quotient);
}
I int_remainder(I a, I b) { const I r = b == -1 ? 0 : a % b; return r != 0 && (r < 0) != (b < 0) ? r + b : r; }
I int_quotient(I a, I b) { return b == -1 ? static_cast<I>(-static_cast<U>(a)) : a / b; }
I int_pow(I a, I b) {
  if (b < 0) return a == 1 ? 1 : a == -1 ? (b % 2 != 0 ? -1 : 1) : 0;
  U result = 1;
  for (U base = static_cast<U>(a); b != 0; b /= 2, base *= base)
    if (b % 2 != 0) result *= base;
  return static_cast<I>(result);
}

Cases elementary() {
  return {
    PointwiseCase("neg", {}, 0).REAL(-x[0]).INTEGER(-static_cast<U>(x[0])).COMPLEX(-x[0]),
    PointwiseCase("abs", {}, 0).REAL(std::fabs(x[0])).INTEGER(x[0] < 0 ? -static_cast<U>(x[0]) : static_cast<U>(x[0])).COMPLEX(std::abs(x[0])),
    PointwiseCase("sign", {}, 0).REAL(sign(x[0])).INTEGER((x[0] > 0) - (x[0] < 0)),
    PointwiseCase("sgn", {}, 0, 1).REAL(sign(x[0])).INTEGER((x[0] > 0) - (x[0] < 0)).COMPLEX(x[0] == 0.0 ? x[0] : x[0] / std::abs(x[0])),
    PointwiseCase("conj_physical", {}, 0).COMPLEX(std::conj(x[0])),
    PointwiseCase("angle", {}, 1).REAL(x[0] != x[0] ? x[0] : x[0] < 0 ? kPi : 0).COMPLEX(std::arg(x[0])),
    PointwiseCase("square", {}, 1).REAL(x[0] * x[0]).INTEGER(static_cast<U>(x[0]) * static_cast<U>(x[0])).COMPLEX(x[0] * x[0]),
    PointwiseCase("reciprocal", {}, 1).REAL(1 / x[0]).COMPLEX(1.0 / x[0]),
    PointwiseCase("bitwise_not", {}, 0).INTEGER(bits == 1 ? !x[0] : ~x[0]),
    PointwiseCase("floor", {}, 0).REAL(std::floor(x[0])).INTEGER(x[0]),
    PointwiseCase("ceil", {}, 0).REAL(std::ceil(x[0])).INTEGER(x[0]),
    PointwiseCase("trunc", {}, 0).REAL(std::trunc(x[0])).INTEGER(x[0]),
    PointwiseCase("round", {}, 0).REAL(std::nearbyint(x[0])).INTEGER(x[0]),
    PointwiseCase("frac", {}, 0).REAL(x[0] - std::trunc(x[0])),
    PointwiseCase("round_decimals", {8}, 1).REAL(std::nearbyint(x[0] * p[0]) / p[0]),
    PointwiseCase("round_negative_decimals", {4}, 1).REAL(std::nearbyint(x[0] / p[0]) * p[0]),
    PointwiseCase("sqrt", {}, 1).REAL(std::sqrt(x[0])).COMPLEX(std::sqrt(x[0])),
    PointwiseCase("rsqrt", {}, 2).REAL(1 / std::sqrt(x[0])).COMPLEX(1.0 / std::sqrt(x[0])),
    PointwiseCase("exp", {}, 2).REAL(std::exp(x[0])).COMPLEX(std::exp(x[0])),
    PointwiseCase("exp2", {}, 1).REAL(std::exp2(x[0])).COMPLEX(C(std::exp(Wide(x[0]) * std::log(2.0L)))),
    PointwiseCase("expm1", {}, 3).REAL(std::expm1(x[0])).COMPLEX(C(std::exp(Wide(x[0])) - 1.0L)),
    PointwiseCase("log", {}, 1.5).REAL(std::log(x[0])).COMPLEX(std::log(x[0])),
    PointwiseCase("log2", {}, 3).REAL(std::log2(x[0])).COMPLEX(C(std::log(Wide(x[0])) / std::log(2.0L))),
    PointwiseCase("log10", {}, 2).REAL(std::log10(x[0])).COMPLEX(C(std::log10(Wide(x[0])))),
    PointwiseCase("log1p", {}, 2).REAL(std::log1p(x[0])).COMPLEX(C(std::log(1.0L + Wide(x[0])))),
    PointwiseCase("sin", {}, 1).REAL(std::sin(x[0])).COMPLEX(std::sin(x[0])),
    PointwiseCase("cos", {}, 1).REAL(std::cos(x[0])).COMPLEX(std::cos(x[0])),
    PointwiseCase("tan", {}, 1.5).REAL(std::tan(x[0])).COMPLEX(std::tan(x[0])),
    PointwiseCase("asin", {}, 1).REAL(std::asin(x[0])).COMPLEX(C(std::asin(Wide(x[0])))),
    PointwiseCase("acos", {}, 1).REAL(std::acos(x[0])).COMPLEX(C(std::acos(Wide(x[0])))),
    PointwiseCase("atan", {}, 1).REAL(std::atan(x[0])).COMPLEX(C(std::atan(Wide(x[0])))),
    PointwiseCase("sinh", {}, 2).REAL(std::sinh(x[0])).COMPLEX(std::sinh(x[0])),
    PointwiseCase("cosh", {}, 2).REAL(std::cosh(x[0])).COMPLEX(std::cosh(x[0])),
    PointwiseCase("tanh", {}, 3).REAL(std::tanh(x[0])).COMPLEX(std::tanh(x[0])),
    PointwiseCase("asinh", {}, 2).REAL(std::asinh(x[0])).COMPLEX(C(std::asinh(Wide(x[0])))),
    PointwiseCase("acosh", {}, 3).REAL(std::acosh(x[0])).COMPLEX(C(std::acosh(Wide(x[0])))),
    PointwiseCase("atanh", {}, 2).REAL(std::atanh(x[0])).COMPLEX(C(std::atanh(Wide(x[0])))),
    PointwiseCase("sinc", {}, 4, 1).REAL(x[0] == 0 ? 1 : std::sin(kPi * x[0]) / (kPi * x[0])).COMPLEX(x[0] == 0.0 ? C(1) : C(std::sin(kPi * Wide(x[0])) / (kPi * Wide(x[0])))),
    PointwiseCase("deg2rad", {}, 1.5).REAL(x[0] * (kPi / 180)),
    PointwiseCase("rad2deg", {}, 1.5).REAL(x[0] * (180 / kPi)),
  };
}

Cases special() {
  return {
    PointwiseCase("erf", {}, 2).REAL(std::erf(x[0])),
    PointwiseCase("erfc", {}, 3).REAL(std::erfc(x[0])),
    PointwiseCase("lgamma", {}, 2, 4).REAL(std::lgamma(x[0])),
    // By known values, below.
    PointwiseCase("erfinv", {}, 3), PointwiseCase("ndtri", {}, 3), PointwiseCase("erfcx", {}, 20), PointwiseCase("log_ndtr", {}, 8),
    PointwiseCase("digamma", {}, 8), PointwiseCase("trigamma", {}, 8), PointwiseCase("polygamma", {2}, 8), PointwiseCase("zeta", {}, 8),
    PointwiseCase("i0", {}, 8), PointwiseCase("i0e", {}, 8), PointwiseCase("i1", {}, 8), PointwiseCase("i1e", {}, 8),
    PointwiseCase("bessel_j0", {}, 64), PointwiseCase("bessel_j1", {}, 64), PointwiseCase("bessel_y0", {}, 64),
    PointwiseCase("bessel_y1", {}, 64), PointwiseCase("bessel_k0", {}, 64), PointwiseCase("bessel_k1", {}, 64),
    PointwiseCase("bessel_k0e", {}, 64), PointwiseCase("bessel_k1e", {}, 64),
    PointwiseCase("spherical_bessel_j0", {}, 64), PointwiseCase("airy_ai", {}, 64), PointwiseCase("igamma", {}, 256),
    PointwiseCase("igammac", {}, 256), PointwiseCase("chebyshev_polynomial_t", {}, 256),
    PointwiseCase("chebyshev_polynomial_u", {}, 256), PointwiseCase("chebyshev_polynomial_v", {}, 256),
    PointwiseCase("chebyshev_polynomial_w", {}, 256), PointwiseCase("shifted_chebyshev_polynomial_t", {}, 256),
    PointwiseCase("shifted_chebyshev_polynomial_u", {}, 256), PointwiseCase("shifted_chebyshev_polynomial_v", {}, 256),
    PointwiseCase("shifted_chebyshev_polynomial_w", {}, 256), PointwiseCase("hermite_polynomial_h", {}, 256),
    PointwiseCase("hermite_polynomial_he", {}, 256), PointwiseCase("laguerre_polynomial_l", {}, 256),
    PointwiseCase("legendre_polynomial_p", {}, 256),
    PointwiseCase("entr", {}, 2).REAL(x[0] != x[0] ? x[0] : x[0] > 0 ? -x[0] * std::log(x[0]) : x[0] == 0 ? 0 : -kInf),
  };
}

Cases activations() {
  return {
    PointwiseCase("relu", {}, 0).NUMBER(x[0] < 0 ? 0 : x[0]),
    PointwiseCase("sigmoid", {}, 2).REAL(sigmoid(x[0])).COMPLEX(1.0 / (1.0 + std::exp(-x[0]))),
    PointwiseCase("logsigmoid", {}, 3).REAL(-softplus(-x[0])),
    PointwiseCase("silu", {}, 3).REAL(x[0] / (1 + std::exp(-x[0]))).COMPLEX(x[0] / (1.0 + std::exp(-x[0]))),
    PointwiseCase("mish", {}, 6).REAL(x[0] * std::tanh(softplus(x[0]))),
    PointwiseCase("gelu", {}, 3, 2).REAL(x[0] * phi(x[0])),
    PointwiseCase("gelu_tanh", {}, 3, 2).REAL(x[0] / 2 * (1 + std::tanh(std::sqrt(2 / kPi) * (x[0] + 0.044715L * x[0] * x[0] * x[0])))),
    PointwiseCase("hardsigmoid", {}, 1, 1).REAL(bounded6(x[0]) / 6),
    PointwiseCase("hardswish", {}, 2, 1).REAL(x[0] * bounded6(x[0]) / 6),
    PointwiseCase("softsign", {}, 2).REAL(x[0] / (1 + std::fabs(x[0]))),
    PointwiseCase("elu", {1.5, 1.25, 0.75}, 4).REAL(x[0] < 0 ? std::expm1(x[0] * p[2]) * p[0] * p[1] : x[0] * p[1]),
    PointwiseCase("leaky_relu", {0.125}, 1).REAL(x[0] > 0 ? x[0] : x[0] * p[0]),
    PointwiseCase("softplus", {2, 20}, 4).REAL(x[0] * p[0] > p[1] ? x[0] : std::log1p(std::exp(x[0] * p[0])) / p[0]),
    PointwiseCase("threshold", {1, 7}, 0).NUMBER(x[0] <= p[0] ? p[1] : x[0]),
    PointwiseCase("hardshrink", {0.5}, 0).REAL(x[0] >= -p[0] && x[0] <= p[0] ? 0 : x[0]),
    PointwiseCase("softshrink", {0.5}, 1).REAL(x[0] > p[0] ? x[0] - p[0] : x[0] < -p[0] ? x[0] + p[0] : x[0] * 0),
    PointwiseCase("logit", {}, 3, 3).REAL(std::log(x[0] / (1 - x[0]))),
    PointwiseCase("logit_eps", {0.0625}, 3, 3).REAL(x[0] != x[0] ? x[0] : std::log(std::clamp(x[0], p[0], 1 - p[0]) / (1 - std::clamp(x[0], p[0], 1 - p[0])))),
    PointwiseCase("clamp", {1, 5}, 0).REAL(smaller(larger(x[0], p[0]), p[1])).INTEGER(std::clamp(x[0], p[0], p[1])),
    PointwiseCase("clamp_min", {2}, 0).REAL(larger(x[0], p[0])).INTEGER(std::max(x[0], p[0])),
    PointwiseCase("clamp_max", {2}, 0).REAL(smaller(x[0], p[0])).INTEGER(std::min(x[0], p[0])),
    PointwiseCase("nan_to_num", {1, 2, 3}, 0).REAL(x[0] != x[0] ? p[0] : x[0] == kInf ? p[1] : x[0] == -kInf ? p[2] : x[0]),
    PointwiseCase("prelu", {}, 1).REAL(x[0] > 0 ? x[0] : x[0] * x[1]),
  };
}

Cases binary() {
  return {
    PointwiseCase("add", {3}, 1, 4).REAL(x[0] + p[0] * x[1]).INTEGER(static_cast<U>(x[0]) + static_cast<U>(p[0]) * static_cast<U>(x[1])).COMPLEX(x[0] + p[0] * x[1]),
    PointwiseCase("sub", {3}, 1, 4).REAL(x[0] - p[0] * x[1]).INTEGER(static_cast<U>(x[0]) - static_cast<U>(p[0]) * static_cast<U>(x[1])).COMPLEX(x[0] - p[0] * x[1]),
    PointwiseCase("mul", {}, 1).REAL(x[0] * x[1]).INTEGER(static_cast<U>(x[0]) * static_cast<U>(x[1])).COMPLEX(x[0] * x[1]),
    PointwiseCase("div", {}, 1).REAL(x[0] / x[1]).COMPLEX(x[0] / x[1]),
    PointwiseCase("div_trunc", {}, 0, 0).REAL(std::trunc(x[0] / x[1])).INTEGER(int_quotient(x[0], x[1])).moderate_only(),
    PointwiseCase("div_floor", {}, 0, 0).REAL(floor_div(x[0], x[1])).INTEGER(int_quotient(x[0] - int_remainder(x[0], x[1]), x[1])).moderate_only(),
    PointwiseCase("remainder", {}, 1).REAL(remainder(x[0], x[1])).INTEGER(int_remainder(x[0], x[1])),
    PointwiseCase("fmod", {}, 0).REAL(std::fmod(x[0], x[1])).INTEGER(x[1] == -1 ? 0 : x[0] % x[1]),
    PointwiseCase("maximum", {}, 0).REAL(larger(x[0], x[1])).INTEGER(std::max(x[0], x[1])),
    PointwiseCase("minimum", {}, 0).REAL(smaller(x[0], x[1])).INTEGER(std::min(x[0], x[1])),
    PointwiseCase("fmax", {}, 0).REAL(std::fmax(x[0], x[1])).INTEGER(std::max(x[0], x[1])),
    PointwiseCase("fmin", {}, 0).REAL(std::fmin(x[0], x[1])).INTEGER(std::min(x[0], x[1])),
    PointwiseCase("atan2", {}, 1).REAL(std::atan2(x[0], x[1])),
    PointwiseCase("hypot", {}, 1).REAL(std::hypot(x[0], x[1])),
    PointwiseCase("copysign", {}, 0).REAL(std::copysign(x[0], x[1])),
    PointwiseCase("nextafter", {}, 0),  // depends on the type: see Pointwise.NextAfter
    PointwiseCase("logaddexp", {}, 3, 2).REAL(x[0] == x[1] ? x[0] + std::log(2.0L) : larger(x[0], x[1]) + std::log1p(std::exp(-std::fabs(x[0] - x[1])))).COMPLEX(x[0].real() < x[1].real() ? C(std::log(1.0L + std::exp(Wide(x[0]) - Wide(x[1]))) + Wide(x[1])) : C(std::log(1.0L + std::exp(Wide(x[1]) - Wide(x[0]))) + Wide(x[0]))),
    PointwiseCase("logaddexp2", {}, 3, 2).REAL(x[0] == x[1] ? x[0] + 1 : larger(x[0], x[1]) + std::log2(1 + std::exp2(-std::fabs(x[0] - x[1])))),
    PointwiseCase("xlogy", {}, 2).REAL(x[1] != x[1] ? x[1] : x[0] == 0 ? 0 : x[0] * std::log(x[1])),
    PointwiseCase("xlog1py", {}, 3).REAL(x[1] != x[1] ? x[1] : x[0] == 0 ? 0 : x[0] * std::log1p(x[1])),
    PointwiseCase("heaviside", {}, 0).REAL(x[0] == 0 ? x[1] : x[0] > 0).INTEGER(x[0] == 0 ? x[1] : x[0] > 0),
    PointwiseCase("lerp_scalar", {0.75}, 3, 2).REAL(x[1] - (x[1] - x[0]) * (1 - p[0])),
    PointwiseCase("squared_difference", {}, 3).REAL((x[0] - x[1]) * (x[0] - x[1])),
    PointwiseCase("absolute_difference", {}, 1).REAL(std::fabs(x[0] - x[1])),
    PointwiseCase("smooth_l1_loss", {0.75}, 4, 1).REAL(std::fabs(x[0] - x[1]) < p[0] ? (x[0] - x[1]) * (x[0] - x[1]) / (2 * p[0]) : std::fabs(x[0] - x[1]) - p[0] / 2),
    PointwiseCase("huber_loss", {0.75}, 4, 1).REAL(std::fabs(x[0] - x[1]) <= p[0] ? (x[0] - x[1]) * (x[0] - x[1]) / 2 : p[0] * (std::fabs(x[0] - x[1]) - p[0] / 2)),
    PointwiseCase("pow", {}, 1.5).REAL(std::pow(x[0], x[1])).INTEGER(int_pow(x[0], x[1])).COMPLEX(std::pow(x[0], x[1])),
    PointwiseCase("pow_scalar", {3}, 2).REAL(x[0] * x[0] * x[0]),
    PointwiseCase("gcd", {}, 0).INTEGER(std::gcd(x[0], x[1])).moderate_only(),
    PointwiseCase("lcm", {}, 0).INTEGER(std::lcm(x[0], x[1])).moderate_only(),
    PointwiseCase("bitwise_and", {}, 0).INTEGER(x[0] & x[1]),
    PointwiseCase("bitwise_or", {}, 0).INTEGER(x[0] | x[1]),
    PointwiseCase("bitwise_xor", {}, 0).INTEGER(x[0] ^ x[1]),
    PointwiseCase("bitwise_left_shift", {}, 0).INTEGER(x[1] < 0 || x[1] >= bits ? 0 : static_cast<U>(x[0]) << x[1]),
    PointwiseCase("bitwise_right_shift", {}, 0).INTEGER(x[1] < 0 || x[1] >= bits ? (x[0] < 0 ? -1 : 0) : x[0] >> x[1]),
  };
}

Cases comparisons() {
  return {
    PointwiseCase("eq", {}, 0).NUMBER(x[0] == x[1]).COMPLEX(x[0] == x[1]),
    PointwiseCase("ne", {}, 0).NUMBER(x[0] != x[1]).COMPLEX(x[0] != x[1]),
    PointwiseCase("lt", {}, 0).NUMBER(x[0] < x[1]),
    PointwiseCase("le", {}, 0).NUMBER(x[0] <= x[1]),
    PointwiseCase("gt", {}, 0).NUMBER(x[0] > x[1]),
    PointwiseCase("ge", {}, 0).NUMBER(x[0] >= x[1]),
    PointwiseCase("logical_and", {}, 0).NUMBER(x[0] != 0 && x[1] != 0).COMPLEX(x[0] != 0.0 && x[1] != 0.0),
    PointwiseCase("logical_or", {}, 0).NUMBER(x[0] != 0 || x[1] != 0).COMPLEX(x[0] != 0.0 || x[1] != 0.0),
    PointwiseCase("logical_xor", {}, 0).NUMBER((x[0] != 0) != (x[1] != 0)).COMPLEX((x[0] != 0.0) != (x[1] != 0.0)),
    PointwiseCase("logical_not", {}, 0).NUMBER(x[0] == 0).COMPLEX(x[0] == 0.0),
    PointwiseCase("isnan", {}, 0).REAL(std::isnan(x[0])).COMPLEX(std::isnan(x[0].real()) || std::isnan(x[0].imag())),
    PointwiseCase("isinf", {}, 0).REAL(std::isinf(x[0])),
    PointwiseCase("isfinite", {}, 0).REAL(std::isfinite(x[0])),
    PointwiseCase("isposinf", {}, 0).REAL(x[0] == kInf),
    PointwiseCase("isneginf", {}, 0).REAL(x[0] == -kInf),
    PointwiseCase("signbit", {}, 0).REAL(std::signbit(x[0])).INTEGER(x[0] < 0),
    PointwiseCase("isclose", {0.125, 0.25}, 0).REAL(x[0] == x[1] || (std::isfinite(x[0]) && std::isfinite(x[1]) && std::fabs(x[0] - x[1]) <= p[1] + std::fabs(p[0] * x[1]))).moderate_only(),
  };
}

Cases ternary() {
  return {
    PointwiseCase("scale_shift", {}, 1, 4).REAL(x[0] * x[1] + x[2]),
    PointwiseCase("addcmul", {3}, 1, 9).REAL(x[0] + p[0] * x[1] * x[2]).INTEGER(static_cast<U>(x[0]) + static_cast<U>(p[0]) * static_cast<U>(x[1]) * static_cast<U>(x[2])).COMPLEX(x[0] + p[0] * x[1] * x[2]),
    PointwiseCase("addcdiv", {3}, 3, 9).REAL(x[0] + p[0] * (x[1] / x[2])).COMPLEX(x[0] + p[0] * (x[1] / x[2])),
    PointwiseCase("lerp", {}, 3, 4).REAL(std::fabs(x[2]) < 0.5L ? x[0] + x[2] * (x[1] - x[0]) : x[1] - (x[1] - x[0]) * (1 - x[2])).COMPLEX(std::abs(x[2]) < 0.5 ? x[0] + x[2] * (x[1] - x[0]) : x[1] - (x[1] - x[0]) * (1.0 - x[2])),
    PointwiseCase("clamp_tensor", {}, 0).REAL(smaller(larger(x[0], x[1]), x[2])).INTEGER(std::min(std::max(x[0], x[1]), x[2])),
  };
}
// clang-format on

}  // namespace

const std::vector<PointwiseCase>& pointwise_cases() {
  static const Cases all = [] {
    Cases joined;
    for (Cases& part : std::vector<Cases>{elementary(), special(), activations(), binary(), comparisons(), ternary()})
      joined.insert(joined.end(), part.begin(), part.end());
    return joined;
  }();
  return all;
}

// clang-format off
const std::vector<KnownValue>& known_values() {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  static const std::vector<KnownValue> all = {
      {"erfinv", {-0.9999847412109375}, -3.0581795818509160902},
      {"erfinv", {-0.75}, -0.81341984759761854169},
      {"erfinv", {-0.5}, -0.47693627620446987338},
      {"erfinv", {-0.25}, -0.22531205501217810473},
      {"erfinv", {-0.0078125}, -0.0069237584915496137081},
      {"erfinv", {9.094947017729282e-13}, 8.0601869326779525513e-13},
      {"erfinv", {0.125}, 0.11123545184094995915},
      {"erfinv", {0.46875}, 0.44271885732435436322},
      {"erfinv", {0.5}, 0.47693627620446987338},
      {"erfinv", {0.71875}, 0.76191856428825007636},
      {"erfinv", {0.9375}, 1.3171503349861307489},
      {"erfinv", {0.9990234375}, 2.3314677736219476723},
      {"ndtri", {9.313225746154785e-10}, -6.0093535655307438932},
      {"ndtri", {0.0009765625}, -3.0972690781987844624},
      {"ndtri", {0.125}, -1.1503493803760081783},
      {"ndtri", {0.25}, -0.6744897501960817432},
      {"ndtri", {0.375}, -0.31863936396437516302},
      {"ndtri", {0.625}, 0.31863936396437516302},
      {"ndtri", {0.75}, 0.6744897501960817432},
      {"ndtri", {0.9375}, 1.5341205443525463117},
      {"ndtri", {0.9990234375}, 3.0972690781987844624},
      {"erfcx", {-3.0}, 16205.988853999586625},
      {"erfcx", {-0.5}, 1.9523604891825570933},
      {"erfcx", {0.0}, 1.0},
      {"erfcx", {0.25}, 0.77034654773099674392},
      {"erfcx", {1.0}, 0.42758357615580700441},
      {"erfcx", {4.0}, 0.13699945762506138989},
      {"erfcx", {20.0}, 0.028174348741051319319},
      {"erfcx", {24.5}, 0.023009011874778182188},
      {"erfcx", {25.5}, 0.022108108052519826561},
      {"erfcx", {100.0}, 0.0056416137829894329036},
      {"log_ndtr", {-40.0}, -804.60844201375378817},
      {"log_ndtr", {-10.0}, -53.231285150512470578},
      {"log_ndtr", {-3.0}, -6.6077262215103495433},
      {"log_ndtr", {-1.25}, -2.2476256772143181847},
      {"log_ndtr", {-0.5}, -1.1759117615936186089},
      {"log_ndtr", {0.0}, -0.69314718055994530942},
      {"log_ndtr", {1.0}, -0.17275377902344988953},
      {"log_ndtr", {2.5}, -0.006229025485860002381},
      {"log_ndtr", {5.0}, -2.8665161296376359338e-7},
      {"digamma", {-20.75}, -0.085143521734187153786},
      {"digamma", {-3.25}, 4.4662758723502799671},
      {"digamma", {-0.75}, -2.8941202000429320748},
      {"digamma", {-0.0625}, 15.31499932550430223},
      {"digamma", {9.5367431640625e-07}, -1048576.5772140961713},
      {"digamma", {0.25}, -4.2274535333762654081},
      {"digamma", {1.0}, -0.57721566490153286061},
      {"digamma", {2.5}, 0.70315664064524318723},
      {"digamma", {5.0}, 1.5061176684318004727},
      {"digamma", {9.75}, 2.225109535044576012},
      {"digamma", {10.0}, 2.2517525890667211076},
      {"digamma", {25.0}, 3.1987425128519740085},
      {"digamma", {1000.0}, 6.9072551956488120521},
      {"trigamma", {-3.25}, 19.474085068082155114},
      {"trigamma", {-0.75}, 18.975106932284888517},
      {"trigamma", {0.0625}, 257.50642004291541426},
      {"trigamma", {0.25}, 17.197329154507110739},
      {"trigamma", {1.0}, 1.6449340668482264365},
      {"trigamma", {2.5}, 0.49035775610023486497},
      {"trigamma", {9.75}, 0.10800324333663185456},
      {"trigamma", {10.0}, 0.10516633568168574612},
      {"trigamma", {25.0}, 0.040810663257225579187},
      {"trigamma", {1000.0}, 0.0010005001666666333334},
      {"polygamma", {0.0625}, -8194.0423055503627202},
      {"polygamma", {0.25}, -129.32773993753692033},
      {"polygamma", {1.0}, -2.4041138063191885708},
      {"polygamma", {2.5}, -0.236204051641727403},
      {"polygamma", {9.75}, -0.011653444287958333701},
      {"polygamma", {10.0}, -0.011049834970802067462},
      {"polygamma", {25.0}, -0.0016652793184224681654},
      {"polygamma", {100.0}, -0.000101004999833349997},
      {"zeta", {1.0625, 1.0}, 16.581747646655021396},
      {"zeta", {2.0, 1.0}, 1.6449340668482264365},
      {"zeta", {2.0, 0.25}, 17.197329154507110739},
      {"zeta", {3.0, 2.5}, 0.1181020258208637015},
      {"zeta", {4.0, 12.0}, 0.00021834887184513766174},
      {"zeta", {10.0, 0.5}, 1024.0174503557579013},
      {"zeta", {30.0, 1.5}, 5.215096203815731826e-6},
      {"zeta", {2.5, 100.0}, 0.00067168749945317154206},
      {"i0", {-3.0}, 4.8807925858650240856},
      {"i0", {0.0}, 1.0},
      {"i0", {0.5}, 1.0634833707413235193},
      {"i0", {2.0}, 2.2795853023360672674},
      {"i0", {10.0}, 2815.7166284662544715},
      {"i0", {29.5}, 478144163888.03980422},
      {"i0", {30.5}, 1278062138712.5664747},
      {"i0", {80.0}, 2.4751784043341704887e+33},
      {"i1", {-3.0}, -3.9533702174026093965},
      {"i1", {0.0}, 0.0},
      {"i1", {0.5}, 0.25789430539089631636},
      {"i1", {2.0}, 1.5906368546373290634},
      {"i1", {10.0}, 2670.9883037012546543},
      {"i1", {29.5}, 469968885416.27730088},
      {"i1", {30.5}, 1256932623308.4715344},
      {"i1", {80.0}, 2.459659579567540863e+33},
{"bessel_j0", {0.5}, 0.93846980724081290423},
      {"bessel_j0", {-3.0}, -0.26005195490193343762},
      {"bessel_j0", {20.0}, 0.16702466434058315473},
      {"bessel_j1", {0.5}, 0.24226845767487388638},
      {"bessel_j1", {-3.0}, -0.33905895852593645893},
      {"bessel_j1", {20.0}, 0.066833124175850045579},
      {"bessel_y0", {0.5}, -0.44451873350670655715},
      {"bessel_y0", {3.0}, 0.37685001001279038197},
      {"bessel_y0", {20.0}, 0.062640596809383831162},
      {"bessel_y1", {0.5}, -1.4714723926702430692},
      {"bessel_y1", {3.0}, 0.32467442479179997844},
      {"bessel_y1", {20.0}, -0.16551161436252129586},
      {"bessel_k0", {0.125}, 2.20786908674497006},
      {"bessel_k0", {2.0}, 0.11389387274953343565},
      {"bessel_k0", {30.0}, 2.1324774964630563712e-14},
      {"bessel_k1", {0.125}, 7.8311182991157511635},
      {"bessel_k1", {2.0}, 0.13986588181652242728},
      {"bessel_k1", {30.0}, 2.1677320018915494249e-14},
      {"bessel_k0e", {0.125}, 2.5018434402191293881},
      {"bessel_k0e", {2.0}, 0.84156821507077141792},
      {"bessel_k0e", {30.0}, 0.22788666561625373042},
      {"bessel_k0e", {600.0}, 0.051155685720235963873},
      {"bessel_k1e", {0.125}, 8.8738195864263294914},
      {"bessel_k1e", {2.0}, 1.0334768470686885732},
      {"bessel_k1e", {30.0}, 0.23165412937771180227},
      {"bessel_k1e", {600.0}, 0.051198297725472442624},
      {"spherical_bessel_j0", {0.5}, 0.95885107720840600055},
      {"spherical_bessel_j0", {-3.0}, 0.047040002686622407367},
      {"spherical_bessel_j0", {20.0}, 0.045647262536381382719},
      {"airy_ai", {-5.0}, 0.35076100902411431979},
      {"airy_ai", {-0.5}, 0.4757280916105395888},
      {"airy_ai", {0.5}, 0.23169360648083348977},
      {"airy_ai", {5.0}, 0.00010834442813607441735},
      {"igamma", {0.5, 0.25}, 0.52049987781304653768},
      {"igamma", {2.5, 3.0}, 0.69378108158672159912},
      {"igamma", {10.0, 4.0}, 0.0081322427969338631557},
      {"igamma", {30.0, 40.0}, 0.95677131784826443307},
      {"igammac", {0.5, 0.25}, 0.47950012218695346232},
      {"igammac", {2.5, 3.0}, 0.30621891841327840088},
      {"igammac", {10.0, 4.0}, 0.99186775720306613684},
      {"igammac", {30.0, 40.0}, 0.043228682151735566929},
      {"chebyshev_polynomial_t", {0.25, 0.0}, 1.0},
      {"chebyshev_polynomial_t", {0.25, 1.0}, 0.25},
      {"chebyshev_polynomial_t", {0.75, 5.0}, -0.890625},
      {"chebyshev_polynomial_t", {-0.25, 9.0}, -0.7626953125},
      {"chebyshev_polynomial_t", {1.5, 4.0}, 23.5},
      {"chebyshev_polynomial_u", {0.25, 0.0}, 1.0},
      {"chebyshev_polynomial_u", {0.25, 1.0}, 0.5},
      {"chebyshev_polynomial_u", {0.75, 5.0}, -1.40625},
      {"chebyshev_polynomial_u", {-0.25, 11.0}, 0.11279296875},
      {"chebyshev_polynomial_u", {1.5, 4.0}, 55.0},
      {"chebyshev_polynomial_v", {0.25, 0.0}, 1.0},
      {"chebyshev_polynomial_v", {0.25, 1.0}, -0.5},
      {"chebyshev_polynomial_v", {0.75, 5.0}, -0.71875},
      {"chebyshev_polynomial_v", {-0.25, 11.0}, -0.85302734375},
      {"chebyshev_polynomial_w", {0.25, 0.0}, 1.0},
      {"chebyshev_polynomial_w", {0.25, 1.0}, 1.5},
      {"chebyshev_polynomial_w", {0.75, 5.0}, -2.09375},
      {"chebyshev_polynomial_w", {-0.25, 11.0}, 1.07861328125},
      {"shifted_chebyshev_polynomial_t", {0.25, 1.0}, -0.5},
      {"shifted_chebyshev_polynomial_t", {0.75, 5.0}, 0.5},
      {"shifted_chebyshev_polynomial_t", {0.125, 9.0}, -0.9755859375},
      {"shifted_chebyshev_polynomial_u", {0.25, 1.0}, -1.0},
      {"shifted_chebyshev_polynomial_u", {0.75, 5.0}, 0.0},
      {"shifted_chebyshev_polynomial_u", {0.125, 11.0}, -1.03271484375},
      {"shifted_chebyshev_polynomial_v", {0.25, 1.0}, -2.0},
      {"shifted_chebyshev_polynomial_v", {0.75, 5.0}, 1.0},
      {"shifted_chebyshev_polynomial_v", {0.125, 11.0}, -2.53759765625},
      {"shifted_chebyshev_polynomial_w", {0.25, 1.0}, 0.0},
      {"shifted_chebyshev_polynomial_w", {0.75, 5.0}, -1.0},
      {"shifted_chebyshev_polynomial_w", {0.125, 11.0}, 0.47216796875},
      {"hermite_polynomial_h", {0.25, 0.0}, 1.0},
      {"hermite_polynomial_h", {0.25, 1.0}, 0.5},
      {"hermite_polynomial_h", {0.75, 5.0}, 30.09375},
      {"hermite_polynomial_h", {2.0, 8.0}, -880.0},
      {"hermite_polynomial_he", {0.25, 0.0}, 1.0},
      {"hermite_polynomial_he", {0.25, 1.0}, 0.25},
      {"hermite_polynomial_he", {0.75, 5.0}, 7.2685546875},
      {"hermite_polynomial_he", {2.0, 8.0}, 249.0},
      {"laguerre_polynomial_l", {0.25, 0.0}, 1.0},
      {"laguerre_polynomial_l", {0.25, 1.0}, 0.75},
      {"laguerre_polynomial_l", {0.75, 5.0}, -0.5766845703125},
      {"laguerre_polynomial_l", {2.0, 8.0}, 0.35873015873015873016},
      {"legendre_polynomial_p", {0.25, 0.0}, 1.0},
      {"legendre_polynomial_p", {0.25, 1.0}, 0.25},
      {"legendre_polynomial_p", {0.75, 5.0}, -0.4163818359375},
      {"legendre_polynomial_p", {-0.5, 8.0}, -0.073638916015625},
      {"i0e", {-3.0}, 0.24300035416182539847},
      {"i0e", {0.0}, 1.0},
      {"i0e", {0.5}, 0.64503527044915006811},
      {"i0e", {2.0}, 0.30850832255367103953},
      {"i0e", {10.0}, 0.12783333716342860732},
      {"i0e", {29.5}, 0.073768617278728589512},
      {"i0e", {30.5}, 0.07253878407077907656},
      {"i0e", {80.0}, 0.044673291782275277952},
      {"i0e", {1000.0}, 0.012617240455891256586},
      {"i1e", {-3.0}, -0.19682671329730085363},
      {"i1e", {0.0}, 0.0},
      {"i1e", {0.5}, 0.15642080318487169714},
      {"i1e", {2.0}, 0.21526928924893765916},
      {"i1e", {10.0}, 0.12126268138445551872},
      {"i1e", {29.5}, 0.072507326157183724934},
      {"i1e", {30.5}, 0.071339539285262003724},
      {"i1e", {80.0}, 0.044393200058097465141},
      {"i1e", {1000.0}, 0.01261093025692862947},
      {"erfinv", {1}, kInfinity}, {"erfinv", {-1}, -kInfinity}, {"erfinv", {2}, std::nan("")}, {"erfinv", {0}, 0},
      {"ndtri", {0}, -kInfinity}, {"ndtri", {1}, kInfinity}, {"ndtri", {2}, std::nan("")}, {"ndtri", {0.5}, 0},
      {"digamma", {0}, -kInfinity}, {"digamma", {-0.0}, kInfinity}, {"digamma", {-3}, std::nan("")}, {"digamma", {kInfinity}, kInfinity},
      {"zeta", {1, 2}, kInfinity}, {"zeta", {0.5, 2}, std::nan("")}, {"zeta", {2, -1}, kInfinity},
  };
  return all;
}
// clang-format on

}  // namespace sconce::testing
