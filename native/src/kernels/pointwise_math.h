// The vocabulary of pointwise expressions: functions that mean the same for a Vec of floats, an integer, a bool and a
// complex number.
#pragma once

#include <cmath>
#include <complex>
#include <concepts>
#include <limits>
#include <type_traits>

#include "base/kernel.h"
#include "kernels/vec_math.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

template <typename T>
concept Integer = std::integral<T> && !std::same_as<T, bool>;

// Unsigned arithmetic at least as wide as int, in which integers wrap around without undefined behaviour.
template <Integer T>
using Wrapping = std::conditional_t<sizeof(T) < 8, uint32_t, uint64_t>;

// Sum, difference, product: wrap around for integers; or / and for bool, as PyTorch's.
template <Integer T>
SC_INLINE T add(T a, T b) {
  return static_cast<T>(static_cast<Wrapping<T>>(a) + static_cast<Wrapping<T>>(b));
}
template <Integer T>
SC_INLINE T sub(T a, T b) {
  return static_cast<T>(static_cast<Wrapping<T>>(a) - static_cast<Wrapping<T>>(b));
}
template <Integer T>
SC_INLINE T mul(T a, T b) {
  return static_cast<T>(static_cast<Wrapping<T>>(a) * static_cast<Wrapping<T>>(b));
}
template <Integer T>
SC_INLINE T neg(T a) {
  return sub(T{0}, a);
}
SC_INLINE bool add(bool a, bool b) { return a | b; }
SC_INLINE bool mul(bool a, bool b) { return a & b; }

template <typename T>
SC_INLINE Vec<T> add(Vec<T> a, Vec<T> b) {
  return a + b;
}
template <typename T>
SC_INLINE Vec<T> sub(Vec<T> a, Vec<T> b) {
  return a - b;
}
template <typename T>
SC_INLINE Vec<T> mul(Vec<T> a, Vec<T> b) {
  return a * b;
}
template <typename T>
SC_INLINE Vec<T> neg(Vec<T> a) {
  return -a;
}

// a * b + c of numbers, fused where the capability is: said here, and not left to the compiler, which would fuse
// differently in a vector loop and in its remainder.
template <std::floating_point T>
SC_INLINE T multiply_add(T a, T b, T c) {
#ifdef __FMA__
  return std::fma(a, b, c);
#else
  return a * b + c;
#endif
}

// The textbook formulas, as PyTorch's: no rescue of infinities.
template <typename T>
SC_INLINE std::complex<T> add(std::complex<T> a, std::complex<T> b) {
  return {a.real() + b.real(), a.imag() + b.imag()};
}
template <typename T>
SC_INLINE std::complex<T> sub(std::complex<T> a, std::complex<T> b) {
  return {a.real() - b.real(), a.imag() - b.imag()};
}
template <typename T>
SC_INLINE std::complex<T> mul(std::complex<T> a, std::complex<T> b) {
  return {multiply_add(a.real(), b.real(), -(a.imag() * b.imag())),
          multiply_add(a.real(), b.imag(), a.imag() * b.real())};
}
template <typename T>
SC_INLINE std::complex<T> neg(std::complex<T> a) {
  return {-a.real(), -a.imag()};
}

// a + alpha * b, for floats in one rounding where the capability fuses.
template <typename X>
SC_INLINE X add_scaled(X a, X b, X alpha) {
  return add(a, mul(b, alpha));
}
template <typename T>
SC_INLINE Vec<T> add_scaled(Vec<T> a, Vec<T> b, Vec<T> alpha) {
  return fmadd(b, alpha, a);
}

// Quotient: floats by IEEE; complex numbers scaled (Smith), so that the denominator cannot overflow.
template <typename T>
SC_INLINE Vec<T> div(Vec<T> a, Vec<T> b) {
  return a / b;
}
template <typename T>
SC_INLINE std::complex<T> div(std::complex<T> a, std::complex<T> b) {
  if (std::abs(b.real()) >= std::abs(b.imag())) {
    if (b.real() == 0 && b.imag() == 0) return {a.real() / std::abs(b.real()), a.imag() / std::abs(b.imag())};
    const T ratio = b.imag() / b.real();
    const T scale = 1 / (b.real() + b.imag() * ratio);
    return {(a.real() + a.imag() * ratio) * scale, (a.imag() - a.real() * ratio) * scale};
  }
  const T ratio = b.real() / b.imag();
  const T scale = 1 / (b.real() * ratio + b.imag());
  return {(a.real() * ratio + a.imag()) * scale, (a.imag() * ratio - a.real()) * scale};
}

