// exp, log, tanh, sigmoid, erf, ... of Vec<float> and Vec<double>. Infinities, NaNs, signed zeros and denormals come
// out as from the C library. Largest errors, as measured by native/test/kernels/vec_math_test.cpp, are stated at each
// function in ulp (units in the last place), for float with fused multiply-add; without it (baseline) add about one.
//
// The polynomials are minimax fits (Remez) of the expression named beside them, weighted for relative error of the
// result.
#pragma once

#include "kernels/vec.h"

namespace sconce::inline SC_VEC_NAMESPACE {

// c[0] + c[1] x + c[2] x^2 + ... (Horner)
template <typename T, size_t N>
SC_INLINE Vec<T> polynomial(Vec<T> x, const T (&c)[N]) {
  Vec<T> r(c[N - 1]);
  for (size_t i = N - 1; i-- > 0;) r = fmadd(r, x, Vec<T>(c[i]));
  return r;
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
  static constexpr float kExpMin = -103.97208f;  // below: zero
  static constexpr float kSqrtHalf = 0.707106781f;
  // (e^r - 1 - r) / r^2 on [-ln2/2, ln2/2], error 2^-31
  static constexpr float kExp[] = {0.5000000047f,   0.1666666635f,   0.04166634871f,
                                   0.008333391543f, 0.001394165238f, 0.000198460145f};
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
  static constexpr double kExpMin = -745.1332191019412;
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
  Vec<T> n, r, p;  // e^r = 1 + r + p
  explicit SC_INLINE ExpReduction(Vec<T> x) {
    using C = MathConstants<T>;
    n = round(x * Vec<T>(C::kLog2E));
    r = fnmadd(n, Vec<T>(C::kLn2Hi), x);
    r = fnmadd(n, Vec<T>(C::kLn2Lo), r);
    p = polynomial(r, C::kExp) * (r * r);
  }
};

// e^x. 1 ulp.
template <typename T>
SC_INLINE Vec<T> exp(Vec<T> x) {
  using C = MathConstants<T>;
  // Clamped so that n stays in range; select keeps NaN (a comparison with it is false).
  const Vec<T> clamped =
      select(x > Vec<T>(C::kExpMax), Vec<T>(C::kExpMax), select(x < Vec<T>(C::kExpMin), Vec<T>(C::kExpMin), x));
  const ExpReduction<T> e(clamped);
  Vec<T> y = scale_by_power_of_two(Vec<T>(T(1)) + (e.r + e.p), e.n);
  y = select(x > Vec<T>(C::kExpMax), Vec<T>(std::numeric_limits<T>::infinity()), y);
  return select(x < Vec<T>(C::kExpMin), Vec<T>(T(0)), y);
}

// e^x - 1, accurate near zero. 2 ulp.
template <typename T>
SC_INLINE Vec<T> expm1(Vec<T> x) {
  using C = MathConstants<T>;
  const Vec<T> low(T(-50));  // from here on the result rounds to -1
  const Vec<T> clamped = select(x > Vec<T>(C::kExpMax), Vec<T>(C::kExpMax), select(x < low, low, x));
  const ExpReduction<T> e(clamped);
  // 2^n (1 + r + p) - 1 = 2^n (r + p) + (2^n - 1), where n may be bias + 1: hence 2^(n-1), doubled.
  const Vec<T> half = scale_by_power_of_two(Vec<T>(T(0.5)), e.n);
  const Vec<T> y = T(2) * fmadd(half, e.r + e.p, half - Vec<T>(T(0.5)));
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
    // Take the bits below sqrt(1/2) away, so that the exponent field counts octaves [sqrt(1/2), sqrt 2).
    const I root = std::bit_cast<I>(C::kSqrtHalf);
    const Vec<I> bits = bitcast<I>(x) - Vec<I>(root);
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
  const Vec<float> bounded = select(a > Vec<float>(10.0f), Vec<float>(10.0f), a);
  const Vec<float> large = Vec<float>(1.0f) - Vec<float>(2.0f) / (exp(bounded + bounded) + Vec<float>(1.0f));
  return copysign(select(a < Vec<float>(0.625f), small, large), x);
}
SC_INLINE Vec<double> tanh(Vec<double> x) {
  const Vec<double> a = abs(x);
  const Vec<double> bounded = select(a > Vec<double>(22.0), Vec<double>(22.0), a);
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
  const Vec<float> bounded = select(a > Vec<float>(4.0f), Vec<float>(4.0f), a);
  const Vec<float> large = Vec<float>(1.0f) - exp(-polynomial(bounded, kLarge));
  return copysign(select(a < Vec<float>(0.925f), small, large), x);
}
SC_INLINE Vec<double> erf(Vec<double> x) {
  return map(x, [](double e) { return std::erf(e); });
}

// By the C library, lane by lane. 1 ulp.
template <typename T>
SC_INLINE Vec<T> sin(Vec<T> x) {
  return map(x, [](T e) { return std::sin(e); });
}
template <typename T>
SC_INLINE Vec<T> cos(Vec<T> x) {
  return map(x, [](T e) { return std::cos(e); });
}
template <typename T>
SC_INLINE Vec<T> tan(Vec<T> x) {
  return map(x, [](T e) { return std::tan(e); });
}
template <typename T>
SC_INLINE Vec<T> sinh(Vec<T> x) {
  return map(x, [](T e) { return std::sinh(e); });
}
template <typename T>
SC_INLINE Vec<T> cosh(Vec<T> x) {
  return map(x, [](T e) { return std::cosh(e); });
}

}  // namespace sconce::inline SC_VEC_NAMESPACE
