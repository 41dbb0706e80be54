#include "kernels/special.h"

#include <cmath>
#include <cstdlib>
#include <limits>

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kPi = 3.14159265358979323846;
constexpr double kSqrt2 = 1.41421356237309504880;
constexpr double kSqrtPi = 1.77245385090551602730;

// Bernoulli numbers B2, B4, ... of the asymptotic (Stirling, Euler-Maclaurin) expansions.
constexpr double kBernoulli[] = {1.0 / 6,       -1.0 / 30, 1.0 / 42,      -1.0 / 30,     5.0 / 66,
                                 -691.0 / 2730, 7.0 / 6,   -3617.0 / 510, 43867.0 / 798, -174611.0 / 330};

// Beyond this argument, nine terms of the expansions are exact to double precision.
constexpr double kAsymptotic = 10;

bool non_positive_integer(double x) { return x <= 0 && x == std::floor(x); }

// pi / tan(pi x), reduced first: x may be large.
double pi_cot_pi(double x) { return kPi / std::tan(kPi * (x - std::nearbyint(x))); }

// Solves erfc(y) = q, 0 < q <= 1, from a rational first guess of the normal quantile (Abramowitz and Stegun 26.2.23,
// error 4.5e-4) by three steps of Halley's method: each triples the digits.
double erfc_inverse(double q) {
  const double t = std::sqrt(-2 * std::log(q / 2));
  double y =
      (t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))) / kSqrt2;
  for (int step = 0; step < 3; step++) {
    const double error = (std::erfc(y) - q) / (-2 / kSqrtPi * std::exp(-y * y));
    y -= error / (1 + y * error);
  }
  return y;
}

// The sum of (x*x/4)^k / (k! (k + order)!) over k: all terms positive, so nothing cancels.
double bessel_series(double x, int order) {
  const double z = x * x / 4;
  double term = 1, sum = 1;
  for (int k = 1; term > sum * 1e-17; k++) {
    term *= z / (static_cast<double>(k) * (k + order));
    sum += term;
  }
  return sum;
}

// sqrt(2 pi x) e^-x I(x) for large x (Hankel's expansion), to its smallest term.
double bessel_asymptotic(double x, int order) {
  const double mu = 4.0 * order * order;
  double term = 1, sum = 1;
  for (int k = 1; k < 60; k++) {
    const double odd = 2 * k - 1;
    const double next = -term * (mu - odd * odd) / (k * 8 * x);
    if (std::abs(next) >= std::abs(term)) break;
    term = next;
    sum += term;
    if (std::abs(term) < std::abs(sum) * 1e-17) break;
  }
  return sum;
}

constexpr double kBesselLarge = 30;

}  // namespace

double erfinv(double x) {
  if (!(std::abs(x) <= 1)) return kNaN;
  if (std::abs(x) == 1) return std::copysign(kInf, x);
  if (std::abs(x) >= 0.5) return std::copysign(erfc_inverse(1 - std::abs(x)), x);
  // Newton's method with Halley's correction from the series' first terms.
  double y = kSqrtPi / 2 * x * (1 + kPi / 12 * x * x);
  for (int step = 0; step < 3; step++) {
    const double error = (std::erf(y) - x) / (2 / kSqrtPi * std::exp(-y * y));
    y -= error / (1 + y * error);
  }
  return x == 0 ? x : y;
}

double digamma(double x) {
  if (x == 0) return std::copysign(kInf, -x);
  if (non_positive_integer(x)) return kNaN;
  if (x == -kInf) return kNaN;
  double result = 0;
  if (x < 0) {
    result = -pi_cot_pi(x);
    x = 1 - x;
  }
  for (; x < kAsymptotic; x += 1) result -= 1 / x;
  const double z = 1 / (x * x);
  double power = z, tail = 0;
  for (int k = 0; k < 9; k++, power *= z) tail += kBernoulli[k] / (2 * (k + 1)) * power;
  return result + std::log(x) - 0.5 / x - (x == kInf ? 0 : tail);
}