// b is not zero. The quotient of the smallest value and -1 wraps around instead of trapping.
template <Integer T>
SC_INLINE T div_trunc(T a, T b) {
  if constexpr (std::is_signed_v<T>)
    if (b == -1) return neg(a);
  return static_cast<T>(a / b);
}
template <Integer T>
SC_INLINE T fmod(T a, T b) {
  if constexpr (std::is_signed_v<T>)
    if (b == -1) return 0;
  return static_cast<T>(a % b);
}
template <Integer T>
SC_INLINE T div_floor(T a, T b) {
  const T quotient = div_trunc(a, b);
  return fmod(a, b) != 0 && (a < 0) != (b < 0) ? static_cast<T>(quotient - 1) : quotient;
}
template <Integer T>
SC_INLINE T remainder(T a, T b) {
  const T rest = fmod(a, b);
  return rest != 0 && (rest < 0) != (b < 0) ? static_cast<T>(rest + b) : rest;
}

template <typename T>
SC_INLINE Vec<T> div_trunc(Vec<T> a, Vec<T> b) {
  return trunc(a / b);
}
template <typename T>
SC_INLINE Vec<T> fmod(Vec<T> a, Vec<T> b) {
  return map(a, b, [](T x, T y) { return std::fmod(x, y); });
}
// The sign of the divisor, as Python's %.
template <typename T>
SC_INLINE Vec<T> remainder(Vec<T> a, Vec<T> b) {
  const Vec<T> rest = fmod(a, b);
  return select((rest != T(0)) & ((b < T(0)) ^ (rest < T(0))), rest + b, rest);
}
// Python's floor division: exact where floor(a / b) would round wrongly.
template <typename T>
SC_INLINE Vec<T> div_floor(Vec<T> a, Vec<T> b) {
  const Vec<T> rest = fmod(a, b);
  Vec<T> quotient = (a - rest) / b;
  quotient = select((rest != T(0)) & ((b < T(0)) ^ (rest < T(0))), quotient - T(1), quotient);
  const Vec<T> down = floor(quotient);
  const Vec<T> whole = select(quotient - down > T(0.5), down + T(1), down);
  const Vec<T> result = select(quotient == T(0), copysign(Vec<T>(T(0)), a / b), whole);
  return select(b == T(0), a / b, result);
}

template <Integer T>
SC_INLINE T abs(T x) {
  if constexpr (std::is_signed_v<T>) return x < 0 ? neg(x) : x;
  return x;
}
template <std::integral T>
SC_INLINE T maximum(T a, T b) {
  return a > b ? a : b;
}
template <std::integral T>
SC_INLINE T minimum(T a, T b) {
  return a < b ? a : b;
}
template <std::integral T>
SC_INLINE T select(bool condition, T a, T b) {
  return condition ? a : b;
}
template <std::integral T>
SC_INLINE T sign(T x) {
  return static_cast<T>((x > T{0}) - (x < T{0}));
}
// NaN gives 0, as torch.sign.
template <typename T>
SC_INLINE Vec<T> sign(Vec<T> x) {
  return select(x > T(0), Vec<T>(T(1)), select(x < T(0), Vec<T>(T(-1)), Vec<T>(T(0))));
}

template <typename T>
SC_INLINE std::complex<T> sign(std::complex<T> x) {
  return x == std::complex<T>(0) ? x : x / std::abs(x);
}

// Integers are whole.
template <Integer T>
SC_INLINE T floor(T x) {
  return x;
}
template <Integer T>
SC_INLINE T ceil(T x) {
  return x;
}
template <Integer T>
SC_INLINE T trunc(T x) {
  return x;
}
template <Integer T>
SC_INLINE T round(T x) {
  return x;
}

