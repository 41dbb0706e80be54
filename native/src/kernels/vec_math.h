// exp, log, tanh, sigmoid, erf, ... of Vec<float> and Vec<double>. Infinities, NaNs, signed zeros and denormals come
// out as from the C library. Largest errors, as measured by native/test/kernels/vec_math_test.cpp, are stated at each
// function in ulp (units in the last place), for float with fused multiply-add; without it (baseline) add about one.
//
// The polynomials are minimax fits (Remez) of the expression named beside them, weighted for relative error of the
// result.
#pragma once

#include "kernels/vec.h"

namespace sconce::inline SC_VEC_NAMESPACE {

// c[0] + c[1] x + c[2] x^2 + ..., the even and the odd powers as two chains: they run side by side.
template <typename T, size_t N>
SC_INLINE Vec<T> polynomial(Vec<T> x, const T (&c)[N]) {
  constexpr size_t kLast = N - 1, kOther = N - 2;
  const Vec<T> z = x * x;
  Vec<T> a(c[kLast]), b(c[kOther]);
  for (size_t i = kLast; i >= 2; i -= 2) a = fmadd(a, z, Vec<T>(c[i - 2]));
  for (size_t i = kOther; i >= 2; i -= 2) b = fmadd(b, z, Vec<T>(c[i - 2]));
  return kLast % 2 == 0 ? fmadd(b, x, a) : fmadd(a, x, b);
}

// The same as one chain, with the fewest operations: where many vectors are computed side by side, nothing waits for
// it.
template <typename T, size_t N>
SC_INLINE Vec<T> horner(Vec<T> x, const T (&c)[N]) {
  Vec<T> y(c[N - 1]);
  for (size_t i = N - 1; i >= 1; i--) y = fmadd(y, x, Vec<T>(c[i - 1]));
  return y;
}

// Constants of the range reductions: ln 2 as an exact high part (its last bits zero) and the rest.
template <typename T>
struct MathConstants;

template <>
struct MathConstants<float> {
  static constexpr int kMantissaBits = 23;
  static constexpr int32_t kBias = 127;
  static constexpr float kLog2E = 1.44269504088896340736f;
  static constexpr float kLn2Hi = 0.693359375f;
  static constexpr float kLn2Lo = -2.12194440054690583e-4f;
  static constexpr float kExpMax = 88.7228394f;  // above: infinity
  // Where exp_in_range has long come to infinity and zero.
  static constexpr float kExpOver = 89.5f, kExpUnder = -105.0f;
  static constexpr float kExpNormal = -87.3365f;  // below: denormal
  static constexpr float kSqrtHalf = 0.707106781f;
  // (e^r - 1 - r) / r^2 on [-ln2/2, ln2/2], error 2^-28 of e^r
  static constexpr float kExp[] = {0.4999999343f, 0.166665204f, 0.04166839079f, 0.008368745125f, 0.001381454009f};
  // (log((1+s)/(1-s)) - 2s) / s^3 in s^2, error 2^-37
  static constexpr float kLog[] = {0.6666666564f, 0.4000033723f, 0.2853716914f, 0.2358496598f};
};

template <>
struct MathConstants<double> {
  static constexpr int kMantissaBits = 52;
  static constexpr int64_t kBias = 1023;
  static constexpr double kLog2E = 1.44269504088896340736;
  static constexpr double kLn2Hi = 6.93147180369123816490e-01;
  static constexpr double kLn2Lo = 1.90821492927058770002e-10;
  static constexpr double kExpMax = 709.782712893384;
  static constexpr double kExpOver = 710.5, kExpUnder = -747.0;
  static constexpr double kExpNormal = -708.396;
  static constexpr double kSqrtHalf = 0.70710678118654752440;
  static constexpr double kExp[] = {0.500000000000000001,      0.1666666666666667753,   0.04166666666666649254,
                                    0.008333333333320737743,   0.001388888888896836879, 0.00019841269888685822,
                                    0.00002480158716470938271, 2.755724136670608242e-6, 2.755740598284291721e-7,
                                    2.511011068792476153e-8,   2.087530362420508859e-9};
  static constexpr double kLog[] = {0.6666666666666666089, 0.4000000000000633198, 0.285714285690584904,
                                    0.2222222265094319483, 0.1818177533214980976, 0.1538710540016241805,
                                    0.1324978649142031302, 0.1325435798665029294};
};

// x * 2^n for integral n (held as T), correctly rounded into the denormals; |n| < 2 * bias.
template <typename T>
SC_INLINE Vec<T> scale_by_power_of_two(Vec<T> x, Vec<T> n) {
#if SC_VEC_BYTES == 64
  if constexpr (sizeof(T) == 4)
    return Vec<T>(_mm512_maskz_scalef_ps(kAllLanes<T>, x.v, n.v));
  else
    return Vec<T>(_mm512_maskz_scalef_pd(kAllLanes<T>, x.v, n.v));
#else
  // In two factors, each a normal number.
  using C = MathConstants<T>;
  using I = IntOf<T>;
  const Vec<T> half = floor(n * Vec<T>(T(0.5)));
  const auto power = [](Vec<T> e) { return bitcast<T>((convert<I>(e) + Vec<I>(C::kBias)) << C::kMantissaBits); };
  return x * power(half) * power(n - half);
#endif
}

// The reduction x = n ln2 + r, shared by exp and expm1.
template <typename T>
struct ExpReduction {
  Vec<T> n, r, q;  // e^r = 1 + r + q r^2
  explicit SC_INLINE ExpReduction(Vec<T> x) {
    using C = MathConstants<T>;
    n = round(x * Vec<T>(C::kLog2E));
    r = fnmadd(n, Vec<T>(C::kLn2Hi), x);
    r = fnmadd(n, Vec<T>(C::kLn2Lo), r);
    q = horner(r, C::kExp);
  }
};

// e^x for x in MathConstants::kExpUnder..kExpOver. 1 ulp.
template <typename T>
SC_INLINE Vec<T> exp_in_range(Vec<T> x) {
  const ExpReduction<T> e(x);
  const Vec<T> one(T(1));
  return scale_by_power_of_two(fmadd(fmadd(e.q, e.r, one), e.r, one), e.n);
}

// e^x. 1 ulp.
template <typename T>
SC_INLINE Vec<T> exp(Vec<T> x) {
  using C = MathConstants<T>;
  return exp_in_range(smaller(Vec<T>(C::kExpOver), larger(Vec<T>(C::kExpUnder), x)));  // NaN passes through
}

// e^x for x <= 0 (or NaN), and zero where that is less than the smallest normal number: what softmax and attention
// have of it, as PyTorch's do. Denormal numbers would take some CPUs a hundred times as long in all that follows.
// 1 ulp.
template <typename T>
SC_INLINE Vec<T> exp_or_zero(Vec<T> x) {
  const Vec<T> least(MathConstants<T>::kExpNormal);
  const Mask<T> under = x < least;
  return select(under, Vec<T>(T(0)), exp_in_range(select(under, least, x)));
}

// e^x - 1, accurate near zero. 2 ulp.
template <typename T>
SC_INLINE Vec<T> expm1(Vec<T> x) {
  using C = MathConstants<T>;
  const Vec<T> low(T(-50));  // from here on the result rounds to -1
  const Vec<T> clamped = select(x > Vec<T>(C::kExpMax), Vec<T>(C::kExpMax), select(x < low, low, x));
  const ExpReduction<T> e(clamped);
  // 2^n e^r - 1 = 2^n (e^r - 1) + (2^n - 1), where n may be bias + 1: hence 2^(n-1), doubled.
  const Vec<T> half = scale_by_power_of_two(Vec<T>(T(0.5)), e.n);
  const Vec<T> y = T(2) * fmadd(half, fmadd(e.q, e.r * e.r, e.r), half - Vec<T>(T(0.5)));
  const Vec<T> bounded = select(x > Vec<T>(C::kExpMax), Vec<T>(std::numeric_limits<T>::infinity()), y);
  return select(x == Vec<T>(T(0)), x, bounded);  // keeps -0
}

// log(x) = k ln2 + log(1 + f) with 1 + f in [sqrt(1/2), sqrt 2).
template <typename T>
struct LogReduction {
  Vec<T> k, f, s, rest;  // log(1 + f) = f - (hfsq - s (hfsq + R)); rest = hfsq, s = s (hfsq + R)
  explicit SC_INLINE LogReduction(Vec<T> x) {
    using C = MathConstants<T>;
    using I = IntOf<T>;
    constexpr T kTiny = std::numeric_limits<T>::min();
    constexpr int kShift = C::kMantissaBits + 2;
    const Mask<T> denormal = x < Vec<T>(kTiny);
    x = select(denormal,
               x * Vec<T>(static_cast<T>(I{1} << (kShift < 31 ? kShift : 31)) *
                          static_cast<T>(I{1} << (kShift < 31 ? 0 : kShift - 31))),
               x);
    // Take the bits below sqrt(1/2) away, so that the exponent field counts octaves [sqrt(1/2), sqrt 2). Without the
    // sign, with which the difference would overflow: the logarithms of negative numbers are the caller's to say.
    const I root = std::bit_cast<I>(C::kSqrtHalf);
    const Vec<I> bits = (bitcast<I>(x) & Vec<I>(std::numeric_limits<I>::max())) - Vec<I>(root);
    const Vec<I> exponent = bits >> C::kMantissaBits;
    const Vec<T> m = bitcast<T>((bits & Vec<I>((I{1} << C::kMantissaBits) - 1)) + Vec<I>(root));
    k = convert<T>(exponent) - select(denormal, Vec<T>(T(kShift)), Vec<T>(T(0)));
    f = m - Vec<T>(T(1));
    const Vec<T> ratio = f / (Vec<T>(T(2)) + f);
    const Vec<T> z = ratio * ratio;
    rest = Vec<T>(T(0.5)) * f * f;
    s = ratio * (rest + z * polynomial(z, C::kLog));
  }
};

// Replaces y = log(x) where x is zero, negative, infinite or NaN.
template <typename T>
SC_INLINE Vec<T> log_special(Vec<T> x, Vec<T> y) {
  constexpr T kInf = std::numeric_limits<T>::infinity();
  y = select(x == Vec<T>(T(0)), Vec<T>(-kInf), y);
  y = select(x < Vec<T>(T(0)), Vec<T>(std::numeric_limits<T>::quiet_NaN()), y);
  y = select(x == Vec<T>(kInf), x, y);
  return select(x != x, x, y);
}

// Natural logarithm. 1 ulp.
template <typename T>
SC_INLINE Vec<T> log(Vec<T> x) {
  using C = MathConstants<T>;
  const LogReduction<T> l(x);
  const Vec<T> low = fmadd(l.k, Vec<T>(C::kLn2Lo), l.s);
  return log_special(x, fmadd(l.k, Vec<T>(C::kLn2Hi), l.f - (l.rest - low)));
}

// Logarithm to base 2, exact for powers of two. 2 ulp.
template <typename T>
SC_INLINE Vec<T> log2(Vec<T> x) {
  const LogReduction<T> l(x);
  return log_special(x, fmadd(l.f - (l.rest - l.s), Vec<T>(MathConstants<T>::kLog2E), l.k));
}

// log(1 + x), accurate near zero. 2 ulp.
template <typename T>
SC_INLINE Vec<T> log1p(Vec<T> x) {
  using C = MathConstants<T>;
  const Vec<T> one(T(1));
  const Vec<T> u = one + x;
  // What the rounding of u lost, relative to u: log(u + c) = log(u) + c / u.
  const Vec<T> lost = select(abs(x) < one, x - (u - one), one - (u - x)) / u;
  const LogReduction<T> l(u);
  const Vec<T> low = fmadd(l.k, Vec<T>(C::kLn2Lo), l.s + lost);
  const Vec<T> y = log_special(u, fmadd(l.k, Vec<T>(C::kLn2Hi), l.f - (l.rest - low)));
  return select(u == one, x, y);  // also keeps -0
}

// 1 + e^-x. 2.5 ulp.
template <typename T>
SC_INLINE Vec<T> one_plus_exp_of_minus(Vec<T> x) {
  return Vec<T>(T(1)) + exp(-x);
}
#if SC_VEC_BYTES > 16
// The same with fewer operations, as a power of two: its reduction needs a product that is not rounded.
SC_INLINE Vec<float> one_plus_exp_of_minus(Vec<float> x) {
  // 2^f on [-1/2, 1/2], error 2^-23.4
  static constexpr float kPower[] = {1.0f,           0.6931469776f,   0.2402224208f,
                                     0.05550733744f, 0.009671512688f, 0.001326472725f};
  constexpr float kLog2ERest = 1.925963034e-8f;
  constexpr float kWhole = 12582912.0f;  // 1.5 * 2^23: a sum with it is rounded to whole numbers
  using C = MathConstants<float>;
  const Vec<float> minus_log2e(-C::kLog2E), whole(kWhole);
  const Vec<float> bounded = smaller(Vec<float>(-C::kExpUnder), larger(Vec<float>(-C::kExpOver), x));
  const Vec<float> n = fmadd(bounded, minus_log2e, whole) - whole;
  const Vec<float> f = fnmadd(bounded, Vec<float>(kLog2ERest), fmadd(bounded, minus_log2e, -n));
  return Vec<float>(1.0f) + scale_by_power_of_two(horner(f, kPower), n);
}
#endif

// 1 / (1 + e^-x). 2.5 ulp; where e^-x overflows (x < -88.7 for float) zero, as torch.sigmoid.
template <typename T>
SC_INLINE Vec<T> sigmoid(Vec<T> x) {
  const Vec<T> one(T(1));
  return one / (one + exp(-x));
}

// Hyperbolic tangent. 2.5 ulp.
SC_INLINE Vec<float> tanh(Vec<float> x) {
  // (tanh(x) / x - 1) / x^2 in x^2 on [0, 0.64], error 2^-32
  static constexpr float kSmall[] = {-0.3333333019f, 0.1333318054f,    -0.05394339992f,
                                     0.02168164309f, -0.008129000929f, 0.002097721292f};
  const Vec<float> a = abs(x);
  const Vec<float> z = x * x;
  const Vec<float> small = fmadd(a, z * polynomial(z, kSmall), a);
  // 1 - 2 / (e^2|x| + 1); beyond 10 it rounds to 1.
  const Vec<float> bounded = smaller(Vec<float>(10.0f), a);
  const Vec<float> large = Vec<float>(1.0f) - Vec<float>(2.0f) / (exp_in_range(bounded + bounded) + Vec<float>(1.0f));
  return copysign(select(a < Vec<float>(0.625f), small, large), x);
}
SC_INLINE Vec<double> tanh(Vec<double> x) {
  const Vec<double> a = abs(x);
  const Vec<double> bounded = smaller(Vec<double>(22.0), a);
  const Vec<double> e = expm1(bounded + bounded);
  return copysign(e / (e + Vec<double>(2.0)), x);
}

// Error function. 1.5 ulp.
SC_INLINE Vec<float> erf(Vec<float> x) {
  // erf(x) / x - 1 in x^2 on [0, 0.93], error 2^-31
  static constexpr float kSmall[] = {0.1283791666f,   -0.376126337f,     0.1128369394f,  -0.02685927056f,
                                     0.005200633718f, -0.0008137430939f, 8.345197706e-5f};
  // -log(1 - erf(a)) on [0.92, 4], error 2^-34 of erf
  static constexpr float kLarge[] = {-0.0001758743088f, 1.129520822f,    0.6333346555f,     0.1082939439f,
                                     -0.0251286229f,    0.004174642425f, -0.0004352187774f, 2.116189887e-5f};
  const Vec<float> a = abs(x);
  const Vec<float> small = fmadd(a, polynomial(x * x, kSmall), a);
  const Vec<float> bounded = smaller(Vec<float>(4.0f), a);
  const Vec<float> large = Vec<float>(1.0f) - exp_in_range(-polynomial(bounded, kLarge));
  return copysign(select(a < Vec<float>(0.925f), small, large), x);
}
SC_INLINE Vec<double> erf(Vec<double> x) {
  return map(x, [](double e) { return std::erf(e); });
}

// f(double lanes) of float lanes, rounded: for functions whose range reduction or cancellation asks for more bits. f
// takes one Vec<double> for each operand.
template <typename F, typename... V>
SC_INLINE Vec<float> in_double(F f, Vec<float> x, V... others) {
  typedef float Half __attribute__((vector_size(SC_VEC_BYTES / 2)));
  const auto part = [](Vec<float> v, int i) {
    Half halves[2];
    __builtin_memcpy(halves, &v.v, sizeof(halves));
    return Vec<double>(__builtin_convertvector(halves[i], Native<double>));
  };
  Half result[2];
  for (int i = 0; i < 2; i++) result[i] = __builtin_convertvector(f(part(x, i), part(others, i)...).v, Half);
  Vec<float> joined;
  __builtin_memcpy(&joined.v, result, sizeof(result));
  return joined;
}

// y, but in the lanes of the mask what f, a function of numbers, gives: no lane's result depends on its neighbours.
template <typename T, typename F, typename... V>
SC_INLINE Vec<T> or_by_library(Mask<T> mask, Vec<T> y, F f, V... x) {
  return mask.any() ? select(mask, map(x..., f), y) : y;
}

// x = n pi/2 + r with |r| <= pi/4, and sin r, cos r to float's precision.
struct Quadrant {
  Vec<int64_t> n;  // its lowest two bits count
  Vec<double> sine, cosine;

