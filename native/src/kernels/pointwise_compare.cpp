// Comparisons, logic and tests of one or two operands: out is bool, the inputs of the input dtype. NaN is unequal to
// everything, and true.
#include <cmath>

#include "kernels/pointwise.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// clang-format off
SC_BINARY_TEST(eq, Any, 0, a == b)
SC_BINARY_TEST(ne, Any, 0, a != b)
SC_BINARY_TEST(lt, AnyReal, 0, a < b)
SC_BINARY_TEST(le, AnyReal, 0, a <= b)
SC_BINARY_TEST(gt, AnyReal, 0, a > b)
SC_BINARY_TEST(ge, AnyReal, 0, a >= b)

SC_BINARY_TEST(logical_and, Any, 0, a != T(0) && b != T(0))
SC_BINARY_TEST(logical_or, Any, 0, a != T(0) || b != T(0))
SC_BINARY_TEST(logical_xor, Any, 0, (a != T(0)) != (b != T(0)))
SC_UNARY_TEST(logical_not, Any, 0, x == T(0))

SC_UNARY_TEST(isnan, FloatingOrComplex, 0, x != x)
SC_UNARY_TEST(isinf, Floating, 0, std::abs(x) == std::numeric_limits<T>::infinity())
SC_UNARY_TEST(isfinite, Floating, 0, std::abs(x) < std::numeric_limits<T>::infinity())
SC_UNARY_TEST(isposinf, Floating, 0, x == std::numeric_limits<T>::infinity())
SC_UNARY_TEST(isneginf, Floating, 0, x == -std::numeric_limits<T>::infinity())
SC_UNARY_TEST(signbit, AnyReal, 0, signbit(x))
// rtol, atol: |a - b| <= atol + rtol |b|, or equal
SC_BINARY_TEST(isclose, Floating, 2, a == b || (std::abs(a - b) <= p[1] + std::abs(p[0] * b) && std::abs(b) < std::numeric_limits<T>::infinity() && std::abs(a - b) < std::numeric_limits<T>::infinity()))
// clang-format on

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