// The one that is not NaN, if there is one; else the larger (smaller).
template <typename T>
SC_INLINE Vec<T> fmax(Vec<T> a, Vec<T> b) {
  return select(b != b, a, select(a > b, a, b));
}
template <typename T>
SC_INLINE Vec<T> fmin(Vec<T> a, Vec<T> b) {
  return select(b != b, a, select(a < b, a, b));
}
template <std::integral T>
SC_INLINE T fmax(T a, T b) {
  return maximum(a, b);
}
template <std::integral T>
SC_INLINE T fmin(T a, T b) {
  return minimum(a, b);
}

// The next number of the type after x towards y.
template <typename T>
SC_INLINE Vec<T> next_after(Vec<T> x, Vec<T> y) {
  return map(x, y, [](T from, T to) { return std::nextafter(from, to); });
}
// For half and bfloat16: a step of the bits, which are ordered as the magnitudes are.
template <typename T>
  requires(sizeof(T) == 2)
SC_INLINE T next_after(T x, T y) {
  const float from = static_cast<float>(x), to = static_cast<float>(y);
  if (from != from) return x;
  if (from == to || to != to) return y;
  const int bits = std::bit_cast<int16_t>(x);
  const int next = from == 0 ? (to > 0 ? 1 : 0x8001) : (to > from) == (from > 0) ? bits + 1 : bits - 1;
  return std::bit_cast<T>(static_cast<int16_t>(next));
}

// base ^ exponent by squaring, wrapping around; a negative exponent gives the quotient rounded towards zero (as
// torch.pow of tensors does).
template <Integer T>
inline T pow(T base, T exponent) {
  if constexpr (std::is_signed_v<T>) {
    if (exponent < 0) return base == 1 ? T{1} : base == -1 ? (exponent % 2 != 0 ? T{-1} : T{1}) : T{0};
  }
  T result = 1;
  for (; exponent != 0; exponent = static_cast<T>(exponent / 2)) {
    if (exponent % 2 != 0) result = mul(result, base);
    base = mul(base, base);
  }
  return result;
}

template <Integer T>
inline T gcd(T a, T b) {
  while (b != 0) {
    const T rest = fmod(a, b);
    a = b;
    b = rest;
  }
  return abs(a);
}
template <Integer T>
inline T lcm(T a, T b) {
  using Wide = std::conditional_t<(sizeof(T) < 4), int32_t, T>;  // small integers wrap around after the absolute value
  const T g = gcd(a, b);
  return g == 0 ? T{0} : static_cast<T>(abs(mul<Wide>(div_trunc<Wide>(a, g), b)));
}

// Counts that are negative or too large shift everything out, as torch's shifts.
template <Integer T>
SC_INLINE T shift_left(T a, T count) {
  constexpr T kBits = sizeof(T) * 8;
  return count < 0 || count >= kBits ? T{0} : static_cast<T>(static_cast<Wrapping<T>>(a) << count);
}
template <Integer T>
SC_INLINE T shift_right(T a, T count) {
  constexpr T kBits = sizeof(T) * 8;
  constexpr T kMost = std::is_signed_v<T> ? kBits - 1 : kBits;
  if constexpr (std::is_signed_v<T>) return static_cast<T>(a >> (count < 0 || count >= kBits ? kMost : count));
  return count >= kBits ? T{0} : static_cast<T>(a >> count);
}

template <std::integral T>
SC_INLINE T bit_and(T a, T b) {
  return static_cast<T>(a & b);
}
template <std::integral T>
SC_INLINE T bit_or(T a, T b) {
  return static_cast<T>(a | b);
}
template <std::integral T>
SC_INLINE T bit_xor(T a, T b) {
  return static_cast<T>(a ^ b);
}
template <Integer T>
SC_INLINE T complement(T x) {
  return static_cast<T>(~x);
}
SC_INLINE bool complement(bool x) { return !x; }

// `at_zero` at zero, 1 above, 0 elsewhere, for NaN too.
template <Integer T>
SC_INLINE T heaviside(T x, T at_zero) {
  return x == 0 ? at_zero : static_cast<T>(x > 0);
}
template <typename T>
SC_INLINE Vec<T> heaviside(Vec<T> x, Vec<T> at_zero) {
  return select(x == T(0), at_zero, select(x > T(0), Vec<T>(T(1)), Vec<T>(T(0))));
}

// a + weight (b - a), from the nearer end, so that weight 1 gives b.
template <typename T>
SC_INLINE Vec<T> lerp(Vec<T> a, Vec<T> b, Vec<T> weight) {
  const Vec<T> difference = b - a;
  return select(abs(weight) < T(0.5), fmadd(weight, difference, a), b - difference * (Vec<T>(T(1)) - weight));
}