  static constexpr float kLargest = 1e5f;  // of |x|, for which the reduction is exact enough

  explicit SC_INLINE Quadrant(Vec<double> x) {
    constexpr double kTwoOverPi = 0.63661977236758134308;
    constexpr double kRound = 0x1.8p52;  // adding it leaves an integer in the low bits
    // pi/2 in parts of 33 bits: their products with n are exact.
    constexpr double kHigh = 1.57079632673412561417, kMiddle = 6.07710050630396597660e-11,
                     kLow = 2.02226624871116645580e-21;
    // (sin(r) / r - 1) / r^2 and (cos(r) - 1 + r^2 / 2) / r^4 in r^2, errors 2^-37 and 2^-43
    static constexpr double kSin[] = {-0.1666666663956028547, 0.008333329144160076758, -0.0001983925670447216161,
                                      2.717565048388556519e-6};
    static constexpr double kCos[] = {0.04166666661920960624, -0.001388888343878825581, 0.00002479943648055336901,
                                      -2.720330819180068179e-7};
    const Vec<double> rounded = fmadd(x, Vec<double>(kTwoOverPi), Vec<double>(kRound));
    n = bitcast<int64_t>(rounded);
    const Vec<double> count = rounded - Vec<double>(kRound);
    const Vec<double> r =
        fnmadd(count, Vec<double>(kLow), fnmadd(count, Vec<double>(kMiddle), fnmadd(count, Vec<double>(kHigh), x)));
    const Vec<double> z = r * r;
    sine = fmadd(r * z, polynomial(z, kSin), r);
    cosine = fmadd(z * z, polynomial(z, kCos), fnmadd(z, Vec<double>(0.5), Vec<double>(1.0)));
  }

