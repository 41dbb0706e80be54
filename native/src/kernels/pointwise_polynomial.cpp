// Orthogonal polynomials: out = the polynomial of degree b (cut to an integer; 0 for negative ones) at a. They are
// computed in the elements' type, as PyTorch does: by their recurrence, or for high degrees by the cosine that they
// are.
#include <cmath>
#include <limits>

#include "kernels/pointwise.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

// Above these degrees the Chebyshev polynomials are taken from cosines.
constexpr int64_t kRecurrentFirst = 6, kRecurrentOther = 8;

template <typename T>
T sign_of_degree(int64_t n) {
  return n % 2 == 0 ? T(1) : T(-1);
}

// The n-th of a sequence of polynomials: next(k, p, q) is the (k+1)-th from the (k-1)-th p and the k-th q.
template <typename T, typename F>
T recurrence(int64_t n, T first, F next) {
  if (n < 0) return T(0);
  if (n == 0) return T(1);
  T p = T(1), q = first;
  for (int64_t k = 1; k < n && !std::isnan(q); k++) {
    const T r = next(static_cast<T>(k), p, q);
    p = q;
    q = r;
  }
  return q;
}

template <typename T>
T chebyshev(int64_t n, T x, T first) {
  return recurrence(n, first, [x](T, T p, T q) { return (x + x) * q - p; });
}

template <typename T>
T chebyshev_t(T x, T degree) {
  const int64_t n = static_cast<int64_t>(degree);
  if (n < 0) return T(0);
  if (std::abs(x) == T(1)) return x > 0 ? T(1) : sign_of_degree<T>(n);
  if (n > kRecurrentFirst && std::abs(x) < T(1)) return std::cos(static_cast<T>(n) * std::acos(x));
  return chebyshev(n, x, x);
}

template <typename T>
T chebyshev_u(T x, T degree) {
  const int64_t n = static_cast<int64_t>(degree);
  if (n < 0) return T(0);
  if (std::abs(x) == T(1)) return static_cast<T>(n + 1) * (x > 0 ? T(1) : sign_of_degree<T>(n));
  if (n > kRecurrentOther && std::abs(x) < T(1)) {
    const T angle = std::acos(x);
    return std::sin(static_cast<T>(n + 1) * angle) / std::sin(angle);
  }
  return chebyshev(n, x, x + x);
}

template <typename T>
T chebyshev_v(T x, T degree) {
  const int64_t n = static_cast<int64_t>(degree);
  if (n < 0) return T(0);
  if (std::abs(x) == T(1)) return x > 0 ? T(1) : static_cast<T>(n + n + 1) * sign_of_degree<T>(n);
  if (n > kRecurrentOther && std::abs(x) < T(1)) {
    const T angle = std::acos(x);
    return std::cos((static_cast<T>(n) + T(0.5)) * angle) / std::cos(angle / T(2));
  }
  return chebyshev(n, x, x + x - T(1));
}

template <typename T>
T chebyshev_w(T x, T degree) {
  const int64_t n = static_cast<int64_t>(degree);
  if (n < 0) return T(0);
  if (std::abs(x) == T(1)) return x > 0 ? static_cast<T>(n + n + 1) : sign_of_degree<T>(n);
  if (n > kRecurrentOther && std::abs(x) < T(1)) {
    const T angle = std::acos(x);
    return std::sin((static_cast<T>(n) + T(0.5)) * angle) / std::sin(angle / T(2));
  }
  return chebyshev(n, x, x + x + T(1));
}

// Beyond this degree PyTorch gives NaN for Hermite polynomials.
template <typename T>
inline constexpr int64_t kHermiteLimit = std::is_same_v<T, double> ? 512 : 128;

template <typename T>
T hermite_h(T x, T degree) {
  const int64_t n = static_cast<int64_t>(degree);
  if (n > kHermiteLimit<T>) return std::numeric_limits<T>::quiet_NaN();
  return recurrence(n, x + x, [x](T k, T p, T q) { return (x + x) * q - (k + k) * p; });
}

template <typename T>
T hermite_he(T x, T degree) {
  const int64_t n = static_cast<int64_t>(degree);
  if (n > kHermiteLimit<T>) return std::numeric_limits<T>::quiet_NaN();
  return recurrence(n, x, [x](T k, T p, T q) { return x * q - k * p; });
}

template <typename T>
T laguerre(T x, T degree) {
  return recurrence(static_cast<int64_t>(degree), T(1) - x,
                    [x](T k, T p, T q) { return (((k + k) + (T(1) - x)) * q - k * p) / (k + T(1)); });
}

template <typename T>
T legendre(T x, T degree) {
  const int64_t n = static_cast<int64_t>(degree);
  if (n >= 0 && std::abs(x) == T(1)) return x > 0 ? T(1) : sign_of_degree<T>(n);
  return recurrence(n, x, [x](T k, T p, T q) { return ((k + k + T(1)) * x * q - k * p) / (k + T(1)); });
}

}  // namespace

// clang-format off
SC_BINARY(chebyshev_polynomial_t, Floating, 0, map(a, b, [](T x, T n) { return chebyshev_t(x, n); }))
SC_BINARY(chebyshev_polynomial_u, Floating, 0, map(a, b, [](T x, T n) { return chebyshev_u(x, n); }))
SC_BINARY(chebyshev_polynomial_v, Floating, 0, map(a, b, [](T x, T n) { return chebyshev_v(x, n); }))
SC_BINARY(chebyshev_polynomial_w, Floating, 0, map(a, b, [](T x, T n) { return chebyshev_w(x, n); }))
SC_BINARY(shifted_chebyshev_polynomial_t, Floating, 0, map(a, b, [](T x, T n) { return chebyshev_t(x + x - T(1), n); }))
SC_BINARY(shifted_chebyshev_polynomial_u, Floating, 0, map(a, b, [](T x, T n) { return chebyshev_u(x + x - T(1), n); }))
SC_BINARY(shifted_chebyshev_polynomial_v, Floating, 0, map(a, b, [](T x, T n) { return chebyshev_v(x + x - T(1), n); }))
SC_BINARY(shifted_chebyshev_polynomial_w, Floating, 0, map(a, b, [](T x, T n) { return chebyshev_w(x + x - T(1), n); }))
SC_BINARY(hermite_polynomial_h, Floating, 0, map(a, b, [](T x, T n) { return hermite_h(x, n); }))
SC_BINARY(hermite_polynomial_he, Floating, 0, map(a, b, [](T x, T n) { return hermite_he(x, n); }))
SC_BINARY(laguerre_polynomial_l, Floating, 0, map(a, b, [](T x, T n) { return laguerre(x, n); }))
SC_BINARY(legendre_polynomial_p, Floating, 0, map(a, b, [](T x, T n) { return legendre(x, n); }))
// clang-format on

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