// log(e^a + e^b), log2(2^a + 2^b)
template <typename T>
SC_INLINE Vec<T> logaddexp(Vec<T> a, Vec<T> b) {
  const Vec<T> larger = maximum(a, b);
  return select(a == b, a + T(0.693147180559945309417), larger + log1p(exp(-abs(a - b))));
}
template <typename T>
SC_INLINE Vec<T> logaddexp2(Vec<T> a, Vec<T> b) {
  constexpr T kLog2E = T(1.44269504088896340736);
  const Vec<T> larger = maximum(a, b);
  const Vec<T> rest = log1p(exp2(-abs(a - b))) * kLog2E;
  return select(a == b, a + T(1), larger + rest);
}

// sin(pi x) / (pi x), 1 at 0.
template <typename T>
SC_INLINE Vec<T> sinc(Vec<T> x) {
  const Vec<T> t = x * T(3.14159265358979323846);
  return select(x == T(0), Vec<T>(T(1)), sin(t) / t);
}

template <typename T>
SC_INLINE Vec<T> nan_to_num(Vec<T> x, Vec<T> nan, Vec<T> posinf, Vec<T> neginf) {
  constexpr T kInf = std::numeric_limits<T>::infinity();
  return select(x != x, nan, select(x == kInf, posinf, select(x == -kInf, neginf, x)));
}

// log(z / (1 - z)) with z = x within eps..1-eps.
template <typename T>
SC_INLINE Vec<T> logit_clamped(Vec<T> x, Vec<T> eps) {
  const Vec<T> z = minimum(maximum(x, eps), Vec<T>(T(1)) - eps);
  return log(z / (Vec<T>(T(1)) - z));
}

// -x log(x); 0 at 0, -inf below.
template <typename T>
SC_INLINE Vec<T> entr(Vec<T> x) {
  const Vec<T> outside = select(x == T(0), Vec<T>(T(0)), Vec<T>(-std::numeric_limits<T>::infinity()));
  return select((x > T(0)) | (x != x), -x * log(x), outside);
}

// a f, but 0 where a is 0 and f's argument b is not NaN.
template <typename T>
SC_INLINE Vec<T> times_log(Vec<T> a, Vec<T> b, Vec<T> f) {
  return select(b != b, b, select(a == T(0), Vec<T>(T(0)), a * f));
}

// The exponents that models use most are computed without pow, as PyTorch does.
template <typename T>
SC_INLINE Vec<T> pow_scalar(Vec<T> x, Vec<T> exponent) {
  const T e = exponent[0];
  if (e == T(2)) return x * x;
  if (e == T(3)) return x * x * x;
  if (e == T(0.5)) return sqrt(x);
  if (e == T(-0.5)) return Vec<T>(T(1)) / sqrt(x);
  if (e == T(-1)) return Vec<T>(T(1)) / x;
  if (e == T(-2)) return Vec<T>(T(1)) / (x * x);
  return pow(x, exponent);
}

// The argument of a number: 0 or pi for a real one, NaN for NaN.
template <typename T>
SC_INLINE Vec<T> angle(Vec<T> x) {
  return select(x < T(0), Vec<T>(T(3.14159265358979323846)), select(x != x, x, Vec<T>(T(0))));
}
template <typename T>
SC_INLINE T angle(std::complex<T> x) {
  return std::arg(x);
}

// The pointwise parts of losses, of d = |input - target|.
template <typename T>
SC_INLINE Vec<T> smooth_l1(Vec<T> d, Vec<T> beta) {
  return select(d < beta, Vec<T>(T(0.5)) * d * d / beta, d - Vec<T>(T(0.5)) * beta);
}
template <typename T>
SC_INLINE Vec<T> huber(Vec<T> d, Vec<T> delta) {
  return select(d <= delta, Vec<T>(T(0.5)) * d * d, delta * (d - Vec<T>(T(0.5)) * delta));
}

template <std::integral T>
SC_INLINE bool signbit(T x) {
  return x < T{0};
}
template <std::floating_point T>
SC_INLINE bool signbit(T x) {
  return std::signbit(x);
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