  SC_INLINE Mask<double> odd() const { return {(n & Vec<int64_t>(int64_t{1})).v != 0}; }
  // Flips the sign of x where bit 1 of m is set.
  static SC_INLINE Vec<double> flip(Vec<double> x, Vec<int64_t> m) {
    return bitcast<double>(bitcast<int64_t>(x) ^ ((m & Vec<int64_t>(int64_t{2})) << 62));
  }
};

// Sine, cosine, tangent. 1 ulp; large arguments by the C library.
SC_INLINE Vec<float> sin(Vec<float> x) {
  const auto f = [](Vec<double> v) {
    const Quadrant q(v);
    return Quadrant::flip(select(q.odd(), q.cosine, q.sine), q.n);
  };
  return or_by_library(
      !(abs(x) <= Quadrant::kLargest), select(x == 0.0f, x, in_double(f, x)), [](float e) { return std::sin(e); }, x);
}
SC_INLINE Vec<float> cos(Vec<float> x) {
  const auto f = [](Vec<double> v) {
    const Quadrant q(v);
    return Quadrant::flip(select(q.odd(), q.sine, q.cosine), q.n + Vec<int64_t>(int64_t{1}));
  };
  return or_by_library(!(abs(x) <= Quadrant::kLargest), in_double(f, x), [](float e) { return std::cos(e); }, x);
}
SC_INLINE Vec<float> tan(Vec<float> x) {
  const auto f = [](Vec<double> v) {
    const Quadrant q(v);
    return select(q.odd(), -q.cosine / q.sine, q.sine / q.cosine);
  };
  return or_by_library(
      !(abs(x) <= Quadrant::kLargest), select(x == 0.0f, x, in_double(f, x)), [](float e) { return std::tan(e); }, x);
}
SC_INLINE Vec<double> sin(Vec<double> x) {
  return map(x, [](double e) { return std::sin(e); });
}
SC_INLINE Vec<double> cos(Vec<double> x) {
  return map(x, [](double e) { return std::cos(e); });
}
SC_INLINE Vec<double> tan(Vec<double> x) {
  return map(x, [](double e) { return std::tan(e); });
}

// x^y as std::pow has it. 1 ulp.
SC_INLINE Vec<float> pow(Vec<float> x, Vec<float> y) {
  constexpr float kInf = std::numeric_limits<float>::infinity();
  const Mask<float> plain = (x > 0.0f) & (x < kInf) & (abs(y) < kInf);
  const Vec<float> result = in_double([](Vec<double> a, Vec<double> b) { return exp(b * log(a)); }, x, y);
  return or_by_library(!plain, result, [](float a, float b) { return std::pow(a, b); }, x, y);
}
SC_INLINE Vec<double> pow(Vec<double> x, Vec<double> y) {
  return map(x, y, [](double a, double b) { return std::pow(a, b); });
}

// 2^x and the logarithm to base 10. 1 ulp.
SC_INLINE Vec<float> exp2(Vec<float> x) {
  return in_double([](Vec<double> v) { return exp(v * Vec<double>(0.69314718055994530942)); }, x);
}
SC_INLINE Vec<double> exp2(Vec<double> x) {
  return map(x, [](double e) { return std::exp2(e); });
}
SC_INLINE Vec<float> log10(Vec<float> x) {
  return in_double([](Vec<double> v) { return log(v) * Vec<double>(0.43429448190325182765); }, x);
}
SC_INLINE Vec<double> log10(Vec<double> x) {
  return map(x, [](double e) { return std::log10(e); });
}

// Hyperbolic sine and cosine, by the C library lane by lane.
template <typename T>
SC_INLINE Vec<T> sinh(Vec<T> x) {
  return map(x, [](T e) { return std::sinh(e); });
}
template <typename T>
SC_INLINE Vec<T> cosh(Vec<T> x) {
  return map(x, [](T e) { return std::cosh(e); });
}

}  // namespace sconce::inline SC_VEC_NAMESPACE
