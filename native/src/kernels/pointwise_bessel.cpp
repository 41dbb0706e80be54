// Bessel and Airy functions and the incomplete gamma functions, computed in double for float too. Bessel functions are
// the C and C++ libraries'.
#include <cmath>
#include <limits>

#include "kernels/pointwise.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kPi = 3.14159265358979323846;

// K of the second kind, e^x times: what the library gives, and Hankel's expansion where e^x would overflow.
double scaled_bessel_k(double order, double x) {
  if (std::isnan(x) || x < 0) return kNaN;
  if (x == 0) return kInf;
  if (x < 500) return std::exp(x) * std::cyl_bessel_k(order, x);
  const double mu = 4 * order * order;
  double term = 1, sum = 1;
  for (int k = 1; k < 8; k++) {
    term *= (mu - (2.0 * k - 1) * (2.0 * k - 1)) / (k * 8.0 * x);
    sum += term;
  }
  return std::sqrt(kPi / (2 * x)) * sum;
}

double bessel_k(double order, double x) {
  if (std::isnan(x) || x < 0) return kNaN;
  if (x == 0) return kInf;
  return x > 750 ? 0 : std::cyl_bessel_k(order, x);
}

// By Bessel functions of order 1/3.
double airy(double x) {
  if (!std::isfinite(x)) return kNaN;
  if (x == 0) return 0.35502805388781723926;
  const double root = std::sqrt(std::abs(x)), zeta = 2 * std::abs(x) * root / 3;
  if (x > 0) return zeta > 750 ? 0 : std::sqrt(x / 3) / kPi * std::cyl_bessel_k(1.0 / 3, zeta);
  return root / 2 * (std::cyl_bessel_j(1.0 / 3, zeta) - std::cyl_neumann(1.0 / 3, zeta) / std::sqrt(3.0));
}

double spherical_j0(double x) {
  if (std::isinf(x)) return 0;
  return std::abs(x) < 1e-4 ? 1 - x * x / 6 : std::sin(x) / x;
}

// x^a e^-x / gamma(a + 1), by logarithms.
double gamma_density(double a, double x) {
  int sign;
  return std::exp(a * std::log(x) - x - ::lgamma_r(a + 1, &sign));
}

// The series of the lower function, all terms positive: for x < a + 1.
double gamma_series(double a, double x) {
  double term = 1, sum = 1;
  for (double n = a + 1; term > sum * 1e-17; n += 1) {
    term *= x / n;
    sum += term;
  }
  return sum * gamma_density(a, x);
}

// The continued fraction of the upper function, by Lentz's method: for x >= a + 1.
double gamma_fraction(double a, double x) {
  constexpr double kTiny = 1e-300;
  double b = x + 1 - a, c = 1 / kTiny, d = 1 / b, h = d;
  for (int i = 1; i < 100000; i++) {
    const double an = -i * (i - a);
    b += 2;
    d = an * d + b;
    if (std::abs(d) < kTiny) d = kTiny;
    c = b + an / c;
    if (std::abs(c) < kTiny) c = kTiny;
    d = 1 / d;
    const double factor = d * c;
    h *= factor;
    if (std::abs(factor - 1) < 1e-16) break;
  }
  return h * a * gamma_density(a, x);
}

// From here on the series would take too long: it has some roots of a terms.
constexpr double kGammaLarge = 1e6;

// The first term of Temme's uniform expansion (1979) of the upper function, or, with sign -1, of the lower one: off by
// some a^-1.5.
double gamma_of_large(double a, double x, double sign) {
  const double m = (x - a) / a;
  const bool is_near = std::abs(m) < 1e-2;
  // m - log(1 + m), and the root of twice that with the sign of m.
  const double h = is_near ? m * m * (1.0 / 2 - m * (1.0 / 3 - m * (1.0 / 4 - m * (1.0 / 5 - m * (1.0 / 6 - m / 7)))))
                           : m - std::log1p(m);
  const double eta = std::copysign(std::sqrt(2 * h), m);
  const double rest = is_near ? -1.0 / 3 + eta * (1.0 / 12 - eta * (2.0 / 135 - eta / 864)) : 1 / m - 1 / eta;
  return std::erfc(sign * eta * std::sqrt(a / 2)) / 2 + sign * rest * std::exp(-a * h) / std::sqrt(2 * kPi * a);
}

// The regularised lower incomplete gamma function, or the upper one, which is what that lacks to 1. An argument that
// decides comes before one that is NaN, as in PyTorch.
double incomplete_gamma(double a, double x, bool upper) {
  const double all = upper ? 0 : 1, nothing = 1 - all;
  if (x < 0 || a < 0) return kNaN;
  if (a == 0) return x > 0 ? all : kNaN;
  if (x == 0) return nothing;
  if (std::isinf(a)) return std::isinf(x) ? kNaN : nothing;
  if (std::isinf(x)) return all;
  if (std::isnan(a) || std::isnan(x)) return kNaN;
  if (a > kGammaLarge) return gamma_of_large(a, x, upper ? 1 : -1);
  const bool is_left = x < a + 1;
  const double part = is_left ? gamma_series(a, x) : gamma_fraction(a, x);
  return is_left == upper ? 1 - part : part;
}

}  // namespace

// clang-format off
SC_UNARY(bessel_j0, Floating, 0, map(x, [](double e) { return ::j0(e); }))
SC_UNARY(bessel_j1, Floating, 0, map(x, [](double e) { return ::j1(e); }))
SC_UNARY(bessel_y0, Floating, 0, map(x, [](double e) { return e < 0 ? kNaN : ::y0(e); }))
SC_UNARY(bessel_y1, Floating, 0, map(x, [](double e) { return e < 0 ? kNaN : ::y1(e); }))
SC_UNARY(bessel_k0, Floating, 0, map(x, [](double e) { return bessel_k(0, e); }))
SC_UNARY(bessel_k1, Floating, 0, map(x, [](double e) { return bessel_k(1, e); }))
SC_UNARY(bessel_k0e, Floating, 0, map(x, [](double e) { return scaled_bessel_k(0, e); }))
SC_UNARY(bessel_k1e, Floating, 0, map(x, [](double e) { return scaled_bessel_k(1, e); }))
SC_UNARY(spherical_bessel_j0, Floating, 0, map(x, [](double e) { return spherical_j0(e); }))
SC_UNARY(airy_ai, Floating, 0, map(x, [](double e) { return airy(e); }))
SC_BINARY(igamma, Floating, 0, map(a, b, [](double e, double f) { return incomplete_gamma(e, f, false); }))
SC_BINARY(igammac, Floating, 0, map(a, b, [](double e, double f) { return incomplete_gamma(e, f, true); }))
// clang-format on

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