template <class T>
T trigamma(T argument) {
  double x = argument, sign = 1, result = 0;
  if (x < 0.5) {
    const double s = std::sin(static_cast<T>(kPi) * argument);  // not quite 0 at the poles, as in PyTorch
    result = -(kPi * kPi) / (s * s);
    x = 1 - x;
    sign = -1;
  }
  for (; x < kAsymptotic; x += 1) result += 1 / (x * x);
  const double z = 1 / (x * x);
  double power = z / x;
  result += 1 / x + z / 2;
  for (int k = 0; k < 9; k++, power *= z) result += kBernoulli[k] * power;
  return static_cast<T>(sign * result);
}

template float trigamma(float);
template double trigamma(double);

double zeta(double x, double q) {
  if (x == 1) return kInf;
  if (!(x > 1)) return kNaN;
  if (x == kInf) return q < 1 ? kInf : q == 1 ? 1 : 0;
  if (q <= 0) {
    if (q == std::floor(q)) return kInf;
    if (x != std::floor(x)) return kNaN;  // a negative base to a broken power
    // The terms of negative bases are, but for their sign, those of positive ones, from a rest on to where they begin:
    // there may be any number of them.
    const double count = std::ceil(-q), rest = 1 - (q + count);
    const double negative = zeta(x, rest) - zeta(x, rest + count);
    return zeta(x, q + count) + (std::fmod(x, 2) == 0 ? negative : -negative);
  }
  // Euler-Maclaurin: the first terms, an integral for the rest, corrections by Bernoulli numbers.
  double sum = 0;
  for (; q < kAsymptotic; q += 1) sum += std::pow(q, -x);
  const double last = std::pow(q, -x);
  sum += q * last / (x - 1) + last / 2;
  double factor = last * x / q, factorial = 2;
  for (int k = 1; k <= 10; k++) {
    const double term = kBernoulli[k - 1] / factorial * factor;
    sum += term;
    if (std::abs(term) < std::abs(sum) * 1e-17) break;
    factor *= (x + 2 * k - 1) * (x + 2 * k) / (q * q);
    factorial *= (2 * k + 1.0) * (2 * k + 2.0);
  }
  return sum;
}

double polygamma(int n, double x) { return (n % 2 != 0 ? 1 : -1) * std::tgamma(n + 1.0) * zeta(n + 1.0, x); }

double bessel_i0e(double x) {
  x = std::abs(x);
  return x < kBesselLarge ? std::exp(-x) * bessel_series(x, 0) : bessel_asymptotic(x, 0) / std::sqrt(2 * kPi * x);
}
double bessel_i1e(double x) {
  const double a = std::abs(x);
  return std::copysign(
      a < kBesselLarge ? std::exp(-a) * a / 2 * bessel_series(a, 1) : bessel_asymptotic(a, 1) / std::sqrt(2 * kPi * a),
      x);
}
// e^x in two factors, so that it does not overflow before the quotient would.
double bessel_i0(double x) {
  x = std::abs(x);
  return x < kBesselLarge ? bessel_series(x, 0) : bessel_i0e(x) * std::exp(x / 2) * std::exp(x / 2);
}
double bessel_i1(double x) {
  const double a = std::abs(x);
  return a < kBesselLarge ? x / 2 * bessel_series(a, 1) : bessel_i1e(x) * std::exp(a / 2) * std::exp(a / 2);
}

double ndtri(double p) {
  if (!(p >= 0 && p <= 1)) return kNaN;
  if (p == 0) return -kInf;
  if (p == 1) return kInf;
  return p < 0.25 ? -kSqrt2 * erfc_inverse(2 * p) : kSqrt2 * erfinv(2 * p - 1);
}

double erfcx(double x) {
  if (x < 25) return std::exp(x * x) * std::erfc(x);
  const double z = 1 / (2 * x * x);
  double sum = 1;
  for (int k = 13; k > 0; k -= 2) sum = 1 - k * z * sum;
  return sum / (x * kSqrtPi);
}

double log_ndtr(double x) {
  if (x < -1) return std::log(erfcx(-x / kSqrt2) / 2) - x * x / 2;
  return std::log1p(-std::erfc(x / kSqrt2) / 2);
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
